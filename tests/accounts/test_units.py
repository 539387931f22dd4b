"""Units: the official order, their names through time, their end and who carries on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.actions import (
    add_alias,
    add_unit,
    edit_unit,
    end_unit,
    move_unit,
    remove_alias,
    rename_unit,
    reopen_unit,
)
from accounts.models import FormerOrder, Unit, UnitAlias, UnitSuccession
from accounts.queries import (
    known_units,
    owner_of,
    successors_of,
    units_for_choice,
    units_matching,
    units_on,
)
from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from tests.factories import ADDED, BY, at, make_unit

pytestmark = pytest.mark.django_db
Unchanged = Callable[[], Any]
DAY = date(2026, 10, 31)


@pytest.fixture
def units() -> list[Unit]:
    """Three, in order."""
    names = [("示例发展改革委员会", "示例发展改革委"), ("示例教育委员会", "示例教委"),
             ("示例科学技术局", "示例科技局")]  # fmt: skip
    return [add_unit(name=name, short_name=short, by=BY) for name, short in names]


def order() -> list[str]:
    units = list(Unit.objects.in_official_order())
    assert [unit.position for unit in units] == list(range(1, len(units) + 1))
    return [unit.short_name for unit in units]


def fresh(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("seq").last()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (1, ["示例科技局", "示例发展改革委", "示例教委"]),
        (2, ["示例发展改革委", "示例科技局", "示例教委"]),
        (3, ["示例发展改革委", "示例教委", "示例科技局"]),
        (99, ["示例发展改革委", "示例教委", "示例科技局"]),
    ],
)
def test_a_place_is_typed_and_the_list_renumbered(
    units: list[Unit], place: int, expected: list[str]
) -> None:
    move_unit(unit=units[2], place=place, version=1, now=ADDED, by=BY)
    assert order() == expected
    event = last_event()
    assert event.verb == "unit.moved"
    assert event.before == {"position": 3} and event.after == {"position": min(place, 3)}


def test_moving_one_leaves_the_versions_of_the_others(units: list[Unit]) -> None:
    move_unit(unit=units[2], place=1, version=1, now=ADDED, by=BY)
    assert [fresh(unit).version for unit in units] == [1, 1, 2]


def test_places_begin_at_one(units: list[Unit], unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        move_unit(unit=units[0], place=0, version=1, now=ADDED, by=BY)


def test_of_two_who_move_one_unit_the_second_is_told(
    units: list[Unit], unchanged: Unchanged
) -> None:
    stale = fresh(units[0])
    move_unit(unit=units[0], place=3, version=1, now=ADDED, by=BY)
    with unchanged(), pytest.raises(Conflict):
        move_unit(unit=stale, place=2, version=1, now=ADDED, by=BY)


class TestOrder(TestCase):
    """The list against a plain Python list."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 7)), max_size=6))
    def test_any_moves_end_as_in_a_list(self, moves: list[tuple[int, int]]) -> None:
        units = [make_unit(f"示例{number}局", number + 1) for number in range(5)]
        model = list(units)
        for which, place in moves:
            unit = fresh(units[which])
            move_unit(unit=unit, place=place, version=unit.version, now=ADDED, by=BY)
            model.remove(units[which])
            model.insert(place - 1, units[which])
        assert order() == [unit.short_name for unit in model]


def test_a_past_day_has_the_order_of_its_day(units: list[Unit]) -> None:
    def listed(known: str) -> list[str]:
        found = units_on(DAY, known_at=at(f"{known} 20:00"))
        assert [one.position for one in found.values()] == sorted(
            one.position for one in found.values()
        )
        return [one.short_name for one in found.values()]

    first = order()
    move_unit(unit=fresh(units[2]), place=1, version=1, now=at("2026-10-02 10:00"), by=BY)
    second = order()
    move_unit(unit=fresh(units[2]), place=1, version=2, now=at("2026-10-03 10:00"), by=BY)
    move_unit(unit=fresh(units[0]), place=3, version=1, now=at("2026-10-04 10:00"), by=BY)
    third = order()
    make_unit("示例新设局", 1)
    assert FormerOrder.objects.count() == 2, "to where it stands already is no other order"
    assert len({tuple(one) for one in (first, second, third)}) == 3
    for day, was in (("01", first), ("02", second), ("03", second)):
        assert [one for one in listed(f"2026-10-{day}") if one != "示例新设局"] == was
    assert listed("2026-10-04") == order() == ["示例新设局", *third]


