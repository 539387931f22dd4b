"""A correction is an issue of its own that points to the old one; a draft may be drawn anew."""

from collections.abc import Callable
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from reports.actions import correct_report, redraw_report
from reports.models import Passage, Report
from reports.outputs.blocks import Document, Paragraph
from reports.outputs.kept import document_of
from reports.queries import contents_of, last_report, latest_report, seal_of
from reports.writing import compose, draft_of, gather_period, words_of
from tests.factories import BY, OCTOBER, SEPTEMBER, House, at, file_update
from tests.report_factories import (
    KNOWN,
    SIGNED,
    keyed,
    make_correction,
    make_draft,
    make_schedule,
    sign,
)

Unchanged = Callable[[], Any]
LATER = at("2026-10-20 10:00")


@pytest.fixture
def signed(house: House) -> Report:
    return sign(make_draft(make_schedule(house.plan)), house.dong)


def keys(document: Document) -> list[str]:
    return [block.key for block in document.blocks if isinstance(block, Paragraph) and block.key]


def write(report: Report, by: Any, *, key: str, text: str = "改写的一段。") -> Passage:
    return Passage.objects.create(
        report=report, key=key, text=text, written_by=by, written_at=KNOWN
    )


def redrawn(report: Report, reason: str = "补报后重算", version: int | None = None) -> Report:
    contents = gather_period(report.schedule, report.subject, known_at=LATER)
    words = compose(
        contents, schedule=report.schedule, period=report.subject, drafted_on=LATER.date()
    )
    return redraw_report(
        report=report, contents=contents, document=keyed(words), reason=reason, known_at=LATER,
        version=version or report.version, by=BY,
    )  # fmt: skip


def test_a_correction_has_the_number_of_what_it_corrects(house: House, signed: Report) -> None:
    correction = make_correction(signed)
    assert (correction.edition, correction.corrects, correction.state) == (1, signed, "draft")
    sign(correction, house.dong, now=LATER)
    correction.refresh_from_db()
    assert (correction.number, correction.number_year, correction.number_key) == (1, 2026, None)
    seal = seal_of(correction)
    words = document_of(seal.document)
    assert words.issue_line == "更正第1期"
    assert seal.corrects is not None
    assert (seal.corrects.seal_sha256, seal.corrects.day) == (signed.seal_sha256, "2026-10-15")
    assert seal.reason == "数字有误"
    told = words.blocks[0]
    assert isinstance(told, Paragraph)
    assert told.text == "本期更正2026年10月15日签发的第1期，以本期为准。更正原因：数字有误。"


def test_the_corrected_issue_stays_as_it_was(house: House, signed: Report) -> None:
    before = Report.objects.filter(pk=signed.pk).values().get()
    files = list(signed.files.values_list("format", "sha256"))
    sign(make_correction(signed), house.dong, now=LATER)
    assert Report.objects.filter(pk=signed.pk).values().get() == before
    assert list(signed.files.values_list("format", "sha256")) == files


def test_the_next_issue_counts_on_past_a_correction(house: House, signed: Report) -> None:
    sign(make_correction(signed), house.dong, now=LATER)
    october = make_draft(signed.schedule, OCTOBER, known=at("2026-11-09"))
    assert sign(october, house.dong, now=at("2026-11-10")).number == 2


def test_a_correction_may_be_corrected(house: House, signed: Report) -> None:
    first = sign(make_correction(signed), house.dong, now=LATER)
    second = sign(make_correction(first, reason="仍有误"), house.dong, now=LATER)
    words = document_of(seal_of(second).document)
    assert (second.edition, words.issue_line) == (2, "更正第1期（第2次更正）")
    told = words.blocks[0]
    assert isinstance(told, Paragraph) and "签发的更正第1期" in told.text


def test_it_has_the_figures_as_known_now(house: House, signed: Report) -> None:
    file_update(house, 1, now=at("2026-09-29"))
    assert contents_of(signed)["percent"] != contents_of(make_correction(signed))["percent"]


