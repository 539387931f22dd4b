"""Every task that runs by the clock: what, when, and after how many seconds a late one is dropped.

A dropped or lost message costs nothing: what must happen stands in the database, and the planner
finds it at its next tick. A room adds its line here.
"""

from typing import NamedTuple

from celery.schedules import crontab


class Tick(NamedTuple):
    """One line: the task's name, every how many seconds or at what time of day, and its expiry."""

    task: str
    when: float | crontab
    expires: int


TICKS = (
    Tick("core.tasks.plan_work", 10.0, 10),
    Tick("core.tasks.do_work", 10.0, 10),
    Tick("core.tasks.heartbeat", 30.0, 60),
    Tick("core.tasks.purge_queue", crontab(hour=3, minute=40), 3600),
)


def beat_schedule() -> dict[str, dict[str, object]]:
    """The lines as Celery beat wants them."""
    return {
        tick.task: {
            "task": tick.task,
            "schedule": tick.when,
            "options": {"expires": tick.expires},
        }
        for tick in TICKS
    }
