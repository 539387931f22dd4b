"""Rounds open and close by the clock; a person adds one, or skips one, with a reason."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.calendar import work_calendar
from core.periods import Period
from core.refusals import Conflict, require
from progress.models import Round, RoundExcuse
from progress.queries import RoundDays, round_days
from progress.standings import freeze
from recommendations.choices import PlanState
from recommendations.models import Initiative, Plan


def _make(plan: Plan, period: Period, days: RoundDays, now: datetime, **more: object) -> Round:
    last = plan.rounds.aggregate(last=Max("number"))["last"]
    return Round.objects.create(
        plan=plan,
        period=period.key,
        number=(last or 0) + 1,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        opens_on=days.opens_on,
        filing_due_on=days.filing_due_on,
        review_ends_on=days.review_ends_on,
        opened_at=now,
        **more,
    )


def _require_active(plan: Plan) -> None:
    require(
        plan.state == PlanState.ACTIVE,
        _("Rounds open only for an active plan. Publish the plan first."),
        kind=Conflict,
    )


@transaction.atomic
def open_round(*, plan: Plan, period: Period, now: datetime, by: Actor) -> Round:
    """Open the plan's round of a period. The same again gives the round that is there."""
    existing = Round.objects.filter(plan=plan, period=period.key).first()
    if existing is not None:
        return existing
    _require_active(plan)
    days = round_days(plan, period, calendar=work_calendar())
    round_ = _make(plan, period, days, now)
    record(
        by=by, verb="round.opened", subject=round_, plan=plan.slug,
        after={"period": period.key, "filing_due_on": days.filing_due_on},
    )  # fmt: skip
    return round_


def _check_days(period: Period, days: RoundDays, *, today: date) -> None:
    """In order, in working reach, and not over before it is begun."""
    require(
        days.opens_on <= days.filing_due_on <= days.review_ends_on,
        _("A round opens, then filing is due, then review ends. Put the three days in this order."),
        fields={"filing_due_on": _("Put the three days in order.")},
    )
    require(
        days.filing_due_on >= today,
        _("Filing would have been due already. Give a day from today on."),
        fields={"filing_due_on": _("Give a day from today on.")},
    )
    require(
        period.starts_on <= days.filing_due_on,
        _("Filing is due before the period begins. Give a later day, or an earlier period."),
        fields={"filing_due_on": _("Give a day after the period has begun.")},
    )


@transaction.atomic
def add_round(
    *,
    plan: Plan,
    period: Period,
    days: RoundDays,
    everyone: bool,
    reason: str,
    person: User,
    now: datetime,
    by: Actor,
) -> Round:
    """A round that the clock does not bring. `everyone`: whatever an initiative's cadence."""
    require_may(person, Permission.ROUND_MANAGE)
    _require_active(plan)
    require(
        reason.strip(),
        _("Write why this round is added."),
        fields={"reason": _("Write why this round is added.")},
    )
    require(
        not plan.rounds.filter(period=period.key).exists(),
        _("The plan has a round of this period already. Choose another period."),
        kind=Conflict,
    )
    require(
        period.ends_on >= plan.starts_on and period.starts_on <= plan.ends_on,
        _("The period lies outside the plan's own. Choose another."),
        fields={"period": _("Choose a period within the plan's.")},
    )
    _check_days(period, days, today=timezone.localdate(now))
    round_ = _make(plan, period, days, now, added_reason=reason.strip(), everyone=everyone)
    record(
        by=by, verb="round.added", subject=round_, plan=plan.slug,
        after={
            "period": period.key, "filing_due_on": days.filing_due_on, "everyone": everyone,
            "reason": reason.strip(),
        },
    )  # fmt: skip
    return round_


def _require_running(round_: Round, *, today: date) -> None:
    """What a round found missing when it ended is not taken back."""
    require(
        round_.closed_at is None and today <= round_.review_ends_on,
        _("This round has ended; what was missed in it stays as it was."),
        kind=Conflict,
    )


@transaction.atomic
def skip_round(
    *,
    round_: Round,
    initiative: Initiative | None = None,
    reason: str,
    person: User,
    now: datetime,
    by: Actor,
) -> RoundExcuse:
    """Ask nobody to file in this round, or not this initiative. What was filed stays filed."""
    require_may(person, Permission.ROUND_MANAGE)
    _require_running(round_, today=timezone.localdate(now))
    require(
        initiative is None or initiative.plan_id == round_.plan_id,
        _("The round belongs to another plan."),
        kind=Conflict,
    )
    require(
        reason.strip(),
        _("Write why it is skipped."),
        fields={"reason": _("Write why it is skipped.")},
    )
    key = f"{round_.pk}:{initiative.pk if initiative else 'all'}"
    require(
        not RoundExcuse.objects.filter(open_key=key).exists(),
        _("This has been skipped already. Load the page again."),
        kind=Conflict,
    )
    excuse = RoundExcuse.objects.create(
        round=round_, initiative=initiative, reason=reason.strip(), given_by=person, given_at=now,
        open_key=key,
    )  # fmt: skip
    record(
        by=by, verb="round.skipped", subject=initiative or round_, plan=round_.plan.slug,
        after={"period": round_.period, "reason": reason.strip()},
    )  # fmt: skip
    return excuse


@transaction.atomic
def end_skip(*, excuse: RoundExcuse, person: User, now: datetime, by: Actor) -> RoundExcuse:
    """The round asks again."""
    require_may(person, Permission.ROUND_MANAGE)
    round_ = excuse.round
    _require_running(round_, today=timezone.localdate(now))
    ended = RoundExcuse.objects.filter(pk=excuse.pk, open_key__isnull=False).update(
        ended_at=now, open_key=None
    )
    require(ended == 1, _("The round asks again already. Load the page again."), kind=Conflict)
    excuse.ended_at, excuse.open_key = now, None
    record(
        by=by, verb="round.skip_ended", subject=excuse.initiative or round_,
        plan=round_.plan.slug, before={"period": round_.period, "reason": excuse.reason},
    )  # fmt: skip
    return excuse


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
