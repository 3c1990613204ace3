"""fork, multiprocessing, subprocess: with the trace's descriptor and without it."""
import multiprocessing
import os
import socket
import subprocess
import sys

CHILD = "import socket, sys; a, b = socket.socketpair(); a.send(b'x'); print(b.recv(9), a.fileno(), sys.path[0])"


def answer(number, queue):
    with socket.socket() as sock:
        sock.settimeout(number)
        queue.put((number, sock.gettimeout()))


if __name__ == "__main__":
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        theirs.sendall(theirs.recv(100)[::-1])
        os._exit(3)
    theirs.close()
    ours.sendall(b"forked")
    print(ours.recv(100), ours.recv(100))
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        queue = context.Queue()
        process = context.Process(target=answer, args=(7, queue))
        process.start()
        print(method, queue.get(timeout=20))
        process.join()
    for close_fds in (True, False):
        run = subprocess.run([sys.executable, "-c", CHILD], close_fds=close_fds, capture_output=True, text=True)
        print(run.returncode, run.stdout, run.stderr)
    print(subprocess.run([sys.executable, "-I", "-c", CHILD], capture_output=True, text=True))
    print(subprocess.run([sys.executable, "-c", CHILD], env={}, capture_output=True, text=True).returncode)
    os.system(f'{sys.executable} -c "{CHILD}"')
