"""Every way in which a socket is closed, and every way in which it is used that is not a plain call."""
import copy
import functools
import gc
import io
import pickle
import socket
import struct
import sys
import weakref


class Counting(socket.socket):
    def recv(self, *args):
        data = super().recv(*args)
        print("counted", len(data))
        return data


def pair():
    return socket.socketpair()


a, b = pair()
del a
print(b.recv(10))
a, b = pair()
cycle = [a]
cycle.append(cycle)
del a, cycle
gc.collect()
print(b.recv(10))
try:
    with pair()[0] as a:
        raise KeyError("inside")
except KeyError as error:
    print(repr(error), a.fileno())
a, b = pair()
file = a.makefile("rwb")
a.close()
print(a.fileno() >= 0, a._closed)
file.write(b"buffered")
file.close()
print(a.fileno(), b.recv(100), b.recv(100))
a, b = pair()
fd = a.detach()
print(a.fileno(), fd >= 0)
again = Counting(fileno=fd)
b.sendall(b"12345")
print(again.recv(10), again.family, again.type)
again.close()
again.close()
print(isinstance(again, socket.socket), issubclass(socket.socket, socket._socket.socket), type(a).__mro__[0].__name__)
a, b = pair()
for wrong in (lambda: pickle.dumps(a), lambda: copy.copy(a), lambda: a.recv(bufsize=3), lambda: a.recv("x"), lambda: a.recv(), lambda: a.send(5), lambda: a.sendall("x"), lambda: a.sendto(), lambda: a.close(1)):
    try:
        wrong()
    except TypeError as error:
        print(error)
try:
    socket.socket.recv(3, 4)
except TypeError as error:
    print("TypeError")
b.sendall(b"abcdefgh")
buffer = bytearray(3)
print(socket.socket.recv(a, 1), a.recv_into(buffer), buffer, a.recv_into(buffer, nbytes=1), a.recvmsg(1)[0])
print(a.recvfrom(1)[0], a.recv(1, socket.MSG_PEEK), list(iter(functools.partial(a.recv, 1), b"h")))
print(a.sendmsg([b"one", memoryview(b"two")]), b.recvmsg_into([bytearray(2), bytearray(9)])[0], weakref.ref(a)() is a)
print(a.sendfile(io.BytesIO(b"file"), 1), b.recv(10), a.recv.__name__, socket.socket.send.__doc__[:4])
a.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
print(a.shutdown(socket.SHUT_RDWR), b.recv(1), repr(a).split()[0], a.dup().recv(1))
unbound = socket.socket()
for address in (("127.0.0.1", "x"), ("127.0.0.1", 70000), "text", ("127.0.0.1",), None):
    try:
        unbound.connect(address)
    except (TypeError, OverflowError, OSError) as error:
        print(type(error).__name__, error)
print(unbound.connect_ex(("127.0.0.1", 1)), socket.SocketType is socket._socket.socket)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
    udp.bind(("127.0.0.1", 0))
    print(udp.sendto(b"self", udp.getsockname()), udp.recvfrom(9)[0], udp.sendto(b"", 0, udp.getsockname()))
    print(udp.recvfrom_into(bytearray(4))[0])


class Held:
    sock = socket.socket()


sys.stdout.flush()
socket.socket().recv(10)
