"""Signing: who may, what stands in the way, number, seal and files; whole or not at all."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.choices import Role
from accounts.models import User
from core.audit.verify import verify_chain
from core.models import AuditEvent
from core.periods import Period
from core.refusals import Conflict, NotAllowed
from reports.actions import publish_report, redraw_report, sign_report
from reports.actions.signing import Outdated
from reports.issuing import TRIES, issue
from reports.models import Objection, Passage, ProofCopy, Report, ReportFile, Schedule
from reports.outputs.kept import document_of
from reports.preparing import prepared
from reports.queries import contents_of, seal_of
from reports.seals import canonical, opened
from reports.writing import compose, gather_period, sealed_files, words_mark, words_of
from tests.factories import ADDED, BY, OCTOBER, SEPTEMBER, House, at, make_person
from tests.report_factories import (
    KNOWN,
    SIGNED,
    WORD_AND_PAGE,
    make_draft,
    make_schedule,
    sign,
)

Unchanged = Callable[[], Any]


@pytest.fixture
def draft(house: House) -> Report:
    return make_draft(make_schedule(house.plan))


def another_chief() -> User:
    return make_person("deng", name="Deng", role=Role.CHIEF)


def write(report: Report, by: User, text: str = "改写的一段。") -> Passage:
    key = next(block.key for block in words_of(report).blocks if getattr(block, "key", ""))
    return Passage.objects.create(
        report=report, key=key, text=text, written_by=by, written_at=KNOWN
    )


# --- what signing keeps -------------------------------------------------------------------------


def test_a_signed_report_has_number_seal_and_files(house: House, draft: Report) -> None:
    sign(draft, house.dong)
    report = Report.objects.get()
    assert (report.state, report.number, report.number_year) == ("signed", 1, 2026)
    assert (report.signed_by, report.signed_at) == (house.dong, SIGNED)
    assert report.seal_sha256 == hashlib.sha256(report.seal.encode()).hexdigest()
    seal = seal_of(report)
    assert canonical(seal.contents) == report.contents
    assert (seal.signer, seal.day, seal.number, seal.corrects) == ("Dong", "2026-10-15", 1, None)
    assert (seal.covered.key, seal.covered.zh) == ("2026-09", "2026年9月")
    assert {file.format for file in report.files.all()} == set(WORD_AND_PAGE)
    for file in report.files.all():
        assert file.sha256 == hashlib.sha256(bytes(file.data)).hexdigest()
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.actor_name, event.plan) == ("report.signed", "Dong", "digital")
    assert event.after["sha256"] == report.seal_sha256
    assert verify_chain().ok


def test_the_words_are_sealed_with_number_day_and_signer(house: House, draft: Report) -> None:
    sign(draft, house.dong)
    words = document_of(seal_of(draft).document)
    assert (words.issue_line, words.date_text, words.signer) == ("第1期", "2026年10月15日", "Dong")
    assert words.closing == ("示例督查室", "2026年10月15日")
    assert words.blocks == words_of(draft).blocks


def test_a_circular_names_no_signer_in_its_text(house: House) -> None:
    """签发人 stands on what goes up (GB/T 9704-2012), the seal has it all the same."""
    report = sign(make_draft(make_schedule(house.plan, audience="units")), house.dong)
    assert document_of(seal_of(report).document).signer == ""
    assert seal_of(report).signer == "Dong"


def test_files_are_made_from_the_seal_alone(
    house: House, draft: Report, django_assert_num_queries: Any
) -> None:
    sign(draft, house.dong)
    kept = {file.format: bytes(file.data) for file in draft.files.all()}
    with django_assert_num_queries(0):
        again = {made.format: made.data for made in sealed_files(draft.seal, WORD_AND_PAGE)}
    assert again == kept


def test_what_people_wrote_is_what_is_signed(house: House, draft: Report) -> None:
    written = write(draft, house.chen)
    sign(draft, house.dong)
    texts = [getattr(block, "text", "") for block in document_of(seal_of(draft).document).blocks]
    assert written.text in texts
    composed = [getattr(block, "text", "") for block in document_of(json.loads(draft.draft)).blocks]
    assert written.text not in composed, "the words as composed stay beside it"


# --- numbers ------------------------------------------------------------------------------------


def test_numbers_count_within_plan_kind_audience_and_year(house: House) -> None:
    months, units = make_schedule(house.plan), make_schedule(house.plan, audience="units")
    quarters = make_schedule(house.plan, kind="quarter", first_period=Period.parse("2026-Q3"))
    signed = [
        sign(make_draft(on, Period.parse(key)), house.dong).number
        for on, key in (
            (months, "2026-09"), (months, "2026-10"), (units, "2026-09"), (quarters, "2026-Q3"),
            (months, "2026-12"), (months, "2027-01"), (months, "2027-02"),
        )
    ]  # fmt: skip
    assert signed == [1, 2, 1, 1, 3, 1, 2]


def test_a_period_signed_later_gets_the_next_number(house: House) -> None:
    """Numbers follow the signing, as an office counts what it sends out."""
    on = make_schedule(house.plan)
    september, october = make_draft(on), make_draft(on, OCTOBER, known=at("2026-11-09"))
    assert sign(october, house.dong).number == 1
    assert sign(september, house.dong).number == 2


def test_numbers_go_on_where_an_ended_schedule_stopped(house: House) -> None:
    on = make_schedule(house.plan)
    sign(make_draft(on), house.dong)
    Schedule.objects.update(active=False, open_key=None)
    later = make_schedule(house.plan, first_period=OCTOBER)
    assert sign(make_draft(later, OCTOBER), house.dong).number == 2


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["chen", "alice", "lei", "gao", "zed"])
def test_only_who_holds_the_right_signs(
    house: House, draft: Report, unchanged: Unchanged, who: str
) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        sign(draft, house.people[who])


def test_where_the_schedule_names_a_signer_nobody_else_signs(
    house: House, unchanged: Unchanged
) -> None:
    report = make_draft(make_schedule(house.plan, signer=house.dong))
    other = another_chief()
    with unchanged(), pytest.raises(NotAllowed, match="Dong"):
        sign(report, other)
    assert sign(report, house.dong).signed


def test_nobody_signs_what_they_wrote(house: House, draft: Report, unchanged: Unchanged) -> None:
    write(draft, house.dong)
    with unchanged(), pytest.raises(NotAllowed):
        sign(draft, house.dong)
    assert sign(draft, another_chief()).signed


# --- what is waited for -------------------------------------------------------------------------


def ask_unit(report: Report, house: House, **more: Any) -> ProofCopy:
    facts = {"due_on": date(2026, 10, 15), "asked_by": house.chen, "asked_at": ADDED, **more}
    return ProofCopy.objects.create(
        report=report, unit=house.a, unit_name="甲", lines="[]", **facts
    )


def test_proof_copies_are_waited_for_until_their_day(
    house: House, draft: Report, unchanged: Unchanged
) -> None:
    ask_unit(draft, house)
    with unchanged(), pytest.raises(Conflict) as refusal:
        sign(draft, house.dong)
    assert "reason" in refusal.value.fields
    assert sign(draft, house.dong, now=at("2026-10-16 09:00")).signed


def test_who_does_not_wait_says_why(house: House, draft: Report) -> None:
    ask_unit(draft, house)
    sign(draft, house.dong, reason="会议今日召开，单位已电话确认。")
    event = AuditEvent.objects.order_by("seq").last()
    assert event.after["reason"] == "会议今日召开，单位已电话确认。"


def test_blanks_are_no_reason(house: House, draft: Report) -> None:
    ask_unit(draft, house)
    with pytest.raises(Conflict):
        sign(draft, house.dong, reason="  ")


def test_an_objection_without_an_answer_is_waited_for(house: House, draft: Report) -> None:
    proof = ask_unit(draft, house, answer="objected", answered_by=house.alice, answered_at=KNOWN)
    objection = Objection.objects.create(proof=proof, key="behind.1.1", words="数字有误")
    with pytest.raises(Conflict):
        sign(draft, house.dong, now=at("2026-12-01"))
    Objection.objects.filter(pk=objection.pk).update(
        reply="已核", accepted=False, replied_by=house.chen, replied_at=KNOWN
    )
    assert sign(draft, house.dong).signed


def test_a_unit_that_has_agreed_holds_nothing_up(house: House, draft: Report) -> None:
    ask_unit(draft, house, answer="agreed", answered_by=house.alice, answered_at=KNOWN)
    assert sign(draft, house.dong).signed


# --- at one moment ------------------------------------------------------------------------------


def test_a_report_is_signed_once(house: House, draft: Report, unchanged: Unchanged) -> None:
    sign(draft, house.dong)
    again = Report.objects.select_related("schedule__plan").get()
    with unchanged(), pytest.raises(Conflict):
        issue(
            again, person=house.dong, version=again.version, seen="", reason="", now=SIGNED, by=BY
        )


def test_of_two_signers_one_wins_and_the_other_is_told(house: House, draft: Report) -> None:
    """Both have the page of the same version; both have made everything ready."""
    other = another_chief()
    second = Report.objects.select_related("schedule__plan").get(pk=draft.pk)
    ready = prepared(second, signer=other, now=SIGNED)
    sign(draft, house.dong)
    with pytest.raises((Conflict, Outdated)):
        sign_report(
            report=second, ready=ready, person=other, version=second.version,
            seen=words_mark(second), now=SIGNED, by=BY,
        )  # fmt: skip
    fresh = Report.objects.get(pk=draft.pk)
    with pytest.raises(Conflict):
        issue(second, person=other, version=second.version, seen=words_mark(second), reason="",
              now=SIGNED, by=BY)  # fmt: skip
    assert (fresh.signed_by, fresh.number) == (house.dong, 1)
    assert ReportFile.objects.count() == len(WORD_AND_PAGE)


def test_of_two_issues_at_one_moment_each_gets_its_own_number(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one takes the number between making ready and keeping: the next is taken."""
    on = make_schedule(house.plan)
    september, october = make_draft(on), make_draft(on, OCTOBER, known=at("2026-11-09"))
    ordinary, first = prepared, []

    def outrun(report: Report, **more: Any) -> Any:
        ready = ordinary(report, **more)
        if not first:
            first.append(1)
            sign(october, house.dong)
        return ready

    monkeypatch.setattr("reports.issuing.prepared", outrun)
    sign(september, house.dong)
    assert sorted(Report.objects.values_list("period", "number")) == [
        ("2026-09", 2),
        ("2026-10", 1),
    ]
    assert seal_of(Report.objects.get(period="2026-09")).number == 2


