"""How much memory something takes at its highest, on top of what is held before. Linux only."""

from collections.abc import Callable
from pathlib import Path

_PROCESS = Path("/proc/self")


def held(name: str = "VmRSS") -> float:
    """One line of the process's status, in MiB: `VmRSS` now, `VmHWM` at its highest."""
    for line in (_PROCESS / "status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"This system does not tell {name}.")


class OnTop:
    """The peak of a block in MiB, as `memory` afterwards.

    The peak is set back first: `ru_maxrss` never falls, and a process that is started inherits it
    from the one that starts it, so that it shows nothing after anything larger.
    """

    memory = 0.0

    def __enter__(self) -> "OnTop":
        (_PROCESS / "clear_refs").write_text("5")
        self._before = held()
        return self

    def __exit__(self, *error: object) -> None:
        self.memory = held("VmHWM") - self._before


def on_top(call: Callable[[], object]) -> float:
    """What one call takes at its highest, in MiB."""
    with OnTop() as watch:
        call()
    return watch.memory
