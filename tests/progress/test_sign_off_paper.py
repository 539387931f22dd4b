"""A unit signs on paper or alone; what comes back voids signature and approval, and is kept."""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import grant_role, let_sign_alone
from accounts.choices import Role
from core.files.judging import Examined
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import (
    Signature,
    add_evidence,
    approve_update,
    close_round,
    reopen_update,
    return_update,
    save_draft,
    sign_on_paper,
    sign_update,
    withdraw_update,
)
from progress.facts import snapshots
from progress.models import Evidence, PaperSignature, Round, Update
from recommendations.actions import suspend_initiative
from tests.core.brought import Upload, png
from tests.factories import BY, House, actor, at, file_update, make_indicator, verbs, words

NOW = at("2026-09-20 10:00")
LATER = at("2026-09-21 10:00")
SAID = Signature("张三", "副局长", NOW.date())
Unchanged = Callable[[], Any]


def scan(data: bytes = b"scan", kind: str = "pdf") -> Examined:
    return Examined(f"签字页.{kind}", kind, hashlib.sha256(data).hexdigest(), data)


def on_paper(house: House, update: Update, **more: Any) -> Update:
    return sign_on_paper(**{
        "update": update, "said": SAID, "scan": scan(), "not_secret": True, "person": house.alice,
        "version": update.version, "now": NOW, "by": actor(house.alice), **more,
    })  # fmt: skip


def filed(house: House, until: str = "draft", **more: Any) -> Update:
    return file_update(house, 1, until=until, now=NOW, **more)


def fresh() -> Update:
    return Update.objects.select_related("initiative", "round__plan", "unit", "author").get()


# --- on paper ------------------------------------------------------------------------------------


@pytest.mark.parametrize("until", ["draft", "for_signing"])
def test_a_paper_signature_submits_with_its_scan(house: House, until: str) -> None:
    before = len(verbs())
    on_paper(house, filed(house, until))
    update, row = fresh(), PaperSignature.objects.get()
    assert (update.state, update.signed_how, update.signed_by) == ("submitted", "paper", None)
    assert (update.submitted_at, update.speaks_on) == (NOW, NOW.date())
    assert (row.signer, row.position, row.signed_on, row.revision) == (
        "张三",
        "副局长",
        NOW.date(),
        1,
    )
    assert (row.entered_by, row.scan.update_filed) == (house.alice, update)
    assert verbs()[before:][-2:] == ["evidence.added", "update.signed_on_paper"]
    approve_update(update=update, reviewer=house.chen, version=update.version, now=NOW, by=BY)
    assert fresh().state == "approved"


def test_what_rests_is_not_signed_on_paper_either(house: House, unchanged: Unchanged) -> None:
    update = filed(house)
    suspend_initiative(
        initiative=house.initiative(1), reason="场地尚未交付", until_on=date(2026, 11, 30),
        on=NOW.date(), version=house.initiative(1).version, now=NOW, by=BY,
    )  # fmt: skip
    update = fresh()
    with unchanged(), pytest.raises(Conflict, match="在办"):
        on_paper(house, update)


def test_a_file_that_is_there_already_may_be_the_scan(house: House) -> None:
    update = filed(house)
    (row,) = add_evidence(
        owner=update, files=[scan()], not_secret=True, person=house.alice, now=NOW, by=BY
    )
    on_paper(house, fresh(), scan=row)
    assert PaperSignature.objects.get().scan == row
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"said": Signature(" ", "局长", NOW.date())}, "signer"),
        ({"said": Signature("张三", "", NOW.date())}, "position"),
        ({"said": Signature("张三", "局长", date(2026, 9, 21))}, "signed_on"),
        ({"said": Signature("张三", "局长", date(2026, 9, 19))}, "signed_on"),
        ({"scan": None}, "scan"),
        ({"scan": scan(kind="docx")}, "scan"),
        ({"not_secret": False}, "not_secret"),
    ],
)
def test_what_is_lacking_is_said_at_its_field(
    house: House, unchanged: Unchanged, more: dict[str, Any], field: str
) -> None:
    update = filed(house)
    with unchanged(), pytest.raises(BadInput) as refused:
        on_paper(house, update, **more)
    assert field in refused.value.fields


def test_an_incomplete_update_is_not_signed(house: House, unchanged: Unchanged) -> None:
    update = filed(house, said=words(60, done=""))
    with unchanged(), pytest.raises(BadInput):
        on_paper(house, update)


@pytest.mark.parametrize("name", ["bo", "eve", "chen", "zed"])
def test_only_the_units_reporter_enters_it(house: House, unchanged: Unchanged, name: str) -> None:
    update = filed(house)
    with unchanged(), pytest.raises(NotAllowed):
        on_paper(house, update, person=house.people[name])


