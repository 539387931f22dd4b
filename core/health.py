"""Is it fit to work? Each answer is a sentence with its figure."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from core.models import Heartbeat, WorkItem, WorkState

LATE_SECONDS = 180
OLDEST_DUE_SECONDS = 900
LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. `figure` is in seconds, items or bytes, None where there is none to give."""

    name: str
    ok: bool
    sentence: str
    figure: float | None


def readiness(now: datetime) -> list[Check]:
    """Database, planner, oldest due work, parked work, queue, disk, in this order.

    Never raises: without a database the answers that need it say so.
    """
    checks = [
        _asked("database", _database),
        _asked("planner", lambda: _seen("planner", now)),
        _asked("due", lambda: _oldest_due(now)),
        _asked("parked", _parked),
        _asked("queue", lambda: _seen("queue", now)),
    ]
    return [*checks, _disk()]


def _asked(name: str, ask: Callable[[], Check]) -> Check:
    try:
        return ask()
    except DatabaseError:
        return Check(name, ok=False, sentence=_("The database does not answer."), figure=None)


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Check("database", ok=True, sentence=_("The database answers."), figure=None)


def _seen(name: str, now: datetime) -> Check:
    at = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    if at is None:
        sentences = {
            "planner": _("The planner has not run yet."),
            "queue": _("Nothing has come through the queue yet."),
        }
        return Check(name, ok=False, sentence=sentences[name], figure=None)
    age = max(0.0, (now - at).total_seconds())
    sentences = {
        "planner": _("The planner last ran %d seconds ago.") % age,
        "queue": _("The last heartbeat through the queue came %d seconds ago.") % age,
    }
    return Check(name, age <= LATE_SECONDS, sentences[name], age)


def _oldest_due(now: datetime) -> Check:
    # What was planned late, after a standstill, waits from when it was planned.
    oldest = WorkItem.objects.filter(state=WorkState.WAITING, due_at__lte=now).aggregate(
        at=Min(Greatest("due_at", "created_at"))
    )["at"]
    if oldest is None:
        return Check("due", ok=True, sentence=_("No work is waiting."), figure=0.0)
    age = max(0.0, (now - oldest).total_seconds())
    sentence = _("The oldest due work has waited %d seconds.") % age
    return Check("due", age <= OLDEST_DUE_SECONDS, sentence, age)


def _parked() -> Check:
    count = WorkItem.objects.filter(state=WorkState.PARKED).count()
    sentence = _("%d pieces of work are parked.") % count if count else _("No work is parked.")
    return Check("parked", count == 0, sentence, float(count))


def _disk() -> Check:
    free = shutil.disk_usage(settings.DATA_DIR).free
    sentence = _("%d MB of disk are free.") % (free // 1024**2)
    return Check("disk", free >= LEAST_FREE_BYTES, sentence, float(free))
