"""Real processes at one update: one is heard, the other is told one sentence, nothing is lost."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.choices import Role
from core.audit.verify import verify_chain
from progress.models import Update
from tests.factories import (
    House,
    at,
    build_house,
    file_update,
    load_house,
    make_person,
    verbs,
)
from tests.forks import Forked

SCRIPT = Path(__file__).parent / "scripts" / "at_once.py"
NOW = at("2026-09-20 10:00")
WRITERS, TIMES = 8, 10
Start = Callable[..., Forked]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def full_house(transactional_db: None) -> Iterator[House]:
    build_house()
    return load_house()


@pytest.fixture
def at_once(start_process: Start, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Let several loose at one moment, when all of them are ready; what each was told."""

    def run(update: Update, *deeds: tuple[Any, ...]) -> list[dict[str, Any]]:
        gate = tmp_path / "gate"
        started = [
            start_process(SCRIPT, tmp_path / f"ready{n}", gate, deed, who, update.public_id, *more)
            for n, (deed, who, *more) in enumerate(deeds)
        ]
        end = time.monotonic() + 120
        while len(list(tmp_path.glob("ready*"))) < len(started) and time.monotonic() < end:
            assert all(one.poll() in (None, 0) for one in started), started[0].communicate()
            time.sleep(0.01)
        gate.touch()
        told = []
        for one in started:
            out, errors = one.communicate(timeout=120)
            assert one.returncode == 0, errors
            told.append(json.loads(out))
        return told

    return run


def one_won(told: list[dict[str, Any]], *sentences: str) -> None:
    """One went through; the other was told 409 and why, in one of these sentences."""
    assert sorted(one["status"] for one in told) == [302, 409], told
    (lost,) = (one["said"] for one in told if one["status"] == 409)
    assert any(sentence in lost for sentence in sentences), lost


NEWER = "刚被他人改动"


def test_of_two_approvers_one_approves(full_house: House, at_once: Any) -> None:
    update = file_update(full_house, 1, until="submitted", now=NOW)
    told = at_once(update, ("approve", "chen"), ("approve", "dong"))
    one_won(told, NEWER, "审签后才能审核")
    assert verbs().count("update.approved") == 1
    assert Update.objects.get().version == update.version + 1
    assert verify_chain().ok


def test_of_two_who_submit_one_submits(full_house: House, at_once: Any) -> None:
    make_person("ben", role=Role.UNIT_LEAD, unit=full_house.a)
    update = file_update(full_house, 1, until="for_signing", now=NOW)
    told = at_once(update, ("sign", "bo"), ("sign", "ben"))
    one_won(told, NEWER, "尚未送审签")
    assert verbs().count("update.signed") == 1
    assert verify_chain().ok


def test_approving_and_taking_back_never_both_happen(full_house: House, at_once: Any) -> None:
    update = file_update(full_house, 1, until="submitted", now=NOW)
    told = at_once(update, ("approve", "chen"), ("withdraw", "alice"))
    one_won(told, NEWER, "审签后才能审核", "可以撤回")
    found = Update.objects.get()
    assert (found.state, found.revision) in {("approved", 1), ("draft", 2)}
    assert (found.reviewed_by is not None) == (found.state == "approved")
    assert verbs().count("update.approved") + verbs().count("update.withdrawn") == 1


def test_signing_and_editing_never_both_happen(full_house: House, at_once: Any) -> None:
    """What is signed is what was read: the words do not change under the pen."""
    update = file_update(full_house, 1, until="for_signing", now=NOW)
    before = Update.objects.values_list("done", "percent").get()
    told = at_once(update, ("sign", "bo"), ("edit", "alice"))
    assert [one["status"] for one in told] == [302, 409], told
    assert Update.objects.values_list("done", "percent").get() == before


def test_eight_writers_lose_nothing_and_meet_no_lock(full_house: House, at_once: Any) -> None:
    update = file_update(full_house, 1, until="draft", now=NOW)
    saved = verbs().count("update.saved")
    names = ["alice", *(f"w{number}" for number in range(WRITERS - 1))]
    for name in names[1:]:
        make_person(name, role=Role.REPORTER, unit=full_house.a)
    told = at_once(update, *(("write", name, TIMES) for name in names))
    assert [one["failed"] for one in told] == [[]] * WRITERS
    assert [one["done"] for one in told] == [TIMES] * WRITERS
    assert verbs().count("update.saved") == saved + WRITERS * TIMES
    assert Update.objects.get().version == update.version + WRITERS * TIMES
    assert Update.objects.get().authors.count() == WRITERS
    assert verify_chain().ok
