"""What a report is made of and called: gathered, put as text, rendered. Writes nothing."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.periods import Period
from recommendations.models import Plan
from reports.contents import Contents, gather, with_changes
from reports.models import Schedule
from reports.outputs.docx import render_docx
from reports.queries import contents_of, last_report


def open_key(plan: Plan, kind: str, audience: str) -> str:
    """What an active schedule holds, so that a plan has one of a kind for an audience."""
    return f"{plan.pk}:{kind}:{audience}"


def canonical(contents: Mapping[str, Any]) -> str:
    """Contents as canonical JSON: sorted keys, no blanks, Chinese as it is."""
    return json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def gather_period(schedule: Schedule, period: Period, *, known_at: datetime) -> Contents:
    """The contents of a period: as of its last day, as known now, against the report before it."""
    contents = gather(schedule.plan, as_of=period.ends_on, known_at=known_at)
    earlier = last_report(schedule, before=period.ends_on)
    if earlier is None:
        return contents
    return with_changes(contents, contents_of(earlier), period=earlier.period)


def file_name(plan_title: str, period: Period, *, ending: str) -> str:
    """《…》2026年10月落实情况报告.docx, without characters that file systems refuse."""
    kept = "".join(letter for letter in plan_title if letter not in '\\/:*?"<>|' and letter >= " ")
    return f"{kept[:60]}{period.label_zh}落实情况报告.{ending}"


def make_docx(contents: Contents, period: Period, *, issuer: str, drafted_on: date) -> bytes:
    """The Word file of contents; asks no database."""
    return render_docx(contents, period=period, issuer=issuer, drafted_on=drafted_on)