@pytest.mark.parametrize("until", ["submitted", "approved"])
def test_what_left_the_unit_is_not_signed_again(
    house: House, unchanged: Unchanged, until: str
) -> None:
    update = filed(house, until)
    with unchanged(), pytest.raises(Conflict):
        on_paper(house, update)


def test_another_things_file_is_no_scan(house: House, unchanged: Unchanged) -> None:
    other = file_update(house, 2, until="draft", now=NOW)
    who = house.reporter(other.initiative)
    (row,) = add_evidence(owner=other, files=[scan()], not_secret=True, person=who, now=NOW, by=BY)
    update = filed_first(house)
    with unchanged(), pytest.raises(Conflict):
        on_paper(house, update, scan=row)


def filed_first(house: House) -> Update:
    return file_update(house, 1, until="draft", now=NOW)


def test_a_return_voids_it_and_it_stays_known(house: House) -> None:
    on_paper(house, filed(house))
    return_update(
        update=fresh(), reviewer=house.chen, reason="补", version=fresh().version, now=LATER, by=BY
    )
    update = fresh()
    assert (update.state, update.signed_how, update.revision) == ("returned", "screen", 2)
    assert (update.returns.get().signed_how, PaperSignature.objects.count()) == ("paper", 1)
    with pytest.raises(BadInput):
        on_paper(house, update, scan=scan(b"2"), now=LATER)  # signed before this draft was begun
    said = Signature("张三", "副局长", LATER.date())
    on_paper(house, fresh(), said=said, scan=scan(b"2"), now=LATER)
    assert PaperSignature.objects.count() == 2


def test_who_entered_it_approves_nothing(house: House, unchanged: Unchanged) -> None:
    """Even where another wrote the words last."""
    grant_role(user=house.eve, role=Role.REPORTER, unit=house.a, now=NOW, by=BY)
    grant_role(user=house.eve, role=Role.COORDINATOR, now=NOW, by=BY)
    on_paper(house, filed(house), person=house.eve, by=actor(house.eve))
    update = fresh()
    with unchanged(), pytest.raises(NotAllowed):
        approve_update(update=update, reviewer=house.eve, version=update.version, now=NOW, by=BY)


def test_who_once_wrote_at_it_approves_nothing(house: House, unchanged: Unchanged) -> None:
    grant_role(user=house.eve, role=Role.REPORTER, unit=house.a, now=NOW, by=BY)
    grant_role(user=house.eve, role=Role.COORDINATOR, now=NOW, by=BY)
    update = filed(house)
    for who, percent in ((house.eve, 61), (house.alice, 62)):
        save_draft(
            update=update, words=words(percent), author=who, version=update.version, now=NOW,
            by=actor(who),
        )  # fmt: skip
    on_paper(house, update)
    update = fresh()
    with unchanged(), pytest.raises(NotAllowed):
        approve_update(update=update, reviewer=house.eve, version=update.version, now=NOW, by=BY)


def test_the_page_enters_it_and_every_page_says_so(house: House) -> None:
    update = filed(house)
    where = [house.plan.slug, 1, house.round.period]
    client, office = Client(), Client()
    client.force_login(house.alice)
    office.force_login(house.chen)
    data = {
        "signer": "张三", "position": "副局长", "signed_on": "2026-09-20", "not_secret": "on",
        "version": update.version, "scan": Upload(png(), "签字.png"),
    }  # fmt: skip
    answer = client.post(reverse("update-paper", args=where), {**data, "version": 99})
    assert answer.status_code == 409
    data["scan"] = Upload(png(), "签字.png")
    answer = client.post(reverse("update-paper", args=where), data)
    assert answer.status_code == 302, answer.content.decode()
    for name, args in (("review-desk", where[:1]), ("update", where), ("story", where[:2])):
        assert "线下审签" in office.get(reverse(name, args=args)).content.decode(), name


# --- alone ---------------------------------------------------------------------------------------


def alone(house: House) -> None:
    grant_role(user=house.alice, role=Role.UNIT_LEAD, unit=house.a, now=NOW, by=BY)
    house.alice.__dict__.pop("_open_grants", None)


def test_a_one_person_unit_signs_alone_by_a_setting(house: House, unchanged: Unchanged) -> None:
    alone(house)
    update = filed(house, "for_signing")
    with unchanged(), pytest.raises(NotAllowed):
        sign_update(update=update, signer=house.alice, version=update.version, now=NOW, by=BY)
    let_sign_alone(unit=house.a, why="单人科室", version=house.a.version, by=BY)
    update = fresh()
    sign_update(update=update, signer=house.alice, version=update.version, now=NOW, by=BY)
    assert (fresh().signed_how, fresh().signed_by) == ("alone", house.alice)


