"""Assignment, approval and decision reach those whom they concern: once, never the actor."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Notice, User
from core.audit import Actor
from progress.actions import approve_update, ask, decide, save_draft
from progress.models import Update
from progress.queries import hands_on, writers_of
from recommendations.actions import assign_initiatives
from recommendations.models import Initiative
from tests.factories import (
    BY,
    House,
    actor,
    advance,
    assign,
    at,
    file_update,
    make_draft_plan,
    make_person,
    publish,
    words,
)  # fmt: skip


def heard(user: User, kind: str) -> list[str]:
    return list(user.notices.filter(kind=kind).order_by("pk").values_list("subject", flat=True))


ASSIGNED, APPROVED, DECIDED = "initiative.assigned", "update.approved", "request.decided"


def test_publication_tells_each_unit_once_of_all_it_was_given(house: House) -> None:
    Notice.objects.all().delete()
    plan = make_draft_plan("second")
    rows = list(plan.initiatives.select_related("plan").order_by("code"))
    for row, unit in zip(rows, (house.a, house.b, house.b, house.b), strict=True):
        assign(row, unit, accept=False)
    assert not Notice.objects.filter(kind=ASSIGNED).exists(), "nobody can read a draft"
    with translation.override("en"):
        publish(plan)
    assert heard(house.alice, ASSIGNED) == ["本单位有新任务：1 建设统一数据平台"]
    assert heard(house.bo, ASSIGNED) == heard(house.alice, ASSIGNED)
    assert heard(house.eve, ASSIGNED) == ["数字服务方案有3项任务下达本单位"]
    notice = house.eve.notices.get(kind=ASSIGNED)
    assert notice.words.splitlines()[0].startswith("2 ") and notice.link == "/my-work/"
    assert not heard(house.chen, ASSIGNED)


def test_an_assignment_in_an_active_plan_is_told_at_once(house: House) -> None:
    row = house.initiative(4)
    Initiative.objects.filter(pk=row.pk).update(state="declined")
    row.refresh_from_db()
    Notice.objects.all().delete()
    assign_initiatives(initiatives=[row], on=date(2026, 9, 2), now=at("2026-09-02"), by=BY)
    assert len(heard(house.eve, ASSIGNED)) == len(heard(house.fan, ASSIGNED)) == 1
    assert not heard(house.alice, ASSIGNED)


def test_many_changed_piece_by_piece_are_told_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from recommendations.actions import breakdown
    from recommendations.queries import breakdowns_of

    monkeypatch.setattr(breakdown, "MANY", 1)
    plan = make_draft_plan("second")
    for row in plan.initiatives.select_related("plan").order_by("code"):
        assign(row, house.a, accept=False)
    publish(plan)
    Notice.objects.all().delete()
    rows = list(plan.initiatives.order_by("code"))
    was = breakdowns_of(rows)
    given = [replace(was[row.pk], lead=house.b.pk) for row in rows[:3]]
    wanted = [*given, replace(was[rows[3].pk], title="改名")]
    pieces: list[int] = []
    breakdown.alter_initiatives(
        changes=[
            breakdown.Change(breakdown.Seen(row.pk, row.code), to, row.version)
            for row, to in zip(rows, wanted, strict=True)
        ],
        on=date(2026, 9, 2), now=at("2026-09-02"), by=BY,
        each=lambda some: pieces.append(len(some)),
    )  # fmt: skip
    assert pieces == [1, 1, 1, 1]
    assert heard(house.eve, ASSIGNED) == ["数字服务方案有3项任务下达本单位"]
    told = house.eve.notices.get(kind=ASSIGNED).words.splitlines()
    assert told == [f"{row.code} {row.title}" for row in rows[:3]]
    assert not heard(house.alice, ASSIGNED), "nothing is given to the unit that had it"


def test_who_takes_the_lead_is_told_and_another_change_tells_nobody(house: House) -> None:
    from dataclasses import replace

    from recommendations.actions import Change, change_initiatives
    from recommendations.queries import breakdowns_of

    Notice.objects.all().delete()
    row = house.initiative(3)

    def change(**more: Any) -> None:
        fresh = house.initiative(3)
        value = replace(breakdowns_of([fresh])[fresh.pk], **more)
        change_initiatives(
            changes=[Change(fresh, value, fresh.version)], on=date(2026, 9, 2),
            now=at("2026-09-02"), by=BY,
        )  # fmt: skip

    change(remarks="备注")
    assert not Notice.objects.exists()
    change(lead=house.a.pk)
    assert heard(house.alice, ASSIGNED) == [f"本单位有新任务：3 {row.title}"]
    assert not heard(house.eve, ASSIGNED)


def written_by_two(house: House) -> tuple[Update, User]:
    """Alice began it, another reporter of her unit went on."""
    other = make_person("ann", name="Ann", role=house.alice.grants.get().role, unit=house.a)
    update = file_update(house, until="draft")
    save_draft(
        update=update, words=words(61), author=other, version=update.version,
        now=at("2026-09-20 11:00"), by=actor(other),
    )  # fmt: skip
    return update, other


def test_all_who_wrote_hear_that_it_was_approved(house: House) -> None:
    update, other = written_by_two(house)
    assert writers_of(update) == {house.alice.pk, other.pk}
    with translation.override("en"):
        advance(house, update, until="approved", now=at("2026-09-21"))
    for user in (house.alice, other):
        assert heard(user, APPROVED) == ["审核通过：1 建设统一数据平台"]
    assert not heard(house.bo, APPROVED) and not heard(house.chen, APPROVED)


def test_all_who_wrote_hear_that_it_came_back(house: House) -> None:
    update, other = written_by_two(house)
    advance(house, update, until="returned", now=at("2026-09-21"))
    for user in (house.alice, other, house.bo):
        assert len(heard(user, "update.returned")) == 1


@pytest.mark.parametrize(("agreed", "told"), [(True, "同意"), (False, "不同意")])
def test_who_asked_hears_what_was_decided(house: House, agreed: bool, told: str) -> None:
    row = house.initiative(1)
    request = ask(
        initiative=row, kind="extension", reason="采购延后", new_due_on=date(2027, 3, 31),
        person=house.alice, now=at("2026-09-10"), by=actor(house.alice),
    )  # fmt: skip
    decide(
        request=request, agreed=agreed, words="情况属实", person=house.chen,
        version=request.version, now=at("2026-09-11"), by=actor(house.chen),
    )  # fmt: skip
    (subject,) = heard(house.alice, DECIDED)
    assert told in subject and (agreed is ("不同意" not in subject))
    assert house.alice.notices.get(kind=DECIDED).words == "情况属实"
    assert not heard(house.chen, DECIDED)


def test_the_actor_is_never_told(house: House) -> None:
    update = file_update(house, until="submitted")
    approve_update(
        update=update, reviewer=house.chen, version=update.version, now=at("2026-09-21"),
        by=Actor(id=house.alice.pk, name="Alice"),
    )  # fmt: skip
    assert not heard(house.alice, APPROVED)


def test_who_signed_a_revision_that_came_back_still_had_a_hand_in_it(house: House) -> None:
    update = file_update(house, until="returned")
    assert update.signed_by_id is None
    assert hands_on(update) == {house.alice.pk, house.bo.pk}
    assert hands_on(update) > writers_of(update)
