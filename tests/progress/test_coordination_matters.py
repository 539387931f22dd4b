"""What a unit cannot settle alone: the matter, its proposal, who is asked, and the answer."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import matters
from progress.models import CoordinationMatter
from recommendations.models import Initiative
from tests.factories import BY, House, make_draft_plan
from tests.progress.ask_steps import LATER, NOW, answer, fresh, raise_one

Unchanged = Callable[[], Any]


# --- raise ---------------------------------------------------------------------------------------


def test_a_matter_is_kept_with_who_raised_it_and_when(house: House) -> None:
    raise_one(house, matter=" 缺少联调场地 ", proposal="调剂\n两间 ", asked_of=" 示例园区")
    row = CoordinationMatter.objects.get()
    assert (row.matter, row.proposal, row.asked_of) == ("缺少联调场地", "调剂\n两间", "示例园区")
    assert (row.initiative, row.due_on) == (house.initiative(1), date(2026, 10, 15))
    assert (row.raised_by, row.raised_at, row.version) == (house.alice, NOW, 1)
    assert (row.answer, row.answered_by, row.answered_at) == ("", None, None)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id, event.plan) == ("matter.raised", row.public_id, "digital")
    assert event.after == {"matter": "缺少联调场地", "asked_of": "示例园区"}


def test_an_answer_need_not_be_wanted_by_a_day(house: House) -> None:
    assert fresh(raise_one(house, due_on=None)).due_on is None


def test_who_signs_for_the_unit_raises_matters_too(house: House) -> None:
    assert raise_one(house, person=house.bo).raised_by == house.bo


def test_several_matters_may_wait(house: House) -> None:
    assert raise_one(house).pk != raise_one(house).pk


@pytest.mark.parametrize("who", ["eve", "fan", "chen", "dong", "lei", "su", "gao", "zed"])
def test_only_the_lead_unit_raises_matters(house: House, unchanged: Unchanged, who: str) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        raise_one(house, person=house.people[who])


def test_without_a_lead_nobody_raises_a_matter(house: House, unchanged: Unchanged) -> None:
    draft: Initiative = make_draft_plan("draft").initiatives.select_related("plan").first()
    with unchanged(), pytest.raises(Conflict):
        matters.raise_matter(
            initiative=draft, matter="缺场地", proposal="调剂", asked_of="园区", due_on=None,
            person=house.alice, now=NOW, by=BY,
        )  # fmt: skip


@pytest.mark.parametrize("name", ["matter", "proposal", "asked_of"])
@pytest.mark.parametrize("said", ["", " \n "])
def test_each_part_of_a_matter_is_said(
    house: House, unchanged: Unchanged, name: str, said: str
) -> None:
    with unchanged(), pytest.raises(BadInput):
        raise_one(house, **{name: said})


# --- answer --------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_who_gave_it_and_when(house: House) -> None:
    answer(house, raise_one(house), answer=" 已调剂两间\n请联系园区 ")
    row = CoordinationMatter.objects.get()
    assert (row.answer, row.version) == ("已调剂两间\n请联系园区", 2)
    assert (row.answered_by, row.answered_at) == (house.chen, LATER)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id, event.plan) == (
        "matter.answered",
        row.public_id,
        "digital",
    )
    assert event.after == {"answer": "已调剂两间\n请联系园区"}


def test_the_chief_answers_too(house: House) -> None:
    assert answer(house, raise_one(house), person=house.dong).answered_by == house.dong


@pytest.mark.parametrize("who", ["alice", "bo", "eve", "lei", "su", "gao", "zed"])
def test_only_the_office_answers(house: House, unchanged: Unchanged, who: str) -> None:
    matter = raise_one(house)
    with unchanged(), pytest.raises(NotAllowed):
        answer(house, matter, person=house.people[who])


@pytest.mark.parametrize("said", ["", " \n "])
def test_an_answer_says_something(house: House, unchanged: Unchanged, said: str) -> None:
    matter = raise_one(house)
    with unchanged(), pytest.raises(BadInput) as refusal:
        answer(house, matter, answer=said)
    assert set(refusal.value.fields) == {"answer"}


def test_a_matter_is_answered_once(house: House, unchanged: Unchanged) -> None:
    matter = answer(house, raise_one(house))
    with unchanged(), pytest.raises(Conflict):
        answer(house, fresh(matter), answer="另一个答复")


def test_of_two_who_answer_at_once_the_second_is_told(house: House, unchanged: Unchanged) -> None:
    matter = raise_one(house)
    stale = fresh(matter)
    answer(house, matter)
    with unchanged(), pytest.raises(Conflict):
        answer(house, stale, answer="另一个答复", person=house.dong)


def test_without_the_version_the_second_would_not_be_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it shows that the test above can fail."""
    matter = raise_one(house)
    stale = fresh(matter)
    answer(house, matter)
    monkeypatch.setattr(
        matters,
        "save_version",
        lambda row, *, version, **changes: type(row).objects.filter(pk=row.pk).update(**changes),
    )
    answer(house, stale, answer="另一个答复")
    assert fresh(matter).answer == "另一个答复"
