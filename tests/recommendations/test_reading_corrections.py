"""What a person may do to a reading: plain pieces in, plain pieces out, the wording untouched."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.outline import paragraph_spans, read_outline
from recommendations.readings import corrections as verbs
from recommendations.readings.again import read_again
from recommendations.readings.corrections import Impossible
from recommendations.readings.pieces import (
    AREA,
    FINDING,
    KINDS,
    MEASURE,
    SECTION,
    Piece,
    Pieces,
    by_key,
    groups,
    measures,
    pieces_of,
    printed_number,
)
from recommendations.readings.steps import delta, revert
from recommendations.readings.wording import Document
from tests.factories import DOCUMENT

SAMPLE = Path(__file__).parents[2] / "recommendations" / "samples" / "beijing-ai.txt"


def opened(text: str | bytes = DOCUMENT) -> tuple[Pieces, Document]:
    """A document as its page holds it first."""
    outline = read_outline(text.encode() if isinstance(text, str) else text)
    repairs = [one.as_json() for one in outline.repairs]
    return pieces_of(outline), Document(outline.text, paragraph_spans(outline.text), repairs)


PIECES, SMALL = opened()
FIRST_PIECES, FIRST = opened(SAMPLE.read_bytes())


def bare(text: str) -> str:
    return "".join(text.split())


def key_of(path: str, pieces: Pieces = PIECES) -> int:
    return next(piece.key for piece in pieces if piece.path == path)


def titles(pieces: Pieces) -> list[list[str]]:
    """The measures' numbers and texts by area."""
    return [[one.number + one.text[:4] for one in group.measures] for group in groups(pieces)]


ONE, TWO = "二/（一）/一是", "二/（一）/二是"


def test_the_first_documents_measures_are_its_own_words() -> None:
    found = measures(FIRST_PIECES)
    assert len(found) == 22
    assert [FIRST.words(one.start, one.end) for one in found] == [one.text for one in found]
    assert [len(group.measures) for group in groups(FIRST_PIECES)] == [4, 5, 4, 4, 5]


def test_two_measures_become_one_with_all_that_stands_between() -> None:
    after = verbs.merge(PIECES, key_of(ONE), SMALL)
    whole = by_key(after)[key_of(ONE)]
    assert whole.text == "建设统一数据平台，年内接入十个部门。二是制定共享目录，按季度更新"
    assert whole.number == "一是"
    assert len(measures(after)) == 3
    assert key_of(TWO) not in by_key(after)


def test_split_undoes_merge() -> None:
    first, second = by_key(PIECES)[key_of(ONE)], by_key(PIECES)[key_of(TWO)]
    merged = verbs.merge(PIECES, first.key, SMALL)
    place = verbs.place_of("二是制定", by_key(merged)[first.key], SMALL)
    again = verbs.split(merged, first.key, place, SMALL)
    found = measures(again)[:2]
    assert [(one.start, one.end, one.number, one.text, one.path) for one in found] == [
        (one.start, one.end, one.number, one.text, one.path) for one in (first, second)
    ]


def test_a_measure_is_split_at_a_place_and_stops_go_with_neither() -> None:
    piece = by_key(PIECES)[key_of(ONE)]
    place = DOCUMENT.index("年内接入")
    first, second, *_rest = measures(verbs.split(PIECES, piece.key, place, SMALL))
    assert (first.text, second.text) == ("建设统一数据平台", "年内接入十个部门")
    assert second.number == "" and second.path != first.path
    assert DOCUMENT[second.start : second.end] == second.text


@pytest.mark.parametrize("words", ["年内接入", "年内 接入"])
def test_a_place_is_found_by_its_words(words: str) -> None:
    piece = by_key(PIECES)[key_of(ONE)]
    assert verbs.place_of(words, piece, SMALL) == DOCUMENT.index("年内接入")


