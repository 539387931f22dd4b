"""What was asked and decided beside the rounds: matters, directions, terms and goals.

Days are told as the month, counted from the first run, and the day in it, moved on to a working
day. What lies after the first run has not happened. A term and a goal wait for their decision.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desks.examples.stage import Stage
from progress.actions import (
    answer_matter,
    ask,
    decide,
    raise_matter,
    record_directions,
    release_matter,
    reply_direction,
)
from progress.models import CoordinationMatter, Direction

_Step = tuple[int, int, Callable[[Stage, datetime], None]]


def _raise_shops(stage: Stage, now: datetime) -> None:
    raise_matter(
        matter="2个商圈的公共区域由多家产权单位管理，智能零售设备进场需要逐家协商，进度较慢。",
        proposal="请统筹商圈产权单位集中办理进场手续",
        asked_of="示例统筹督查机构", due_on=stage.day(-1, 12), **stage.by_reporter(12, now),
    )  # fmt: skip


def _answer_shops(stage: Stage, now: datetime) -> None:
    matter = CoordinationMatter.objects.select_related("initiative__plan", "initiative__lead").get(
        initiative=stage.initiative(12)
    )
    common = stage.by_office(stage.cast.reviewer, now)
    answer_matter(
        matter=matter, answer="已召集产权单位会商，同意集中办理进场手续，示例甲区政府负责跟进。",
        version=matter.version, **common,
    )  # fmt: skip
    release_matter(matter=matter, **common)


def _raise_talks(stage: Stage, now: datetime) -> None:
    raise_matter(
        matter="合作协议涉及的数据出境条款需要有关部门出具意见，超出本单位职责。",
        proposal="请协调有关部门就数据出境条款联合出具意见",
        asked_of="示例分管领导", due_on=stage.day(0, 25), **stage.by_reporter(4, now),
    )  # fmt: skip


def _direct(stage: Stage, now: datetime) -> None:
    record_directions(
        initiatives=[stage.initiative(8), stage.initiative(15)], leader="示例分管领导",
        words="对停工和标准未定等问题，要倒排工期，逐项明确责任人，月底前报整改方案。",
        given_on=stage.day(-1, 10), due_on=stage.clock.month(-1).ends_on,
        **stage.by_office(stage.cast.chief, now),
    )  # fmt: skip


def _reply(stage: Stage, now: datetime) -> None:
    said = stage.by_reporter(8, now)
    direction = Direction.objects.select_related("initiative__plan", "initiative__lead").get(
        initiative=said.pop("initiative")
    )
    reply_direction(
        direction=direction, version=direction.version, **said,
        reply="已复工并增加两班作业，施工单位按周倒排工期，整改方案已报送。",
    )  # fmt: skip


def _ask_term(stage: Stage, now: datetime) -> None:
    ask(
        kind="extension", reason="深基坑支护方案调整，主体结构停工33天",
        new_due_on=stage.clock.month(10).ends_on, **stage.by_reporter(8, now),
    )  # fmt: skip


def _ask_goal(stage: Stage, now: datetime) -> None:
    ask(
        kind="adjustment", reason="部分标准并入国家标准计划，需要相应增加立项",
        new_goal="全年立项地方标准8项，高质量专利申请累计450件", **stage.by_reporter(16, now),
    )  # fmt: skip


def _agree(stage: Stage, now: datetime) -> None:
    for code, kind in ((8, "extension"), (16, "adjustment")):
        request = stage.request(code, kind)
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


def _ask_now(stage: Stage) -> None:
    """What waits for the office's decision: asked for in the last days."""
    clock = stage.clock
    ask(
        kind="extension", new_due_on=clock.month(7).ends_on,
        reason="商圈产权分散，第三批网点的进场手续要到下季度才能办完",
        **stage.by_reporter(12, clock.at(clock.working_day(-2), 15)),
    )  # fmt: skip
    ask(
        kind="adjustment", new_goal="遴选试点示范项目20个，其中园区场景8个",
        reason="园区新增一批应用场景，项目数量和结构需要相应调整",
        **stage.by_reporter(13, clock.at(clock.working_day(-1), 10)),
    )  # fmt: skip


def ask_and_decide(stage: Stage, *, now: datetime) -> None:
    """All of it, in the order of its days, by who would do it."""
    for number, (month, day, step) in enumerate(_STEPS):
        at = stage.clock.at(stage.day(month, day), 10, number)
        if at <= now:
            step(stage, at)
    _ask_now(stage)
