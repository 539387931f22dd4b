"""What was asked and decided beside the rounds: two matters, two directions, a term and a goal.

Days are told as the month, counted from the first run, and the day in it, moved on to a working
day. What lies after the first run has not happened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from accounts.models import User
from desks.examples.people import Cast, acting
from progress.actions import (
    answer_matter,
    ask,
    decide,
    raise_matter,
    record_directions,
    release_matter,
    reply_direction,
)
from progress.models import CoordinationMatter, Direction, Request
from recommendations.models import Initiative, Plan

if TYPE_CHECKING:
    from desks.examples.build import Clock

_Step = tuple[int, int, Callable[["_Stage", datetime], None]]


class _Stage:
    """The plan and its people, as the steps find them."""

    def __init__(self, plan: Plan, cast: Cast, clock: Clock) -> None:
        self.plan, self.cast, self.clock = plan, cast, clock

    def day(self, month: int, day: int) -> date:
        """A working day of a month, from that day on."""
        first = self.clock.month(month).starts_on
        return self.clock.calendar.add(first + timedelta(days=day - 1), 0)

    def initiative(self, code: int) -> Initiative:
        """Fresh, for the version that it has by now."""
        rows = Initiative.objects.select_related("plan", "lead", "measure__area")
        return rows.get(plan=self.plan, code=code)

    def reporter(self, initiative: Initiative) -> User:
        """Who files for the lead unit."""
        key = next(key for key, unit in self.cast.units.items() if unit == initiative.lead)
        return self.cast.reporters[key]

    def by_reporter(self, code: int, now: datetime) -> dict[str, Any]:
        """What an action of the lead unit's reporter is given."""
        initiative = self.initiative(code)
        person = self.reporter(initiative)
        return {"initiative": initiative, "person": person, "now": now, "by": acting(person)}

    def by_office(self, person: User, now: datetime) -> dict[str, Any]:
        """What an action of the office is given."""
        return {"person": person, "now": now, "by": acting(person)}


def _raise_shops(stage: _Stage, now: datetime) -> None:
    raise_matter(
        matter="2个商圈的公共区域由多家产权单位管理，智能零售设备进场需要逐家协商，进度较慢。",
        proposal="请统筹商圈产权单位集中办理进场手续",
        asked_of="示例统筹督查机构", due_on=stage.day(-1, 12), **stage.by_reporter(12, now),
    )  # fmt: skip


def _answer_shops(stage: _Stage, now: datetime) -> None:
    matter = CoordinationMatter.objects.select_related("initiative__plan", "initiative__lead").get(
        initiative=stage.initiative(12)
    )
    common = stage.by_office(stage.cast.reviewer, now)
    answer_matter(
        matter=matter, answer="已召集产权单位会商，同意集中办理进场手续，示例甲区政府负责跟进。",
        version=matter.version, **common,
    )  # fmt: skip
    release_matter(matter=matter, **common)


def _raise_talks(stage: _Stage, now: datetime) -> None:
    raise_matter(
        matter="合作协议涉及的数据出境条款需要有关部门出具意见，超出本单位职责。",
        proposal="请协调有关部门就数据出境条款联合出具意见",
        asked_of="示例分管领导", due_on=stage.day(0, 25), **stage.by_reporter(4, now),
    )  # fmt: skip


def _direct(stage: _Stage, now: datetime) -> None:
    record_directions(
        initiatives=[stage.initiative(8), stage.initiative(15)], leader="示例分管领导",
        words="对停工和标准未定等问题，要倒排工期，逐项明确责任人，月底前报整改方案。",
        given_on=stage.day(-1, 10), due_on=stage.clock.month(-1).ends_on,
        **stage.by_office(stage.cast.chief, now),
    )  # fmt: skip


def _reply(stage: _Stage, now: datetime) -> None:
    initiative = stage.initiative(8)
    direction = Direction.objects.select_related("initiative__plan", "initiative__lead").get(
        initiative=initiative
    )
    person = stage.reporter(initiative)
    reply_direction(
        direction=direction, version=direction.version, person=person, now=now, by=acting(person),
        reply="已复工并增加两班作业，施工单位按周倒排工期，整改方案已报送。",
    )  # fmt: skip


def _ask_term(stage: _Stage, now: datetime) -> None:
    ask(
        kind="extension", reason="深基坑支护方案调整，主体结构停工33天",
        new_due_on=stage.clock.month(10).ends_on, **stage.by_reporter(8, now),
    )  # fmt: skip


def _ask_goal(stage: _Stage, now: datetime) -> None:
    ask(
        kind="adjustment", reason="部分标准并入国家标准计划，需要相应增加立项",
        new_goal="全年立项地方标准8项，高质量专利申请累计450件", **stage.by_reporter(16, now),
    )  # fmt: skip


def _agree(stage: _Stage, now: datetime) -> None:
    for code in (8, 16):
        request = Request.objects.select_related("initiative__plan", "initiative__lead").get(
            initiative=stage.initiative(code)
        )
        decide(
            request=request, agreed=True, words="同意", version=request.version,
            **stage.by_office(stage.cast.chief, now),
        )  # fmt: skip


_STEPS: tuple[_Step, ...] = (
    (-2, 20, _raise_shops),
    (-1, 9, _answer_shops),
    (-1, 10, _direct),
    (-1, 12, _ask_term),
    (-1, 12, _ask_goal),
    (-1, 16, _agree),
    (-1, 20, _raise_talks),
    (-1, 24, _reply),
)


def ask_and_decide(plan: Plan, cast: Cast, clock: Clock, *, now: datetime) -> None:
    """All of it, in the order of its days, by who would do it."""
    stage = _Stage(plan, cast, clock)
    for number, (month, day, step) in enumerate(_STEPS):
        at = clock.at(stage.day(month, day), 10, number)
        if at <= now:
            step(stage, at)
