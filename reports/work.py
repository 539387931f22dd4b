"""What the clock asks of this room: every due report drafted once."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from core.audit import Actor
from core.calendar import work_calendar
from core.periods import Period
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register
from recommendations.choices import PlanState
from reports.actions import freeze_report
from reports.models import Report, Schedule
from reports.periods import due_on, due_periods
from reports.writing import gather_period, make_docx

PLANNER = Actor.system("planner")
# Gathered; rendered; kept.
STEPS = 3


def reports_due(now: datetime) -> Iterator[Due]:
    """Every period of every schedule whose day has come and that has no report, missed ones too."""
    calendar, today = work_calendar(), timezone.localdate(now)
    there = set(Report.objects.values_list("schedule_id", "period"))
    for schedule in Schedule.objects.filter(active=True, plan__state=PlanState.ACTIVE):
        for period in due_periods(
            schedule.kind,
            first=Period.parse(schedule.first_period),
            today_local=today,
            due_in_workdays=schedule.due_after,
            calendar=calendar,
        ):
            if (schedule.pk, period.key) in there:
                continue
            day = due_on(period, due_in_workdays=schedule.due_after, calendar=calendar)
            yield Due(
                f"{schedule.public_id}:{period.key}",
                timezone.make_aware(datetime.combine(day, time(6))),
                {"schedule": schedule.pk, "period": period.key},
            )


def do_report(claim: Claim) -> None:
    """Gather and render outside any transaction; keep it all in one, if the lease still holds."""
    schedule = Schedule.objects.select_related("plan").get(pk=claim.payload["schedule"])
    period = Period.parse(claim.payload["period"])
    now = claim.clock()
    contents = gather_period(schedule, period, known_at=now)
    claim.progress(1, STEPS)
    docx = make_docx(contents, period, issuer=schedule.issuer, drafted_on=timezone.localdate(now))
    claim.progress(2, STEPS)
    with transaction.atomic():
        claim.finish()
        freeze_report(
            schedule=schedule, period=period, contents=contents, docx=docx, known_at=now,
            by=PLANNER,
        )  # fmt: skip


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("report.freeze", reports_due, do_report))