def test_a_rename_keeps_the_old_names_with_their_days(units: list[Unit]) -> None:
    unit = units[2]
    edit_unit(unit=unit, category="constituent", valid_from=date(2018, 11, 1),
              pinyin_override="", version=1, by=BY)  # fmt: skip
    rename_unit(unit=unit, name="示例科学技术委员会", short_name="示例科委",
                on=date(2024, 1, 1), version=2, now=ADDED, by=BY)  # fmt: skip
    kept = {one.name: (one.valid_from, one.valid_until) for one in unit.aliases.all()}
    days = (date(2018, 11, 1), date(2023, 12, 31))
    assert kept == {"示例科学技术局": days, "示例科技局": days}
    rename_unit(unit=unit, name="示例科创委员会", short_name="示例科委",
                on=date(2025, 1, 1), version=3, now=ADDED, by=BY)  # fmt: skip
    second = unit.aliases.get(name="示例科学技术委员会")
    assert (second.valid_from, second.valid_until) == (date(2024, 1, 1), date(2024, 12, 31))
    assert not unit.aliases.filter(name="示例科委").exists(), "still its short name"
    assert known_units()["示例科技局"] == unit
    assert "slkjj" in fresh(unit).initials and "slkw" in fresh(unit).initials


def test_a_past_day_calls_a_unit_as_it_was_shown(units: list[Unit]) -> None:
    """Known first, then held: a name recorded afterwards is no page's of the days before."""
    unit = units[2]

    def called(on: str, known: str) -> str:
        return units_on(date.fromisoformat(on), known_at=at(f"{known} 20:00"))[unit.pk].name

    def rename(name: str, on: date | None, now: str, version: int) -> None:
        rename_unit(unit=unit, name=name, short_name="", on=on, version=version,
                    now=at(f"{now} 10:00"), by=BY)  # fmt: skip

    rename("示例二", date(2026, 9, 10), "2026-09-20", 1)
    rename("示例三", None, "2026-09-25", 2)
    rename("示例四", date(2026, 12, 1), "2026-10-10", 3)
    first = "示例科学技术局"
    assert called("2026-09-19", "2026-09-19") == first
    assert called("2026-09-09", "2026-09-20") == called("2026-09-09", "2026-12-31") == first
    assert called("2026-09-10", "2026-09-20") == called("2026-09-24", "2026-09-24") == "示例二"
    assert called("2026-09-10", "2026-09-25") == called("2026-10-09", "2026-12-31") == "示例三"
    assert called("2026-10-10", "2026-10-10") == fresh(unit).name == "示例四", "shown at once"


def test_a_slip_is_corrected_without_a_trace_but_the_trail(units: list[Unit]) -> None:
    rename_unit(
        unit=units[0],
        name="示例发展和改革委员会",
        short_name="",
        on=None,
        version=1,
        now=ADDED,
        by=BY,
    )
    assert not UnitAlias.objects.exists()
    assert last_event().before == {"name": "示例发展改革委员会", "short_name": "示例发展改革委"}


def test_a_name_taken_back_is_no_alias(units: list[Unit]) -> None:
    unit = units[0]
    rename_unit(unit=unit, name="示例新名", short_name="", on=DAY, version=1, now=ADDED, by=BY)
    rename_unit(unit=unit, name="示例发展改革委员会", short_name="示例发展改革委",
                on=date(2026, 12, 1), version=2, now=ADDED, by=BY)  # fmt: skip
    assert list(unit.aliases.values_list("name", flat=True)) == ["示例新名"]


