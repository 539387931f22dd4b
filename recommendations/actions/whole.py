"""An initiative saved from one page: its fields and its milestones together, or neither."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from core.audit import Actor
from recommendations.actions.breakdown import Change, change_initiatives
from recommendations.actions.milestones import Step, change_milestones
from recommendations.breakdown import Breakdown
from recommendations.models import Initiative


@transaction.atomic
def save_breakdown(
    *, initiative: Initiative, to: Breakdown, steps: Sequence[Step], reason: str, on: date,
    version: int, now: datetime, by: Actor,
) -> Initiative:  # fmt: skip
    """What the initiative shall be, and its milestones; each kind of change is told by itself.

    Refuses as `change_initiatives` and `change_milestones` do.
    """
    changed = change_initiatives(
        changes=[Change(initiative, to, version, reason)], on=on, now=now, by=by
    )
    row = changed[0] if changed else initiative
    change_milestones(
        initiative=row, steps=steps, on=on, version=row.version if changed else version, now=now,
        by=by,
    )  # fmt: skip
    return row
