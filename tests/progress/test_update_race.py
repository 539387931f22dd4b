"""Several people at one update at one moment: one is heard, the others are told."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from core.audit.verify import verify_chain
from core.refusals import Conflict
from progress.actions import approve_update, reviews, save_draft, updates
from progress.models import Update
from tests.factories import BY, House, at, build_house, file_update, load_house, verbs, words

WRITERS = 6
NOW = at("2026-09-20 10:00")
Deed = Callable[[Update, int], Any]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def full_house(transactional_db: None) -> Iterator[House]:
    build_house()
    return load_house()


def all_at_once(update: Update, deed: Deed) -> list[str]:
    """Each writer reads the update, waits for the others to have read it, then acts."""
    gate, outcomes = threading.Barrier(WRITERS), []

    def act(number: int) -> None:
        try:
            mine = Update.objects.select_related("initiative__plan", "round__plan", "unit").get(
                pk=update.pk
            )
            gate.wait(timeout=30)
            deed(mine, number)
            outcomes.append("done")
        except Conflict:
            outcomes.append("conflict")
        except Exception as error:  # told by the assertion below
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


ONE_WINNER = ["conflict"] * (WRITERS - 1) + ["done"]


def approve_as(house: House) -> Deed:
    def deed(update: Update, number: int) -> Update:
        reviewer = house.chen if number % 2 else house.dong
        return approve_update(
            update=update, reviewer=reviewer, adopted_text=f"采用稿{number}",
            version=update.version, now=NOW, by=BY,
        )  # fmt: skip

    return deed


def save_as(house: House) -> Deed:
    def deed(update: Update, number: int) -> Update:
        return save_draft(
            update=update, words=words(40 + number), author=house.alice, version=update.version,
            now=NOW, by=BY,
        )  # fmt: skip

    return deed


def unguarded(record: Any, *, version: int, **changes: Any) -> None:
    """As a careless writer would: whoever comes last wins, and nobody is told."""
    type(record)._base_manager.filter(pk=record.pk).update(**changes, version=F("version") + 1)
    for name, value in changes.items():
        setattr(record, name, value)


def test_of_many_approvers_one_approves(full_house: House) -> None:
    update = file_update(full_house, 1, until="submitted", now=NOW)
    assert all_at_once(update, approve_as(full_house)) == ONE_WINNER
    assert verbs().count("update.approved") == 1
    stored = Update.objects.get(pk=update.pk)
    assert (stored.state, stored.version) == ("approved", update.version + 1)
    assert verify_chain().ok


def test_of_many_savers_one_saves(full_house: House) -> None:
    update = file_update(full_house, 1, until="draft", now=NOW)
    saved = verbs().count("update.saved")
    assert all_at_once(update, save_as(full_house)) == ONE_WINNER
    assert verbs().count("update.saved") == saved + 1
    assert Update.objects.get(pk=update.pk).version == update.version + 1
    assert verify_chain().ok


def test_without_the_version_all_of_them_approve(
    full_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it shows that the test above can fail."""
    update = file_update(full_house, 1, until="submitted", now=NOW)
    monkeypatch.setattr(reviews, "save_version", unguarded)
    assert all_at_once(update, approve_as(full_house)) == ["done"] * WRITERS
    assert verbs().count("update.approved") == WRITERS


def test_without_the_version_savers_overwrite_each_other(
    full_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it shows that the test above can fail."""
    update = file_update(full_house, 1, until="draft", now=NOW)
    saved = verbs().count("update.saved")
    monkeypatch.setattr(updates, "save_version", unguarded)
    assert all_at_once(update, save_as(full_house)) == ["done"] * WRITERS
    assert verbs().count("update.saved") == saved + WRITERS