@pytest.mark.parametrize("taken", ["示例教育委员会", "示例教委", "示例教育局"])
def test_a_name_is_one_units_and_the_refusal_says_whose(
    units: list[Unit], unchanged: Unchanged, taken: str
) -> None:
    add_alias(unit=units[1], name="示例教育局", version=1, by=BY)
    deeds: list[Callable[[], Any]] = [
        lambda: add_alias(unit=units[0], name=taken, version=1, by=BY),
        lambda: add_unit(name=taken, short_name="示例新", by=BY),
        lambda: add_unit(name="示例新局", short_name=taken, by=BY),
        lambda: rename_unit(
            unit=units[0], name=taken, short_name="示例新", on=DAY, version=1, now=ADDED, by=BY
        ),
        lambda: rename_unit(
            unit=units[0], name="示例新局", short_name=taken, on=DAY, version=1, now=ADDED, by=BY
        ),
    ]
    for deed in deeds:
        with unchanged(), pytest.raises(Conflict) as refusal:
            deed()
        assert "示例教育委员会" in str(refusal.value.sentence)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"name": " ", "short_name": ""}, BadInput),
        ({"name": "示例发展改革委员会", "short_name": "示例发展改革委"}, BadInput),
        ({"name": "示例新", "short_name": "", "version": 9}, Conflict),
        ({"name": "示例新", "short_name": "", "on": date(2018, 1, 1)}, BadInput),
    ],
)
def test_what_a_rename_needs(
    units: list[Unit], unchanged: Unchanged, facts: dict[str, Any], kind: type[Exception]
) -> None:
    edit_unit(unit=units[0], category="other", valid_from=date(2018, 1, 1), pinyin_override="",
              version=1, by=BY)  # fmt: skip
    with unchanged(), pytest.raises(kind):
        rename_unit(unit=units[0], now=ADDED, by=BY, **{"on": DAY, "version": 2, **facts})


@pytest.mark.parametrize("name", [" ", "示例教委", "示例教育局"])
def test_an_alias_is_a_name_that_is_new_to_its_unit(
    units: list[Unit], unchanged: Unchanged, name: str
) -> None:
    add_alias(unit=units[1], name="示例教育局", version=1, by=BY)
    with unchanged(), pytest.raises((BadInput, Conflict)):
        add_alias(unit=units[1], name=name, version=2, by=BY)


def test_an_alias_comes_sounds_and_goes(units: list[Unit], unchanged: Unchanged) -> None:
    alias = add_alias(unit=units[0], name="发改委", version=1, by=BY)
    assert fresh(units[0]).initials.endswith("/fgw")
    assert owner_of("发改委") == units[0]
    stale = UnitAlias.objects.select_related("unit").get(pk=alias.pk)
    with unchanged(), pytest.raises(Conflict):
        remove_alias(alias=stale, version=1, by=BY)
    remove_alias(alias=stale, version=2, by=BY)
    assert "fgw" not in fresh(units[0]).initials.split("/")
    assert owner_of("发改委") is None
    again = UnitAlias(pk=alias.pk, unit=fresh(units[0]), name="发改委")
    with unchanged(), pytest.raises(Conflict):
        remove_alias(alias=again, version=3, by=BY)


def test_a_unit_is_found_by_any_name_and_sound(units: list[Unit]) -> None:
    add_alias(unit=units[1], name="老教育局", version=1, by=BY)

    def found(words: str) -> list[Unit]:
        return list(units_matching(words, Unit.objects.in_official_order()))

    assert found("fgw") == [units[0]], "letters may be left out"
    assert found("slfzggw") == found("FaZhan GaiGe") == found("发展改革") == [units[0]]
    assert found("老教育") == found("ljyj") == [units[1]]
    assert found("") == units
    assert found("wgf") == found("%") == found("_") == []


def test_a_reading_may_be_mended(units: list[Unit]) -> None:
    unit = add_unit(name="示例单县政府", short_name="单县", by=BY)
    assert unit.initials.startswith("dx/")
    edit_unit(unit=unit, category="district", valid_from=None, pinyin_override="shan xian",
              version=1, by=BY)  # fmt: skip
    assert fresh(unit).initials.startswith("sx/") and fresh(unit).pinyin.startswith("shanxian/")
    event = last_event()
    assert event.after == {"category": "district", "pinyin_override": "shan xian"}


def test_known_units_reads_every_name_in_two_queries(
    units: list[Unit], django_assert_num_queries: Any
) -> None:
    add_alias(unit=units[0], name="发改委", version=1, by=BY)
    end_unit(unit=units[1], last_day=DAY, successors=[units[2]], version=1, by=BY)
    with django_assert_num_queries(2):
        known = known_units()
    assert known["发改委"] == units[0]
    assert known["示例教委"] == known["示例教育委员会"] == units[1], "ended, and still read"
    assert len(known) == 7


