"""An initiative's full history: every change in words, for those who may read it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.models import User
from core.audit import Actor
from core.models import AuditEvent
from desks.history import KINDS, events_of
from recommendations.actions import Change, change_initiatives
from recommendations.queries import breakdowns_of
from tests.desks.past_days import play
from tests.factories import SLUG, House, at, file_update
from tests.progress.ask_steps import answer, ask_for, direct, raise_one, send, set_light, settle

PATH = f"/plans/{SLUG}/initiatives/1/history/"
TODAY = at("2026-10-20 10:00")
Page = Callable[..., Any]
Say = Callable[[Any], str]


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def trail(page: Any) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.find_class("cx-trail")[0]]


def live(house: House) -> None:
    """Something of every kind."""
    file_update(house, 1, until="returned", now=at("2026-09-20"))
    play(house, "update", 1, 2, at("2026-09-21"))
    settle(house, ask_for(house, "extension"))
    answer(house, raise_one(house))
    direct(house)
    send(house)
    set_light(house)
    play(house, "indicator", 1, 1, at("2026-09-25"))


def test_a_change_tells_who_when_and_each_field_before_and_after(
    house: House, page_of: Page
) -> None:
    one = house.initiative(1)
    to = replace(
        breakdowns_of([one])[one.pk], title="新名称", due_on=date(2027, 1, 31), ongoing=True
    )
    by = Actor(id=house.chen.pk, name="Chen", unit="示例督查室", role="协调员")
    change_initiatives(
        changes=[Change(one, to, one.version, "场地延期")], on=TODAY.date(), now=TODAY, by=by
    )
    first = trail(page_of("lei", PATH))[0]
    assert first.startswith("2026年10月20日10:00")
    for said in (
        "Chen", "示例督查室", "协调员", f"{one.title}→新名称", "2026年12月31日→2027年1月31日",
        "否→是", "场地延期",
    ):  # fmt: skip
        assert said in first, said


def test_it_lists_everything_newest_first_and_nothing_raw(house: House, page_of: Page) -> None:
    live(house)
    lines = trail(page_of("chen", PATH))
    events = events_of(house.initiative(1), house.chen)
    assert len(lines) == events.count() > 15
    assert list(events.values_list("seq", flat=True)) == sorted(
        events.values_list("seq", flat=True), reverse=True
    )
    for line in lines:
        assert not any(mark in line for mark in ("{", "}", "[", "]", "None", "null", "True")), line
        assert not any(code in line for code in ("on_track", "extension", "for_signing")), line


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"import", "milestone"}))
def test_each_kind_is_listed_alone(house: House, page_of: Page, kind: str) -> None:
    live(house)
    alone = trail(page_of("alice", f"{PATH}?kind={kind}"))
    everything = trail(page_of("alice", PATH))
    assert 0 < len(alone) < len(everything)
    assert set(alone) <= set(everything)


def test_the_kinds_make_up_the_whole(house: House) -> None:
    live(house)
    one, user = house.initiative(1), User.objects.get(username="alice")
    found = [seq for kind in KINDS for seq in events_of(one, user, kind=kind).values_list("seq")]
    assert sorted(found) == sorted(events_of(one, user).values_list("seq"))
    assert len(set(found)) == len(found)


def verbs_seen(house: House, who: str) -> set[str]:
    user = User.objects.get(username=who)
    return set(events_of(house.initiative(1), user).values_list("verb", flat=True))


def test_drafts_are_the_units_and_returns_the_offices(house: House) -> None:
    file_update(house, 1, until="returned", now=at("2026-09-20"))
    drafts = {"update.started", "update.saved", "update.handed_over"}
    office = {"update.signed", "update.returned"}
    assert verbs_seen(house, "alice") >= drafts | office
    assert verbs_seen(house, "chen") >= office
    assert not verbs_seen(house, "chen") & drafts
    for who in ("lei", "eve"):
        assert not any(verb.startswith("update.") for verb in verbs_seen(house, who))


def test_an_approved_update_is_everybodys_its_drafts_are_not(house: House) -> None:
    file_update(house, 1, now=at("2026-09-20"))
    assert {one for one in verbs_seen(house, "lei") if one.startswith("update.")} == {
        "update.signed",
        "update.approved",
    }


def test_a_direction_is_told_to_those_who_may_see_it(house: House, page_of: Page) -> None:
    direct(house, words="请抓紧推进，月底前报进展。")
    for who in ("alice", "su", "dong", "lei", "eve"):
        user = User.objects.get(username=who)
        sees = house.initiative(1).directions.visible_to(user).exists()
        assert ("direction.recorded" in verbs_seen(house, who)) == sees
    assert "direction.recorded" not in verbs_seen(house, "eve")


def test_another_initiatives_changes_are_not_among_them(house: House) -> None:
    before = verbs_seen(house, "chen")
    ask_for(house, "extension", code=2)
    raise_one(house, code=2)
    file_update(house, 2, now=at("2026-09-20"))
    assert verbs_seen(house, "chen") == before


def test_an_unknown_kind_is_refused_and_any_page_is_there(
    house: House, client_of: Callable[..., Client]
) -> None:
    client = client_of("lei")
    assert client.get(f"{PATH}?kind=lost").status_code == 422
    for number in ("99", "0", "abc", "9" * 30):
        assert client.get(f"{PATH}?page={number}").status_code == 200


def test_pages_keep_the_kind(house: House, client_of: Callable[..., Client]) -> None:
    for number in range(60):
        play(house, "weight", 1, number % 3, at("2026-09-21"))
    answer_ = client_of("lei").get(f"{PATH}?kind=initiative")
    page = html.fromstring(answer_.content.decode())
    assert len(page.find_class("cx-trail")[0]) == 50
    assert page.xpath("//a[@rel='next']")[0].get("href") == "?kind=initiative&page=2"


def test_more_changes_cost_no_more_queries(house: House, client_of: Callable[..., Client]) -> None:
    client = client_of("chen")
    live(house)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PATH).status_code == 200
        return len(asked)

    cost()
    few = cost()
    for number in range(10):
        play(house, "weight", 1, number % 3, at("2026-10-01"))
        play(house, "matter", 1, 1, at("2026-10-01"))
    assert AuditEvent.objects.count() > 20
    assert cost() == few


def test_the_story_leads_to_it(house: House, page_of: Page) -> None:
    page = page_of("lei", f"/plans/{SLUG}/initiatives/1/")
    assert PATH in [one.get("href") for one in page.iter("a")]