def test_the_unique_key_is_tried_again_and_given_up_with_a_sentence(
    house: House, draft: Report, unchanged: Unchanged, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def taken(**_more: object) -> None:
        tried.append(1)
        raise IntegrityError("number_key")

    monkeypatch.setattr("reports.issuing.sign_report", taken)
    with unchanged(), pytest.raises(Conflict):
        sign(draft, house.dong)
    assert len(tried) == TRIES


def test_the_database_itself_keeps_numbers_apart(house: House) -> None:
    on = make_schedule(house.plan)
    sign(make_draft(on), house.dong)
    other = make_draft(on, OCTOBER, known=at("2026-11-09"))
    Report.objects.filter(pk=other.pk).update(number_key=None)
    sign(other, house.dong)
    with pytest.raises(IntegrityError):
        Report.objects.filter(pk=other.pk).update(
            number_key=Report.objects.get(period="2026-09").number_key
        )


def test_what_was_not_read_is_not_signed(house: House, draft: Report, unchanged: Unchanged) -> None:
    seen = words_mark(draft)
    write(draft, house.chen)
    with unchanged(), pytest.raises(Conflict):
        issue(draft, person=house.dong, version=draft.version, seen=seen, reason="", now=SIGNED,
              by=BY)  # fmt: skip


def test_a_draft_drawn_anew_meanwhile_is_not_signed(house: House, draft: Report) -> None:
    version, seen = draft.version, words_mark(draft)
    contents = gather_period(draft.schedule, SEPTEMBER, known_at=SIGNED)
    words = compose(contents, schedule=draft.schedule, period=SEPTEMBER, drafted_on=SIGNED.date())
    redraw_report(
        report=draft, contents=contents, document=words, reason="补报", version=version,
        known_at=SIGNED, by=BY,
    )  # fmt: skip
    with pytest.raises(Conflict):
        issue(draft, person=house.dong, version=version, seen=seen, reason="", now=SIGNED, by=BY)
    assert not Report.objects.get().signed


def test_if_a_file_cannot_be_kept_nothing_is(
    house: House, draft: Report, unchanged: Unchanged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_fields: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(ReportFile.objects, "create", refuse)
    with unchanged(), pytest.raises(OSError, match="space"):
        sign(draft, house.dong)


# --- by the clock, and of before ----------------------------------------------------------------


def test_what_a_person_signs_is_not_published_by_the_clock(
    house: House, draft: Report, unchanged: Unchanged
) -> None:
    ready = prepared(draft, signer=None, now=SIGNED)
    with unchanged(), pytest.raises(NotAllowed):
        publish_report(report=draft, ready=ready, now=SIGNED, by=BY)


def test_reports_of_before_drafts_were_kept_are_read_and_signed(
    house: House, draft: Report
) -> None:
    words = compose(
        contents_of(draft), schedule=draft.schedule, period=SEPTEMBER, drafted_on=KNOWN.date()
    )
    Report.objects.update(draft="")
    old = Report.objects.select_related("schedule__plan").get()
    assert words_of(old) == words
    sign(old, house.dong)
    assert canonical(opened(old.seal).contents) == old.contents
    assert contents_of(old)["as_of"] == "2026-09-30"
