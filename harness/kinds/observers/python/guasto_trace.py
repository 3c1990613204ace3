"""The descriptor to which a program's trace goes: found, moved out of the program's way, written a line at a time.

A line is one write of less than PIPE_BUF bytes, so lines of threads and processes never mix. If the harness is gone, or the
program has closed the descriptor (a daemon), the trace falls silent for good: it never raises, and never sends SIGPIPE.
"""

import os
import sys
from fcntl import F_DUPFD, F_DUPFD_CLOEXEC, fcntl
from time import monotonic_ns

_VARIABLE = "GUASTO_TRACE_FD"
# Where descriptors of the trace go: the first place that RLIMIT_NOFILE admits. The program's own start low, and grow upwards.
_PLACES = (960, 448, 192, 96, 48)
_BUFFER_BYTES = 4 << 20


def open_trace():
    """The trace of this process, or None if the descriptor that the environment names is not there (any more)."""
    fd, _, identity = os.environ[_VARIABLE].partition(":")
    fd = int(fd)
    try:
        status = os.fstat(fd)
    except OSError:  # subprocess closes it in a child
        return None
    known = f"{status.st_dev}.{status.st_ino}"
    if identity not in ("", known):  # something else has this number here
        return None
    if not identity:
        fd = move_up(fd, inheritable=True)
        os.environ[_VARIABLE] = f"{fd}:{known}"
    return Trace(fd, status)


def let_through(error, folder=os.path.join(os.path.dirname(__file__), "")):
    """Raises what does not come from here: between any two steps of ours a signal's handler may run, and raise something."""
    step = error.__traceback__
    while step is not None:
        if not step.tb_frame.f_code.co_filename.startswith(folder):
            raise error
        step = step.tb_next


def move_up(fd, inheritable=False):
    """Gives `fd` a high number, so that the program's own descriptors get the numbers that they would have got anyway."""
    for place in _PLACES:
        try:
            # The kernel takes the first that is free: threads that look for one by themselves would find the same.
            high = fcntl(fd, F_DUPFD if inheritable else F_DUPFD_CLOEXEC, place)
        except OSError:  # beyond RLIMIT_NOFILE
            continue
        os.close(fd)
        return high
    return fd


class Trace:
    """`write(line)` puts one line of ASCII into the trace."""

    let_through = staticmethod(let_through)

    def __init__(self, fd, status):
        self.fd = fd
        self.identity = (status.st_dev, status.st_ino)
        self.is_socket = (status.st_mode & 0o170000) == 0o140000
        self.is_silent = False
        self.lacks_lines = False
        self.write = self._guarded(lambda data, flags: os.write(fd, data), 0)
        self.start()

    def start(self):
        """Also in a forked child: it is another process, with the same descriptor."""
        version = ".".join(map(str, sys.version_info[:3]))
        self.write(f'{{"started":"CPython {version}","at":{monotonic_ns() // 1000},"pid":{os.getpid()}}}\n')

    def use_socket(self, _socket):
        """Node gives its children sockets, where a flag keeps SIGPIPE away even from a program that has asked for it."""
        if not self.is_socket:
            return

        class Channel(_socket.socket):
            # Not even at the interpreter's end may the descriptor be closed, or a warning printed about it.
            def __del__(self):
                self.detach()

        channel = Channel(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, self.fd)
        channel.settimeout(None)
        # Room for some thousand lines (less where wmem_max says so): the program need not wait while the harness is busy.
        channel.setsockopt(_socket.SOL_SOCKET, _socket.SO_SNDBUF, _BUFFER_BYTES)
        self.write = self._guarded(channel.send, _socket.MSG_NOSIGNAL)

    def confirm(self):
        """Falls silent if the descriptor is another file by now: a daemon has closed it, and opened many others."""
        try:
            status = os.fstat(self.fd)
            self.is_silent = self.is_silent or self.identity != (status.st_dev, status.st_ino)
        except OSError:
            self.is_silent = True

    def open_high(self, path):
        return move_up(os.open(path, os.O_RDONLY | os.O_CLOEXEC))

    def _guarded(self, put, flags):
        let_through = self.let_through  # at the interpreter's end modules are emptied

        def write(line):
            try:
                if self.lacks_lines and not self.is_silent:
                    self.lacks_lines = False
                    put(self._confession(), flags)
                if not self.is_silent and put(line.encode(), flags) != len(line):
                    self.lacks_lines = True
            except BlockingIOError as error:  # somebody has made the descriptor non-blocking, and it is full
                self.lacks_lines = True
                let_through(error)
            except OSError as error:
                let_through(error)
                self.is_silent = True

        return write

    def _confession(self):
        now = monotonic_ns() // 1000
        return f'\n{{"lost":"the trace was full for a while","at":{now},"pid":{os.getpid()}}}\n'.encode()