def test_leave_to_sign_alone_has_a_reason_and_ends(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        let_sign_alone(unit=house.a, why=" ", version=house.a.version, by=BY)
    let_sign_alone(unit=house.a, why="单人科室", version=house.a.version, by=BY)
    let_sign_alone(unit=house.a, why="", version=house.a.version, by=BY)
    house.a.refresh_from_db()
    assert (house.a.signs_alone, house.a.signs_alone_why) == (False, "")
    assert verbs()[-2:] == ["unit.signs_alone", "unit.signs_alone"]


# --- taken back, reopened ------------------------------------------------------------------------


def back(house: House, update: Update, **more: Any) -> None:
    withdraw_update(**{
        "update": update, "person": house.alice, "reason": "数据有误", "version": update.version,
        "now": LATER, "by": BY, **more,
    })  # fmt: skip


@pytest.mark.parametrize("until", ["for_signing", "submitted"])
def test_the_unit_takes_back_what_nobody_judged(house: House, until: str) -> None:
    back(house, filed(house, until))
    update, row = fresh(), fresh().returns.get()
    assert (update.state, update.revision) == ("draft", 2)
    assert (update.signed_by, update.submitted_at, update.speaks_on) == (None, None, None)
    assert (row.kind, row.reason, row.revision) == ("withdrawn", "数据有误", 1)
    assert row.signed_by == (house.bo if until == "submitted" else None)
    assert verbs()[-1] == "update.withdrawn"


@pytest.mark.parametrize("until", ["draft", "approved", "returned"])
def test_nothing_else_is_taken_back(house: House, unchanged: Unchanged, until: str) -> None:
    update = filed(house, until)
    with unchanged(), pytest.raises(Conflict):
        back(house, update)


@pytest.mark.parametrize("name", ["eve", "chen", "zed"])
def test_only_the_unit_takes_back(house: House, unchanged: Unchanged, name: str) -> None:
    update = filed(house, "submitted")
    with unchanged(), pytest.raises(NotAllowed):
        back(house, update, person=house.people[name])


def test_taking_back_needs_a_reason_and_an_open_round(house: House, unchanged: Unchanged) -> None:
    update = filed(house, "submitted")
    with unchanged(), pytest.raises(BadInput):
        back(house, update, reason=" ")
    close_round(round_=house.round, now=at("2026-10-20"), by=BY)
    update = fresh()
    with unchanged(), pytest.raises(Conflict):
        back(house, update)


def test_what_was_taken_back_was_filed_until_then_and_not_after(house: House) -> None:
    back(house, filed(house, "submitted"))
    one = house.initiative(1)
    for moment, waits in ((NOW, NOW.date()), (LATER, None)):
        shot = snapshots([one], as_of=NOW.date(), known_at=moment)[one.pk]
        rounds = Update.objects.visible_to(house.chen).count()
        assert shot.update is None and rounds == 0
        assert (shot.facts.percent_on, waits) in ((None, None), (None, NOW.date()))


def reopen(house: House, update: Update, **more: Any) -> None:
    reopen_update(**{
        "update": update, "reviewer": house.chen, "reason": "口径有误", "version": update.version,
        "now": LATER, "by": BY, **more,
    })  # fmt: skip


def test_an_approved_one_is_reopened_and_the_past_stays(house: House) -> None:
    reopen(house, filed(house, "approved"))
    update, row, one = fresh(), fresh().returns.get(), house.initiative(1)
    assert (update.state, update.approved_at, update.reviewed_by) == ("returned", None, None)
    assert (row.kind, row.approved_at, row.reviewed_by) == ("reopened", NOW, house.chen)
    save_draft(
        update=update, words=words(75), author=house.alice, version=update.version, now=LATER, by=BY
    )
    then = snapshots([one], as_of=NOW.date(), known_at=NOW)[one.pk]
    now = snapshots([one], as_of=LATER.date(), known_at=LATER)[one.pk]
    assert then.facts.percent == then.update.percent == Decimal(60)  # type: ignore[union-attr]
    assert now.update is None and now.facts.percent is None


def test_only_the_office_reopens_for_a_reason_while_the_round_is_open(
    house: House, unchanged: Unchanged
) -> None:
    update = filed(house, "approved")
    for name in ("alice", "bo", "lei"):
        with unchanged(), pytest.raises(NotAllowed):
            reopen(house, update, reviewer=house.people[name])
    with unchanged(), pytest.raises(BadInput):
        reopen(house, update, reason="")
    Round.objects.filter(pk=house.round.pk).update(closed_at=NOW)
    update = fresh()
    with unchanged(), pytest.raises(Conflict):
        reopen(house, update)


def test_what_waits_is_returned_not_reopened(house: House, unchanged: Unchanged) -> None:
    update = filed(house, "submitted")
    with unchanged(), pytest.raises(Conflict):
        reopen(house, update)


def test_figures_that_count_are_not_taken_back(house: House, unchanged: Unchanged) -> None:
    indicator = make_indicator(house)
    update = filed(house, "approved", values={indicator.pk: Decimal(30)})
    with unchanged(), pytest.raises(Conflict):
        reopen(house, update)
