"""Of which day a page speaks: today, or a past day that the address names."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.refusals import require
from core.templatetags.words import day
from recommendations.models import Initiative, Plan

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Moment:
    """The day that a page's facts speak of, and when they were known.

    A past day is known as at its end: the page is what a copy taken that evening showed.
    """

    as_of: date
    known_at: datetime
    today: date
    unpublished: bool = False

    @property
    def past(self) -> bool:
        """Whether it is another day than today: then the page is for reading alone."""
        return self.as_of < self.today

    @property
    def query(self) -> str:
        """What an address ends in that keeps the day: "" today."""
        return f"?as_of={self.as_of.isoformat()}" if self.past else ""

    @property
    def also(self) -> str:
        """The same behind another parameter."""
        return f"&as_of={self.as_of.isoformat()}" if self.past else ""


def end_of(on: date) -> datetime:
    """The last moment of a local day."""
    midnight = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    return midnight - timedelta(microseconds=1)


def _asked(text: str) -> date | None:
    """The day that was written; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def moment_of(request: HttpRequest, plan: Plan, user: User, *, now: datetime) -> Moment:
    """The moment that the address asks for; now where it names no day.

    Refuses what is no day, a day to come, one before the plan, and one on which this person could
    not have read the plan yet because it had not been published.
    """
    today = timezone.localdate(now)
    text = request.GET.get("as_of", "").strip()
    if not text:
        return Moment(today, now, today)
    on = _asked(text)
    require(on is not None, _("Write the day as year-month-day, such as 2026-10-15."))
    assert on is not None  # narrowed by the line above
    if on == today:
        return Moment(today, now, today)
    require(on < today, _("That day is still to come. Choose today or a day before it."))
    require(
        on >= plan.starts_on,
        _("The plan begins on %(day)s. Choose that day or a later one.")
        % {"day": day(plan.starts_on)},
    )
    known_at = end_of(on)
    published = plan.published_at is not None and plan.published_at <= known_at
    require(
        published or may(user, Permission.PLAN_MANAGE),
        _("On that day the plan was not published yet; it was on %(day)s. Choose a later day.")
        % {"day": day(plan.published_at)},
    )
    return Moment(on, known_at, today, unpublished=not published)


def require_there(initiative: Initiative, moment: Moment) -> None:
    """Refuse a day on which the initiative did not exist yet. One query, on past days alone."""
    if not moment.past:
        return
    first = initiative.state_rows.order_by("recorded_at", "pk").first()
    require(
        first is None or first.recorded_at <= moment.known_at,
        _("This initiative did not exist on that day; it was added on %(day)s.")
        % {"day": day(first.recorded_at if first else None)},
    )
