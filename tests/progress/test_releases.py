"""Matters and directions for circulars: released one by one, taken back, and remembered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.models import AuditEvent
from core.refusals import Conflict, NotAllowed
from progress.actions import (
    hold_direction,
    hold_matter,
    record_directions,
    release_direction,
    release_matter,
)
from progress.models import Direction, Release
from tests.factories import BY, House, at
from tests.progress.ask_steps import LATER, NOW, direct, raise_one
from tests.raw_loop_rows import release as a_release
from tests.raw_rows import change, copy, direction

Unchanged = Callable[[], Any]
STEPS = [
    ("matter", raise_one, release_matter, hold_matter),
    ("direction", direct, release_direction, hold_direction),
]


@pytest.mark.parametrize(("name", "make", "release", "hold"), STEPS)
def test_released_held_and_released_again(
    house: House, name: str, make: Any, release: Any, hold: Any
) -> None:
    row = make(house)
    common = {name: row, "person": house.chen, "by": BY}
    release(now=NOW, **common)
    assert Release.objects.get().open_key == f"{name}:{row.pk}"
    hold(now=LATER, **common)
    release(now=at("2026-09-25"), **common)
    told = [(r.released_at, r.held_at, r.held_by, r.open_key) for r in Release.objects.all()]
    assert told == [
        (NOW, LATER, house.chen, None),
        (at("2026-09-25"), None, None, f"{name}:{row.pk}"),
    ]
    verbs = AuditEvent.objects.filter(subject_id=row.public_id).order_by("seq")
    assert [event.verb for event in verbs][1:] == [
        f"{name}.released", f"{name}.held", f"{name}.released",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "release", "hold"), STEPS)
def test_each_once(
    house: House, unchanged: Unchanged, name: str, make: Any, release: Any, hold: Any
) -> None:
    common = {name: make(house), "person": house.chen, "now": NOW, "by": BY}
    with unchanged(), pytest.raises(Conflict):
        hold(**common)
    release(**common)
    with unchanged(), pytest.raises(Conflict):
        release(**common)


@pytest.mark.parametrize("who", ["alice", "bo", "lei", "su", "gao", "zed"])
@pytest.mark.parametrize(("name", "make", "release", "hold"), STEPS)
def test_only_who_drafts_reports(
    house: House, unchanged: Unchanged, who: str, name: str, make: Any, release: Any, hold: Any
) -> None:
    row = make(house)
    common = {name: row, "person": house.people[who], "now": NOW, "by": BY}
    with unchanged(), pytest.raises(NotAllowed):
        release(**common)
    release(**{**common, "person": house.dong})
    with unchanged(), pytest.raises(NotAllowed):
        hold(**common)


def test_a_direction_on_several_initiatives_is_released_as_one(house: House) -> None:
    first, second = record_directions(
        initiatives=[house.initiative(1), house.initiative(3)], leader="李示例", words="请抓紧。",
        given_on=NOW.date(), due_on=None, person=house.su, now=NOW, by=BY,
    )  # fmt: skip
    release_direction(direction=second, person=house.chen, now=NOW, by=BY)
    assert Release.objects.get().direction == first
    with pytest.raises(Conflict):
        release_direction(direction=first, person=house.chen, now=NOW, by=BY)


def test_the_database_keeps_a_release_to_one_thing_and_whole(house: House) -> None:
    assert a_release(house).pk
    cases = [
        {"matter": None}, {"held_at": NOW}, {"held_by": house.chen}, {"open_key": None},
        {"held_at": NOW, "held_by": house.chen}, {"direction": direction(house)},
    ]  # fmt: skip
    row = Release.objects.get()
    for values in cases:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            change(row, **values)
        assert "release_" in str(refusal.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy(row)
    change(row, held_at=NOW, held_by=house.chen, open_key=None)


@pytest.mark.parametrize("name", ["matter", "direction"])
def test_buttons_on_the_lists(house: House, client: Client, name: str) -> None:
    row = raise_one(house) if name == "matter" else direct(house)
    listed = f"/plans/digital/{name}s/"
    address = f"{listed}{row.public_id}/"
    client.force_login(house.alice)
    assert f"{address}release/" not in client.get(listed).content.decode()
    assert client.post(f"{address}release/").status_code == 404
    client.force_login(house.chen)
    assert f"{address}release/" in client.get(listed).content.decode()
    assert client.post(f"{address}release/").headers["Location"] == listed
    page = client.get(listed).content.decode()
    assert f"{address}hold/" in page and f"{address}release/" not in page
    assert client.post(f"{address}release/").status_code == 409
    client.post(f"{address}hold/")
    assert Release.objects.get().held_by == house.chen
    assert client.post(f"{listed}nobody/release/").status_code == 404


def test_every_row_of_a_released_direction_says_so(house: House, client: Client) -> None:
    rows = record_directions(
        initiatives=[house.initiative(1), house.initiative(3)], leader="李示例", words="请抓紧。",
        given_on=NOW.date(), due_on=None, person=house.su, now=NOW, by=BY,
    )  # fmt: skip
    release_direction(direction=rows[0], person=house.chen, now=NOW, by=BY)
    client.force_login(house.chen)
    page = client.get("/plans/digital/directions/").content.decode()
    assert page.count("/hold/") == 2 == Direction.objects.count()
