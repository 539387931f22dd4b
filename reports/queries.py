"""What we read about reports."""

import hashlib
import json
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from core.refusals import Conflict, require
from recommendations.models import Plan
from reports.choices import Audience, ReportKind, ReportState
from reports.contents import Contents, lifted
from reports.models import Report, Schedule
from reports.seals import Seal, digest, opened


def contents_of(report: Report) -> Contents:
    """The frozen contents as data of the present shape. Refuses what does not match its hash."""
    found = hashlib.sha256(report.contents.encode()).hexdigest()
    require(
        found == report.sha256,
        _("This report's contents do not match its seal. Tell the auditor."),
        kind=Conflict,
    )
    return lifted(json.loads(report.contents))


def seal_of(report: Report) -> Seal:
    """What a signed report's signature sealed. Refuses a seal that no longer matches its hash."""
    require(
        digest(report.seal) == report.seal_sha256,
        _("This report does not match the seal of its signature. Tell the auditor."),
        kind=Conflict,
    )
    return opened(report.seal)


def drafted() -> dict[tuple[int, str, str, int], set[str]]:
    """The periods that have a report, by `Schedule.series_key`. One query."""
    found: dict[tuple[int, str, str, int], set[str]] = {}
    rows = Report.objects.filter(edition=0).order_by()
    for plan, kind, audience, schedule, period in rows.values_list(
        "schedule__plan", "schedule__kind", "schedule__audience", "schedule", "period"
    ):
        alone = schedule if kind == ReportKind.SPECIAL else 0
        found.setdefault((plan, kind, audience, alone), set()).add(period)
    return found


def last_report(schedule: Schedule, *, before: date) -> Report | None:
    """The schedule's last report of a period that ended before a day.

    Of one period's editions the last signed one; its draft while none is signed. A special report
    has one schedule each: the report before it is the last on the same subject, for the same
    plan and readers.
    """
    rows = Report.objects.filter(period_ends_on__lt=before)
    if schedule.kind == ReportKind.SPECIAL:
        rows = rows.filter(
            schedule__plan=schedule.plan_id, schedule__kind=schedule.kind,
            schedule__audience=schedule.audience, schedule__name=schedule.name,
        )  # fmt: skip
    else:
        rows = rows.filter(schedule=schedule)
    return rows.newest_first().first()


def latest_report(plan: Plan, *, known_at: datetime) -> Report | None:
    """The plan's last monthly report to leaders at a moment, which the overview is held against.

    Signed ones alone: what changed since the last issue is told to people who have read that
    issue, and a draft has reached nobody.
    """
    return (
        Report.objects.filter(
            schedule__plan=plan,
            schedule__kind=ReportKind.MONTH,
            schedule__audience=Audience.UPWARD,
            state=ReportState.SIGNED,
            signed_at__lte=known_at,
        )
        .newest_first()
        .select_related("schedule__plan")
        .first()
    )


def next_number(schedule: Schedule, year: int) -> int:
    """The next 第N期 within plan, kind, audience and the year of the period's end."""
    found = Report.objects.filter(
        schedule__plan=schedule.plan_id,
        schedule__kind=schedule.kind,
        schedule__audience=schedule.audience,
        number_year=year,
    ).aggregate(last=Max("number"))
    return (found["last"] or 0) + 1
