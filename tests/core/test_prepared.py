"""A statement that is built once answers as the queryset that it was built of."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import (
    BigAutoField,
    CharField,
    DateField,
    DateTimeField,
    F,
    FilteredRelation,
    Q,
    QuerySet,
)
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant, Unit
from core.prepared import Prepared, given
from tests.factories import make_person, make_unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def units() -> list[Unit]:
    """Five, valid from one day after the other; the last has no first day."""
    return [
        make_unit(f"单位{n}", valid_from=date(2026, 1, n) if n < 5 else None, position=9 - n)
        for n in range(1, 6)
    ]


def _from(*, falling: bool) -> QuerySet[Unit]:
    rows = Unit.objects.filter(valid_from__gte=given("day", DateField()))
    return rows.order_by("-position" if falling else "position")


def test_each_asking_has_its_own_values_and_its_own_answer(units: list[Unit]) -> None:
    asked = Prepared(_from)
    for falling in (False, True):
        for n in (1, 3, 5):
            day = date(2026, 1, n)
            plain = Unit.objects.filter(valid_from__gte=day)
            order = "-position" if falling else "position"
            assert asked.ask({"day": day}, falling=falling) == list(plain.order_by(order))
    Unit.objects.filter(pk=units[3].pk).update(valid_from=date(2027, 1, 1))
    assert asked.ask({"day": date(2026, 12, 1)}, falling=False) == [units[3]]


def test_a_shape_is_made_once_and_the_database_is_asked_each_time(units: list[Unit]) -> None:
    made = []

    def make(*, falling: bool) -> QuerySet[Unit]:
        made.append(falling)
        return _from(falling=falling)

    asked = Prepared(make)
    with CaptureQueriesContext(connection) as questions:
        for falling in (True, False, True, True):
            asked.ask({"day": date(2026, 1, 2)}, falling=falling)
    assert made == [True, False]
    assert len(questions) == 4


def test_related_records_annotations_and_joins_come_as_they_do(units: list[Unit]) -> None:
    person, other = (make_person(name, unit=units[n]) for n, name in enumerate("ab"))
    for one, when in ((person, NOW), (other, NOW + timedelta(days=1))):
        RoleGrant.objects.create(
            user=one, role="reporter", unit=one.unit, granted_at=when, open_key=one.username
        )

    def make() -> QuerySet[Any]:
        late = Q(grants__granted_at__lte=given("when", DateTimeField()))
        return (
            type(person)
            .objects.annotate(own=FilteredRelation("grants", condition=late))
            .annotate(held=F("own__role"))
            .filter(unit=given("unit", BigAutoField()))
            .select_related("unit")
        )

    asked = Prepared(make)
    (found,) = asked.ask({"when": NOW, "unit": units[0].pk})
    with CaptureQueriesContext(connection) as questions:
        assert (found, found.unit, found.held) == (person, units[0], "reporter")
    assert not questions
    (found,) = asked.ask({"when": NOW, "unit": units[1].pk})
    assert (found.unit, found.held) == (units[1], None)
    assert asked.ask({"when": NOW, "unit": None}) == []


def test_values_are_read_by_their_fields_and_nothing_asks_nothing(units: list[Unit]) -> None:
    def make(*, none: bool) -> QuerySet[Any]:
        rows = Unit.objects.none() if none else Unit.objects.order_by("name")
        return rows.filter(name=given("name", CharField())).values_list("valid_from", "name")

    asked = Prepared(make)
    assert asked.ask({"name": "单位2"}, none=False) == [(date(2026, 1, 2), "单位2")]
    with CaptureQueriesContext(connection) as questions:
        assert asked.ask({"name": "单位2"}, none=True) == []
    assert not questions
    with pytest.raises(KeyError):
        asked.ask({}, none=False)
