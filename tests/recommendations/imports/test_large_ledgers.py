"""A large ledger is a worker's: asked for once, told truly, ended once, refused in words."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.models import AuditEvent, WorkItem
from core.refusals import Conflict
from core.work.claims import Claim
from core.work.worker import do_work
from recommendations import work
from recommendations.actions import change_goal
from recommendations.actions.imports import apply_import, drop_import, undo_import
from recommendations.actions.queued import queue_import
from recommendations.choices import ImportWork
from recommendations.models import LedgerImport
from recommendations.queries import imports as queries
from tests.factories import BY, House, at
from tests.recommendations.imports.test_bring_in_ledger import NEW, bring_in, checked
from tests.recommendations.imports.test_import_pages import form_of, text_of, upload

NOW = at("2026-09-21 10:00")
ON = NOW.date()
Unchanged = Callable[[], Any]


@pytest.fixture(autouse=True)
def every_ledger_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 0)


@pytest.fixture
def office(house: House) -> Iterator[Client]:
    client = Client()
    client.force_login(house.chen)
    with time_machine.travel(NOW, tick=False):
        yield client


def done() -> int:
    return do_work(lambda: NOW)


def queue(batch: LedgerImport, what: ImportWork) -> LedgerImport:
    return queue_import(batch=batch, what=what, on=ON, version=batch.version, now=NOW, by=BY)


def fresh(batch: LedgerImport) -> LedgerImport:
    return LedgerImport.objects.select_related("plan", "file").get(pk=batch.pk)


def looked_at(house: House, *rows: Any) -> LedgerImport:
    """Mapped, and checked by a worker."""
    batch = checked(house, *rows)
    assert (batch.state, batch.result) == ("uploaded", {"rows": len(rows) + 1})
    assert done() == 1
    return fresh(batch)


def test_checked_brought_in_and_undone_by_a_worker(house: House) -> None:
    batch = looked_at(house, NEW)
    assert (batch.state, batch.result["new"], batch.result["rows"]) == ("checked", 1, 2)
    queue(batch, ImportWork.APPLY)
    assert house.plan.initiatives.count() == 4
    assert done() == 1
    batch = fresh(batch)
    assert (batch.state, house.initiative(5).title) == ("applied", NEW[1])
    event = AuditEvent.objects.get(verb="initiative.added", subject_name__startswith="5 ")
    assert (event.actor_name, event.actor_role) == (BY.name, BY.role)
    queue(batch, ImportWork.UNDO)
    assert done() == 1
    assert (fresh(batch).state, house.plan.initiatives.count()) == ("undone", 4)


def test_asked_twice_it_is_done_once(house: House, unchanged: Unchanged) -> None:
    batch = looked_at(house, NEW)
    stale = fresh(batch)
    queue(batch, ImportWork.APPLY)
    with unchanged(), pytest.raises(Conflict):
        queue(stale, ImportWork.APPLY)
    with unchanged(), pytest.raises(Conflict):
        queue(fresh(batch), ImportWork.APPLY)
    assert (done(), done()) == (1, 0)
    assert house.plan.initiatives.count() == 5


def test_while_it_is_worked_on_nothing_else_is(house: House, unchanged: Unchanged) -> None:
    batch = looked_at(house, NEW)
    queue(batch, ImportWork.APPLY)
    with unchanged(), pytest.raises(Conflict, match=r"."):
        bring_in(fresh(batch))
    with unchanged(), pytest.raises(Conflict):
        drop_import(batch=fresh(batch), version=batch.version, by=BY)
    done()
    applied = queue(fresh(batch), ImportWork.UNDO)
    with unchanged(), pytest.raises(Conflict):
        undo_import(batch=applied, on=ON, version=applied.version, now=NOW, by=BY)


def test_what_was_given_up_may_be_asked_for_again(house: House) -> None:
    batch = queue(looked_at(house, NEW), ImportWork.APPLY)
    WorkItem.objects.filter(kind="ledger.apply").update(state="parked")
    queue(fresh(batch), ImportWork.APPLY)
    assert done() == 1
    assert house.plan.initiatives.count() == 5


def test_a_plan_that_moved_refuses_in_words_and_writes_nothing(house: House) -> None:
    one = house.initiative(1)
    batch = looked_at(house, (1, one.title, None, "我的目标", None, None, None, None))
    change_goal(initiative=one, goal="别人的目标", version=one.version, now=NOW, by=BY)
    queue(batch, ImportWork.APPLY)
    assert done() == 1
    batch = fresh(batch)
    assert (batch.state, house.initiative(1).annual_goal) == ("checked", "别人的目标")
    assert batch.result["refused"]
    assert AuditEvent.objects.filter(verb="ledger.refused").count() == 1


def test_what_was_checked_is_not_checked_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = house.initiative(1)
    batch = looked_at(house, NEW, (1, one.title, None, "我的目标", None, None, None, None))
    monkeypatch.setattr(queries, "read_rows", None)
    queue(batch, ImportWork.APPLY)
    assert done() == 1
    assert (fresh(batch).state, house.initiative(1).annual_goal) == ("applied", "我的目标")
    assert house.initiative(5).title == NEW[1]


def test_what_moves_between_the_check_and_the_writing_is_seen(
    house: House, unchanged: Unchanged
) -> None:
    batch = looked_at(house, NEW)
    looked = queries.look(batch)
    one = house.initiative(1)
    change_goal(initiative=one, goal="别人的目标", version=one.version, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict):
        apply_import(batch=batch, on=ON, version=batch.version, now=NOW, by=BY, looked=looked)


def test_progress_tells_the_rows_and_a_lost_lease_writes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(n, f"任务{n}", "1", None, None, None, None, None) for n in range(30)]
    monkeypatch.setattr("recommendations.imports.check._TOLD_EACH", 10)
    batch = queue(looked_at(house, *rows), ImportWork.APPLY)
    # Something moved that no row is about: every row is gone through once more.
    one = house.initiative(1)
    change_goal(initiative=one, goal="别人的目标", version=one.version, now=NOW, by=BY)
    told: list[tuple[int, int]] = []
    real = Claim.progress

    def progress(self: Claim, done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 3:
            # Killed here: the lease ends, and another worker holds it.
            WorkItem.objects.filter(pk=self.item_id).update(token="another")
        real(self, done, total)

    monkeypatch.setattr(Claim, "progress", progress)
    assert done() == 0
    assert told == [(0, 30), (10, 30), (20, 30)]
    assert house.plan.initiatives.count() == 4
    assert WorkItem.objects.get(kind="ledger.apply").done_steps == 10
    assert do_work(lambda: NOW + timedelta(minutes=5)) == 1
    assert told[-1] == (30, 30)
    assert (house.plan.initiatives.count(), fresh(batch).state) == (34, "applied")


def test_the_page_says_how_far_it_is(office: Client, house: House) -> None:
    path = upload(office, NEW)
    office.post(path, form_of(office, path))
    page = office.get(path)
    assert "等待" in text_of(page) and "apply/" not in page.content.decode()
    WorkItem.objects.update(attempts=1, done_steps=0, total_steps=1)
    assert "<progress" in office.get(path).content.decode()
    WorkItem.objects.update(attempts=0)
    assert done() == 1
    assert "apply/" in office.get(path).content.decode()
    office.post(f"{path}apply/", {"version": LedgerImport.objects.get().version})
    WorkItem.objects.filter(kind="ledger.apply").update(attempts=1, done_steps=1, total_steps=1)
    assert "写入" in text_of(office.get(path))
    WorkItem.objects.filter(kind="ledger.apply").update(attempts=0, done_steps=0)
    assert done() == 1
    assert "undo/" in office.get(path).content.decode()
    office.post(f"{path}undo/", {"version": LedgerImport.objects.get().version})
    assert "undo/" not in office.get(path).content.decode()
    assert done() == 1
    assert house.plan.initiatives.count() == 4


def test_nothing_is_planned_by_the_clock() -> None:
    assert list(work.nothing_by_the_clock(NOW)) == []
