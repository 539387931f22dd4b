"""How reports come to be: frozen once, never changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.models import AuditEvent
from core.periods import Period
from core.refusals import Conflict, require
from core.search.entries import index
from recommendations.models import Plan
from reports.choices import Audience, FileFormat, ReportKind
from reports.contents import Contents, cells, gather, with_changes
from reports.models import Report, ReportFile, Schedule
from reports.outputs.docx import render_docx
from reports.queries import contents_of, last_report


@transaction.atomic
def add_schedule(
    *, plan: Plan, kind: str, first_period: Period, issuer: str, due_after: int = 6,
    audience: str = Audience.UPWARD, by: Actor,
) -> Schedule:  # fmt: skip
    """From `first_period` on, a report of this kind is due after each period."""
    require(issuer.strip(), _("Write who issues the report."))
    require(kind in ReportKind.values, _("Choose one of the kinds of report."))
    require(first_period.kind == kind, _("The first period is not of this kind of report."))
    require(
        not Schedule.objects.filter(plan=plan, kind=kind, audience=audience).exists(),
        _("There is already a schedule of this kind for this audience."),
        kind=Conflict,
    )
    schedule = Schedule.objects.create(
        plan=plan, kind=kind, audience=audience, first_period=first_period.key, issuer=issuer,
        due_after=due_after,
    )  # fmt: skip
    record(
        by=by, verb="schedule.added", subject=schedule, plan=plan.slug,
        after={"kind": kind, "first_period": first_period.key},
    )  # fmt: skip
    return schedule


def canonical(contents: Mapping[str, Any]) -> str:
    """Contents as canonical JSON: sorted keys, no blanks, Chinese as it is."""
    return json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def gather_period(schedule: Schedule, period: Period, *, known_at: datetime) -> Contents:
    """The contents of a period: as of its last day, as known now, against the report before it."""
    earlier = last_report(schedule, before=period.ends_on)
    contents = gather(
        schedule.plan, as_of=period.ends_on, known_at=known_at, since=period.starts_on,
        audience=schedule.audience, told_until=earlier.known_at if earlier else None,
    )  # fmt: skip
    if earlier is None:
        return contents
    return with_changes(contents, contents_of(earlier), period=earlier.period)


def file_name(plan_title: str, period: Period, *, ending: str) -> str:
    """《…》2026年10月落实情况报告.docx, without characters that file systems refuse."""
    kept = "".join(letter for letter in plan_title if letter not in '\\/:*?"<>|' and letter >= " ")
    return f"{kept[:60]}{period.label_zh}落实情况报告.{ending}"


def _shows_example(contents: Contents) -> bool:
    """Whether anything in it is invented: the plan itself, a measure's work, or a figure."""
    return (
        contents["plan"]["is_example"]
        or any(cell["is_example"] for cell in cells(contents).values())
        or any(line["is_example"] for line in contents["indicators"])
    )


@transaction.atomic
def freeze_report(
    *, schedule: Schedule, period: Period, contents: Contents, docx: bytes, known_at: datetime,
    by: Actor,
) -> Report:  # fmt: skip
    """Keep a period's contents and files for good. Refuses a period that has a report."""
    require(
        not Report.objects.filter(schedule=schedule, period=period.key).exists(),
        _("This period's report has already been frozen."),
        kind=Conflict,
    )
    text = canonical(contents)
    head = AuditEvent.objects.order_by("-seq").first()
    report = Report.objects.create(
        schedule=schedule,
        period=period.key,
        period_ends_on=period.ends_on,
        as_of=date.fromisoformat(contents["as_of"]),
        known_at=known_at,
        contents=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        audit_seq=head.seq if head else 0,
        audit_link=head.link if head else "",
        is_example=_shows_example(contents),
    )
    ReportFile.objects.create(
        report=report,
        format=FileFormat.DOCX,
        name=file_name(contents["plan"]["title"], period, ending="docx"),
        data=docx,
        sha256=hashlib.sha256(docx).hexdigest(),
    )
    index("report", [report.pk])
    record(
        by=by, verb="report.frozen", subject=report, plan=schedule.plan.slug,
        after={"period": period.key, "sha256": report.sha256},
    )  # fmt: skip
    return report


def make_docx(contents: Contents, period: Period, *, issuer: str, drafted_on: date) -> bytes:
    """The Word file of contents; asks no database."""
    return render_docx(contents, period=period, issuer=issuer, drafted_on=drafted_on)
