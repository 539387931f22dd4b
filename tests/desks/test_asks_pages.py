"""The forms of what is asked and answered beside the rounds, as a person fills them in.

What is refused comes back with everything that was typed; what succeeds leads to the story; who has
no business there finds no such page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db.models import Model
from django.test import Client
from django.utils.translation import gettext
from lxml import html

from core.models import AuditEvent
from progress.actions import close_round
from progress.models import Request
from tests.factories import BY, House, at, file_update
from tests.progress.ask_steps import (
    NOW,
    answer,
    ask_for,
    direct,
    raise_one,
    reply,
    send,
    set_light,
    settle,
)

Unchanged = Callable[[], Any]
ClientOf = Callable[..., Client]
STORY = "/plans/digital/initiatives/1/"


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(frozen=True)
class Page:
    """A form: where, who fills it in, what is taken, what is not, and what makes it too late."""

    folder: str
    who: str
    good: dict[str, str]
    bad: dict[str, str]
    about: Callable[[House], Any] | None = None
    over: Callable[[House, Any], Any] | None = None
    verb: str = ""
    others: tuple[str, ...] = ()

    def prepare(self, house: House) -> tuple[str, Any]:
        """The address, and the row that it is about."""
        row = self.about(house) if self.about else None
        return f"{STORY}{self.folder}/" + (f"{row.public_id}/" if row else ""), row


ASK = {"kind": "cancellation", "reason": "另有\n安排 <b>", "new_due_on": "", "new_goal": ""}
LATE = {"kind": "extension", "reason": "场地", "new_due_on": "2026-12-30", "new_goal": "目标"}
MATTER = {
    "matter": "缺少场地",
    "proposal": "调剂\n两间",
    "asked_of": "园区",
    "due_on": "2026-10-15",
}
SAID = {"leader": "李示例", "words": "请“抓紧”\n推进", "given_on": "2026-09-18", "due_on": ""}
SET = {"light": "yellow", "reason": "现场核查", "expires_on": "2026-09-30"}
STAFF = ("eve", "fan", "lei", "su", "gao", "han", "jin", "zed")
NOT_OFFICE = ("alice", "bo", "eve", "lei", "su", "gao", "han", "jin", "zed")

PAGES = {
    "request-new": Page(
        "requests", "alice", ASK, LATE, verb="request.made", others=(*STAFF, "chen", "dong"),
        over=lambda house, _row: ask_for(house, "cancellation"),
    ),
    "request-decide": Page(
        "requests", "chen", {"agreed": "yes", "decision": "同意"}, {"agreed": "no", "decision": ""},
        verb="request.decided", others=NOT_OFFICE,
        about=lambda house: ask_for(house, "extension"),
        over=lambda house, row: settle(house, row, agreed=False),
    ),
    "matter-new": Page(
        "matters", "bo", MATTER, {**MATTER, "asked_of": " "}, verb="matter.raised",
        others=(*STAFF, "chen", "dong"),
    ),
    "matter-answer": Page(
        "matters", "dong", {"answer": "已调剂\n两间"}, {"answer": " "}, verb="matter.answered",
        others=NOT_OFFICE, about=raise_one, over=answer,
    ),
    "direction-new": Page(
        "directions", "su", SAID, {**SAID, "given_on": "2026-09-21", "due_on": "2026-09-22"},
        verb="direction.recorded", others=("alice", "bo", "eve", "lei", "gao", "han", "jin", "zed"),
    ),
    "direction-reply": Page(
        "directions", "alice", {"reply": "已接入\n三个部门"}, {"reply": "长" * 2001},
        verb="direction.replied", others=(*STAFF, "chen", "dong"), about=direct, over=reply,
    ),
    "reminder-new": Page(
        "reminders", "chen", {"rung": "expedite", "basis": "截止日将到"},
        {"rung": "expedite", "basis": "  "}, verb="reminder.sent", others=NOT_OFFICE,
        over=lambda house, _row: file_update(house, 1, until="submitted", now=NOW),
    ),
    "override-new": Page(
        "light", "dong", SET, {**SET, "expires_on": "2026-09-19"}, verb="light.overridden",
        others=(*NOT_OFFICE, "chen"), over=lambda house, _row: set_light(house),
    ),
}  # fmt: skip
each_page = pytest.mark.parametrize("name", list(PAGES))


def form_in(answer_: Any, *names: str) -> Any:
    """The page's form that has these fields."""
    tree = html.fromstring(answer_.content.decode())
    (form,) = [one for one in tree.forms if set(names) <= set(one.fields.keys())]
    return form


