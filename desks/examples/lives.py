"""What became of initiatives beside the work: one merged, one that rests, one given back.

Each is one of several that serve its measure, so that every measure keeps one that is worked on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from core.audit import Actor
from desks.examples.beijing import MORE, ROWS
from desks.examples.people import Cast, acting
from desks.examples.stage import Stage
from progress.actions import ask, decide
from recommendations.actions import (
    Assignment,
    add_initiatives,
    assign_initiative,
    decline_initiative,
)
from recommendations.breakdown import Breakdown
from recommendations.models import Initiative, Plan

if TYPE_CHECKING:
    from desks.examples.build import Clock

MERGED, SUSPENDED, DECLINED = MORE
LIVES_ON = 20


def break_down(plan: Plan, codes: Sequence[int], *, on: date, now: datetime, by: Actor) -> None:
    """Drafts beside those that the document's own measures make by themselves."""
    measures = dict(plan.measures.values_list("clause__path", "pk"))
    drafts = [
        Breakdown(title=title, measure=measures[path])
        for path, title in map(MORE.__getitem__, codes)
    ]
    made = add_initiatives(plan=plan, new=drafts, on=on, now=now, by=by)
    assert [row.code for row in made] == list(codes)


def assign(
    initiative: Initiative, cast: Cast, clock: Clock, *, on: date, now: datetime, by: Actor
) -> None:
    """As its row says: to its units, with its months."""
    row = ROWS[initiative.code]
    assign_initiative(
        initiative=initiative,
        assignment=Assignment(
            lead=cast.units[row.lead],
            supporting=[cast.units[key] for key in row.others],
            starts_on=clock.month(row.starts).starts_on,
            due_on=clock.month(row.due).ends_on,
            leaders=["示例分管领导"],
            is_example=True,
        ),
        on=on, version=initiative.version, now=now, by=by,
    )  # fmt: skip


def _agree(stage: Stage, code: int, kind: str, words: str, at: datetime) -> None:
    request = stage.request(code, kind)
    decide(
        request=request, agreed=True, words=words, version=request.version,
        **stage.by_office(stage.cast.chief, at),
    )  # fmt: skip


def _merge(stage: Stage, asked: datetime, decided: datetime) -> None:
    ask(
        kind="merge", into=stage.initiative(LIVES_ON),
        reason="与复合型人才培养中的实训基地建设内容重复，一件事报两次，建议合并推进、合并填报。",
        **stage.by_reporter(MERGED, asked),
    )  # fmt: skip
    _agree(stage, MERGED, "merge", "同意合并，园区实训点并入实训基地统一建设。", decided)


def _suspend(stage: Stage, asked: datetime, decided: datetime) -> None:
    ask(
        kind="suspension", until_on=stage.clock.month(2).ends_on,
        reason="合作机构今年的研修计划整体推迟，下期招生前无法派出人员。",
        **stage.by_reporter(SUSPENDED, asked),
    )  # fmt: skip
    _agree(stage, SUSPENDED, "suspension", "同意暂缓，对方恢复招生后及时申请恢复。", decided)


def suspend_and_merge(stage: Stage, month: int, *, now: datetime) -> None:
    """What the units asked for in a month, and what was agreed before its next filing."""
    step = {-2: _merge, -1: _suspend}.get(month)
    asked, decided = (stage.clock.at(stage.day(month, day), 11) for day in (17, 20))
    if step is not None and decided <= now:
        step(stage, asked, decided)


def decline(stage: Stage) -> None:
    """Broken down some days ago and given back yesterday: it waits for the office."""
    clock, person = stage.clock, stage.cast.reviewer
    given, back = clock.working_day(-3), clock.working_day(-1)
    when: Any = {"on": given, "now": clock.at(given, 14), "by": acting(person)}
    break_down(stage.plan, [DECLINED], **when)
    assign(stage.initiative(DECLINED), stage.cast, clock, **when)
    common = stage.by_head(DECLINED, clock.at(back, 16))
    decline_initiative(
        reason="学科评价由示例人才主管部门统一组织，本单位没有评价职责，建议改由该部门主责、本单位配合。",
        version=common["initiative"].version, **common,
    )  # fmt: skip
