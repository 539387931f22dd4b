"""What is run, and when a stopped one is started again. Plain decisions."""

import sys
from dataclasses import dataclass
from pathlib import Path

STOP_SECONDS = 15.0
# A process that lived so long was healthy: the next stop is answered at once again.
HEALTHY_SECONDS = 30.0
_WAITS = (0.3, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """A process to keep alive: its name in logs and messages, and its command."""

    name: str
    argv: tuple[str, ...]


def child_specs(*, port: int, data_dir: Path, log_level: str) -> tuple[ChildSpec, ...]:
    """Web server, worker and clock, in the order in which they start."""
    python = sys.executable
    celery = (python, "-m", "celery", "-A", "config")
    web = (
        *(python, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--threads", "4", "--graceful-timeout", "10", "--timeout", "60"),
        *("--preload", "--no-control-socket", "--access-logfile", "-"),
    )
    worker = (
        *(*celery, "worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", log_level),
        *("--without-gossip", "--without-mingle", "--max-tasks-per-child", "1000"),
    )
    # The clock's own note of what it sent last; not the record of anything.
    beat = (
        *(*celery, "beat", "--loglevel", log_level, "--pidfile", ""),
        *("--schedule", str(data_dir / "beat-schedule")),
    )
    return ChildSpec("web", web), ChildSpec("worker", worker), ChildSpec("beat", beat)


def next_failures(failures: int, lived: float) -> int:
    """How many times in a row it has failed now, after having lived for `lived` seconds."""
    return 1 if lived >= HEALTHY_SECONDS else failures + 1


def wait_before(failures: int) -> float:
    """Seconds to wait before the start that follows the n-th failure in a row."""
    return _WAITS[min(failures, len(_WAITS)) - 1]


@dataclass(frozen=True, slots=True)
class Running:
    """A process as it was noted down: its id alone may belong to somebody else by now."""

    name: str
    pid: int
    started: str


def still_ours(noted: Running, started: str | None) -> bool:
    """Whether the process that has this id now (`started`, None for none) is the noted one."""
    return started is not None and started == noted.started
