"""What the clock asks of this room: every due report drafted once, or published where it may."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from core.audit import Actor
from core.calendar import work_calendar
from core.periods import Period
from core.refusals import Conflict
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register
from recommendations.choices import PlanState
from reports.actions import freeze_report, publish_report
from reports.actions.schedules import FREEZE
from reports.actions.signing import Outdated
from reports.choices import Publishing
from reports.contents import Contents
from reports.models import Report, Schedule
from reports.outputs.blocks import Document
from reports.outputs.files import make_file
from reports.periods import Special
from reports.planning import due
from reports.preparing import Prepared, sealed_text
from reports.queries import drafted
from reports.writing import compose, formats_of, gather_period, sealed_file

PLANNER = Actor.system("planner")
# Gathered, composed, and at the end kept; each file is a step of its own.
_STEPS = 3


def reports_due(now: datetime) -> Iterator[Due]:
    """Every period of every schedule whose day has come and that has no report, missed ones too."""
    calendar, today = work_calendar(), timezone.localdate(now)
    there = drafted()
    for schedule in Schedule.objects.filter(active=True, plan__state=PlanState.ACTIVE):
        known = there.get(schedule.series_key, set())
        for one in due(schedule.terms, there=known, today=today, calendar=calendar):
            yield Due(
                schedule.work_key(one.key),
                timezone.make_aware(datetime.combine(one.due_on, time(6))),
                {"schedule": schedule.pk, "period": one.key},
            )


def do_report(claim: Claim) -> None:
    """Gather, compose and render outside any transaction; keep it all in one, if the lease holds.

    The files of a draft are made to see that they can be: what cannot is parked on the due day,
    not found out when somebody signs. A report that is published by itself keeps them.
    """
    schedule = Schedule.objects.select_related("plan", "signer").get(pk=claim.payload["schedule"])
    period = schedule.subject(claim.payload["period"])
    now = claim.clock()
    steps = _STEPS + len(formats_of(schedule))
    contents = gather_period(schedule, period, known_at=now)
    claim.progress(1, steps)
    document = compose(
        contents, schedule=schedule, period=period, drafted_on=timezone.localdate(now)
    )
    claim.progress(2, steps)
    if schedule.publishing == Publishing.AUTOMATIC:
        _publish(claim, schedule, period, contents, document, now)
        return
    for done, one in enumerate(formats_of(schedule), 3):
        make_file(one, contents, document, on=timezone.localdate(now))
        claim.progress(done, steps)
    with transaction.atomic():
        claim.finish()
        freeze_report(
            schedule=schedule, period=period, contents=contents, document=document, known_at=now,
            by=PLANNER,
        )  # fmt: skip


def _publish(
    claim: Claim, schedule: Schedule, period: Period | Special, contents: Contents,
    document: Document, now: datetime,
) -> None:  # fmt: skip
    """Draft it and seal it in one transaction; again where another took the number meanwhile."""
    drawn = Report(schedule=schedule, period=period.key, period_ends_on=period.ends_on)
    formats = formats_of(schedule)
    for _attempt in range(3):
        text = sealed_text(drawn, contents=contents, words=document, signer=None, now=now)
        files = []
        for done, one in enumerate(formats, 3):
            files.append(sealed_file(text, one))
            claim.progress(done, _STEPS + len(formats))
        try:
            with transaction.atomic():
                claim.finish()
                report = freeze_report(
                    schedule=schedule, period=period, contents=contents, document=document,
                    known_at=now, by=PLANNER,
                )  # fmt: skip
                publish_report(report=report, ready=Prepared(text, files), now=now, by=PLANNER)
        except Outdated:
            continue
        return
    raise Conflict("The number of the issue was taken by others each time.")


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind(FREEZE, reports_due, do_report))
