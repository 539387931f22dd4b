"""Who reads directions and matters, by every road; and a direction on several initiatives."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.refusals import BadInput, NotAllowed
from progress.actions import record_directions
from progress.models import Direction
from tests.factories import BY, House
from tests.progress.ask_steps import NOW, direct, raise_one, reply

Unchanged = Callable[[], Any]
SEES = ("alice", "bo", "chen", "dong", "lei", "su")
SEES_NOT = ("eve", "fan")
PLAN = "/plans/digital/"
ROADS = (
    f"{PLAN}matters/",
    f"{PLAN}directions/",
    f"{PLAN}initiatives/1/",
    f"{PLAN}initiatives/1/?as_of=2026-09-21",
    f"{PLAN}initiatives/1/history/",
    f"{PLAN}ledger/?columns=matters",
    f"{PLAN}ledger/?columns=matters&as_of=2026-09-21",
    f"{PLAN}ledger/ledger.csv?columns=matters",
    f"{PLAN}",
    "/search/?q=联调场地",
    "/search/?q=抓紧推进",
)
SECRETS = ("缺少联调场地", "抓紧推进，月底")


def read(client: Client, road: str) -> str:
    answer = client.get(road)
    assert answer.status_code == 200, road
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    # Search marks what it found.
    return body.decode().replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("who", SEES_NOT)
def test_other_units_find_neither_by_any_road(
    house: House, client_of: Callable[..., Client], who: str
) -> None:
    raise_one(house)
    direct(house)
    with time_machine.travel(NOW.replace(day=23), tick=False):
        for road in ROADS:
            said = read(client_of(who), road)
            assert not [one for one in SECRETS if one in said], road


@pytest.mark.parametrize("who", SEES)
def test_who_may_finds_both(house: House, client_of: Callable[..., Client], who: str) -> None:
    raise_one(house)
    direct(house)
    with time_machine.travel(NOW.replace(day=23), tick=False):
        assert SECRETS[0] in read(client_of(who), f"{PLAN}matters/")
        assert SECRETS[1] in read(client_of(who), f"{PLAN}directions/")
        said = read(client_of(who), f"{PLAN}initiatives/1/")
        assert all(one in said for one in SECRETS)


def test_the_list_shows_what_waits_first_and_what_is_overdue(
    house: House, client_of: Callable[..., Client]
) -> None:
    done = direct(house, words="已回复的批示", due_on=date(2026, 9, 19), given_on=date(2026, 9, 18))
    reply(house, done)
    direct(house, code=2, words="后到期的批示", due_on=date(2026, 9, 30))
    direct(house, code=2, words="先到期的批示", due_on=date(2026, 9, 19))
    with time_machine.travel(NOW.replace(day=25), tick=False):
        said = read(client_of("lei"), f"{PLAN}directions/")
    places = [said.index(one) for one in ("先到期的批示", "后到期的批示", "已回复的批示")]
    assert places == sorted(places)
    assert said.count("cx-tag--warn") == 1


# --- several -------------------------------------------------------------------------------------


def record_several(house: House, *codes: int, **more: Any) -> list[Direction]:
    facts = {
        "initiatives": [house.initiative(code) for code in codes], "leader": "李示例",
        "words": "请统筹推进", "given_on": date(2026, 9, 18), "due_on": date(2026, 9, 30),
        "person": house.su, "now": NOW, "by": BY,
    }  # fmt: skip
    return record_directions(**{**facts, **more})


def test_each_unit_replies_once_for_all_of_its_own(house: House) -> None:
    rows = record_several(house, 1, 2, 3)
    assert [row.part_of_id for row in rows] == [None, rows[0].pk, rows[0].pk]
    other = direct(house, code=2)
    reply(house, Direction.objects.get(pk=rows[1].pk))
    replied = Direction.objects.exclude(reply="").values_list("initiative__code", flat=True)
    assert sorted(replied) == [1, 2], "unit B's still waits"
    other.refresh_from_db()
    assert other.reply == "", "another direction is another"


@pytest.mark.parametrize("codes", [(), (1, 1)])
def test_it_concerns_some_each_once(
    house: House, unchanged: Unchanged, codes: tuple[int, ...]
) -> None:
    with unchanged(), pytest.raises(BadInput):
        record_several(house, *codes)


@pytest.mark.parametrize("who", ["alice", "bo", "lei", "gao"])
def test_only_who_records_records_several(house: House, unchanged: Unchanged, who: str) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        record_several(house, 1, 2, person=house.people[who])


@pytest.mark.parametrize(("codes", "count"), [("1，2", 2), ("", 4)])
def test_the_page_takes_numbers_or_the_whole_plan(
    house: House, client_of: Callable[..., Client], codes: str, count: int
) -> None:
    said = {"leader": "李示例", "words": "请推进", "given_on": "2026-09-18", "codes": codes}
    with time_machine.travel(NOW, tick=False):
        client = client_of("su")
        answer = client.post(f"{PLAN}directions/new/", {**said, "codes": "1, 99"})
        assert answer.status_code == 422
        assert client.post(f"{PLAN}directions/new/", said).status_code == 302
    assert Direction.objects.count() == count
