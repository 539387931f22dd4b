"""A paragraph of a draft is written anew beside the one composed, and nobody's words are lost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import translation

from accounts.actions import close_account
from accounts.belongings import held_by
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from reports.actions import restore_passage, write_passage
from reports.layers import places
from reports.models import Passage, Report
from reports.writing import document_shown, draft_of, words_of
from tests.factories import House, actor, at
from tests.reports.drafts import draft, file_all, sign

Unchanged = Callable[[], Any]
NOW = at("2026-10-20 10:00")
KEY = "overall.1"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def report(house: House) -> Report:
    file_all(house)
    return draft(house)


def write(report: Report, house: House, text: str, *, key: str = KEY, **more: Any) -> Any:
    who = more.pop("person", house.chen)
    row = Passage.objects.filter(report=report, key=key).first()
    facts = {"version": row.version if row else 0, "drawn": report.sha256, "now": NOW, **more}
    return write_passage(report=report, key=key, text=text, person=who, by=actor(who), **facts)


def restore(report: Report, house: House, **more: Any) -> None:
    row = Passage.objects.filter(report=report, key=KEY).first()
    facts = {"version": row.version if row else 0, "drawn": report.sha256, **more}
    restore_passage(report=report, key=KEY, person=house.chen, by=actor(house.chen), **facts)


def told(report: Report, key: str = KEY) -> str:
    return {place.key: place.text for place in places(words_of(report))}[key]


def composed(report: Report, key: str = KEY) -> str:
    return {place.key: place.text for place in places(draft_of(report))}[key]


def test_a_paragraph_is_written_anew_and_the_composed_one_stays(
    house: House, report: Report
) -> None:
    was = composed(report)
    row = write(report, house, "  截至9月底，各项任务总体平稳。\r\n")
    assert (row.text, row.written_by, row.written_at) == (
        "截至9月底，各项任务总体平稳。", house.chen, NOW,
    )  # fmt: skip
    assert told(report) == row.text and composed(report) == was
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.plan, event.before) == (
        "passage.written", "digital", {"place": KEY, "text": was},
    )  # fmt: skip


def test_saving_the_same_again_writes_nothing(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    write(report, house, "改写。")
    with unchanged():
        write(report, house, "改写。 ")
        write(report, house, composed(report, "area.1.1"), key="area.1.1")


def test_what_says_the_same_as_was_composed_is_no_passage(house: House, report: Report) -> None:
    write(report, house, "改写。")
    assert write(report, house, composed(report)) is None
    assert not Passage.objects.exists()


def test_a_passage_is_restored_and_the_trail_keeps_it(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    write(report, house, "改写。")
    restore(report, house)
    assert told(report) == composed(report) and not Passage.objects.exists()
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.before["text"]) == ("passage.restored", "改写。")
    with unchanged():
        restore(report, house)


def test_of_two_who_saw_the_same_text_the_second_is_told(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    write(report, house, "甲先写。", version=0)
    with unchanged():
        for version in (0, 7):
            with pytest.raises(Conflict, match="newer text"):
                write(report, house, "乙后写。", version=version, person=house.dong)
        with pytest.raises(Conflict):
            restore(report, house, version=0)
    assert told(report) == "甲先写。"


def test_a_version_never_comes_again_for_other_words(house: House, report: Report) -> None:
    """A tab that is open since before a restoring does not overwrite what came after it."""
    seen = write(report, house, "一稿。").version
    restore(report, house)
    assert write(report, house, "二稿。").version > seen
    with pytest.raises(Conflict):
        write(report, house, "旧页所写。", version=seen)


def test_words_on_figures_that_were_drawn_anew_are_refused(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(Conflict, match="drawn anew"):
        write(report, house, "改写。", drawn="0" * 64)
    with unchanged(), pytest.raises(Conflict, match="drawn anew"):
        restore(report, house, drawn="")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write the paragraph"),
        (" \n\t", "Write the paragraph"),
        ("长" * 40_001, "longer than 40000"),
        ("有\x01控制符", "control character"),
        ("反\u202e向", "control character"),
        ("半\ud800个", "control character"),
    ],
)
def test_a_text_that_cannot_stand_is_refused(
    house: House, report: Report, unchanged: Unchanged, text: str, sentence: str
) -> None:
    with unchanged(), pytest.raises(BadInput, match=sentence) as refused:
        write(report, house, text)
    assert "text" in refused.value.fields


def test_forty_thousand_characters_are_kept_whole(house: House, report: Report) -> None:
    assert told(report) != "长" * 40_000
    write(report, house, "长" * 40_000)
    assert told(report) == "长" * 40_000


@pytest.mark.parametrize("key", ["gone.1", "", "figures/4", "overall.1~2"])
def test_only_a_paragraph_of_the_report_is_written(
    house: House, report: Report, unchanged: Unchanged, key: str
) -> None:
    with unchanged(), pytest.raises(BadInput, match="no such paragraph"):
        write(report, house, "改写。", key=key, version=0)


def test_who_may_not_draft_may_not_write(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    for name in ("alice", "bo", "lei", "su", "jin", "zed"):
        person = getattr(house, name)
        with unchanged(), pytest.raises(NotAllowed):
            write(report, house, "改写。", person=person)
        with unchanged(), pytest.raises(NotAllowed):
            restore_passage(
                report=report, key=KEY, version=0, drawn=report.sha256, person=person,
                by=actor(person),
            )  # fmt: skip


def test_a_signed_report_takes_no_words(house: House, report: Report, unchanged: Unchanged) -> None:
    write(report, house, "签发前所写。")
    old = Report.objects.get(pk=report.pk)
    sign(report)
    with unchanged():
        # The page was loaded before the signing: its row still says draft.
        with pytest.raises(Conflict, match="signed"):
            write(old, house, "签发后所写。")
        with pytest.raises(Conflict, match="signed"):
            restore(old, house)
    shown = {place.key: place.text for place in places(document_shown(report))}
    assert shown[KEY] == "签发前所写。"


def test_a_signed_report_reads_from_its_seal(house: House, report: Report) -> None:
    write(report, house, "签发的话。")
    sign(report)
    Passage.objects.update(text="事后改动。")
    assert {p.key: p.text for p in places(document_shown(report))}[KEY] == "签发的话。"


def test_a_draft_belongs_to_no_person(house: House, report: Report) -> None:
    """Whoever may draft goes on with it, so nothing of it is handed over when somebody leaves."""
    write(report, house, "陈所写。")
    assert not any(held_by(house.chen).values())
    close_account(user=house.chen, version=house.chen.version, by=actor(house.han))
    assert write(report, house, "董接着写。", person=house.dong).written_by == house.dong
