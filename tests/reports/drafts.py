"""A draft on the house's plan, its paragraphs keyed, as the planner leaves it."""

import hashlib
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.periods import Period
from reports.actions import add_schedule
from reports.models import Report, Schedule
from reports.outputs.blocks import Document
from reports.outputs.narrative import document
from reports.queries import contents_of
from reports.seals import canonical, digest
from reports.writing import Signature, gather_period, seal_for, words_of
from tests.factories import BY, SEPTEMBER, House, at, file_update, words

KNOWN, SIGNED = at("2026-10-20 06:00"), at("2026-10-21 15:00")


def file_all(house: House) -> None:
    """Unit A has filed on both of its initiatives; the second is behind."""
    file_update(house, 1)
    file_update(
        house, 2,
        said=words(
            None, self_rating="behind", problems="缺少牵头处室。",
            cause="数据目录迟迟未定，接入部门意见不一。",
            expected_on=at("2026-12-25").date(),
        ),
    )  # fmt: skip


def draft(house: House, *, known: datetime = KNOWN, **more: Any) -> Report:
    """A report of September that waits to be polished."""
    schedule = more.pop("schedule", None) or schedule_of(house)
    period = SEPTEMBER
    contents = gather_period(schedule, period, known_at=known)
    text = canonical(contents)
    return Report.objects.create(
        schedule=schedule, period=period.key, period_ends_on=period.ends_on,
        as_of=period.ends_on, known_at=known, contents=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(), audit_seq=0,
        draft=canonical(composed(schedule, contents, period, known).data()), **more,
    )  # fmt: skip


def schedule_of(house: House) -> Schedule:
    return add_schedule(
        plan=house.plan, kind="month", first_period=SEPTEMBER, issuer="示例督查室", by=BY
    )


def composed(schedule: Schedule, contents: Any, period: Period, known: datetime) -> Document:
    return document(
        contents, period=period, issuer=schedule.issuer, drafted_on=timezone.localdate(known)
    )


def sign(report: Report, *, now: datetime = SIGNED) -> Report:
    """The report as signing leaves it; signing itself has tests of its own."""
    signature = Signature("示例科长", timezone.localdate(now), 1, 2026)
    seal = seal_for(
        report, contents=contents_of(report), draft=words_of(report), signature=signature
    ).text
    Report.objects.filter(pk=report.pk).update(
        state="signed", seal=seal, seal_sha256=digest(seal), number=1, number_year=2026,
        number_key=f"test:{report.pk}", signed_at=now,
    )  # fmt: skip
    report.refresh_from_db()
    return report
