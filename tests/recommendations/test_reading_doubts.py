"""What a person is asked to look at first."""

from dataclasses import replace
from typing import Any

import pytest

from recommendations.outline import read_outline
from recommendations.readings.doubts import doubts, value_of
from recommendations.readings.pieces import Pieces, by_key, pieces_of

HEAD = "示例区工作方案\n\n一、重点任务\n\n（一）夯实基础\n\n"
GOOD = "1. 建设统一数据平台，接入十个部门。\n\n2. 制定共享目录，按季度更新。\n"


def read(body: str, head: str = HEAD) -> Pieces:
    return pieces_of(read_outline((head + body).encode()))


def codes(pieces: Pieces, **more: Any) -> list[tuple[str, str]]:
    """Codes with the path of what they are about."""
    found = by_key(pieces)
    return [(one.code, found[one.key].path if one.key else "") for one in doubts(pieces, **more)]


def test_a_clean_outline_raises_no_doubt() -> None:
    assert codes(read(GOOD)) == []


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ("1. 建设统一数据平台。\n\n3. 制定共享目录，按季度更新。\n", "gap", "一/（一）/3"),
        ("1. 压缩时限。\n\n2. 制定共享目录，按季度更新。\n", "short", "一/（一）/1"),
        (f"1. {'建设统一平台' * 80}。\n\n2. 制定共享目录，按季度更新。\n", "long", "一/（一）/1"),
        (GOOD + "\n3. 建设统一数据平台，接入十个部门。\n", "double", "一/（一）/3"),
        (
            "1. 建设统一平台，年底前建成。\n\n2. 制定共享目录，按季度更新。\n",
            "no_year",
            "一/（一）/1",
        ),
        (
            "1. 建设统一平台。（责任单位：示例甲局）\n\n2. 制定共享目录，按季更新。\n",
            "unit",
            "一/（一）/1",
        ),
    ],
)
def test_each_kind_is_found_once_at_its_piece(body: str, code: str, path: str) -> None:
    assert codes(read(body)) == [(code, path)]


def test_a_known_or_matched_unit_raises_no_doubt() -> None:
    body = "1. 建设统一平台。（责任单位：示例甲局）\n\n2. 制定共享目录，按季更新。\n"
    assert codes(read(body), known={"示例甲局"}) == []


def test_the_reader_s_warnings_are_told_once() -> None:
    outline = read_outline(
        (HEAD + "1. 建设统一数据平台。\n\n3. 制定共享目录，按季度更新。\n").encode()
    )
    warnings = [one.as_json() for one in outline.warnings]
    assert warnings
    assert codes(pieces_of(outline), warnings=warnings) == [("gap", "一/（一）/3")]
    other = [{"code": "odd", "message": "Odd.", "start": 30, "end": 31}]
    assert ("warning", "一/（一）/1") in codes(pieces_of(outline), warnings=other)


def test_counting_starts_afresh_and_each_kind_of_number_counts_alone() -> None:
    body = GOOD + "\n（二）服务企业\n\n1. 上线企业专窗，一口受理。\n\n2. 压缩办理时限，免申即享。\n"
    assert codes(read(body)) == []
    again = GOOD + "\n2. 推进电子证照，互通互认。\n"
    assert codes(read(again)) == [("numbering", "一/（一）/2~2")]


def test_an_area_without_measures_and_a_measure_before_any_area() -> None:
    pieces = read(
        GOOD + "\n（二）服务企业\n\n1. 上线企业专窗，一口受理。\n\n2. 压缩办理时限，免申即享。\n"
    )
    emptied = tuple(
        replace(one, dropped=True) if one.path.startswith("一/（二）/") else one for one in pieces
    )
    assert ("empty_area", "一/（二）") in codes(emptied)
    first = next(one for one in pieces if one.path == "一/（一）")
    headless = tuple(replace(one, dropped=one == first) for one in pieces)
    assert ("no_area", "一/（一）/1") in codes(headless)


def test_a_settled_piece_and_one_set_aside_raise_none() -> None:
    pieces = read("1. 压缩时限。\n\n2. 制定共享目录，按季度更新。\n")
    for change in ({"settled": True}, {"dropped": True}):
        told = tuple(replace(one, **change) if one.path == "一/（一）/1" else one for one in pieces)
        assert codes(told) == []


def test_a_document_without_measures_says_so_first() -> None:
    pieces = pieces_of(read_outline("关于表扬的通报\n\n全年成绩突出，予以表扬。\n".encode()))
    assert codes(pieces)[0] == ("no_measures", "")


@pytest.mark.parametrize(
    ("number", "value"),
    [("二是", 2), ("（十一）", 11), ("二十一、", 21), ("十、", 10), ("③", 3), ("12.", 12),
     ("", None), ("——", None), ("第三，", 3)],
)  # fmt: skip
def test_numbers_count(number: str, value: int | None) -> None:
    assert value_of(number) == value