def typed(answer_: Any, data: dict[str, str]) -> dict[str, str]:
    """What stands in the fields now, line breaks as they were sent."""
    fields = form_in(answer_, *data).fields
    return {name: (fields[name] or "").replace("\r\n", "\n").removeprefix("\n") for name in data}


def complaints(answer_: Any) -> list[str]:
    tree = html.fromstring(answer_.content.decode())
    return [one.text_content().strip() for one in tree.find_class("invalid-feedback")]


# --- the form ------------------------------------------------------------------------------------


@each_page
def test_the_form_is_there_for_who_fills_it_in(
    house: House, client_of: ClientOf, unchanged: Unchanged, name: str
) -> None:
    page = PAGES[name]
    where, _row = page.prepare(house)
    client = client_of(page.who)
    with unchanged():
        answer_ = client.get(where)
    assert answer_.status_code == 200
    form = form_in(answer_, *page.good, "csrfmiddlewaretoken")
    assert form.method == "POST" and not form.action
    assert complaints(answer_) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("request-decide", ["场地尚未交付", "2026年12月31日 → 2027年1月31日"]),
        ("matter-answer", ["缺少联调场地", "请园区调剂两间机房"]),
        ("direction-reply", ["请抓紧推进，月底前报进展。", "李示例"]),
    ],
)
def test_what_is_answered_stands_above_the_form(
    house: House, client_of: ClientOf, name: str, words: list[str]
) -> None:
    where, _row = PAGES[name].prepare(house)
    said = client_of(PAGES[name].who).get(where).content.decode()
    assert all(one in said for one in words)


# --- taken ---------------------------------------------------------------------------------------


@each_page
def test_what_is_taken_leads_to_the_story_and_names_who_did_it(
    house: House, client_of: ClientOf, name: str
) -> None:
    page = PAGES[name]
    where, _row = page.prepare(house)
    client = client_of(page.who)
    before = AuditEvent.objects.filter(verb=page.verb).count()
    answer_ = client.post(where, page.good)
    assert (answer_.status_code, answer_["Location"]) == (302, STORY)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.actor_id) == (page.verb, house.people[page.who].pk)
    assert AuditEvent.objects.filter(verb=page.verb).count() == before + 1
    assert gettext("Recorded.") in client.get(STORY).content.decode()


def test_everything_typed_is_kept(house: House, client_of: ClientOf) -> None:
    sent = {"kind": "extension", "reason": " 场地 ", "new_due_on": "2027-01-31", "new_goal": ""}
    client_of("alice").post(f"{STORY}requests/", sent)
    row = Request.objects.get()
    assert (row.kind, row.reason, row.new_due_on.isoformat()) == ("extension", "场地", "2027-01-31")
    assert (row.requested_by, row.requested_at) == (house.alice, NOW)


def test_a_refusal_of_what_was_asked_is_sent_by_the_same_form(
    house: House, client_of: ClientOf
) -> None:
    where, row = PAGES["request-decide"].prepare(house)
    client_of("dong").post(where, {"agreed": "no", "decision": "理由不足"})
    row.refresh_from_db()
    assert (row.state, row.decision, row.decided_by) == ("refused", "理由不足", house.dong)


# --- refused -------------------------------------------------------------------------------------


@each_page
def test_what_cannot_be_taken_comes_back_as_it_was_typed(
    house: House, client_of: ClientOf, unchanged: Unchanged, name: str
) -> None:
    page = PAGES[name]
    where, _row = page.prepare(house)
    client = client_of(page.who)
    with unchanged():
        answer_ = client.post(where, page.bad)
    assert answer_.status_code == 422
    assert typed(answer_, page.bad) == page.bad
    assert complaints(answer_)


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.over])
def test_who_comes_too_late_is_told_and_keeps_what_was_typed(
    house: House, client_of: ClientOf, unchanged: Unchanged, name: str
) -> None:
    page = PAGES[name]
    where, row = page.prepare(house)
    client = client_of(page.who)
    page.over(house, row)
    with unchanged():
        answer_ = client.post(where, page.good)
    assert answer_.status_code == 409
    assert typed(answer_, page.good) == page.good
    assert complaints(answer_)


@each_page
def test_an_empty_form_is_told_what_is_missing(
    house: House, client_of: ClientOf, unchanged: Unchanged, name: str
) -> None:
    page = PAGES[name]
    where, _row = page.prepare(house)
    client = client_of(page.who)
    with unchanged():
        answer_ = client.post(where, {})
    assert answer_.status_code == 422
    assert complaints(answer_)