def test_units_and_deadline_stay_with_the_part_that_prints_them() -> None:
    text = (
        "示例方案\n\n一、重点任务\n\n（一）夯实基础\n\n"
        "1. 建平台，2027年6月底前建成；定目录，按季更新。（责任单位：示例甲局、示例乙局）\n\n"
        "2. 强督查，按月通报。\n"
    )
    pieces, document = opened(text)
    whole = measures(pieces)[0]
    assert [unit.name for unit in whole.units] == ["示例甲局", "示例乙局"]
    place = verbs.place_of("定目录", whole, document)
    first, second, _last = measures(verbs.split(pieces, whole.key, place, document))
    assert (first.due_words, second.due_words) == (whole.due_words, "")
    assert (first.units, second.units) == ((), whole.units)


def test_the_working_title_is_free_and_the_wording_is_not() -> None:
    after = verbs.retitle(PIECES, key_of(ONE), " 数据平台 ")
    piece = by_key(after)[key_of(ONE)]
    assert (piece.title, piece.text) == ("数据平台", by_key(PIECES)[key_of(ONE)].text)


def test_a_heading_goes_with_what_stands_under_it_and_comes_back_with_it() -> None:
    area = key_of("二/（一）")
    after = verbs.drop(PIECES, area)
    assert titles(after) == [["一是上线企业", "二是压缩办理"]]
    assert verbs.bring_back(after, area) == PIECES


def test_two_areas_become_one_under_the_first_heading() -> None:
    after = verbs.merge(PIECES, key_of("二/（一）"), SMALL)
    assert [len(group.measures) for group in groups(after)] == [4]


def test_a_measure_moves_over_the_edge_of_its_area_and_back() -> None:
    key = key_of("二/（二）/一是")
    up = verbs.move(PIECES, key, "up")
    assert [len(group.measures) for group in groups(up)] == [3, 1]
    assert verbs.move(up, key, "down") == PIECES


def test_an_area_moves_with_its_measures() -> None:
    down = verbs.move(PIECES, key_of("二/（一）"), "down")
    assert titles(down) == list(reversed(titles(PIECES)))
    assert verbs.move(down, key_of("二/（一）"), "up") == PIECES


def test_a_measure_moved_to_another_area_stands_where_the_document_puts_it() -> None:
    key = key_of("二/（二）/一是")
    after = verbs.move_to(PIECES, key, key_of("二/（一）"))
    assert [len(group.measures) for group in groups(after)] == [3, 1]
    assert verbs.move_to(after, key, key_of("二/（二）")) == PIECES


def test_a_finding_changes_its_sort() -> None:
    key = key_of("一/（一）")
    assert by_key(PIECES)[key].sort == "problem"
    after = verbs.mark(PIECES, key, FINDING, "strength", SMALL)
    assert by_key(after)[key].sort == "strength"


def test_a_measure_marked_as_an_area_heads_what_follows() -> None:
    after = verbs.mark(PIECES, key_of(TWO), AREA, "", SMALL)
    piece = by_key(after)[key_of(TWO)]
    assert piece.title == "制定共享目录，按季度更新"
    assert DOCUMENT[piece.start :].startswith("二是制定")
    assert [len(group.measures) for group in groups(after)] == [1, 0, 2]


def test_an_area_marked_as_a_measure_keeps_its_own_words_only() -> None:
    after = verbs.mark(PIECES, key_of("二/（二）"), MEASURE, "", SMALL)
    piece = by_key(after)[key_of("二/（二）")]
    assert (piece.number, piece.text) == ("（二）", "服务企业，优化流程")
    assert [len(group.measures) for group in groups(after)] == [5]


def test_a_finding_marked_as_a_measure_counts() -> None:
    after = verbs.mark(PIECES, key_of("一/（一）"), MEASURE, "", SMALL)
    assert by_key(after)[key_of("一/（一）")].text.startswith("数据共享不够充分")
    assert len(measures(after)) == 5


def test_a_paragraph_that_was_passed_over_becomes_a_measure() -> None:
    number = next(
        index
        for index, (start, _end) in enumerate(SMALL.paragraphs)
        if DOCUMENT[start:].startswith("各部门数据标准")
    )
    with pytest.raises(Impossible, match="taken"):
        verbs.add(PIECES, number, FINDING, "status", SMALL)
    after = verbs.add(PIECES, number, MEASURE, "", SMALL)
    added = by_key(after)[max(piece.key for piece in after)]
    assert added.text.startswith("各部门数据标准不一")
    assert next(one for one in after if one.kind == SECTION).sort == "recommendations"


