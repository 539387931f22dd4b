"""An initiative's timeline: every kind of entry for those who may see it, and what each may do."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from desks.timeline import Act, Entry, timeline
from progress.actions import end_override, read_reminder
from recommendations.models import Initiative
from tests.factories import BY, House, advance, at, file_update
from tests.progress.ask_steps import (
    answer,
    ask_for,
    direct,
    raise_one,
    reply,
    send,
    set_light,
    settle,
)

ALL = ["alice", "bo", "eve", "fan", "chen", "dong", "lei", "su"]
UNIT, OFFICE, CHIEF = {"alice", "bo"}, {"chen", "dong"}, {"dong"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def entries(house: House, who: str, code: int = 1) -> list[Entry]:
    return timeline(house.initiative(code), User.objects.get(username=who))


def titles(house: House, who: str, code: int = 1) -> list[str]:
    return [entry.title for entry in entries(house, who, code)]


def one(house: House, who: str, title: str) -> Entry | None:
    """The entry of this title as this person sees it, or none."""
    found = [entry for entry in entries(house, who) if entry.title == title]
    assert len(found) < 2
    return found[0] if found else None


def acts(house: House, title: str) -> set[str]:
    """Who is offered something to do about the entry; all who see it see it waiting so."""
    found = {who: one(house, who, title) for who in ALL}
    return {who for who, entry in found.items() if entry and entry.act}


# --- what one reads ------------------------------------------------------------------------------


def test_a_life_so_far_stands_in_states(house: House) -> None:
    assert titles(house, "lei", 1) == ["Now in progress", "Now assigned"]
    assert titles(house, "lei", 3) == ["Now assigned"], "it was a draft before, which is nothing"
    assert entries(house, "lei", 3)[0].said == ["from 1 January 2026"]


def test_a_moved_due_date_shows_both_days_and_why(house: House) -> None:
    settle(house, ask_for(house, "extension"))
    entry = one(house, "eve", "Due date changed")
    assert entry and entry.said == ["31 December 2026 → 31 January 2027", "场地尚未交付"]


def test_a_request_shows_what_was_and_what_is_asked_for(house: House) -> None:
    Initiative.objects.filter(code=1).update(annual_goal="年内接入十个部门")
    for kind in ("extension", "adjustment", "cancellation"):
        ask_for(house, kind)
    found = {title: one(house, "eve", f"Asked for: {title}") for title in (
        "extension", "adjustment", "cancellation")}  # fmt: skip
    assert {title: entry.said for title, entry in found.items() if entry} == {
        "extension": ["31 December 2026 → 31 January 2027", "场地尚未交付"],
        "adjustment": ["年内接入十个部门 → 年内接入十二个部门", "场地尚未交付"],
        "cancellation": ["场地尚未交付"],
    }
    assert {entry.who for entry in found.values() if entry} == {"Alice"}


@pytest.mark.parametrize(
    ("agreed", "title", "tone"),
    [(True, "extension: agreed", ""), (False, "extension: not agreed", "red")],
)
def test_a_decision_shows_who_decided_and_why(
    house: House, agreed: bool, title: str, tone: str
) -> None:
    settle(house, ask_for(house, "extension"), agreed=agreed, words="场地已落实")
    entry = one(house, "eve", title)
    assert entry and (entry.who, entry.said, entry.tone) == ("Chen", ["场地已落实"], tone)
    assert entry.act is None


def test_a_matter_and_its_answer_are_read_by_who_may(house: House) -> None:
    answer(house, raise_one(house))
    entry = one(house, "lei", "Coordination matter")
    assert entry and entry.who == "Alice"
    asked = "Asked of 示例园区, answer wanted by 15 October 2026"
    assert entry.said == ["缺少联调场地", "请园区调剂两间机房", asked]
    answered = one(house, "lei", "Matter answered")
    assert answered and (answered.who, answered.said) == ("Chen", ["已调剂两间"])


def test_a_matter_without_a_day_names_none(house: House) -> None:
    raise_one(house, due_on=None)
    entry = one(house, "lei", "Coordination matter")
    assert entry and entry.said[-1] == "Asked of 示例园区"


def test_a_direction_stands_word_for_word_for_those_who_may_see_it(house: House) -> None:
    said = "请抓紧 <推进>，\n月底前报进展。"
    reply(house, direct(house, words=said))
    title = "Direction of 18 September 2026"
    seen = {who: one(house, who, title) for who in ALL}
    assert {who for who, entry in seen.items() if entry} == UNIT | OFFICE | {"lei", "su"}
    for entry in filter(None, seen.values()):
        assert (entry.who, entry.note) == ("李示例", said)
        assert entry.said == ["Entered by Su", "Reply wanted by 30 September 2026"]
    replied = {who: one(house, who, "Direction replied to") for who in ALL}
    assert {who for who, entry in replied.items() if entry} == UNIT | OFFICE | {"lei", "su"}
    assert replied["lei"] and (replied["lei"].who, replied["lei"].said) == (
        "Alice",
        ["已接入三个部门"],
    )


@pytest.mark.parametrize("who", ["eve", "fan"])
def test_another_unit_reads_no_word_of_a_direction(house: House, who: str) -> None:
    reply(house, direct(house, words="不得外传"))
    assert "不得外传" not in repr(entries(house, who))
    assert "已接入三个部门" not in repr(entries(house, who))


def test_a_reminder_names_the_unit_and_who_has_read_it(house: House) -> None:
    reminder = send(house, "supervise")
    entry = one(house, "eve", "supervision order: 示例甲局")
    assert entry and (entry.who, entry.said) == ("Dong", ["本月填报截止日将到"])
    read_reminder(reminder=reminder, person=house.bo, now=at("2026-09-21"), by=BY)
    entry = one(house, "eve", "supervision order: 示例甲局")
    assert entry and entry.said == ["本月填报截止日将到", "Read by Bo"]


def test_a_light_set_by_hand_and_its_end_are_entries(house: House) -> None:
    override = set_light(house, "red")
    assert "The computed light counts again" not in titles(house, "eve")
    end_override(override=override, person=house.dong, now=at("2026-09-22"), by=BY)
    entry = one(house, "eve", "Light set by hand: Behind")
    assert entry and entry.who == "Dong"
    assert entry.said == ["现场核查进度偏慢", "valid until 30 September 2026"]
    assert titles(house, "eve")[0] == "The computed light counts again"


SUBMITTED = "Update of September 2026 submitted"
RETURNED = "Update of September 2026 returned"
APPROVED = "Update of September 2026 approved"


@pytest.mark.parametrize(
    ("until", "inside", "outside"),
    [
        ("draft", [], []),
        ("for_signing", [], []),
        ("submitted", [SUBMITTED], []),
        ("returned", [RETURNED, SUBMITTED], []),
        ("approved", [APPROVED, SUBMITTED], [APPROVED, SUBMITTED]),
    ],
)
def test_what_was_not_approved_is_for_those_who_work_on_it(
    house: House, until: str, inside: list[str], outside: list[str]
) -> None:
    file_update(house, 1, until=until)
    for who in ALL:
        updates = [title for title in titles(house, who) if title.startswith("Update")]
        assert updates == (inside if who in UNIT | OFFICE else outside), who


def test_a_return_stays_with_the_unit_and_the_office_after_approval(house: House) -> None:
    update = file_update(house, 1, until="returned")
    advance(house, update, until="approved", now=at("2026-09-25"))
    for who in ALL:
        assert (RETURNED in titles(house, who)) is (who in UNIT | OFFICE), who
    entry = one(house, "chen", RETURNED)
    assert entry and (entry.tone, entry.said) == ("red", ["“请补充接入部门名单。”"])
    submitted = one(house, "eve", SUBMITTED)
    assert submitted and submitted.who == "示例甲局 Alice"
    assert submitted.said[0] == "60% done. Own rating: on track."


# --- the order -----------------------------------------------------------------------------------


def test_the_newest_stands_first(house: House) -> None:
    send(house, now=at("2026-09-10"))
    raise_one(house, now=at("2026-09-12"))
    set_light(house, now=at("2026-09-11"))
    file_update(house, 1, now=at("2026-09-13"))
    direct(house, given_on=at("2026-09-09").date(), now=at("2026-09-09"))
    ask_for(house, "extension", now=at("2026-09-08"))
    found = entries(house, "dong")
    times = [entry.at for entry in found]
    assert times == sorted(times, reverse=True) and len(set(times)) >= 7
    assert found[0].title == APPROVED
    assert found[-1].title == "Now assigned"


def test_of_one_moment_the_later_step_stands_above(house: House) -> None:
    when = at("2026-09-24")
    asked = ask_for(house, "completion", now=when)
    assert titles(house, "chen")[:2] == ["Asked for: completion", "Now completion requested"]
    settle(house, asked, now=when)
    assert titles(house, "chen")[0] == "completion: agreed"


# --- what one may do about it --------------------------------------------------------------------


def test_a_waiting_request_is_decided_by_the_office(house: House) -> None:
    asked = ask_for(house, "extension")
    assert acts(house, "Asked for: extension") == OFFICE | {"alice", "bo"}
    own = one(house, "bo", "Asked for: extension")
    where = f"/plans/digital/initiatives/1/requests/{asked.public_id}/"
    assert own and own.act == Act(f"{where}withdraw/", "Withdraw", posts=True)
    entry = one(house, "chen", "Asked for: extension")
    assert entry and (entry.tone, entry.act) == ("on", Act(where, "Decide"))
    settle(house, asked)
    assert acts(house, "Asked for: extension") == set()


def test_a_waiting_matter_is_answered_by_the_office(house: House) -> None:
    matter = raise_one(house)
    assert acts(house, "Coordination matter") == OFFICE
    entry = one(house, "dong", "Coordination matter")
    where = f"/plans/digital/initiatives/1/matters/{matter.public_id}/"
    assert entry and (entry.tone, entry.act) == ("on", Act(where, "Answer"))
    answer(house, matter)
    assert acts(house, "Coordination matter") == set()


def test_a_direction_is_replied_to_by_the_unit(house: House) -> None:
    direction, title = direct(house), "Direction of 18 September 2026"
    assert acts(house, title) == UNIT
    entry, read = one(house, "bo", title), one(house, "lei", title)
    where = f"/plans/digital/initiatives/1/directions/{direction.public_id}/"
    assert entry and (entry.tone, entry.act) == ("on", Act(where, "Reply"))
    assert read and read.tone == "red"
    reply(house, direction)
    assert acts(house, title) == set()


def test_a_reminder_is_read_by_the_unit(house: House) -> None:
    reminder, title = send(house), "reminder: 示例甲局"
    assert acts(house, title) == UNIT
    entry = one(house, "alice", title)
    where = f"/plans/digital/initiatives/1/reminders/{reminder.public_id}/read/"
    assert entry and (entry.tone, entry.act) == ("on", Act(where, "Read", posts=True))
    read_reminder(reminder=reminder, person=house.alice, now=at("2026-09-21"), by=BY)
    assert acts(house, title) == set()


def test_a_light_set_by_hand_is_ended_by_the_chief(house: House) -> None:
    override, title = set_light(house), "Light set by hand: Behind"
    assert acts(house, title) == CHIEF
    entry = one(house, "dong", title)
    where = f"/plans/digital/initiatives/1/light/{override.public_id}/end/"
    assert entry and entry.act == Act(where, "End it", posts=True)
    end_override(override=override, person=house.dong, now=at("2026-09-22"), by=BY)
    assert acts(house, title) == set()


# --- how much it reads ---------------------------------------------------------------------------


def more_of_everything(house: House, number: int) -> None:
    """One more of every kind of entry."""
    when = at("2026-09-20") + timedelta(hours=number)
    settle(house, ask_for(house, "extension", now=when, new_due_on=at("2027-02-01").date()
                          + timedelta(days=number)), now=when)  # fmt: skip
    answer(house, raise_one(house, now=when), now=when)
    reply(house, direct(house, now=when), now=when)
    override = set_light(house, now=when)
    end_override(override=override, person=house.dong, now=when, by=BY)


def queries(house: House, who: str) -> int:
    initiative, user = house.initiative(1), User.objects.get(username=who)
    with CaptureQueriesContext(connection) as found:
        timeline(initiative, user)
    return len(found)


@pytest.mark.parametrize("who", ["alice", "chen", "lei", "eve"])
def test_a_longer_life_costs_no_more_queries(house: House, who: str) -> None:
    send(house)
    update = file_update(house, 1, until="returned", now=at("2026-09-20"))
    more_of_everything(house, 0)
    before, length = queries(house, who), len(entries(house, who))
    for rung in ("expedite", "supervise"):
        send(house, rung)
    advance(house, update, until="returned", now=at("2026-09-21"))
    for number in range(1, 4):
        more_of_everything(house, number)
    assert len(entries(house, who)) > length + 15
    assert queries(house, who) == before
    # Nine kinds of rows, the returns' people, and once a request the person's own roles.
    assert before == 12


def test_nothing_is_read_when_the_page_is_written(house: House) -> None:
    send(house)
    more_of_everything(house, 0)
    found = entries(house, "dong")
    with CaptureQueriesContext(connection) as later:
        assert repr(found)
    assert len(later) == 0
