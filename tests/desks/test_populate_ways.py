"""Populate with any size, on any day, twice, stopped half way, and taken away again."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Unit
from core.refusals import Conflict, Refusal
from desks.examples import remove_examples
from desks.populating.scene import Size, tasks
from desks.populating.tables import OF_A_PLAN, WRITTEN
from desks.populating.write import populate
from indicators.models import Value
from recommendations.models import Initiative, Plan
from tests.desks.invariants import faults
from tests.factories import BY, at
from tests.fixtures import everything

pytestmark = pytest.mark.django_db
NOW = at("2026-11-22 12:00")
SMALL = Size(plans=2, initiatives=24, units=5, rounds=3, values=40, seed=1)


def make(size: Size = SMALL, now: Any = NOW, **more: Any) -> dict[str, int]:
    return populate(size, now=now, **more)


def rows_but_the_trail() -> dict[str, list[Any]]:
    return {
        table: rows
        for table, (_columns, rows) in everything().items()
        if table != "core_audit_event"
    }


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(Size(1, 0, 1, 0, 0, 1))
@example(Size(1, 0, 0, 2, 5, 1))
@example(Size(2, 5, 0, 2, 5, 1))
@example(Size(0, 0, 0, 0, 0, 1))
@example(Size(1, 30, 1, 1, 500, 2))
@example(Size(21, 30, 2, 2, 3, 2))
@given(
    st.builds(
        Size,
        plans=st.integers(1, 7),
        initiatives=st.integers(0, 30),
        units=st.integers(0, 4),
        rounds=st.integers(0, 5),
        values=st.integers(0, 40),
        seed=st.integers(0, 2**40),
    ),
)
def test_any_size_holds(size: Size) -> None:
    with transaction.atomic():
        make(size)
        assert faults(NOW) == []
        assert Initiative.objects.count() == size.initiatives
        assert Value.objects.count() <= size.values
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "now",
    ["2026-10-01 07:00", "2026-10-09 00:00", "2026-11-01 12:00", "2026-11-02 08:00",
     "2026-11-05 10:30", "2026-11-09 12:30", "2026-12-31 23:59", "2027-02-28 13:30",
     "2028-02-29 09:00"],
)  # fmt: skip
def test_any_day_and_hour_holds(now: str) -> None:
    make(now=at(now))
    assert faults(at(now)) == []


def test_the_same_seed_gives_the_same_rows() -> None:
    def once(seed: int) -> dict[str, list[Any]]:
        with transaction.atomic():
            make(Size(2, 30, 4, 3, 20, seed))
            found = rows_without_keys()
            transaction.set_rollback(True)
        return found

    assert once(5) == once(5)
    assert once(5) != once(6)


def rows_without_keys() -> dict[str, list[Any]]:
    """Rows less the keys that the database gave: PostgreSQL's go on after a rollback."""
    from django.apps import apps

    keyed = {apps.get_model(one.label)._meta.db_table for one in WRITTEN if "id" in one.names}
    found = rows_but_the_trail()
    # An entry of the index carries the key of what it finds, which the database may have given.
    entries = found.pop("core_search_entry")
    return {
        "core_search_entry": sorted((kind, *rest) for _id, kind, _key, *rest in entries),
        **{
            table: rows if table in keyed else [row[1:] for row in rows]
            for table, rows in found.items()
        },
    }


def test_plans_made_beside_one_another_are_the_same(monkeypatch: Any) -> None:
    from desks.populating import write

    def once(jobs: int) -> dict[str, list[Any]]:
        with transaction.atomic():
            make(Size(3, 30, 4, 3, 20, 5), jobs=jobs)
            found = rows_without_keys()
            transaction.set_rollback(True)
        return found

    monkeypatch.setattr(write, "WORTH_PROCESSES", 0)
    assert once(2) == once(1)


def test_another_seed_stands_beside_the_first() -> None:
    make()
    make(Size(2, 24, 5, 3, 40, 2))
    assert Plan.objects.count() == 4
    assert Unit.objects.count() == 10
    assert faults(NOW) == []


def test_new_rows_get_keys_after_the_made_up_ones() -> None:
    make()
    unit = Unit.objects.create(name="示例新部门", short_name="新")
    assert unit.pk > Unit.objects.exclude(pk=unit.pk).order_by("pk").last().pk


def test_the_same_seed_twice_is_refused(unchanged: Any) -> None:
    make()
    with unchanged(), pytest.raises(Conflict, match="seed"):
        make()


@pytest.mark.parametrize(
    "size", [Size(-1, 0, 0, 0, 0, 1), Size(0, 5, 1, 1, 0, 1), Size(1, 1, 1, 1, -2, 1)]
)
def test_impossible_sizes_are_refused(size: Size, unchanged: Any) -> None:
    with unchanged(), pytest.raises(Refusal):
        make(size)


def test_real_plans_are_not_mixed_with_made_up_ones(unchanged: Any) -> None:
    from tests.factories import make_draft_plan

    make_draft_plan()
    with unchanged(), pytest.raises(Conflict, match="--yes"):
        make()
    make(sure=True)
    assert Plan.objects.count() == 3


def test_stopped_half_way_nothing_is_left(unchanged: Any) -> None:
    def stop(done: int, of: int) -> None:
        assert of == 2
        raise KeyboardInterrupt

    with unchanged(), pytest.raises(KeyboardInterrupt):
        make(tell=stop)


def test_shares_sum_to_the_whole() -> None:
    shares = list(tasks(Size(23, 100, 1, 1, 77, 1)))
    assert sum(one.initiatives for one in shares) == 100
    assert sum(one.values for one in shares) == 77


def test_removal_takes_it_away_whole() -> None:
    before = rows_but_the_trail()
    make()
    found = remove_examples(now=NOW, by=BY)
    assert found["initiatives"] == 24
    assert rows_but_the_trail() == before


# These hang on documents, on a person, or on nothing.
BESIDE_PLANS = {"progress.UnitSheet"} | {
    f"recommendations.{name}"
    for name in (
        "PolicyDocument", "DocumentEdition", "Clause", "EditionFile", "Reading", "Correction",
        "ColumnMap",
    )
}  # fmt: skip


def test_removal_knows_every_table_of_a_plan() -> None:
    from django.apps import apps

    known = {one.label for one in OF_A_PLAN}
    rooms = ("recommendations", "progress", "indicators", "reports")
    hangs = {
        model._meta.label
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        if model._meta.label not in BESIDE_PLANS
    }
    assert hangs == known


def test_the_command_makes_and_says_what(capsys: Any) -> None:
    call_command("populate", plans=1, initiatives=4, units=2, rounds=2, values=3, now="2026-11-22")
    said = capsys.readouterr()
    assert "1/1 plans" in said.err
    assert "4  recommendations.Initiative" in said.out
    with pytest.raises(CommandError, match="seed"):
        call_command("populate", plans=1, initiatives=4)


def test_the_command_refuses_a_moment_that_is_none() -> None:
    with pytest.raises(CommandError, match="--now"):
        call_command("populate", now="gestern")
