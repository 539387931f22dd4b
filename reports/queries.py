"""What we read about reports."""

import hashlib
import json
from datetime import date, datetime

from django.utils.translation import gettext as _

from core.refusals import Conflict, require
from recommendations.models import Plan
from reports.contents import Contents, lifted
from reports.models import Report, Schedule


def contents_of(report: Report) -> Contents:
    """The frozen contents as data of the present shape. Refuses what does not match its hash."""
    digest = hashlib.sha256(report.contents.encode()).hexdigest()
    require(
        digest == report.sha256,
        _("This report's contents do not match its seal. Tell the auditor."),
        kind=Conflict,
    )
    return lifted(json.loads(report.contents))


def last_report(schedule: Schedule, *, before: date) -> Report | None:
    """The schedule's last report of a period that ended before a day."""
    return (
        Report.objects.filter(schedule=schedule, period_ends_on__lt=before)
        .order_by("-period_ends_on")
        .first()
    )


def latest_report(plan: Plan, *, known_at: datetime) -> Report | None:
    """The plan's last monthly report at a moment, which the overview is held against."""
    return (
        Report.objects.filter(schedule__plan=plan, schedule__kind="month", known_at__lte=known_at)
        .order_by("-period_ends_on", "-pk")
        .first()
    )
