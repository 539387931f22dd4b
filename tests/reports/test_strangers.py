"""A figure that a person wrote and that is not in the data is found, however it is written."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.layers import known_in, places
from reports.outputs.words import typeset
from reports.strangers import figures_in, known_figures, strangers
from tests.reports.keyed import sample
from tests.reports.sample_contents import make_contents

CONTENTS = make_contents()
DOCUMENT = sample(CONTENTS)
KNOWN = known_in(CONTENTS, DOCUMENT)
PLACES = places(DOCUMENT)


def says(text: str) -> list[str]:
    return [one.says for one in figures_in(text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("增加12项", ["n:12"]),
        ("增加１２项", ["n:12"]),
        ("增加十二项", ["n:12"]),
        ("完成率72.9%", ["p:72.9"]),
        ("完成率７２．９０％", ["p:72.9"]),
        ("低于序时进度12.4个百分点", ["p:12.4"]),
        ("百分之七十二点九", ["p:72.9"]),
        ("超过两成", ["p:20"]),
        ("投入3.5万元", ["n:35000"]),
        ("投入823.24亿元", ["n:82324000000"]),
        ("投入两万亿元", ["n:2000000000000"]),
        ("投入3,500元", ["n:3500"]),
        ("约1200余家", ["n:1200"]),
        ("二十余家", ["n:20"]),
        ("一百零五个", ["n:105"]),
        ("三分之二", ["f:三分之二"]),
        ("2026年11月30日", ["d:2026-11-30"]),
        ("2026-11-30", ["d:2026-11-30"]),
        ("11月30日", ["d:-11-30"]),
        ("2026年11月", ["d:2026-11"]),
        ("2026年第四季度", ["d:2026"]),
        ("11月底前", ["d:-11"]),
        ("30日", ["d:--30"]),
        ("5G基站", ["w:5G"]),
        ("GB/T 9704-2012", ["n:9704", "n:2012"]),
        ("新增一项、一家", ["n:1", "n:1"]),
    ],
)
def test_a_figure_is_read_in_each_form(text: str, told: list[str]) -> None:
    assert says(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "第4项人才引进", "第 4 项", "第十二次会议", "第3、4项", "一是加快；二是提速", "（2）其他",
        "（一）夯实基础", "1.加快建设", "好。2、提速", "一、总体进展", "统一一个平台", "十四五规划",
        "一批企业一起推进", "进一步推进", "百家争鸣",
    ],
)  # fmt: skip
def test_ordinals_marks_of_lists_and_words_are_no_figures(text: str) -> None:
    assert says(text) == []


def test_a_count_does_not_vouch_for_a_share() -> None:
    known = known_figures({"total": 22, "percent": "45.6"}, [])
    assert [one.words for one in strangers("22项，22%，45.6%，45.6", known)] == ["22%"]


@pytest.mark.parametrize("shown", ["45.67%", "45.7%", "46%", "45.6712%"])
def test_a_figure_may_be_printed_rounded_half_up(shown: str) -> None:
    known = known_figures({"percent": "45.6712"}, [])
    assert strangers(shown, known) == []
    assert strangers("45.6%", known)


def test_half_goes_up() -> None:
    known = known_figures({"percent": "72.45"}, [])
    assert strangers("72.5%", known) == []
    assert strangers("72.4%", known)


def test_an_indicator_may_be_told_in_larger_units() -> None:
    known = known_figures({"indicators": [{"unit": "万元", "actual": "823240"}]}, [])
    assert strangers("82.32亿元，823240万元", known) == []
    assert [one.words for one in strangers("82.33亿元，823240亿元", known)] == [
        "82.33亿", "823240亿",
    ]  # fmt: skip


def test_days_of_the_data_may_be_told_in_part() -> None:
    known = known_figures({"due_on": "2026-11-30"}, [])
    assert strangers("2026年11月30日，11月30日，2026年11月，11月，2026年，30日", known) == []
    assert len(strangers("2026年11月29日，11月29日，2026年12月，12月，2027年，29日", known)) == 6


def test_numbers_of_places_are_not_figures_of_the_data() -> None:
    contents = {"areas": [{"number": "一", "cells": [{"position": 17, "codes": [18]}]}]}
    assert [one.words for one in strangers("17项，18项", known_figures(contents, []))] == [
        "17", "18",
    ]  # fmt: skip


def test_words_that_units_filed_are_data() -> None:
    known = known_figures({"areas": [{"cells": [{"done": "接入三个部门，投入3.5万元。"}]}]}, [])
    assert strangers("接入3个部门，投入35000元", known) == []


def test_the_place_of_a_stranger_is_told() -> None:
    (one,) = strangers("已完成，另有 ７ 项", frozenset())
    assert ("已完成，另有 ７ 项"[one.start : one.end]).strip() == "７"


def test_what_was_composed_has_no_stranger() -> None:
    for place in PLACES:
        assert strangers(place.text, KNOWN) == []


@given(st.sampled_from([one for one in PLACES if any(figures_in(one.text))]), st.data())
def test_every_changed_digit_is_found_unless_it_is_another_figure(place: Any, data: Any) -> None:
    """Recounted without the rule's own reading: the digits around the changed one, as printed."""
    figures = list(figures_in(place.text))
    spots = [
        index
        for one in figures
        for index in range(one.start, one.end)
        if place.text[index].isdigit() and place.text[index].isascii()
    ]
    spot = data.draw(st.sampled_from(spots))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != place.text[spot]]))
    text = place.text[:spot] + digit + place.text[spot + 1 :]
    found = strangers(text, KNOWN)
    if any(one.start <= spot < one.end for one in found):
        return
    (now,) = [one for one in figures_in(text) if one.start <= spot < one.end]
    printed = re.sub(r"[^\d.]", "", now.words).lstrip("0").rstrip(".") or "0"
    held = "".join((str(CONTENTS), *(block for each in DOCUMENT.blocks for block in each.texts())))
    assert printed in held or now.says in KNOWN


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for one in figures_in(text):
        assert text[one.start : one.end] == one.words
    assert strangers(text, known_figures({}, [text])) == []


@given(st.text("0123456789.,%万亿年月日第项（）()一二三十百千余成分之点 个-", max_size=40))
def test_any_run_of_figures_can_be_read(text: str) -> None:
    assert strangers(text, known_figures({}, [text])) == []
    typeset(text)
