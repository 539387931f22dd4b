"""How the measures of two editions answer each other."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.readings.comparison import (
    ADDED,
    CHANGED,
    MOVED,
    REMOVED,
    UNCHANGED,
    Item,
    compare,
    difference,
)

OLD = [
    Item(1, "二/（一）/一是", "建设统一数据平台，年内接入十个部门"),
    Item(2, "二/（一）/二是", "制定共享目录，按季度更新"),
    Item(3, "二/（二）/一是", "上线企业服务专窗，实现一口受理"),
    Item(4, "二/（二）/二是", "压缩办理时限，推行免申即享"),
]


def told(old: list[Item[int]], new: list[Item[int]], **more: object) -> list[tuple[object, ...]]:
    return [(one.kind, one.old, one.new) for one in compare(old, new, **more)]  # type: ignore[arg-type]


def test_added_changed_removed_moved_and_unchanged_are_told_apart() -> None:
    new = [
        Item(11, "二/（一）/一是", "建设统一数据平台，明年接入十二个部门"),
        Item(12, "二/（一）/二是", "压缩办理时限，推行免申即享"),
        Item(13, "二/（二）/一是", "上线企业服务专窗，实现一口受理"),
        Item(14, "二/（二）/二是", "培训窗口人员，每年不少于两次"),
    ]
    assert told(OLD, new) == [
        (CHANGED, 1, 11), (MOVED, 4, 12), (UNCHANGED, 3, 13), (ADDED, None, 14), (REMOVED, 2, None),
    ]  # fmt: skip


def test_only_the_setting_differs() -> None:
    new = [Item(11, OLD[0].path, "建设统一数据平台，\n年内接入十个部门"), *OLD[1:]]
    assert told(OLD, new)[0] == (UNCHANGED, 1, 11)


def test_a_short_wording_at_the_same_place_is_the_same_measure_changed() -> None:
    old, new = [Item(1, "一/1", "建设平台一期工程")], [Item(2, "一/1", "建成平台二期工程并投用")]
    assert told(old, new) == [(CHANGED, 1, 2)]
    elsewhere = [Item(2, "三/7", "建成平台二期工程并投用")]
    assert told(old, elsewhere) == [(ADDED, None, 2), (REMOVED, 1, None)]


def test_two_with_the_same_words_answer_by_place() -> None:
    old = [Item(1, "一/1", "加强组织领导"), Item(2, "二/1", "加强组织领导")]
    new = [Item(3, "二/1", "加强组织领导"), Item(4, "一/1", "加强组织领导")]
    assert told(old, new) == [(UNCHANGED, 2, 3), (UNCHANGED, 1, 4)]


def test_what_a_person_says_wins() -> None:
    new = [Item(11, OLD[0].path, OLD[0].text), Item(12, OLD[1].path, OLD[1].text)]
    assert told(OLD[:2], new, chosen={11: None}) == [
        (ADDED, None, 11), (UNCHANGED, 2, 12), (REMOVED, 1, None),
    ]  # fmt: skip
    assert told(OLD[:2], new, chosen={11: 2})[0] == (CHANGED, 2, 11)
    assert told(OLD[:2], new, chosen={11: 2, 12: 2})[1] == (ADDED, None, 12)
    assert told(OLD[:2], new, chosen={11: 99})[0] == (ADDED, None, 11)


WORDS = st.text(alphabet="建设平台数据目录企业服务，。", min_size=1, max_size=14)
LISTS = st.lists(st.tuples(st.integers(1, 9), WORDS), max_size=9)


def items(told: list[tuple[int, str]], first: int) -> list[Item[int]]:
    return [Item(first + at, f"一/{place}", text) for at, (place, text) in enumerate(told)]


@given(LISTS, LISTS)
def test_every_measure_of_both_is_told_once_and_alike_each_time(
    old: list[tuple[int, str]], new: list[tuple[int, str]]
) -> None:
    olds, news = items(old, 1), items(new, 101)
    pairs = compare(olds, news)
    assert sorted(one.old for one in pairs if one.old) == [one.key for one in olds]
    assert [one.new for one in pairs if one.new] == [one.key for one in news]
    assert pairs == compare(olds, news)


@given(LISTS)
def test_an_edition_compared_with_itself_is_unchanged(old: list[tuple[int, str]]) -> None:
    olds = items(old, 1)
    assert {one.kind for one in compare(olds, items(old, 101))} <= {UNCHANGED}


@given(WORDS, WORDS)
def test_a_difference_holds_both_wordings_whole(old: str, new: str) -> None:
    marked = difference(old, new)
    assert "".join(one.text for one in marked if one.kind != "come") == old
    assert "".join(one.text for one in marked if one.kind != "gone") == new


def test_the_changed_letters_are_marked() -> None:
    marked = difference("年内接入十个部门", "年内接入十二个部门")
    assert [(one.kind, one.text) for one in marked] == [
        ("same", "年内接入十"), ("come", "二"), ("same", "个部门"),
    ]  # fmt: skip


def test_two_very_long_wordings_are_marked_as_a_whole() -> None:
    marked = difference("甲" * 3000 + "乙", "丙" * 3000 + "乙")
    assert [one.kind for one in marked] == ["gone", "come", "same"]


@pytest.mark.parametrize("count", [500])
def test_five_hundred_changed_measures_are_compared_in_a_moment(count: int) -> None:
    words = [f"{chr(0x4E00 + at * 7)}{chr(0x5E00 + at * 3)}" for at in range(count)]
    old = [Item(at, f"一/{at}", f"推进{w}建设{w}平台，完善服务") for at, w in enumerate(words)]
    new = [Item(at, f"一/{at + 1}", one.text + "机制") for at, one in enumerate(old)]
    begun = time.perf_counter()
    pairs = compare(old, new)
    assert time.perf_counter() - begun < 3
    assert all(one.old == one.new for one in pairs)
