"""Hands a large ledger to a worker. Part of other actions' transactions."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language

from core.audit import Actor
from core.work.kinds import Due
from core.work.planner import plan_one
from recommendations.choices import ImportWork
from recommendations.models import LedgerImport


def plan_import_work(
    batch: LedgerImport, what: ImportWork, *, on: date, now: datetime, steps: int, by: Actor
) -> None:
    """Part of an action: a worker shall do this, for this person, in their language."""
    payload: dict[str, Any] = {
        "batch": batch.pk, "version": batch.version, "on": on.isoformat(), "by": asdict(by),
        "language": get_language() or "",
    }  # fmt: skip
    due = Due(f"{batch.public_id}:{batch.version}", now, payload)
    plan_one(what.value, due, now, steps=steps)
