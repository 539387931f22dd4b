"""Many rows at once leave what one by one would: fields, dated rows, trail, lights, index."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import bulk
from core.audit.verify import verify_chain
from core.models import AuditEvent, SearchEntry
from core.search.entries import differences as unindexed
from progress import standings
from progress.models import Standing
from recommendations.actions import (
    Change,
    add_initiatives,
    assign_initiatives,
    change_initiatives,
)
from recommendations.actions.breakdown import Seen, alter_initiatives
from recommendations.breakdown import Breakdown
from recommendations.models import DetailRow, DueRow, Initiative, StateRow
from recommendations.queries import breakdowns, breakdowns_of
from tests.factories import BY, House, at

NOW = at("2026-09-21 10:00")
ON = NOW.date()


@pytest.fixture(params=["as they are", "few at a time, keys as one parameter"], autouse=True)
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Slices smaller than what is written, and the road of many keys for every question."""
    if request.param != "as they are":
        monkeypatch.setattr(bulk, "_FEW_KEYS", 0)
        monkeypatch.setattr(bulk, "CHUNK", 2)
        monkeypatch.setattr(bulk, "_FEW", 2)
        monkeypatch.setattr(standings, "CHUNK", 2)
        monkeypatch.setattr(breakdowns, "MANY", 2)
        monkeypatch.setattr("recommendations.actions.breakdown.MANY", 2)
    yield


def wanted(house: House) -> list[Breakdown]:
    """Drafts that differ in everything that a standing or the index looks at."""
    measures = list(house.plan.measures.order_by("position"))
    first = Breakdown(title="建设平台", measure=measures[0].pk, lead=house.a.pk)
    return [
        first,
        replace(first, title="过期的", due_on=date(2026, 1, 1), supporting=(house.b.pk,)),
        replace(first, title="持续的", ongoing=True, told_by="words", weight=Decimal("2.5")),
        replace(first, title="以后的", starts_on=date(2027, 1, 1), leaders=("张三", "李四")),
        replace(first, title="另一举措", measure=measures[1].pk, serves=(measures[0].pk,)),
    ]


def left(house: House, first: int) -> list[Any]:
    """Everything that was left of the initiatives from number `first` on, keys left out."""
    told = []
    for row in Initiative.objects.filter(plan=house.plan, code__gte=first).order_by("code"):
        events = AuditEvent.objects.filter(subject_id=row.public_id).order_by("seq")
        entry = SearchEntry.objects.get(kind="i", key=row.pk)
        told.append([
            breakdowns_of([row])[row.pk], row.state, row.version,
            list(Standing.objects.filter(initiative=row).values_list("slot", *standings.WRITTEN)),
            [list(model.objects.filter(initiative=row).order_by("pk").values_list(*names))
             for model, names in (
                 (StateRow, ("value", "effective_on")), (DueRow, ("value", "reason")),
                 (DetailRow, ("version", "values", "told_by", "ongoing", "effective_on")))],
            list(events.values_list("verb", "plan", "before", "after", "actor_name")),
            entry.text.replace(str(row.code), ""), entry.scope,
        ])  # fmt: skip
    return told


def add(house: House, new: list[Breakdown]) -> list[Initiative]:
    return add_initiatives(plan=house.plan, new=new, on=ON, now=NOW, by=BY)


def change(made: list[Initiative], to: list[Breakdown]) -> None:
    changes = [Change(row, value, row.version, "理由") for row, value in zip(made, to, strict=True)]
    change_initiatives(changes=changes, on=ON, now=NOW, by=BY)


@pytest.fixture(autouse=True)
def up_to_date(house: House) -> None:
    """The house was built on another day."""
    standings.refresh_plan(house.plan, as_of=ON, now=NOW)


def agrees(house: House) -> None:
    """What `recompute --check`, `reindex --check` and `verify_audit` find."""
    assert standings.differences(house.plan, as_of=ON, now=NOW) == []
    assert list(unindexed()) == []
    assert verify_chain().ok


def test_many_leave_what_one_by_one_leaves(house: House) -> None:
    new = wanted(house)
    alone = [add(house, [one])[0] for one in new]
    together = add(house, new)
    first, then = alone[0].code, together[0].code
    assert left(house, first)[: len(new)] == left(house, then)
    to = [replace(one, title=f"{one.title}改", remarks="已核对", ongoing=True) for one in new]
    for row, value in zip(alone, to, strict=True):
        change([row], [value])
    change(together, to)
    found = left(house, first)
    assert found[: len(new)] == found[len(new) :]
    agrees(house)


def alter(made: list[Initiative], to: list[Breakdown]) -> int:
    """As an import does, which is handed no instance; how many questions it asked."""
    changes = [
        Change(Seen(row.pk, row.code), value, row.version, "理由")
        for row, value in zip(made, to, strict=True)
    ]
    with CaptureQueriesContext(connection) as asked:
        alter_initiatives(changes=changes, on=ON, now=NOW, by=BY, each=lambda rows: list(rows))
    return len(asked)


def test_what_an_import_alters_is_as_if_changed_on_a_page(house: House) -> None:
    new = [replace(one, lead=house.a.pk, due_on=date(2027, 12, 1)) for one in wanted(house)]
    paged, altered = add(house, new), add(house, new)
    days = {"due_on": date(2027, 11, 1), "starts_on": date(2026, 2, 1)}
    told = {
        "told_by": "milestones",
        "weight": Decimal(3),
        "deliverable": "成果",
        "cadence": "month",
    }
    to = [replace(one, title=f"{one.title}改", remarks="已核对", **days, **told) for one in new]  # type: ignore[arg-type]
    given = [assign_initiatives(initiatives=some, on=ON, now=NOW, by=BY)
             for some in (paged, altered)]  # fmt: skip
    change(given[0], to)
    alter(given[1], to)
    found = left(house, paged[0].code)
    assert found[: len(new)] == found[len(new) :]
    agrees(house)


def test_no_row_of_an_import_is_asked_for_what_it_was_held_without(house: House) -> None:
    made = add(house, [Breakdown(title=f"第{n}项", measure=wanted(house)[0].measure)
                       for n in range(12)])  # fmt: skip
    to = [Breakdown(title=f"第{n}项改", measure=wanted(house)[0].measure, remarks="已核对")
          for n in range(12)]  # fmt: skip
    two = alter(made[:2], to[:2])
    ten = alter(made[2:], to[2:])
    # Where two are taken at a time, five times as many at most.
    assert ten <= (two if breakdowns.MANY > 2 else 5 * two)


def test_what_stands_already_is_overwritten_not_doubled(house: House) -> None:
    made = add(house, wanted(house))
    keys = list(Standing.objects.order_by("pk").values_list("pk", flat=True))
    assert standings.refresh(made, as_of=ON, now=NOW) == len(made)
    assert list(Standing.objects.order_by("pk").values_list("pk", flat=True)) == keys
    Standing.objects.filter(initiative=made[1]).update(light="green", need=3, reasons=[])
    assert standings.differences(house.plan, as_of=ON, now=NOW)
    standings.refresh(made, as_of=ON, now=NOW)
    agrees(house)
