"""Puts guasto's trace into a Python program that knows nothing of it, then makes room for the user's own sitecustomize.

Python imports `sitecustomize` at its start (Python docs, site); PYTHONPATH makes this one the first that it finds. Nothing
may go wrong here, in any version: whatever can't be done is left undone, and the program runs as if this file were not there.
"""

import os
import sys


def _load(name, folder):
    """Runs a file of this folder as a module that stays out of sys.modules and sys.path."""
    from _frozen_importlib_external import SourceFileLoader

    path = os.path.join(folder, name + ".py")
    module = type(sys)(name)
    module.__file__ = path
    # To compile these files anew for every program would cost it 5 ms; the bytecode goes into this folder only.
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        SourceFileLoader(name, path).exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def _start(folder):
    if "GUASTO_TRACE_FD" not in os.environ or sys.version_info < (3, 9) or sys.implementation.name != "cpython":
        return
    trace = _load("guasto_trace", folder).open_trace()
    if trace is not None:
        _load("guasto_import_hook", folder).after_import("socket", lambda socket: _wrap(socket, trace, folder))


def _wrap(socket, trace, folder):
    wrapper = _load("guasto_socket_calls", folder).wrap_calls(socket, trace, _load("guasto_call_texts", folder))
    if wrapper is not None:
        _load("guasto_wait_calls", folder).wrap_waits(sys.modules["select"], sys.modules["selectors"], wrapper)


def _leave(folder):
    """Python's later imports don't see this folder; its children do, since PYTHONPATH stays in the environment."""
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != folder]
    sys.path_importer_cache.pop(folder, None)
    del sys.modules["sitecustomize"]


_folder = os.path.dirname(os.path.abspath(__file__))
try:
    _start(_folder)
except Exception:  # a trace that can't be had must not cost the program anything, not even a message
    pass
_leave(_folder)
# The user's own, if there is one. If not, this raises the ImportError that `site` expects then.
import sitecustomize  # noqa: E402, F401
