"""What people write lies over what was composed; what they changed is shown, word by word."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.layers import (
    ADDED,
    CHANGED,
    GONE,
    SAME,
    changed,
    known_in,
    narrative,
    own_words,
    place_of,
    places,
    spoken_of,
    unit_lines,
)
from reports.outputs.blocks import Paragraph
from tests.reports.keyed import sample
from tests.reports.sample_contents import make_contents

LETTERS = st.text("甲乙丙12.，。；！\nab", max_size=60)


@pytest.fixture(scope="module")
def contents() -> Any:
    return make_contents()


def test_a_passage_takes_the_place_of_its_paragraph_alone(contents: Any) -> None:
    document = sample(contents)
    written = narrative(document, {"overall.1": "改写。", "gone.9": "无处可放。"})
    pairs = list(zip(document.blocks, written.blocks, strict=True))
    differing = [(was, now) for was, now in pairs if was != now]
    ((was, now),) = differing
    assert isinstance(was, Paragraph) and isinstance(now, Paragraph)
    assert (was.key, now.key, now.text, now.tone) == ("overall.1", "overall.1", "改写。", was.tone)
    assert written.attachments == document.attachments


def test_a_passage_of_several_lines_becomes_as_many_paragraphs(contents: Any) -> None:
    written = narrative(sample(contents), {"overall.1": "第一段。\n第二段。"})
    found = [(place.key, place.text) for place in places(written)][:2]
    assert found == [("overall.1", "第一段。"), ("overall.1~2", "第二段。")]
    assert place_of("overall.1~2/4") == ("overall.1", 4)


def test_nothing_without_a_key_is_for_editing(contents: Any) -> None:
    document = sample(contents)
    assert narrative(document, {"": "一切都换掉。"}) == document
    keys = [place.key for place in places(document)]
    assert len(keys) == len(set(keys)) and all(keys)


def test_a_place_stands_under_its_headings(contents: Any) -> None:
    by_key = {place.key: place for place in places(sample(contents))}
    assert by_key["overall.1"].headings == ("一、总体进展",)
    second = by_key["area.2.1"].headings
    assert second[0].startswith("二、") and second[1].startswith("（二）")


# --- what changed


@given(LETTERS, LETTERS)
def test_the_pieces_put_together_are_both_texts(was: str, now: str) -> None:
    pieces = [piece for sentence in changed(was, now) for piece in sentence.pieces]
    assert "".join(p.text for p in pieces if p.kind in (SAME, ADDED)) == now
    assert "".join(p.text for p in pieces if p.kind in (SAME, GONE)) == was


@given(LETTERS)
def test_what_is_as_composed_shows_no_change(text: str) -> None:
    assert {sentence.kind for sentence in changed(text, text)} <= {SAME}


def test_a_changed_sentence_is_marked_and_its_neighbours_are_not() -> None:
    found = changed("进展顺利。已完成12项。下月继续。", "进展顺利。已完成13项。下月继续。")
    assert [one.kind for one in found] == [SAME, CHANGED, SAME]
    assert [(p.kind, p.text) for p in found[1].pieces] == [
        (SAME, "已完成"), (GONE, "12"), (ADDED, "13"), (SAME, "项。"),
    ]  # fmt: skip


def test_sentences_come_and_go() -> None:
    assert [one.kind for one in changed("甲。", "甲。乙。")] == [SAME, ADDED]
    assert [one.kind for one in changed("甲。乙。", "乙。")] == [GONE, SAME]


def test_a_stranger_is_cut_out_of_its_piece() -> None:
    found = changed("已完成12项。", "已完成12项，另有7项。", frozenset({"n:12"}))
    marked = [(p.kind, p.text) for s in found for p in s.pieces if p.stranger]
    assert marked == [(ADDED, "7")]
    whole = "".join(p.text for s in found for p in s.pieces if p.kind in (SAME, ADDED))
    assert whole == "已完成12项，另有7项。"


@pytest.mark.parametrize("text", ["。" * 40_000, "甲" * 40_000, "甲。" * 20_000, "12" * 20_000])
def test_long_texts_are_compared_in_time(text: str) -> None:
    found = changed(text, f"乙{text}丙")
    assert "".join(p.text for s in found for p in s.pieces if p.kind != GONE) == f"乙{text}丙"


# --- whose words they are


def test_a_paragraph_speaks_of_its_keys_measures_and_of_those_it_names(contents: Any) -> None:
    def positions(key: str, text: str = "") -> list[int]:
        return [cell["position"] for cell in spoken_of(contents, key, text)]

    assert positions("behind.4.1") == [4]
    assert positions("area.1.1") == [1, 2, 3, 4]
    assert positions("area.9.1") == [] == positions("area.0.1")
    assert positions("next.1", "一是第7项培育龙头企业，加快；二是第99项。") == [7]


def test_a_units_words_are_cut_out_without_anothers() -> None:
    text = "据牵头单位报送，第1项甲，做成了一；第2项乙，做成了二。需要关注的是，第2项乙滞后。"
    titles = {1: "甲", 2: "乙"}
    assert own_words(text, "area.1.1", 1, titles) == "第1项甲，做成了一"
    assert own_words(text, "area.1.1", 2, titles) == "第2项乙，做成了二……第2项乙滞后"
    assert own_words(text, "area.1.1", 3, titles) == ""


def test_anothers_words_that_name_a_number_begin_no_line() -> None:
    text = "第1项甲，编制了第2项标准的草案。"
    assert own_words(text, "area.1.1", 2, {1: "甲", 2: "乙"}) == ""
    assert own_words(text, "area.1.1", 1, {1: "甲", 2: "乙"}) == "第1项甲，编制了第2项标准的草案"


def test_what_is_wholly_of_a_measure_is_the_units_whole() -> None:
    text = "牵头单位为示例科技主管部门。原因：第5项未批。"
    assert own_words(text, "behind.4.1", 4, {4: "丁"}) == text
    assert own_words(text, "behind.4.1", 5, {5: "未批"}) == ""


def test_a_units_lines_hold_its_own_measures_alone(contents: Any) -> None:
    document = sample(contents)
    lines = unit_lines(contents, document, [4, 7, 99])
    assert {place_of(line["key"])[1] for line in lines} == {4, 7}
    assert len({line["key"] for line in lines}) == len(lines)
    assert [line["key"] for line in lines if "light" in line] == ["figures/4", "figures/7"]
    others = {
        cell["title"] for area in contents["areas"] for cell in area["cells"]
        if cell["position"] not in {4, 7}
    }  # fmt: skip
    told = "".join(line.get("text", "") for line in lines)
    assert told
    assert not [title for title in others if title in told]
    assert not re.findall(r"第(?!4项|7项)\d+项", told)


def test_the_composed_text_has_no_stranger(contents: Any) -> None:
    document = sample(contents)
    known = known_in(contents, document)
    for place in places(document):
        marks = [p for s in changed(place.text, place.text, known) for p in s.pieces if p.stranger]
        assert marks == []
