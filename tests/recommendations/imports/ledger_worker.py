"""A worker that may be killed while it brings a ledger in. Arguments: `stall` or `quick`.

A stalling one says “writing” once everything is written and not yet committed, and waits there.
"""

import sys
import time
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from core.models import WorkItem, WorkState  # noqa: E402
from core.work.kinds import Kind, known, register, unregister  # noqa: E402
from core.work.worker import do_work  # noqa: E402
from recommendations.actions import imports  # noqa: E402

real = imports.record


def stalls(**told: object) -> object:
    """The event is the last thing that is written: whoever is killed here has written all."""
    event = real(**told)
    if told["verb"] == "ledger.applied":
        sys.stdout.write("writing\n")
        sys.stdout.flush()
        time.sleep(60)
    return event


if sys.argv[1] == "stall":
    imports.record = stalls
kind = known()["ledger.apply"]
unregister(kind.name)
register(Kind(kind.name, kind.due, kind.do, lease=timedelta(seconds=2)))
while WorkItem.objects.filter(kind=kind.name, state=WorkState.WAITING).exists():
    do_work(timezone.now)
    time.sleep(0.1)
