"""Rounds open and close by the clock."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.calendar import work_calendar
from core.periods import Period
from core.refusals import Conflict, require
from progress.models import Round
from progress.queries import round_days
from progress.standings import freeze
from recommendations.choices import PlanState
from recommendations.models import Plan


@transaction.atomic
def open_round(*, plan: Plan, period: Period, now: datetime, by: Actor) -> Round:
    """Open the plan's round of a period. The same again gives the round that is there."""
    existing = Round.objects.filter(plan=plan, period=period.key).first()
    if existing is not None:
        return existing
    require(
        plan.state == PlanState.ACTIVE,
        _("Rounds open only for an active plan. Publish the plan first."),
        kind=Conflict,
    )
    days = round_days(plan, period, calendar=work_calendar())
    round_ = Round.objects.create(
        plan=plan,
        period=period.key,
        number=plan.rounds.count() + 1,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        opens_on=days.opens_on,
        filing_due_on=days.filing_due_on,
        review_ends_on=days.review_ends_on,
        opened_at=now,
    )
    record(
        by=by, verb="round.opened", subject=round_, plan=plan.slug,
        after={"period": period.key, "filing_due_on": days.filing_due_on},
    )  # fmt: skip
    return round_


@transaction.atomic
def close_round(*, round_: Round, now: datetime, by: Actor) -> Round:
    """Close a round and keep for good where each initiative stood. Twice is once."""
    closed = Round.objects.filter(pk=round_.pk, closed_at__isnull=True).update(closed_at=now)
    if not closed:
        return round_
    round_.closed_at = now
    kept = freeze(round_, now=now)
    record(
        by=by, verb="round.closed", subject=round_, plan=round_.plan.slug,
        after={"period": round_.period, "standings": kept},
    )  # fmt: skip
    return round_
