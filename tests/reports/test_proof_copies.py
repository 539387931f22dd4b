"""Each unit checks its own lines of a draft before one deadline; nothing of it is lost."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.http import Http404
from django.utils import translation

from accounts.belongings import held_by
from accounts.choices import Role
from accounts.models import Notice
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from core.work.kinds import known
from core.work.planner import plan_kind
from core.work.worker import do_work
from reports.actions import answer_proof, remind_proof, reply_objection, send_proofs, write_passage
from reports.layers import cells_of, place_of
from reports.models import Objection, ProofCopy, Report
from reports.proofing import (
    CLOSED,
    OVERDUE,
    lines_of,
    own_proofs,
    proof_for,
    state_of,
    units_in,
    waiting_proofs,
)
from reports.queries import contents_of
from tests.factories import BY, House, actor, at, make_person, make_unit
from tests.reports.drafts import draft, file_all, sign

Unchanged = Callable[[], Any]
NOW, TODAY = at("2026-10-20 10:00"), date(2026, 10, 20)
# A Thursday, two working days on.
DUE = date(2026, 10, 22)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def report(house: House) -> Report:
    file_all(house)
    return draft(house)


def send(report: Report, house: House, *units: Any, due_on: date = DUE, **more: Any) -> Any:
    who = more.pop("person", house.chen)
    facts = {"now": NOW, **more}
    return send_proofs(
        report=report, units=list(units), due_on=due_on, person=who, by=actor(who), **facts
    )


def answer(proof: ProofCopy, person: Any, objections: Any = None, **more: Any) -> ProofCopy:
    facts = {"version": proof.version, "now": at("2026-10-21 10:00"), **more}
    return answer_proof(
        proof=proof, objections=objections or {}, person=person, by=actor(person), **facts
    )


def of_a(report: Report, house: House) -> ProofCopy:
    send(report, house, house.a)
    return ProofCopy.objects.select_related("report__schedule__plan", "unit", "asked_by").get(
        unit=house.a
    )


# --- whose lines


def test_a_unit_gets_what_it_leads_and_what_it_supports(house: House, report: Report) -> None:
    """Unit A leads 1 and 2; unit B leads 3 and 4 and supports 1."""
    assert units_in(report) == {house.b: [1, 3, 4], house.a: [1, 2]}


def test_a_unit_sees_its_own_lines_and_nobody_elses(house: House, report: Report) -> None:
    cells = cells_of(contents_of(report))
    lines = lines_of(of_a(report, house))
    assert {place_of(line["key"])[1] for line in lines} == {1, 2}
    told = "".join(line.get("text", "") for line in lines)
    assert cells[2]["title"] in told and "数据目录迟迟未定" in told
    assert cells[3]["title"] not in told and cells[4]["title"] not in told


def test_lines_are_those_that_people_wrote(house: House, report: Report) -> None:
    write_passage(
        report=report, key="behind.2.1", text="目录编制滞后。", version=0, drawn=report.sha256,
        person=house.chen, now=NOW, by=BY,
    )  # fmt: skip
    texts = [line["text"] for line in lines_of(of_a(report, house)) if "text" in line]
    assert "目录编制滞后。" in texts


def test_what_was_shown_stays_when_the_draft_changes(house: House, report: Report) -> None:
    before = lines_of(of_a(report, house))
    write_passage(
        report=report, key="behind.2.1", text="改了。", version=0, drawn=report.sha256,
        person=house.chen, now=NOW, by=BY,
    )  # fmt: skip
    assert lines_of(ProofCopy.objects.get()) == before


# --- sending


def test_the_units_people_hear_of_it(house: House, report: Report) -> None:
    of_a(report, house)
    notices = Notice.objects.filter(kind="report.proof")
    assert sorted(notices.values_list("to__username", flat=True)) == ["alice", "bo"]
    proof = ProofCopy.objects.get()
    assert {one.link for one in notices} == {f"/proofs/{proof.public_id}/"}
    assert (proof.due_on, proof.asked_by, proof.unit_name) == (DUE, house.chen, "示例甲局")
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after["units"]) == ("proofs.sent", ["示例甲局"])


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [(date(2026, 10, 19), "working day"), (date(2026, 10, 24), "working day")],
    ids=["past", "a Saturday"],
)
def test_the_deadline_is_a_working_day_to_come(
    house: House, report: Report, unchanged: Unchanged, due_on: date, sentence: str
) -> None:
    with unchanged(), pytest.raises(BadInput, match=sentence):
        send(report, house, house.a, due_on=due_on)


def test_there_is_one_deadline_and_it_moves_back_for_all(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    send(report, house, house.a)
    with unchanged(), pytest.raises(Conflict, match="not forward"):
        send(report, house, house.b, due_on=date(2026, 10, 21))
    later = date(2026, 10, 23)
    send(report, house, house.b, due_on=later)
    assert set(ProofCopy.objects.values_list("due_on", flat=True)) == {later}
    assert Notice.objects.filter(to=house.alice, kind="report.proof").count() == 2


def test_sent_again_the_lines_are_those_of_now(house: House, report: Report) -> None:
    proof = of_a(report, house)
    write_passage(
        report=report, key="behind.2.1", text="改了。", version=0, drawn=report.sha256,
        person=house.chen, now=NOW, by=BY,
    )  # fmt: skip
    send(report, house, house.a)
    again = ProofCopy.objects.get()
    assert again.pk == proof.pk and again.version > proof.version
    assert "改了。" in [line.get("text") for line in lines_of(again)]
    with pytest.raises(Conflict):
        answer(again, house.alice, version=proof.version)


def test_who_has_answered_is_not_asked_again(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    answer(of_a(report, house), house.alice)
    with unchanged(), pytest.raises(Conflict, match="has answered"):
        send(report, house, house.a)


def test_a_unit_without_a_line_gets_none(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    other = make_unit("示例丙局", 9)
    with unchanged(), pytest.raises(BadInput, match="示例丙局"):
        send(report, house, other)
    with unchanged(), pytest.raises(BadInput, match="Choose the units"):
        send(report, house)


def test_who_may_not_draft_sends_none(house: House, report: Report, unchanged: Unchanged) -> None:
    for name in ("alice", "bo", "lei", "su", "zed"):
        with unchanged(), pytest.raises(NotAllowed):
            send(report, house, house.a, person=getattr(house, name))


# --- answering


def test_a_unit_agrees(house: House, report: Report) -> None:
    proof = answer(of_a(report, house), house.bo)
    assert (proof.answer, proof.answered_by) == ("agreed", house.bo)
    told = Notice.objects.get(to=house.chen)
    assert told.link.endswith(f"/reports/{report.public_id}/edit/")
    assert Notice.objects.get(to=house.bo, kind="report.proof").read_at is not None


def test_a_unit_objects_line_by_line(house: House, report: Report) -> None:
    proof = answer(
        of_a(report, house),
        house.alice,
        {"behind.2.1/2": "原因已变化。", "figures/1": " 进度有误 "},
    )
    assert proof.answer == "objected"
    rows = Objection.objects.order_by("key").values_list("key", "words", "accepted")
    assert list(rows) == [("behind.2.1/2", "原因已变化。", None), ("figures/1", "进度有误", None)]
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after["words"]["figures/1"]) == ("proof.answered", "进度有误")


@pytest.mark.parametrize(
    ("objections", "sentence"),
    [
        ({"behind.3.1/3": "别人的"}, "incomplete"),
        ({"figures/1": "  "}, "Write the objection"),
        ({"figures/1": "长" * 4001}, "longer than 4000"),
        ({"figures/1": "有\x01"}, "control character"),
    ],
)
def test_an_objection_that_cannot_stand_is_refused(
    house: House, report: Report, unchanged: Unchanged, objections: Any, sentence: str
) -> None:
    proof = of_a(report, house)
    with unchanged(), pytest.raises(BadInput, match=sentence):
        answer(proof, house.alice, objections)


def test_after_the_deadline_no_answer_is_taken(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    proof = of_a(report, house)
    with unchanged(), pytest.raises(Conflict, match="deadline"):
        answer(proof, house.alice, now=at("2026-10-23 00:00"))
    answer(proof, house.alice, now=at("2026-10-22 23:59"))


def test_a_unit_answers_once(house: House, report: Report, unchanged: Unchanged) -> None:
    proof = answer(of_a(report, house), house.alice)
    with unchanged(), pytest.raises(Conflict, match="has answered"):
        answer(proof, house.bo)


def test_nobody_answers_for_another_unit(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    proof = of_a(report, house)
    for name in ("eve", "fan", "chen", "dong", "lei"):
        with unchanged(), pytest.raises(NotAllowed):
            answer(proof, getattr(house, name))


def test_a_signed_report_takes_no_answer_and_sends_none(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    proof = of_a(report, house)
    sign(report)
    with unchanged():
        with pytest.raises(Conflict, match="signed"):
            answer(proof, house.alice)
        with pytest.raises(Conflict, match="signed"):
            send(report, house, house.b)


def test_its_state_is_told(house: House, report: Report) -> None:
    proof = of_a(report, house)
    assert state_of(proof, on=DUE) == "waiting"
    assert state_of(proof, on=date(2026, 10, 23)) == OVERDUE
    proof.report = sign(report)
    assert state_of(proof, on=DUE) == CLOSED
    assert state_of(ProofCopy(answer="agreed", report=report), on=DUE) == "agreed"


# --- the office's reply


def test_an_objection_is_accepted_or_declined_with_words_once(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    answer(of_a(report, house), house.alice, {"figures/1": "进度有误"})
    one = Objection.objects.select_related(
        "proof__report__schedule__plan", "proof__answered_by"
    ).get()

    def reply(words: str = "已核实，采纳。", who: Any = house.chen) -> Objection:
        return reply_objection(
            objection=one, accepted=True, reply=words, person=who, now=NOW, by=actor(who)
        )

    with unchanged(), pytest.raises(BadInput, match="what comes of"):
        reply(" ")
    with unchanged(), pytest.raises(NotAllowed):
        reply(who=house.alice)
    reply()
    assert (one.accepted, one.reply, one.replied_by) == (True, "已核实，采纳。", house.chen)
    assert Notice.objects.get(key=f"objection:{one.public_id}").to == house.alice
    with unchanged(), pytest.raises(Conflict):
        reply()


def test_on_a_signed_report_no_objection_is_answered(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    answer(of_a(report, house), house.alice, {"figures/1": "进度有误"})
    sign(report)
    one = Objection.objects.select_related("proof__report__schedule__plan").get()
    with unchanged(), pytest.raises(Conflict, match="signed"):
        reply_objection(
            objection=one, accepted=False, reply="不采纳。", person=house.chen, now=NOW, by=BY
        )


# --- who sees what


def test_units_see_their_own_and_the_office_all(house: House, report: Report) -> None:
    send(report, house, house.a, house.b)
    a, b = ProofCopy.objects.get(unit=house.a), ProofCopy.objects.get(unit=house.b)
    for name, seen in [
        ("alice", [a]), ("bo", [a]), ("eve", [b]), ("fan", [b]), ("chen", [a, b]),
        ("dong", [a, b]), ("lei", []), ("su", []), ("jin", []), ("zed", []),
    ]:  # fmt: skip
        person = getattr(house, name)
        for one in (a, b):
            if one in seen:
                assert proof_for(person, one.public_id) == one
            else:
                with pytest.raises(Http404):
                    proof_for(person, one.public_id)
    assert list(own_proofs(house.chen)) == []
    assert waiting_proofs(house.alice, on=TODAY) == [a]
    assert waiting_proofs(house.alice, on=date(2026, 10, 23)) == []


def test_a_proof_copy_belongs_to_the_unit_and_not_to_a_person(house: House, report: Report) -> None:
    """Whoever writes or signs for the unit answers it, so nothing is handed over."""
    proof = of_a(report, house)
    assert not any(any(held_by(getattr(house, name)).values()) for name in ("alice", "bo", "chen"))
    new = make_person("gu", role=Role.REPORTER, unit=house.a)
    assert waiting_proofs(new, on=TODAY) == [proof]
    assert answer(proof, new).answered_by == new


# --- the clock


def run(now: Any) -> None:
    do_work(lambda: now)


def plan(now: Any) -> int:
    return plan_kind(known()["report.proof_due"], now)


def test_one_working_day_before_the_deadline_a_unit_is_reminded_once(
    house: House, report: Report
) -> None:
    send(report, house, house.a, house.b)
    answer(ProofCopy.objects.select_related("report__schedule__plan", "unit").get(unit=house.b),
           house.eve)  # fmt: skip
    assert plan(at("2026-10-21 08:59")) == 0
    assert plan(at("2026-10-21 09:00")) == 1 and plan(at("2026-10-21 09:01")) == 0
    run(at("2026-10-21 09:02"))
    found = Notice.objects.filter(key__contains=":due:")
    assert sorted(found.values_list("to__username", flat=True)) == ["alice", "bo"]


def test_nobody_is_reminded_who_was_asked_a_day_before_or_has_answered(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    send(report, house, house.a, due_on=date(2026, 10, 20))
    assert plan(at("2026-10-20 11:00")) == 0
    proof = ProofCopy.objects.select_related("report__schedule__plan", "unit").get()
    with unchanged():
        remind_proof(proof=proof, now=at("2026-10-21 09:00"), by=BY)
    answered = answer(proof, house.alice, now=at("2026-10-20 12:00"))
    with unchanged():
        remind_proof(proof=answered, now=NOW, by=BY)
