"""A room with one kind of work, so that a real worker can be killed over it."""

import time
from datetime import timedelta

from django.apps import AppConfig
from django.db import transaction


class LossyConfig(AppConfig):
    """Registers the kind; owns no table."""

    name = "lossy_kind"

    def ready(self) -> None:
        from core.work import Kind, register

        register(Kind("test.lossy", lambda _now: (), do, lease=timedelta(seconds=3)))


def do(claim: object) -> None:
    """Half a second of work, then its result and its end in one transaction."""
    from core.audit import Actor, record

    time.sleep(0.5)
    with transaction.atomic():
        record(by=Actor.system("worker"), verb="test.done", subject_name=claim.key)
        claim.finish()