def test_a_section_without_recommendations_sets_aside_what_it_held() -> None:
    key = key_of("二")
    off = verbs.choose_section(PIECES, key, holds=False, read=lambda _one: ())
    assert measures(off) == []
    on = verbs.choose_section(off, key, holds=True, read=lambda _one: ())
    assert measures(on) == measures(PIECES)


def test_a_section_that_was_passed_over_is_read_when_a_person_says_so() -> None:
    text = DOCUMENT.replace(
        "各部门数据标准不一", "一是标准不一，需要统一。二是目录陈旧，需要更新。各部门"
    )
    pieces, document = opened(text)
    assert len(measures(pieces)) == 4
    after = verbs.choose_section(
        pieces, key_of("一", pieces), holds=True, read=lambda one: read_again(document, one, ())
    )
    new = measures(after)[:2]
    assert [one.number for one in new] == ["一是", "二是"]
    assert new[0].text == text[new[0].start : new[0].end] == "标准不一，需要统一"
    assert [one.kind for one in after if one.path == "一/（一）"] == [FINDING]
    assert by_key(after)[key_of("一/（一）", pieces)].dropped
    assert len({one.path for one in after}) == len(after)


GUARDS: list[tuple[str, Callable[[], Any]]] = [
    ("gone", lambda: verbs.merge(PIECES, 999, SMALL)),
    ("alone", lambda: verbs.merge(PIECES, key_of("二/（二）/二是"), SMALL)),
    ("alone", lambda: verbs.merge(PIECES, key_of("一"), SMALL)),
    ("dropped", lambda: verbs.merge(verbs.drop(PIECES, key_of(ONE)), key_of(ONE), SMALL)),
    ("apart", lambda: verbs.merge(verbs.move(PIECES, key_of(TWO), "up"), key_of(TWO), SMALL)),
    ("only_measures", lambda: verbs.split(PIECES, key_of("二"), 100, SMALL)),
    ("outside", lambda: verbs.split(PIECES, key_of(ONE), 0, SMALL)),
    ("outside", lambda: verbs.split(
        PIECES, key_of(ONE), by_key(PIECES)[key_of(ONE)].start, SMALL)),
    ("dropped", lambda: verbs.split(verbs.drop(PIECES, key_of(ONE)), key_of(ONE), 150, SMALL)),
    ("not_there", lambda: verbs.place_of("没有的字", by_key(PIECES)[key_of(ONE)], SMALL)),
    ("not_there", lambda: verbs.place_of("  ", by_key(PIECES)[key_of(ONE)], SMALL)),
    ("only_measures", lambda: verbs.retitle(PIECES, key_of("二"), "甲")),
    ("no_title", lambda: verbs.retitle(PIECES, key_of(ONE), "  ")),
    ("long_title", lambda: verbs.retitle(PIECES, key_of(ONE), "长" * 61)),
    ("dropped", lambda: verbs.drop(verbs.drop(PIECES, key_of(ONE)), key_of(ONE))),
    ("not_dropped", lambda: verbs.bring_back(PIECES, key_of(ONE))),
    ("first", lambda: verbs.move(PIECES, key_of(ONE), "up")),
    ("last", lambda: verbs.move(PIECES, key_of("二/（二）/二是"), "down")),
    ("first", lambda: verbs.move(PIECES, key_of("二/（一）"), "up")),
    ("last", lambda: verbs.move(PIECES, key_of("二/（二）"), "down")),
    ("nowhere", lambda: verbs.move(PIECES, key_of(ONE), "aside")),
    ("nowhere", lambda: verbs.move(PIECES, key_of("二"), "up")),
    ("dropped", lambda: verbs.move(verbs.drop(PIECES, key_of(ONE)), key_of(ONE), "down")),
    ("nowhere", lambda: verbs.move_to(PIECES, key_of(ONE), key_of("二"))),
    ("no_kind", lambda: verbs.mark(PIECES, key_of(ONE), "poem", "", SMALL)),
    ("no_kind", lambda: verbs.mark(PIECES, key_of(ONE), FINDING, "poem", SMALL)),
    ("same", lambda: verbs.mark(PIECES, key_of(ONE), MEASURE, "", SMALL)),
    ("dropped", lambda: verbs.mark(verbs.drop(PIECES, key_of(ONE)), key_of(ONE), AREA, "", SMALL)),
    ("outside", lambda: verbs.add(PIECES, 999, MEASURE, "", SMALL)),
    ("no_kind", lambda: verbs.add(PIECES, 0, "poem", "", SMALL)),
    ("taken", lambda: verbs.add(PIECES, 1, MEASURE, "", SMALL)),
    ("no_kind", lambda: verbs.choose_section(
        PIECES, key_of(ONE), holds=True, read=lambda _one: ())),
    ("same", lambda: verbs.choose_section(PIECES, key_of("二"), holds=True, read=lambda _one: ())),
    ("nothing_numbered", lambda: verbs.choose_section(
        PIECES, key_of("一"), holds=True, read=lambda _one: ())),
]  # fmt: skip


