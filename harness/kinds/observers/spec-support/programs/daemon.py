"""A daemon's first act: it closes every descriptor. What it opens then is its own, whatever number it has."""
import os
import socket
import threading

a, b = socket.socketpair()
b.settimeout(5)
thread = threading.Thread(target=lambda: b.recv(1))
thread.start()
a.send(b"x")
thread.join()
os.closerange(3, 4096)
reader, writer = os.pipe()
for number in range(40, 1020):
    os.dup2(writer, number)
c, d = socket.socketpair()
print(c.fileno(), c.send(b"still"), d.recv(100))
with socket.create_server(("127.0.0.1", 0)) as listener:
    print(listener.fileno())
thread = threading.Thread(target=lambda: print(d.fileno()))
thread.start()
thread.join()
os.set_blocking(reader, False)
try:
    print(os.read(reader, 100))
except BlockingIOError:
    print("nobody has written into the daemon's files, or closed one", len([os.fstat(n) for n in range(40, 1020)]))
