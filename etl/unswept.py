"""Long work on many small objects without sweeps of the garbage collector in between.

The collector walks over every living object again and again while a document of a million cells grows; none
of them is in a cycle, and a quarter of the time of an import went there. Reference counting goes on.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_depth = 0
_was_on = True


@contextmanager
def unswept() -> Iterator[None]:
    """No sweeps until the last of those who asked for it is done; also as a decorator."""
    global _depth, _was_on
    with _lock:
        _was_on = gc.isenabled() if not _depth else _was_on
        _depth += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if not _depth and _was_on:
                gc.enable()


__all__ = ["unswept"]
