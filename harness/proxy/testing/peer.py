"""One end of a TCP connection, told what to do step by step: Python shows a reset that Node hides.

    peer.py client PORT STEP...      peer.py server STEP...     (a server prints its port first, and accepts once;
                                                      with --never-accept as its first step it lets dials hang)

    send:N     sendall N bytes of a known pattern        recv:N    recv until N bytes are there
    drain      recv until the end or an error            shut      shutdown(SHUT_WR)
    close      close()                                   reset     close() with SO_LINGER 0, which sends an RST
    pause      wait for a line on stdin                  sleep:MS
    listen:MS  recv for so long; "ending": null means that it was still open
    flood      from now on a thread sends without end   sip:MS    drain, 64 KiB at most every MS

Each step prints one JSON line: {"step", "ms", "atUs"} and, where it applies, {"bytes", "sha256", "ending", "sizes", "timesUs", "error"}.
"""
import errno
import hashlib
import json
import socket
import struct
import sys
import threading
import time

PATTERN = bytes(range(251)) * 4177


def payload(size):
    return (PATTERN * (size // len(PATTERN) + 1))[:size]


def receive(sock, wanted=sys.maxsize, pause=0.0):
    digest, total, sizes, times, ending = hashlib.sha256(), 0, [], [], None
    while total < wanted and ending is None:
        try:
            data = sock.recv(min(65536, wanted - total))
            ending = None if data else "fin"
        except OSError as error:
            data, ending = b"", name_of(error)
        digest.update(data)
        total += len(data)
        if data:
            sizes.append(len(data))
            times.append(int(time.monotonic() * 1e6))
        if pause:
            time.sleep(pause)
    return {"bytes": total, "sha256": digest.hexdigest(), "ending": ending, "sizes": sizes[:999], "timesUs": times[:999]}


def flood(sock):
    try:
        while True:
            sock.sendall(PATTERN)
    except OSError:
        pass


def listen(sock, seconds):
    total, ending, until = 0, None, time.monotonic() + seconds
    while ending is None and time.monotonic() < until:
        sock.settimeout(max(0.001, until - time.monotonic()))
        try:
            data = sock.recv(65536)
            total, ending = total + len(data), None if data else "fin"
        except socket.timeout:
            break
        except OSError as error:
            ending = name_of(error)
    sock.settimeout(20)
    return {"bytes": total, "ending": ending}


def name_of(error):
    return errno.errorcode.get(error.errno, type(error).__name__)


def perform(sock, step):
    name, _, argument = step.partition(":")
    if name == "send":
        data = payload(int(argument))
        sock.sendall(data)
        return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if name == "recv":
        return receive(sock, int(argument))
    if name == "drain":
        return receive(sock)
    if name == "sip":
        return receive(sock, pause=int(argument) / 1000)
    if name == "flood":
        threading.Thread(target=flood, args=(sock,), daemon=True).start()
        return {}
    if name == "listen":
        return listen(sock, int(argument) / 1000)
    if name == "shut":
        sock.shutdown(socket.SHUT_WR)
    elif name == "close":
        sock.close()
    elif name == "reset":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
    elif name == "pause":
        sys.stdin.readline()
    elif name == "sleep":
        time.sleep(int(argument) / 1000)
    else:
        raise SystemExit("unknown step " + step)
    return {}


def tell(step, started, result):
    now = time.monotonic()
    print(json.dumps({"step": step, "ms": (now - started) * 1000, "atUs": int(now * 1e6), **result}), flush=True)


def main(role, *arguments):
    if role == "server":
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        never = arguments[0] == "--never-accept"
        listener.listen(0 if never else 128)
        print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
        if never:
            sys.stdin.readline()
            return
        sock, _ = listener.accept()
        listener.close()
        steps = arguments
    else:
        port, *steps = arguments
        started = time.monotonic()
        sock = socket.socket()
        try:
            sock.connect(("127.0.0.1", int(port)))
            tell("connect", started, {})
        except OSError as error:
            tell("connect", started, {"error": name_of(error)})
    sock.settimeout(20)
    for step in steps:
        started = time.monotonic()
        try:
            result = perform(sock, step)
        except OSError as error:
            result = {"error": name_of(error)}
        tell(step, started, result)


main(*sys.argv[1:])