def test_a_day_that_is_none_comes_back_as_it_was_typed(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    client, sent = client_of("bo"), {**MATTER, "due_on": "十月十五日"}
    with unchanged():
        answer_ = client.post(f"{STORY}matters/", sent)
    assert (answer_.status_code, typed(answer_, sent)) == (422, sent)


def test_a_supervision_order_by_another_than_the_chief_keeps_its_words(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    client, sent = client_of("chen"), {"rung": "supervise", "basis": "两次未报"}
    with unchanged():
        answer_ = client.post(f"{STORY}reminders/", sent)
    assert (answer_.status_code, typed(answer_, sent)) == (403, sent)
    assert complaints(answer_)


# --- hidden --------------------------------------------------------------------------------------


@each_page
def test_strangers_find_no_such_page(
    house: House, client_of: ClientOf, unchanged: Unchanged, name: str
) -> None:
    page = PAGES[name]
    where, _row = page.prepare(house)
    for who in page.others:
        client = client_of(who)
        with unchanged():
            codes = [client.get(where).status_code, client.post(where, page.good).status_code]
        assert codes == [404, 404], who


@each_page
def test_who_has_not_signed_in_is_led_to_the_sign_in(
    house: House, client_of: ClientOf, unchanged: Unchanged, name: str
) -> None:
    where, _row = PAGES[name].prepare(house)
    with unchanged():
        answer_ = client_of("").post(where, PAGES[name].good)
    assert answer_.status_code == 302 and answer_["Location"] == f"/sign-in/?next={where}"


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.about])
def test_a_row_is_found_at_its_own_initiative_only(
    house: House, client_of: ClientOf, unchanged: Unchanged, name: str
) -> None:
    page = PAGES[name]
    where, _row = page.prepare(house)
    client = client_of(page.who)
    elsewhere = where.replace("/initiatives/1/", "/initiatives/2/")
    absent = where[:-3] + "zz/"
    with unchanged():
        for path in (elsewhere, absent):
            assert client.post(path, page.good).status_code == 404, path


def test_without_an_open_round_there_is_no_reminder_to_write(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    close_round(round_=house.round, now=at("2026-09-20"), by=BY)
    client = client_of("chen")
    with unchanged():
        sent = client.post(f"{STORY}reminders/", PAGES["reminder-new"].good)
    assert sent.status_code == client.get(f"{STORY}reminders/").status_code == 404


# --- the two buttons -----------------------------------------------------------------------------

BUTTONS: dict[str, tuple[Callable[[House], Model], str, str, tuple[str, ...]]] = {
    "reminders/{}/read/": (send, "alice", "reminder.read", (*STAFF, "chen", "dong")),
    "light/{}/end/": (set_light, "dong", "light.override_ended", (*NOT_OFFICE, "chen")),
}
each_button = pytest.mark.parametrize("place", list(BUTTONS))


@each_button
def test_a_button_does_its_one_thing_and_leads_to_the_story(
    house: House, client_of: ClientOf, place: str
) -> None:
    make, who, verb, _others = BUTTONS[place]
    where = STORY + place.format(make(house).public_id)
    answer_ = client_of(who).post(where)
    assert (answer_.status_code, answer_["Location"]) == (302, STORY)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.actor_id) == (verb, house.people[who].pk)


@each_button
def test_a_button_is_not_followed_like_a_link(
    house: House, client_of: ClientOf, unchanged: Unchanged, place: str
) -> None:
    make, who, _verb, _others = BUTTONS[place]
    where, client = STORY + place.format(make(house).public_id), client_of(who)
    with unchanged():
        assert client.get(where).status_code == 405


@each_button
def test_strangers_find_no_such_button(
    house: House, client_of: ClientOf, unchanged: Unchanged, place: str
) -> None:
    make, _who, _verb, others = BUTTONS[place]
    where = STORY + place.format(make(house).public_id)
    for who in others:
        client = client_of(who)
        with unchanged():
            assert client.post(where).status_code == 404, who


@each_button
def test_a_button_is_found_at_its_own_initiative_only(
    house: House, client_of: ClientOf, unchanged: Unchanged, place: str
) -> None:
    make, who, _verb, _others = BUTTONS[place]
    where, client = STORY + place.format(make(house).public_id), client_of(who)
    with unchanged():
        elsewhere = client.post(where.replace("/initiatives/1/", "/initiatives/2/"))
    assert elsewhere.status_code == 404


@pytest.mark.parametrize(("place", "code"), [("reminders/{}/read/", 302), ("light/{}/end/", 409)])
def test_a_second_press_changes_nothing(
    house: House, client_of: ClientOf, unchanged: Unchanged, place: str, code: int
) -> None:
    make, who, _verb, _others = BUTTONS[place]
    where, client = STORY + place.format(make(house).public_id), client_of(who)
    client.post(where)
    with unchanged():
        assert client.post(where).status_code == code