@pytest.mark.parametrize(("code", "deed"), GUARDS)
def test_what_cannot_be_done_says_why(code: str, deed: Callable[[], Any]) -> None:
    with pytest.raises(Impossible) as refused:
        deed()
    assert refused.value.code == code


def test_words_that_stand_there_twice_name_no_place() -> None:
    text = DOCUMENT.replace("年内接入十个部门", "接入部门，再接入部门")
    pieces, document = opened(text)
    with pytest.raises(Impossible, match="twice"):
        verbs.place_of("接入部门", measures(pieces)[0], document)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("二是制定", "二是"),
        ("（三）推进", "（三）"),
        ("12.5%以上", ""),
        ("3. 上线", "3."),
        ("第二，压缩", "第二，"),
        ("④压缩", "④"),
        ("是一项", ""),
        ("Recommendation 4. Do", "Recommendation 4."),
        ("四、甲", "四、"),
    ],
)
def test_a_printed_number_is_read_off_the_words(words: str, number: str) -> None:
    assert printed_number(words) == number


def test_a_piece_survives_its_column() -> None:
    assert tuple(Piece.of_json(piece.as_json()) for piece in PIECES) == PIECES


def _tried(pieces: Pieces, document: Document, draw: Callable[..., Any]) -> Pieces:
    """One correction drawn at random; what is impossible changes nothing."""
    key = draw(st.sampled_from([piece.key for piece in pieces]))
    piece = by_key(pieces)[key]
    deeds: list[Callable[[], Pieces]] = [
        lambda: verbs.merge(pieces, key, document),
        lambda: verbs.split(
            pieces, key, draw(st.integers(piece.start, max(piece.start, piece.end))), document
        ),
        lambda: verbs.drop(pieces, key),
        lambda: verbs.bring_back(pieces, key),
        lambda: verbs.move(pieces, key, draw(st.sampled_from(["up", "down"]))),
        lambda: verbs.move_to(pieces, key, draw(st.sampled_from([one.key for one in pieces]))),
        lambda: verbs.mark(pieces, key, draw(st.sampled_from(KINDS)), "problem", document),
        lambda: verbs.add(
            pieces, draw(st.integers(0, 20)), draw(st.sampled_from(KINDS)), "status", document
        ),
        lambda: verbs.settle(pieces, key),
    ]
    try:
        return draw(st.sampled_from(deeds))()
    except Impossible:
        return pieces


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_done_the_words_are_the_documents_and_the_way_back_is_whole(data: Any) -> None:
    pieces, steps = PIECES, []
    for _ in range(data.draw(st.integers(1, 8))):
        after = _tried(pieces, SMALL, data.draw)
        steps.append(delta(pieces, after))
        pieces = after
        assert len({piece.key for piece in pieces}) == len(pieces)
        assert len({piece.path for piece in pieces}) == len(pieces)
        for piece in pieces:
            assert piece.start < piece.end
            if piece.kind == MEASURE:
                assert bare(piece.text) == bare(SMALL.words(piece.start, piece.end))
                assert piece.text
    for step in reversed(steps):
        pieces = revert(pieces, step)
    assert pieces == PIECES
