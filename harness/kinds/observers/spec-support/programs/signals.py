"""Signals that arrive inside a call, and a SIGPIPE that kills."""
import signal
import socket
import time

a, b = socket.socketpair()
signal.signal(signal.SIGALRM, lambda *_: print("alarm", b.send(b"!")))
signal.setitimer(signal.ITIMER_REAL, 0.05)
print(a.recv(10))


def interrupt(*_):
    raise KeyboardInterrupt("inside recv")


signal.signal(signal.SIGALRM, interrupt)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    a.recv(10)
except KeyboardInterrupt as error:
    print(repr(error))
a.settimeout(0.2)
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
started = time.monotonic()
try:
    a.recv(10)
except OSError as error:
    print(error, time.monotonic() - started >= 0.2)
signal.setitimer(signal.ITIMER_REAL, 0)
b.close()
try:
    a.send(b"x")
except BrokenPipeError as error:
    print(error)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
a.send(b"x")
