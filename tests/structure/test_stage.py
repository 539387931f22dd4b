"""What is put is what was built, once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from core.audit import Actor, record
from core.audit.verify import verify_chain
from core.models import CalendarDay
from tests import stage
from tests.factories import build_house, load_house, make_unit

BY = Actor.system("test")
pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """As in a new process; called again, as in the next one of the same run."""

    def forget() -> None:
        monkeypatch.setattr(stage, "_kept", {})

    monkeypatch.setattr(stage, "FOLDER", tmp_path)
    forget()
    return forget


@pytest.mark.usefixtures("nothing_kept")
def test_what_is_put_is_what_was_built() -> None:
    built: dict[str, Any] = {}

    def build() -> str:
        build_house()
        built.update(stage.everything())
        return "answer"

    assert stage.put("house", build) == "answer"
    assert stage.everything() == built
    assert len(built["core_audit_event"][1]) > 20


def test_another_process_puts_what_the_first_one_built(nothing_kept: Callable[[], None]) -> None:
    built: list[dict[str, Any]] = []

    def build() -> str:
        build_house()
        built.append(stage.everything())
        return "answer"

    for _process in range(2):
        with transaction.atomic():
            assert stage.put(("house", 1), build) == "answer"
            assert [stage.everything()] == built
            transaction.set_rollback(True)
        nothing_kept()
    with transaction.atomic():
        assert stage.put(("house", 2), build) == "answer"
    assert len(built) == 2


@pytest.mark.usefixtures("nothing_kept")
def test_it_is_built_once_and_goes_with_the_transaction() -> None:
    calls = []

    def build() -> None:
        calls.append(make_unit())

    empty = stage.everything()
    for _ in range(2):
        with transaction.atomic():
            stage.put("unit", build)
            assert stage.everything() != empty
            transaction.set_rollback(True)
        assert stage.everything() == empty
    assert len(calls) == 1


def test_actions_go_on_from_what_was_put() -> None:
    """Keys follow those that were put, and the trail is one chain."""
    for _ in range(2):
        with transaction.atomic():
            stage.put("house", build_house)
            house = load_house()
            transaction.set_rollback(True)
    stage.put("house", build_house)
    unit = make_unit("示例丙局", 4)
    assert unit.pk > max(house.a.pk, house.b.pk)
    record(by=BY, verb="test.done", subject=unit)
    assert verify_chain().ok
    connection.check_constraints()


def test_a_builder_that_changes_what_was_there_is_refused() -> None:
    CalendarDay.objects.create(date=date(2000, 1, 1), is_workday=True)

    def build() -> None:
        CalendarDay.objects.update(is_workday=False)

    with pytest.raises(RuntimeError, match="that were there before"):
        stage.put("never", build)
    assert CalendarDay.objects.get(date=date(2000, 1, 1)).is_workday
