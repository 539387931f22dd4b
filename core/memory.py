"""Fewer searches for garbage while a great many values are made.

Python looks for values that only name each other after every 700 new ones, and now and then goes
through all there are. Bringing in a ledger makes millions that are gone as soon as nobody names
them: the search finds nothing and was a third of the time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_SELDOM = (20_000, 20, 20)
_lock = Lock()
_inside = 0
_before = gc.get_threshold()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for garbage seldom, and not among what was there before; as it was when the last block
    ends. For the process as a whole: for workers, not for requests.
    """
    global _before, _inside  # noqa: PLW0603 - it is the process's own setting
    with _lock:
        _inside += 1
        if _inside == 1:
            _before = gc.get_threshold()
            gc.freeze()
            gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                gc.set_threshold(*_before)
                gc.unfreeze()
