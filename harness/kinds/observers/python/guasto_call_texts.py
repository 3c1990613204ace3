"""What a line says about a call: its arguments and its result, as the members of a JSON object (text without braces).

Bytes are given by their size, constants by their names, addresses as host and port. Each `…_args` takes the arguments of one
call and may raise whatever it likes for arguments that make no sense: the line then has none.
"""

import sys

from _socket import socket, timeout

# The program may have put its own in the place of the others.
_fileno, _getsockname = socket.fileno, socket.getsockname

_LONGEST_TEXT = 200


def quote(text):
    """As a JSON string, in ASCII, shortened."""
    text = text[:_LONGEST_TEXT]
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    units = text.encode("utf-16-be", "surrogatepass")
    return '"' + "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2)) + '"'


def size_of(data):
    return len(data) if type(data) is bytes or type(data) is bytearray else memoryview(data).nbytes


def address(value):
    if type(value) is tuple and len(value) >= 2 and isinstance(value[0], str) and isinstance(value[1], int):
        return f'"host":{quote(value[0])},"port":{int(value[1])}'
    if isinstance(value, (bytes, bytearray)):  # an abstract AF_UNIX address
        value = bytes(value).decode(errors="backslashreplace")
    return f'"path":{quote(value)}' if isinstance(value, str) else f'"address":{quote(repr(value))}'


def number(value):
    """Anything that is given where a number is meant."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    return repr(value) if isinstance(value, float) and abs(value) < 1e300 else quote(repr(value))


class Constants:
    """Names of the socket module's constants."""

    def __init__(self, module):
        self._members = vars(module)
        self._names = {}

    def name(self, prefixes, value):
        """2, ("AF_",) → "AF_INET" in quotes; the number itself if it has no name."""
        value = int(value)
        if (prefixes, value) not in self._names:
            names = [each for each in self._members if each.startswith(prefixes) and self._members[each] == value]
            names = [each for each in names if not each.startswith("SO_VM_")]  # of AF_VSOCK, with numbers of their own
            self._names[prefixes, value] = f'"{names[0]}"' if names else str(value)
        return self._names[prefixes, value]


def no_args(self, args, kwargs):
    return ""


def settimeout_args(self, args, kwargs):
    return f'"seconds":{number(args[0])}'


def setblocking_args(self, args, kwargs):
    return f'"blocking":{number(bool(args[0]))}'


def address_args(self, args, kwargs):
    return address(args[0])


def listen_args(self, args, kwargs):
    return f'"backlog":{number(args[0])}' if args else ""


def send_args(self, args, kwargs):
    return f'"size":{size_of(args[0])}' if len(args) == 1 else f'"size":{size_of(args[0])}' + _flags(args, 1)


def sendto_args(self, args, kwargs):
    return f'"size":{size_of(args[0])},{address(args[-1])}'


def sendmsg_args(self, args, kwargs):
    # An iterator must not be used up here.
    return f'"size":{sum(map(size_of, args[0]))}' if isinstance(args[0], (list, tuple)) else ""


def sendfile_args(self, args, kwargs):
    offset = args[1] if len(args) > 1 else kwargs.get("offset", 0)
    size = args[2] if len(args) > 2 else kwargs.get("count")
    return f'"offset":{number(offset)},"size":{number(size)}'


def recv_args(self, args, kwargs):
    if len(args) == 1 and type(args[0]) is int:
        return f'"bufsize":{args[0]}'
    return f'"bufsize":{number(args[0])}' + _flags(args, 1)


def recv_into_args(self, args, kwargs):
    wanted = args[1] if len(args) > 1 else kwargs.get("nbytes", 0)
    return f'"bufsize":{number(wanted or size_of(args[0] if args else kwargs["buffer"]))}' + _flags(args, 2)


def recvmsg_into_args(self, args, kwargs):
    return f'"bufsize":{sum(map(size_of, args[0]))}' if isinstance(args[0], (list, tuple)) else ""


def _flags(args, place):
    return f',"flags":{int(args[place])}' if len(args) > place and args[place] else ""


def no_result(self, args, result):
    return ""


def sendall_result(self, args, result):
    return f',"sizeBytes":{size_of(args[0])}'


def count_result(self, args, result):
    return f',"sizeBytes":{int(result)}'


def bytes_result(self, args, result):
    return f',"sizeBytes":{len(result)}'


def recvfrom_result(self, args, result):
    return f',"sizeBytes":{len(result[0])},"result":{{{address(result[-1])}}}'


def recvfrom_into_result(self, args, result):
    return f',"sizeBytes":{result[0]},"result":{{{address(result[-1])}}}'


def accept_result(self, args, result):
    return f',"result":{{"fd":{result[0]},{address(result[1])}}}'


def fd_result(self, args, result):
    return f',"result":{{"fd":{result}}}'


def new_fd_result(self, args, result):
    return fd_result(self, args, _fileno(self))


def bound_result(self, args, result):
    return f',"result":{{{address(_getsockname(self))}}}'


def connect_result(self, args, result):
    local = address(_getsockname(self)).replace('"host"', '"localHost"').replace('"port"', '"localPort"')
    return f',"result":{{{local}}}'


def close_result(self, args, result):
    # A file from makefile() keeps the connection open (Python docs, socket.close).
    return ',"result":{"open":true}' if _fileno(self) != -1 else ""


class Closer:
    """Who closes: the program by a call, `with`, or a file from makefile() that was the last to be closed."""

    def __init__(self, cls):
        self._leaves_with = cls.__exit__.__code__
        self._leaves_file = cls._decref_socketios.__code__

    def args(self, this, args, kwargs):
        frame = sys._getframe(2)
        if frame.f_code is self._leaves_with:
            raised = frame.f_locals["args"][0]
            # Python 3.9 calls it `timeout`; later versions know it as TimeoutError.
            name = None if raised is None else "TimeoutError" if issubclass(raised, timeout) else raised.__name__
            return '"by":"with"' + ("" if name is None else f',"exception":{quote(name)}')
        return '"by":"makefile"' if frame.f_code is self._leaves_file else '"by":"call"'
