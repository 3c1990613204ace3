"""A server with a thread per client, and clients in threads."""
import socket
import threading


def serve(conn):
    with conn:
        while data := conn.recv(7):
            conn.sendall(data)


def accept(listener, clients):
    for _ in range(clients):
        threading.Thread(target=serve, args=(listener.accept()[0],)).start()


def ask(address, number, replies):
    with socket.create_connection(address, timeout=10) as sock:
        sock.sendall(b"x" * number * 10)
        sock.shutdown(socket.SHUT_WR)
        with sock.makefile("rb") as file:
            replies[number] = len(file.read())


replies = {}
with socket.create_server(("127.0.0.1", 0)) as listener:
    threads = [threading.Thread(target=accept, args=(listener, 8))]
    threads += [threading.Thread(target=ask, args=(listener.getsockname(), n, replies)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(sorted(replies.items()), threading.active_count() >= 1)
