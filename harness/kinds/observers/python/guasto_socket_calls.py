"""Wraps the methods of socket.socket: each call leaves a line in the trace, and does exactly what it did before.

A call that may block leaves a line before it, too, so that one that never returns is seen. See python-trace.ts for the lines.
"""

import os
import sys
from _thread import _local, get_native_id
from itertools import count
from time import monotonic_ns

from errno import errorcode

# A call shorter than this can't have waited for a CPU for longer: not worth another read of schedstat (1.4 µs).
_WORTH_ASKING_NS = 100_000


def wrap_calls(socket, trace):
    """`socket` is the module. If the program has put another one in its place, nothing is done."""
    import _socket

    cls = socket.socket
    if not issubclass(cls, _socket.socket):
        return
    trace.send_without_sigpipe(_socket)
    wrapper = _Wrapper(_socket, trace)
    for call in _table(socket, _socket, cls):
        wrapper.wrap(cls, call)
    wrapper.wrap_finalizer(cls)
    os.register_at_fork(after_in_child=wrapper.begin_in_child)