def test_a_correction_says_why(house: House, signed: Report, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        make_correction(signed, reason="  ")


def test_a_draft_is_not_corrected(house: House, unchanged: Unchanged) -> None:
    draft = make_draft(make_schedule(house.plan))
    contents = contents_of(draft)
    with unchanged(), pytest.raises(Conflict):
        correct_report(report=draft, contents=contents, document=draft_of(draft), reason="有误",
                       known_at=SIGNED, by=BY)  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "signed"])
def test_one_issue_is_corrected_once_at_a_time(
    house: House, signed: Report, unchanged: Unchanged, state: str
) -> None:
    correction = make_correction(signed)
    if state == "signed":
        sign(correction, house.dong, now=LATER)
    with unchanged(), pytest.raises(Conflict):
        make_correction(signed)


def test_words_go_over_where_the_paragraph_is_the_same(house: House, signed: Report) -> None:
    """On figures that changed, words of before would be wrong: those are not carried over."""
    known = keys(draft_of(signed))
    for key in known:
        write(signed, house.chen, key=key)
    file_update(house, 1, now=at("2026-09-29"))
    correction = make_correction(signed)
    was = {b.key: b.text for b in draft_of(signed).blocks if isinstance(b, Paragraph)}
    now = {b.key: b.text for b in draft_of(correction).blocks if isinstance(b, Paragraph)}
    same = {key for key in known if was[key] == now.get(key)}
    assert set(correction.passages.values_list("key", flat=True)) == same
    assert same != set(known)
    assert set(signed.passages.values_list("key", flat=True)) == set(known)


def test_a_correction_takes_the_place_of_the_old_one_for_what_follows(
    house: House, signed: Report
) -> None:
    correction = make_correction(signed)
    before, moment = at("2026-10-31").date(), at("2026-12-01")
    assert last_report(signed.schedule, before=before) == signed, "a draft corrects nothing yet"
    assert latest_report(house.plan, known_at=moment) == signed
    sign(correction, house.dong, now=LATER)
    assert last_report(signed.schedule, before=before) == correction
    assert latest_report(house.plan, known_at=moment) == correction
    assert latest_report(house.plan, known_at=at("2026-10-19")) == signed


# --- drawn anew ---------------------------------------------------------------------------------


def test_a_draft_is_drawn_anew_with_the_figures_as_known_now(house: House) -> None:
    draft = make_draft(make_schedule(house.plan))
    was = contents_of(draft)
    file_update(house, 1, now=at("2026-09-29"))
    redrawn(draft)
    fresh = Report.objects.select_related("schedule__plan").get()
    assert contents_of(fresh)["percent"] != was["percent"]
    assert (fresh.known_at, fresh.version, fresh.state) == (LATER, 2, "draft")
    assert words_of(fresh).date_text == "2026年10月20日"
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after["reason"]) == ("report.redrawn", "补报后重算")


def test_passages_stay_where_their_key_does_and_the_trail_keeps_the_others(house: House) -> None:
    draft = make_draft(make_schedule(house.plan))
    write(draft, house.chen, key="gone.1", text="没有了的一段。")
    staying = keys(draft_of(draft))[:1]
    for key in staying:
        write(draft, house.chen, key=key)
    redrawn(draft)
    assert list(draft.passages.values_list("key", flat=True)) == staying
    event = AuditEvent.objects.order_by("seq").last()
    assert event.after["dropped"] == {"gone.1": "没有了的一段。"}


def test_drawing_anew_needs_a_reason_and_the_newest_version(
    house: House, unchanged: Unchanged
) -> None:
    draft = make_draft(make_schedule(house.plan))
    with unchanged(), pytest.raises(BadInput):
        redrawn(draft, reason=" ")
    with unchanged(), pytest.raises(BadInput):
        redrawn(draft, reason="因" * 501)
    with unchanged(), pytest.raises(Conflict):
        redrawn(draft, version=9)


def test_a_signed_report_is_not_drawn_anew(
    house: House, signed: Report, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(Conflict):
        redrawn(signed)
    assert signed.period == SEPTEMBER.key