def test_an_ended_unit_is_not_offered_from_the_day_after(units: list[Unit]) -> None:
    end_unit(unit=units[1], last_day=DAY, successors=[units[2], units[0]], version=1, by=BY)
    assert units[1] in units_for_choice(DAY)
    assert list(units_for_choice(date(2026, 11, 1))) == [units[0], units[2]]
    assert last_event().after == {
        "valid_until": "2026-10-31",
        "successors": ["示例科学技术局", "示例发展改革委员会"],
    }
    assert order() == ["示例发展改革委", "示例教委", "示例科技局"], "it keeps its place"


def test_a_unit_that_is_to_come_is_not_offered_yet() -> None:
    unit = add_unit(name="示例新设局", short_name="", valid_from=date(2027, 1, 1), by=BY)
    assert unit not in units_for_choice(date(2026, 12, 31))
    assert unit in units_for_choice(date(2027, 1, 1))


def test_successors_are_followed_to_those_that_go_on(
    units: list[Unit], django_assert_num_queries: Any
) -> None:
    one, two, three = units
    end_unit(unit=one, last_day=date(2026, 1, 31), successors=[two], version=1, by=BY)
    assert successors_of([one], on=DAY) == {one.pk: [two]}
    end_unit(unit=two, last_day=date(2026, 6, 30), successors=[three], version=1, by=BY)
    with django_assert_num_queries(1):
        assert successors_of([one, two], on=DAY) == {one.pk: [three], two.pk: [three]}
    assert successors_of([one], on=date(2026, 6, 30)) == {one.pk: [two]}


def test_what_an_end_needs(units: list[Unit], unchanged: Unchanged) -> None:
    one, two, three = units
    edit_unit(unit=one, category="other", valid_from=date(2020, 1, 1), pinyin_override="",
              version=1, by=BY)  # fmt: skip
    end_unit(unit=three, last_day=date(2026, 6, 30), successors=[], version=1, by=BY)
    wrong: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"successors": [one]}, BadInput),
        ({"successors": [two, two]}, BadInput),
        ({"successors": [three]}, BadInput),
        ({"last_day": date(2019, 12, 31)}, BadInput),
        ({"version": 1}, Conflict),
        ({"unit": three}, Conflict),
    ]
    for facts, kind in wrong:
        given = {"unit": one, "last_day": DAY, "successors": [two], "version": 2, **facts}
        with unchanged(), pytest.raises(kind):
            end_unit(by=BY, **given)


def test_an_end_is_taken_back(units: list[Unit], unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(Conflict):
        reopen_unit(unit=units[0], version=1, by=BY)
    end_unit(unit=units[0], last_day=DAY, successors=[units[1]], version=1, by=BY)
    reopen_unit(unit=units[0], version=2, by=BY)
    assert fresh(units[0]).valid_until is None
    assert not UnitSuccession.objects.exists()
    assert last_event().before == {"valid_until": "2026-10-31", "successors": ["示例教育委员会"]}


def test_a_unit_cannot_begin_after_its_end(units: list[Unit], unchanged: Unchanged) -> None:
    end_unit(unit=units[0], last_day=DAY, successors=[], version=1, by=BY)
    with unchanged(), pytest.raises(BadInput):
        edit_unit(unit=units[0], category="other", valid_from=date(2026, 11, 1),
                  pinyin_override="", version=2, by=BY)  # fmt: skip


def test_the_database_refuses_what_makes_no_sense(units: list[Unit]) -> None:
    one, two = units[:2]
    add_alias(unit=one, name="发改委", version=1, by=BY)
    deeds: list[Callable[[], Any]] = [
        lambda: Unit.objects.filter(pk=one.pk).update(valid_from=DAY, valid_until=date(2026, 1, 1)),
        lambda: UnitAlias.objects.create(unit=two, name="发改委"),
        lambda: UnitAlias.objects.create(unit=two, name=""),
        lambda: UnitAlias.objects.update(valid_from=DAY, valid_until=date(2026, 1, 1)),
        lambda: UnitSuccession.objects.create(unit=one, successor=one),
        lambda: UnitSuccession.objects.bulk_create(
            [UnitSuccession(unit=one, successor=two), UnitSuccession(unit=one, successor=two)]
        ),
    ]
    for deed in deeds:
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
