"""The child's side: `child.py ROOT MODULE:NAME MEMORY CPU PARENT`, run by path."""

import ctypes
import importlib
import os
import signal
import sys

OUT_OF_MEMORY = 12
_PR_SET_PDEATHSIG = 1


def _limit(name: str, value: int) -> None:
    """Set a limit where the system knows it; macOS refuses some, Windows has none."""
    try:
        import resource

        which = getattr(resource, name)
        _, hard = resource.getrlimit(which)
        # A parent may have set a lower ceiling, which cannot be raised.
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(which, (value, value))
    except (ImportError, AttributeError, ValueError, OSError):
        return


def _die_with(parent: int) -> None:
    """A killed server leaves no child behind."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def main() -> None:
    """Limit this process, load the function, shut the doors, and only then look at the data."""
    root, function, memory, cpu, parent = sys.argv[1:6]
    _die_with(int(parent))
    _limit("RLIMIT_CPU", int(cpu))
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_AS", int(memory))
    result = os.dup(1)
    # What a library prints must not pass for the result.
    os.dup2(2, 1)
    sys.path.insert(0, root)
    module, _, name = function.partition(":")
    try:
        work = getattr(importlib.import_module(module), name)
        # From here on no file and no socket can be opened.
        _limit("RLIMIT_NOFILE", 0)
        answer = work(sys.stdin.buffer.read())
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException:
        os._exit(1)
    while answer:
        answer = answer[os.write(result, answer) :]
    # Nothing is left to tidy up, and a library's own tidying up may hang.
    os._exit(0)


if __name__ == "__main__":
    main()
