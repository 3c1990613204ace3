"""Wraps the methods of socket.socket: each call leaves a line in the trace, and does exactly what it did before.

A call that may block leaves a line before it, too, so that one that never returns is seen. See python-trace.ts for the lines.
"""

import os
import sys
from _thread import _local, get_native_id
from _warnings import warn
from errno import errorcode
from itertools import count
from select import POLLIN, POLLOUT, poll
from time import monotonic_ns

# A call shorter than this can't have waited for a CPU for longer: not worth another read of schedstat (1.4 µs).
_WORTH_ASKING_NS = 100_000


def wrap_calls(socket, trace, texts):
    """Returns what the other wrappers need. `socket` is the module, or what the program has in its place: then None."""
    import _socket

    cls = socket.socket
    if not issubclass(cls, _socket.socket):
        return None
    trace.use_socket(_socket)
    wrapper = _Wrapper(socket, _socket.socket, trace, texts)
    for method, (name, describe, summarise, waits) in _table(socket, texts).items():
        wrapper.wrap(cls, method, name, describe, summarise, waits)
    wrapper.wrap_collector(cls)
    os.register_at_fork(after_in_child=wrapper.begin_in_child)
    return wrapper


def _table(socket, texts):
    """Method → name in the trace, its arguments, its result, and (if it may block) whether it surely won't this time."""
    names = texts.Constants(socket).name
    levels = {
        socket.SOL_SOCKET: ("SO_",),
        socket.IPPROTO_TCP: ("TCP_",),
        socket.IPPROTO_IP: ("IP_",),
        socket.IPPROTO_IPV6: ("IPV6_",),
    }

    def socket_args(this, args, kwargs):
        given = dict(zip(("family", "type", "proto", "fileno"), args), **kwargs)
        if given.get("fileno") is not None:
            return f'"fileno":{int(given["fileno"])}'
        family, kind, proto = (given.get(each, -1) for each in ("family", "type", "proto"))
        family_name = names(("AF_",), socket.AF_INET if family == -1 else family)
        kind = socket.SOCK_STREAM if kind == -1 else int(kind) & ~(socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        return f'"family":{family_name},"type":{names(("SOCK_",), kind)},"proto":{max(0, proto)}'

    def setsockopt_args(this, args, kwargs):
        level = '"SOL_SOCKET"' if args[0] == socket.SOL_SOCKET else names(("IPPROTO_",), args[0])
        value = texts.number(args[2]) if isinstance(args[2], int) else f'"{texts.size_of(args[2])} bytes"'
        return f'"level":{level},"option":{names(levels.get(args[0], ("none",)), args[1])},"value":{value}'

    def shutdown_args(this, args, kwargs):
        return f'"how":{names(("SHUT_",), args[0])}'

    def code_result(this, args, result):
        error = f',"errno":"{errorcode[result]}"' if result in errorcode else ""
        return f',"result":{{"code":{result}{error}}}'

    of = texts
    return {
        "__init__": ("socket", socket_args, of.new_fd_result, None),
        "setsockopt": ("setsockopt", setsockopt_args, of.no_result, None),
        "settimeout": ("settimeout", of.settimeout_args, of.no_result, None),
        "setblocking": ("setblocking", of.setblocking_args, of.no_result, None),
        "bind": ("bind", of.address_args, of.bound_result, None),
        "listen": ("listen", of.listen_args, of.no_result, None),
        "_accept": ("accept", of.no_args, of.accept_result, _may_wait),
        "connect": ("connect", of.address_args, of.connect_result, _may_wait),
        "connect_ex": ("connect_ex", of.address_args, code_result, _may_wait),
        "send": ("send", of.send_args, of.count_result, _has_room),
        "sendall": ("sendall", of.send_args, of.sendall_result, _has_room),
        "sendto": ("sendto", of.sendto_args, of.count_result, _may_wait),
        "sendmsg": ("sendmsg", of.sendmsg_args, of.count_result, _may_wait),
        "sendfile": ("sendfile", of.sendfile_args, of.count_result, _may_wait),
        "recv": ("recv", of.recv_args, of.bytes_result, _has_bytes),
        "recv_into": ("recv_into", of.recv_into_args, of.count_result, _has_bytes),
        "recvfrom": ("recvfrom", of.recv_args, of.recvfrom_result, _has_bytes),
        "recvfrom_into": ("recvfrom_into", of.recv_into_args, of.recvfrom_into_result, _has_bytes),
        "recvmsg": ("recvmsg", of.recv_args, of.recvfrom_result, _may_wait),
        "recvmsg_into": ("recvmsg_into", of.recvmsg_into_args, of.recvfrom_into_result, _may_wait),
        "shutdown": ("shutdown", shutdown_args, of.no_result, None),
        "detach": ("detach", of.no_args, of.fd_result, None),
        "close": ("close", of.Closer(socket.socket).args, of.close_result, None),
    }


# Asking costs a third of what a line before the call and a look at schedstat cost.


def _may_wait(me, fd, args):
    return False


def _has_bytes(me, fd, args):
    """Bytes, the end of the stream or an error are there. With flags (MSG_WAITALL) that would not be enough."""
    return len(args) == 1 and me.is_ready(fd, POLLIN)


def _has_room(me, fd, args):
    """TCP takes any small piece while it calls itself writable (Linux sk_stream_is_writeable: a third of the buffer is free)."""
    return len(args) == 1 and type(args[0]) in (bytes, bytearray) and len(args[0]) <= 1024 and me.is_ready(fd, POLLOUT)


class _Wrapper:
    def __init__(self, socket, base, trace, texts):
        self.socket = socket
        self.trace = trace
        self.texts = texts
        # Those of C: the program may replace the others.
        self.fileno, self.gettimeout, self.close = base.fileno, base.gettimeout, base.close
        self.names = texts.Constants(socket).name
        self.threads = _local()
        self.next_call = count(1).__next__
        self.text_of = _Texts({None: "null"})

    def begin_thread(self):
        self.threads.me = me = _Thread(self.trace)
        return me

    def begin_in_child(self):
        vars(self.threads).pop("me", None)
        self.trace.start()

    def wrap(self, cls, method, name, describe, summarise, waits):
        original = getattr(cls, method, None)
        if original is None:
            return
        # Everything that a call needs stands in this closure: at the interpreter's end modules are emptied.
        threads, begin_thread, next_call, write = self.threads, self.begin_thread, self.next_call, self.trace.write
        fileno, gettimeout, clock, frame = self.fileno, self.gettimeout, monotonic_ns, sys._getframe
        describe_error, text_of, let_through = self.describe_error, self.text_of, self.trace.let_through
        # accept() makes its socket with these: the program has not called them.
        is_inner = cls.accept.__code__ if method in ("__init__", "setblocking") else None
        hides_frame = sys.version_info >= (3, 11)
        is_new = method == "__init__"
        confirm = self.trace.confirm if method in ("__init__", "bind", "_accept", "connect") else None

        def call(self, *args, **kwargs):
            if is_inner is not None and frame(1).f_code is is_inner:
                return original(self, *args, **kwargs)
            try:
                me = threads.me
            except AttributeError:
                me = begin_thread()
            if confirm is not None:
                confirm()
            try:
                timeout = gettimeout(self)
                fd = fileno(self)
            except TypeError:  # not a socket: the call will say so
                timeout, fd = 0, -1
            try:
                described = describe(self, args, kwargs)
            except Exception as error:  # the call itself will say what is wrong with its arguments
                let_through(error)
                described = ""
            who = f'"fd":{fd},{me.who},"call":{next_call()},"timeoutS":{text_of[timeout]},"args":{{{described}}}'
            delay, interruption = -1, None
            start = clock()
            try:
                if waits is not None and timeout != 0 and not waits(me, fd, args):
                    write(f'{{"entered":"{name}","at":{start // 1000},{who}}}\n')
                    delay = me.run_delay_ns()
                start = clock()
                # Before 3.11 the text of a TypeError about keywords tells a bound method from a function.
                bound = None if hides_frame or not kwargs else original.__get__(self)
                result = original(self, *args, **kwargs) if bound is None else bound(*args, **kwargs)
            except BaseException as error:
                elapsed = clock() - start
                if not hides_frame:  # then it must not keep the socket alive either
                    self = args = kwargs = None
                waited = me.waited(delay, elapsed)
                summary = describe_error(error)
                write(f'{{"returned":"{name}","at":{start // 1000},"us":{elapsed // 1000}{waited},{who}{summary}}}\n')
                # This frame is no part of the program. A bare `raise` does not add it again, from Python 3.11 on.
                error.__traceback__ = error.__traceback__.tb_next
                raise
            elapsed = clock() - start
            try:
                summary = summarise(self, args, result)
            except Exception as error:
                summary, interruption = "", error
            if is_new:
                who = who.replace('"fd":-1', f'"fd":{fileno(self)}', 1)
            waited = "" if delay == -1 else me.waited(delay, elapsed)
            write(f'{{"returned":"{name}","at":{start // 1000},"us":{elapsed // 1000}{waited},{who}{summary}}}\n')
            if interruption is not None:
                try:
                    let_through(interruption)
                finally:  # it must not keep the socket alive
                    interruption = None
            return result

        call.__name__ = method
        call.__qualname__ = f"socket.{method}"
        call.__module__ = "socket"
        call.__doc__ = original.__doc__
        call.__wrapped__ = original
        setattr(cls, method, call)

    def describe_error(self, error):
        name, message, code = type(error).__name__, "", None
        try:
            # Python 3.9 calls it `timeout`; later versions know it as TimeoutError.
            name = "TimeoutError" if isinstance(error, self.socket.timeout) else name
            message = str(error)
            code = self.error_code(error)
        except Exception:  # an exception of the program's own making, from a signal handler
            pass
        text = f',"exception":{self.texts.quote(name)},"message":{self.texts.quote(message)}'
        return text if code is None else f"{text},\"errno\":\"{code}\""

    def error_code(self, error):
        if isinstance(error, self.socket.gaierror):
            return self.names(("EAI_",), error.errno).strip('"')
        return errorcode.get(error.errno) if isinstance(error, OSError) else None

    def wrap_collector(self, cls):
        threads, begin_thread, next_call, write = self.threads, self.begin_thread, self.next_call, self.trace.write
        fileno, close, clock = self.fileno, self.close, monotonic_ns

        def __del__(self):
            fd = fileno(self)
            if fd == -1:
                return
            me = threads.me if hasattr(threads, "me") else begin_thread()
            try:
                # As _socket does it; what it says is about the line of the program that let go of the socket.
                warn(f"unclosed {self!r}", ResourceWarning, 2, self)
            finally:
                start = clock()
                try:
                    close(self)
                except OSError:  # closed behind its back
                    pass
                write(
                    f'{{"returned":"close","at":{start // 1000},"us":{(clock() - start) // 1000},"fd":{fd},{me.who},'
                    f'"call":{next_call()},"args":{{"by":"collector"}}}}\n'
                )

        cls.__del__ = __del__


class _Texts(dict):
    """A float costs more to write than to look up, and a program has few timeouts."""

    def __missing__(self, timeout):
        text = repr(timeout)
        if len(self) < 256:
            self[timeout] = text
        return text


class _Thread:
    """What the trace knows of one thread: its name in the lines, and how long it has waited for a CPU."""

    def __init__(self, trace):
        self.who = f'"pid":{os.getpid()},"thread":{get_native_id()}'
        self.fd = -1
        self.let_through = trace.let_through
        self.poll = poll()
        self.polled = -1
        if trace.is_silent:
            return
        try:
            self.fd = trace.open_high("/proc/thread-self/schedstat")
            self.status = os.fstat(self.fd)
            self.run_delay_ns()
        except Exception as error:  # no such file, or not this one: the lines go without
            trace.let_through(error)
            self.fd = -1

    def is_ready(self, fd, event):
        try:
            if fd != self.polled:
                if self.polled != -1:
                    self.poll.unregister(self.polled)
                    self.polled = -1
                self.poll.register(fd, event)
                self.polled = fd
            else:
                self.poll.register(fd, event)
            return self.poll.poll(0)
        except Exception as error:  # no such descriptor
            self.poll, self.polled = poll(), -1
            self.let_through(error)
            return False

    def run_delay_ns(self):
        """Time spent runnable without a CPU so far, field 2 of schedstat (Linux scheduler/sched-stats); -1 = unknown."""
        if self.fd == -1:
            return -1
        try:
            return int(os.pread(self.fd, 64, 0).split()[1])
        except Exception as error:
            self.let_through(error)
            self.fd = -1
            return -1

    def waited(self, before, elapsed):
        if before == -1 or elapsed < _WORTH_ASKING_NS:
            return ""
        after = self.run_delay_ns()
        return "" if after == -1 else f',"runDelayUs":{min(after - before, elapsed) // 1000}'

    def __del__(self):
        try:
            status = os.fstat(self.fd)
            if (status.st_dev, status.st_ino) == (self.status.st_dev, self.status.st_ino):
                os.close(self.fd)
        except Exception:  # never opened, or closed by the program
            pass
