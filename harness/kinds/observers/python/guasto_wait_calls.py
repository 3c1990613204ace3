"""Waits for several sockets at once: select.select and the selectors module (asyncio, socketserver), as calls named `select`.

Only those that may wait and that have a socket among their files. poll and epoll objects used without selectors are not seen:
they are made by C, where nothing can be put between.
"""

import functools
import os
import sys
from itertools import islice
from time import monotonic_ns

from _socket import socket as _socket

# Looking at a file costs 1 µs: the first of them tell what the others are like.
_FILES_TO_LOOK_AT = 8


def wrap_waits(select, selectors, wrapper):
    classes = {each for each in vars(selectors).values() if isinstance(each, type)}
    for cls in classes:
        if issubclass(cls, selectors.BaseSelector) and cls is not selectors.BaseSelector and "select" in vars(cls):
            cls.select = _named(_wrap(wrapper, cls.select, _of_selector), cls.select)
    original = select.select
    wait = _named(_wrap(wrapper, original, _of_select), original)
    # Unlike a function it is no method when a class holds it, which is how a builtin behaves.
    select.select = staticmethod(wait) if sys.version_info >= (3, 10) else _named(functools.partial(wait), original)


def _of_selector(this, timeout=None):
    return timeout, this.get_map()


def _of_select(readers, writers, failing, timeout=None):
    """Nothing of the program's own is called for this, and no iterator used up."""
    lists = [files for files in (readers, writers, failing) if type(files) in (list, tuple, set)]
    return timeout, [file for files in lists for file in files]


def _wrap(wrapper, original, describe):
    threads, begin_thread, next_call, write = wrapper.threads, wrapper.begin_thread, wrapper.next_call, wrapper.trace.write
    describe_error, clock, hides_frame = wrapper.describe_error, monotonic_ns, sys.version_info >= (3, 11)
    let_through = wrapper.trace.let_through

    def wait(*args, **kwargs):
        try:
            timeout, files = describe(*args, **kwargs)
            watched = (timeout is None or timeout > 0) and any(map(_is_socket, islice(files, _FILES_TO_LOOK_AT)))
        except Exception as error:  # the call itself will say what is wrong with its arguments
            let_through(error)
            watched = False
        start = clock()
        if watched:
            me = threads.me if hasattr(threads, "me") else begin_thread()
            seconds = "null" if timeout is None else repr(float(timeout))
            who = f'"fd":-1,{me.who},"call":{next_call()},"timeoutS":{seconds},"args":{{"files":{len(files)}}}'
            delay = -1
        try:
            if watched:
                write(f'{{"entered":"select","at":{start // 1000},{who}}}\n')
                delay = me.run_delay_ns()
            start = clock()
            result = original(*args, **kwargs)
        except BaseException as error:
            elapsed = clock() - start
            if not hides_frame:
                args = kwargs = files = None
            if watched:
                ending = f"{me.waited(delay, elapsed)},{who}{describe_error(error)}"
                write(f'{{"returned":"select","at":{start // 1000},"us":{elapsed // 1000}{ending}}}\n')
            error.__traceback__ = error.__traceback__.tb_next
            raise
        elapsed = clock() - start
        if watched:
            ready = sum(map(len, result)) if type(result) is tuple else len(result)
            ending = f'{me.waited(delay, elapsed)},{who},"result":{{"ready":{ready}}}'
            write(f'{{"returned":"select","at":{start // 1000},"us":{elapsed // 1000}{ending}}}\n')
        return result

    return wait


def _is_socket(file):
    return isinstance(file, _socket) or type(file) is int and (os.fstat(file).st_mode & 0o170000) == 0o140000


def _named(wait, original):
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(wait, name, getattr(original, name, None))
    wait.__wrapped__ = original
    return wait
