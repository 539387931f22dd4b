"""What we read about rounds and updates."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from core.periods import Period
from core.workdays import WorkCalendar
from progress.models import FormerDays, LightPolicy, Round, Update
from recommendations.models import Initiative, Milestone, MilestoneRow, Plan


@dataclass(frozen=True)
class RoundDays:
    """A round's days, local dates."""

    opens_on: date
    filing_due_on: date
    review_ends_on: date


def round_days(plan: Plan, period: Period, *, calendar: WorkCalendar) -> RoundDays:
    """Opens on the period's first working day; the rest in working days after its end."""
    return RoundDays(
        opens_on=calendar.add(period.starts_on, 0),
        filing_due_on=calendar.add(period.ends_on, plan.filing_due_after),
        review_ends_on=calendar.add(period.ends_on, plan.review_ends_after),
    )


def current_round(plan: Plan, *, on: date, known_at: datetime) -> Round | None:
    """The plan's latest round that had opened on a day, with its days as known at a moment.

    Two queries. Not to be saved.
    """
    rounds = plan.rounds.filter(opens_on__lte=on, opened_at__lte=known_at)
    found = rounds.order_by("ends_on", "pk").last()
    moved = FormerDays.objects.filter(round=found, recorded_at__gt=known_at)
    if found is not None and (was := moved.order_by("recorded_at", "pk").first()):
        found.filing_due_on, found.review_ends_on = was.filing_due_on, was.review_ends_on
    return found


def open_rounds(plan: Plan, *, on: date) -> list[Round]:
    """The rounds that take filings on a day, oldest first."""
    return list(plan.rounds.filter(closed_at__isnull=True, opens_on__lte=on).order_by("ends_on"))


def unreached(initiative: Initiative) -> list[Milestone]:
    """The milestones that still stand open, in their order. Two queries."""
    last = {
        row.milestone_id: row
        for row in MilestoneRow.objects.filter(milestone__initiative=initiative).order_by(
            "effective_on", "recorded_at", "pk"
        )
    }
    open_ones = {pk for pk, row in last.items() if row.done_on is None and not row.dropped}
    return [row for row in initiative.milestones.all() if row.pk in open_ones]


def last_approved(initiative: Initiative, *, before: Round) -> Update | None:
    """The last approved update of a round before this one."""
    return (
        initiative.updates.filter(round__ends_on__lt=before.ends_on, approved_at__isnull=False)
        .select_related("round")
        .order_by("round__ends_on", "pk")
        .last()
    )


def last_policy_number(plan: Plan) -> int:
    """The number of the last version of the plan's light rule; 1 is the default."""
    found = LightPolicy.objects.filter(plan=plan).aggregate(last=Max("number"))["last"]
    return max(1, found or 1)
