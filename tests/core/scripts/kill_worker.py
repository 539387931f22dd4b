"""A worker that may be killed at any moment. Arguments: seed, and `guarded` or `unguarded`."""

import random
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.audit import Actor, record  # noqa: E402
from core.models import WorkItem, WorkState  # noqa: E402
from core.work import Kind, register  # noqa: E402
from core.work.claims import Claim  # noqa: E402
from core.work.worker import do_work  # noqa: E402

dice = random.Random(sys.argv[1])


def do(claim: Claim) -> None:
    """Most items are quick; some stall for longer than their lease."""
    time.sleep(1.8 if dice.random() < 0.06 else dice.random() * 0.04)
    with transaction.atomic():
        record(by=Actor.system("worker"), verb="test.done", subject_name=claim.key)
        claim.finish()


def finish_unguarded(self: Claim) -> None:
    """As a careless writer would: whoever comes last marks it done, token or not."""
    WorkItem.objects.filter(pk=self.item_id).update(
        state=WorkState.DONE, finished_at=self.clock(), token="", lease_until=None
    )


if sys.argv[2] == "unguarded":
    Claim.finish = finish_unguarded

register(Kind("test.kill", lambda _now: (), do, lease=timedelta(seconds=1)))
while WorkItem.objects.filter(state=WorkState.WAITING).exists():
    do_work(timezone.now)
    time.sleep(0.05)
