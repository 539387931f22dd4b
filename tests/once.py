"""What one process of a run has made serves the others: xdist's workers, the suites of a check.

The run's folder lasts as long as the run, so nothing in it is ever older than the code.
"""

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.environment import RUN

T = TypeVar("T")


def once(name: str, make: Callable[[], T], *, folder: Path = RUN) -> T:
    """What `make` gave the first process that asked for this name; the others wait for it.

    Where it fails, its error goes up, and whoever asks next makes it anew.
    """
    kept = folder / f"{name}.pickle"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            found: T = pickle.loads(kept.read_bytes())
            return found
        made = make()
        whole = kept.with_suffix(".part")
        whole.write_bytes(pickle.dumps(made))
        whole.replace(kept)
        return made
