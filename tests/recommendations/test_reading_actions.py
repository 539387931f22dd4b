"""Corrections as actions: one event each, one step back, two people, and what is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from recommendations import actions
from recommendations.models import (
    Clause,
    Correction,
    DocumentEdition,
    EditionFile,
    LeadRow,
    Measure,
    PolicyDocument,
    Reading,
)
from recommendations.queries import breakdown_at
from recommendations.queries.documents import proposals
from recommendations.readings.pieces import measures
from tests.factories import (
    ADDED,
    BY,
    DOCUMENT,
    make_draft_plan,
    make_edition,
    make_unit,
    new_plan,
    verbs,
)

Unchanged = Callable[[], Any]
pytestmark = pytest.mark.django_db
ONE, TWO = "二/（一）/一是", "二/（一）/二是"
ASKING = """示例区行动方案

一、重点任务

（一）夯实基础

1. 建设统一数据平台。（责任单位：示例甲局、示例新局，2027年6月底前完成）

2. 制定共享目录，按季度更新。（示例甲局、示例乙局分别牵头，示例丙局配合）
"""


def opened(text: str = DOCUMENT) -> Reading:
    make_edition(text)
    return Reading.objects.select_related("edition__document", "of_plan").get()


def key_of(reading: Reading, path: str) -> int:
    return next(piece.key for piece in reading.pieces if piece.path == path)


def do(act: Callable[..., Reading], reading: Reading, path: str = "", **more: Any) -> Reading:
    """One correction by the one who sees the newest version."""
    if path:
        more["key"] = key_of(reading, path)
    return act(**{"reading": reading, "version": reading.version, "now": ADDED, "by": BY, **more})


DEEDS: list[tuple[str, Callable[..., Reading], dict[str, Any]]] = [
    ("merged", actions.merge_piece, {"path": ONE}),
    ("split", actions.split_piece, {"path": ONE, "words": "年内接入"}),
    ("split", actions.split_piece, {"path": ONE, "place": DOCUMENT.index("年内接入")}),
    ("retitled", actions.retitle_piece, {"path": ONE, "title": "数据平台"}),
    ("settled", actions.settle_piece, {"path": ONE}),
    ("dropped", actions.drop_piece, {"path": ONE}),
    ("moved", actions.move_piece, {"path": ONE, "where": "down"}),
    ("marked", actions.mark_piece, {"path": ONE, "kind": "finding", "sort": "problem"}),
    ("added", actions.add_piece, {"paragraph": 3, "kind": "measure"}),
    ("section_chosen", actions.choose_section, {"path": "二", "holds": False}),
    ("named", actions.name_document, {"title": "数字服务建议"}),
]


@pytest.mark.parametrize(("verb", "act", "told"), DEEDS)
def test_a_correction_is_one_event_and_can_be_undone(
    verb: str, act: Callable[..., Reading], told: dict[str, Any]
) -> None:
    reading = opened()
    before, title = reading.pieces_json, reading.edition.document.title
    do(act, reading, **told)
    fresh = Reading.objects.select_related("edition__document").get()
    assert (fresh.pieces_json, fresh.edition.document.title) != (before, title)
    assert fresh.version == reading.version == 2
    assert verbs() == ["document.added", f"reading.{verb}"]
    assert AuditEvent.objects.order_by("seq").last().subject_id == fresh.public_id  # type: ignore[union-attr]
    step = Correction.objects.get()
    assert (step.number, step.verb, step.by_name) == (1, verb, BY.name)
    do(actions.undo_correction, fresh, number=1)
    again = Reading.objects.select_related("edition__document").get()
    assert (again.pieces_json, again.edition.document.title) == (before, title)
    assert again.version == 3
    assert not Correction.objects.exists()
    assert verbs()[-1] == "reading.undone"


def test_what_was_set_aside_comes_back() -> None:
    reading = opened()
    before = reading.pieces
    do(actions.drop_piece, reading, "二/（一）")
    assert len(measures(reading.pieces)) == 2
    do(actions.bring_back_piece, reading, "二/（一）")
    assert reading.pieces == before


def test_corrections_are_undone_one_by_one_the_last_first(unchanged: Unchanged) -> None:
    reading = opened()
    before = reading.pieces
    do(actions.merge_piece, reading, ONE)
    do(actions.retitle_piece, reading, ONE, title="平台")
    with unchanged(), pytest.raises(Conflict):
        do(actions.undo_correction, reading, number=1)
    do(actions.undo_correction, reading, number=2)
    do(actions.undo_correction, reading, number=1)
    assert reading.pieces == before
    with unchanged(), pytest.raises(Conflict):
        do(actions.undo_correction, reading, number=1)


@pytest.mark.parametrize(("verb", "act", "told"), DEEDS)
def test_of_two_people_the_second_is_told(
    unchanged: Unchanged, verb: str, act: Callable[..., Reading], told: dict[str, Any]
) -> None:
    reading = opened()
    do(actions.settle_piece, reading, TWO)
    stale = Reading.objects.select_related("edition__document").get()
    with unchanged(), pytest.raises(Conflict):
        do(act, stale, version=1, **told)


@pytest.mark.parametrize(("verb", "act", "told"), DEEDS)
def test_a_confirmed_reading_changes_no_more(
    unchanged: Unchanged, verb: str, act: Callable[..., Reading], told: dict[str, Any]
) -> None:
    make_draft_plan()
    reading = Reading.objects.select_related("edition__document").get()
    with unchanged(), pytest.raises(Conflict):
        do(act, reading, **told)


def test_a_piece_that_is_gone_is_a_conflict(unchanged: Unchanged) -> None:
    reading = opened()
    with unchanged(), pytest.raises(Conflict):
        do(actions.merge_piece, reading, key=99)


def test_what_cannot_be_done_is_told_in_a_sentence(unchanged: Unchanged) -> None:
    reading = opened()
    with unchanged(), pytest.raises(BadInput) as refusal:
        do(actions.split_piece, reading, ONE, words="没有的字")
    assert "原文" in str(refusal.value.sentence)


@pytest.mark.parametrize("title", ["", "  ", "长" * 201])
def test_a_document_has_a_title_that_fits(unchanged: Unchanged, title: str) -> None:
    reading = opened()
    with unchanged(), pytest.raises(BadInput):
        do(actions.name_document, reading, title=title)


def test_what_a_person_corrected_becomes_the_plan() -> None:
    reading = opened()
    do(actions.split_piece, reading, ONE, words="年内接入")
    do(actions.retitle_piece, reading, ONE, title="数据平台")
    do(actions.merge_piece, reading, "二/（二）/一是")
    do(actions.drop_piece, reading, "一/（一）")
    plan = actions.make_plan(
        edition=reading.edition, new=new_plan(), version=reading.version, now=ADDED, by=BY
    )
    told = [(one.title, one.text, one.area.number) for one in plan.measures.select_related("area")]
    assert told == [
        ("数据平台", "建设统一数据平台", "（一）"),
        ("年内接入十个部门", "年内接入十个部门", "（一）"),
        ("制定共享目录", "制定共享目录，按季度更新", "（一）"),
        (
            "上线企业服务专窗",
            "上线企业服务专窗，实现一口受理。二是压缩办理时限，推行免申即享",
            "（二）",
        ),
    ]
    assert plan.initiatives.count() == 4
    assert not plan.findings.exists()


def test_a_plan_is_made_of_what_a_person_saw(unchanged: Unchanged) -> None:
    reading = opened()
    do(actions.merge_piece, reading, ONE)
    with unchanged(), pytest.raises(Conflict):
        actions.make_plan(edition=reading.edition, new=new_plan(), version=1, now=ADDED, by=BY)


def test_paragraphs_marked_by_hand_make_a_plan() -> None:
    text = "关于工作的通知\n\n请各单位建设统一平台，接入十个部门。\n\n请按季更新目录，及时公开。\n"
    reading = opened(text)
    assert measures(reading.pieces) == []
    starts = [text[start:] for start, _end in reading.edition.paragraphs]
    for words in ("请各单位", "请按季更"):
        number = next(at for at, rest in enumerate(starts) if rest.startswith(words))
        do(actions.add_piece, reading, paragraph=number, kind="measure")
    plan = actions.make_plan(edition=reading.edition, new=new_plan(), now=ADDED, by=BY)
    assert [(area.title, area.measures.count()) for area in plan.areas.all()] == [(plan.title, 2)]


def test_adoption_is_recorded_with_the_plan_or_later(unchanged: Unchanged) -> None:
    edition = make_edition()
    whole = {"adopted_by": "示例区政府", "adopted_on": date(2026, 8, 1), "adopted_number": "1号"}
    for half in ({"adopted_by": "示例区政府"}, {"adopted_on": date(2026, 8, 1)}):
        with unchanged(), pytest.raises(BadInput):
            actions.make_plan(edition=edition, new=new_plan(**half), now=ADDED, by=BY)
    plan = actions.make_plan(edition=edition, new=new_plan(**whole), now=ADDED, by=BY)
    assert (plan.adopted_by, plan.adopted_number) == ("示例区政府", "1号")


def test_a_unit_is_matched_by_hand_and_never_made(unchanged: Unchanged) -> None:
    unit = make_unit("示例甲局")
    reading = opened(ASKING)
    do(actions.match_unit, reading, name="示例新局", unit=unit)
    assert Reading.objects.get().matches == {"示例新局": unit.public_id}
    do(actions.match_unit, reading, name="示例新局", unit=None)
    do(actions.undo_correction, reading, number=2)
    assert Reading.objects.get().matches == {"示例新局": unit.public_id}
    with unchanged(), pytest.raises(BadInput):
        do(actions.match_unit, reading, name="从没写过的局", unit=unit)


def test_printed_units_and_deadlines_wait_at_the_clause() -> None:
    make_unit("示例甲局")
    reading = opened(ASKING)
    plan = actions.make_plan(edition=reading.edition, new=new_plan(), now=ADDED, by=BY)
    one, two = plan.initiatives.order_by("code")
    assert (one.lead, one.due_on) == (None, None)
    asked = proposals(plan)
    first = asked[one.measure_id]
    assert [(unit["name"], bool(unit["unit"])) for unit in first.units] == [
        ("示例甲局", True), ("示例新局", False),
    ]  # fmt: skip
    assert (first.due_words, first.due_on) == ("2027年6月底前", date(2027, 6, 30))
    assert asked[two.measure_id].due_on is None


def test_they_are_taken_over_only_when_a_person_says_so() -> None:
    a, b, c = (make_unit(f"示例{one}局", at) for at, one in enumerate("甲乙丙", start=1))
    reading = opened(ASKING)
    do(actions.match_unit, reading, name="示例新局", unit=c)
    plan = actions.make_plan(
        edition=reading.edition, new=new_plan(take_over=True), now=ADDED, by=BY
    )
    one, two = plan.initiatives.order_by("code")
    assert (one.lead, one.due_on, one.state) == (a, date(2027, 6, 30), "draft")
    assert [(row.unit, row.part) for row in one.units.all()] == [(c, "joint")]
    assert two.lead == a
    assert [(row.unit, row.part) for row in two.units.all()] == [(b, "joint"), (c, "supporting")]
    # Proposals until they are assigned: no dated row tells of them.
    assert not LeadRow.objects.exists() and not one.due_rows.exists()
    assert breakdown_at(one, version=1).lead == a.pk


def test_an_upload_that_was_a_mistake_goes_whole(unchanged: Unchanged) -> None:
    reading = opened()
    with unchanged(), pytest.raises(Conflict):
        actions.discard_reading(reading=reading, version=9, by=BY)
    actions.discard_reading(reading=reading, version=reading.version, by=BY)
    for model in (Reading, DocumentEdition, PolicyDocument, EditionFile, Correction):
        assert not model.objects.exists()
    assert verbs() == ["document.added", "document.discarded"]


def test_what_a_plan_stands_on_is_not_discarded(unchanged: Unchanged) -> None:
    make_draft_plan()
    reading = Reading.objects.get()
    with unchanged(), pytest.raises(Conflict):
        actions.discard_reading(reading=reading, version=reading.version, by=BY)
    assert Clause.objects.exists() and Measure.objects.exists()


def test_a_file_that_is_too_large_is_not_read(unchanged: Unchanged, monkeypatch: Any) -> None:
    from recommendations.actions import documents

    monkeypatch.setattr(documents, "LONGEST_FILE", 10)
    monkeypatch.setattr(documents, "read_outline", None)
    with unchanged(), pytest.raises(BadInput, match="20 MB"):
        actions.add_edition(data=b"x" * 11, file_name="x.txt", now=ADDED, by=BY)
