"""Signs of life, for the health page."""

from datetime import datetime

from core.models import Heartbeat


def beat(name: str, now: datetime, detail: str = "") -> None:
    """Write down that `name` was at work at `now`."""
    values = {"at": now, "detail": detail[:200]}
    if not Heartbeat.objects.filter(name=name).update(**values):
        # Two first beats at once: one of them is enough.
        Heartbeat.objects.bulk_create([Heartbeat(name=name, **values)], ignore_conflicts=True)
