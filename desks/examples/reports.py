"""The example's reports, drafted on their days and signed the working day after.

The last monthly report is left as a draft, so that there is one to read, polish and sign. A step
whose moment lies after the first run has not happened.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.choices import Role
from core.audit import Actor
from core.periods import Period
from desks.examples.people import acting
from recommendations.models import Plan
from reports.actions import Manner, To, add_schedule, freeze_report
from reports.choices import Audience, FileFormat, Missed
from reports.issuing import issue
from reports.models import Report, Schedule
from reports.planning import Planned, fallen_due
from reports.writing import compose, gather_period, words_mark

if TYPE_CHECKING:
    from datetime import datetime

    from desks.examples.build import Clock
    from desks.examples.people import Cast

PLANNER = Actor.system("planner")
ISSUER = "示例督查室"
_PAPER = (FileFormat.DOCX, FileFormat.PDF)
UPWARD = Manner(
    addressee="示例市人民政府",
    formats=(*_PAPER, FileFormat.XLSX, FileFormat.SUMMARY),
    to=(To(role=Role.LEADER), To(role=Role.SECRETARY)),
)
CIRCULAR = Manner(
    due_after=7, missed=Missed.LATEST, addressee="各有关单位", proof_days=2, formats=_PAPER,
    to=(To(role=Role.REPORTER), To(role=Role.UNIT_LEAD)),
)  # fmt: skip


def add_reports(plan: Plan, cast: Cast, clock: Clock, *, now: datetime, by: Actor) -> None:
    """A monthly and a quarterly report to leaders and a monthly circular, with what is due."""
    begun = clock.month(-3)
    quarter = Period.containing("quarter", begun.starts_on)
    for kind, first, audience, manner in (
        ("month", begun, Audience.UPWARD, UPWARD),
        ("quarter", quarter, Audience.UPWARD, UPWARD),
        ("month", clock.month(-1), Audience.UNITS, CIRCULAR),
    ):
        schedule = add_schedule(
            plan=plan, kind=kind, first_period=first, audience=audience, issuer=ISSUER,
            manner=manner, by=by,
        )  # fmt: skip
        due = fallen_due(schedule.terms, today=clock.today, calendar=clock.calendar)
        for one in due:
            report = _draft(schedule, one, clock, now=now)
            last = kind == "month" and audience == Audience.UPWARD and one is due[-1]
            if report is not None and not last:
                _sign(report, one, cast, clock, now=now)


def _draft(schedule: Schedule, one: Planned, clock: Clock, *, now: datetime) -> Report | None:
    """As the clock did it on the due day."""
    at = clock.at(one.due_on, 6)
    if at > now:
        return None
    contents = gather_period(schedule, one.subject, known_at=at)
    words = compose(
        contents, schedule=schedule, period=one.subject, drafted_on=timezone.localdate(at)
    )
    return freeze_report(
        schedule=schedule, period=one.subject, contents=contents, document=words, known_at=at,
        by=PLANNER,
    )  # fmt: skip


def _sign(report: Report, one: Planned, cast: Cast, clock: Clock, *, now: datetime) -> None:
    at = clock.at(clock.calendar.add(one.due_on, 1), 10) + timedelta(minutes=20)
    if at > now:
        return
    issue(
        report, person=cast.chief, version=report.version, seen=words_mark(report), reason="",
        now=at, by=acting(cast.chief),
    )  # fmt: skip
