"""Milestones change as a list: none is forgotten, what was reached stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from progress.facts import snapshots
from progress.standings import differences, refresh
from recommendations.actions import Step, cancel_initiative, change_milestones, reach_milestone
from recommendations.models import MilestoneRow
from recommendations.queries.milestones import standing_rows
from tests.factories import BY, House, at

NOW = at("2026-09-21 10:00")
ON = NOW.date()
Unchanged = Callable[[], Any]


def there(house: House) -> list[Step]:
    rows = standing_rows(house.initiative(2)).values()
    return [Step(row.title, row.due_on, row.weight, row.milestone_id) for row in rows]


def change(house: House, steps: list[Step], version: int | None = None) -> list[MilestoneRow]:
    row = house.initiative(2)
    seen = row.version if version is None else version
    return change_milestones(initiative=row, steps=steps, on=ON, version=seen, now=NOW, by=BY)


def test_one_moves_one_goes_one_comes(house: House) -> None:
    refresh(house.plan.initiatives.all(), as_of=ON, now=NOW)
    first, second, third = there(house)
    moved = replace(second, title="目录全部上线", due_on=date(2026, 10, 10), weight=Decimal(3))
    new = Step("验收", date(2026, 12, 25), Decimal(1))
    rows = change(house, [first, moved, new])
    assert len(rows) == 3
    assert [(s.title, s.due_on, s.weight) for s in there(house)] == [
        ("完成方案", date(2026, 3, 31), 1),
        ("目录全部上线", date(2026, 10, 10), 3),
        ("验收", date(2026, 12, 25), 1),
    ]
    assert third.key not in {step.key for step in there(house)}
    event = AuditEvent.objects.order_by("seq").last()
    assert event.verb == "initiative.milestones_changed"
    assert event.before["milestones"][1] == "目录上线 2026-09-20 ×2"
    assert event.after["milestones"][1] == "目录全部上线 2026-10-10 ×3"
    assert differences(house.plan, as_of=ON, now=NOW) == []


def test_a_day_before_shows_what_stood_then(house: House) -> None:
    row = house.initiative(2)
    change(house, [replace(there(house)[0], title="新名称")])
    was = snapshots([row], as_of=date(2026, 9, 20), known_at=at("2026-09-20 12:00"))[row.pk]
    now = snapshots([row], as_of=ON, known_at=NOW)[row.pk]
    assert [step.title for step in was.facts.milestones] == ["完成方案", "目录上线", "全部接入"]
    assert [step.title for step in now.facts.milestones] == ["新名称"]


def test_the_same_again_changes_nothing(house: House, unchanged: Unchanged) -> None:
    with unchanged():
        assert change(house, there(house)) == []


def test_what_was_reached_is_not_dropped(house: House, unchanged: Unchanged) -> None:
    first, *rest = there(house)
    milestone = house.initiative(2).milestones.get(pk=first.key)
    reach_milestone(milestone=milestone, on=date(2026, 3, 30), now=NOW, by=BY)
    with unchanged(), pytest.raises(BadInput):
        change(house, rest)
    change(house, [replace(first, title="方案完成"), *rest])
    assert standing_rows(house.initiative(2))[first.key].done_on == date(2026, 3, 30)


@pytest.mark.parametrize(
    "to",
    [{"title": " "}, {"title": "长" * 101}, {"weight": Decimal(0)}, {"weight": Decimal(10**9)}],
)
def test_what_cannot_be_is_refused(house: House, unchanged: Unchanged, to: dict[str, Any]) -> None:
    first, *rest = there(house)
    with unchanged(), pytest.raises(BadInput, match="1"):
        change(house, [replace(first, **to), *rest])


def test_strangers_doubles_and_the_past_are_refused(house: House, unchanged: Unchanged) -> None:
    first, *rest = there(house)
    with unchanged(), pytest.raises(Conflict):
        change(house, [replace(first, key=10**6), *rest])
    with unchanged(), pytest.raises(BadInput):
        change(house, [first, first, *rest])
    with unchanged(), pytest.raises(Conflict):
        change(house, [replace(first, title="别的"), *rest], version=1)
    row = house.initiative(2)
    cancel_initiative(initiative=row, on=ON, version=row.version, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict):
        change(house, [replace(first, title="别的"), *rest])
