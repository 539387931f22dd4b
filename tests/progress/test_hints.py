"""Hints while writing: each fault that offices hand reports back for, and what is no fault."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.hints import SENTENCES, VAGUE, Before, Written, alike, has_figure, hints, vague_phrase

DONE = "完成平台一期建设并接入3个部门，上线目录42条。"
NEXT = "12月底前完成剩余5个部门接入。"
LAST = Before(
    "2026-10", Decimal(40), "完成招标并签订2份合同，进场施工。", "11月完成一期建设，接入3家。"
)


def written(**more: object) -> Written:
    facts = {
        "percent": Decimal(55), "self_rating": "on_track", "done": DONE, "cause": "",
        "next_steps": NEXT, **more,
    }  # fmt: skip
    return Written(**facts)  # type: ignore[arg-type]


def found(now: Written, last: Before | None = LAST) -> list[tuple[str, str]]:
    return [(hint.code, hint.field) for hint in hints(now, last)]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, []),
        ({"done": LAST.done}, [("up_without_word", "done"), ("same", "done")]),
        (
            {"done": "完成招标，并签订２份合同;进场施工"},
            [("up_without_word", "done"), ("same", "done")],
        ),
        ({"next_steps": LAST.next_steps}, [("same", "next_steps")]),
        ({"percent": Decimal(30)}, [("fell", "percent")]),
        ({"percent": Decimal(30), "cause": "两个部门退出接入，完成数核减。"}, []),
        ({"percent": Decimal(30), "cause": "核减"}, [("fell", "percent")]),
        ({"percent": Decimal(40)}, [("not_moved", "percent")]),
        ({"percent": Decimal(40), "self_rating": "behind"}, []),
        ({"percent": None}, []),
        ({"done": ""}, [("up_without_word", "done")]),
        ({"done": "已完成"}, [("up_without_word", "done")]),
        ({"done": "", "percent": Decimal(40), "self_rating": "at_risk"}, []),
        (
            {"done": "各项工作稳步推进，取得积极成效。"},
            [("vague", "done"), ("no_figure", "done")],
        ),
        ({"done": "稳步推进平台建设，已接入三个部门。"}, []),
        ({"done": "接入三个部门。其余工作正在推进。"}, [("vague", "done")]),
        ({"done": "完成平台一期建设并接入有关部门。"}, [("no_figure", "done")]),
        ({"next_steps": "进一步加强统筹，抓好落实。"}, [("vague", "next_steps")]),
        ({"next_steps": "完成剩余部门的接入和联调。"}, []),
    ],
)
def test_what_is_pointed_out(more: dict[str, object], told: list[tuple[str, str]]) -> None:
    assert found(written(**more)) == told


def test_nothing_is_compared_before_there_is_something_to_compare_with() -> None:
    assert found(written(percent=Decimal(1)), None) == []


def test_all_done_is_no_standstill() -> None:
    before = Before("2026-10", Decimal(100), "全部45个部门接入完毕。")
    assert found(written(percent=Decimal(100)), before) == []


@pytest.mark.parametrize(
    "text", ["42条", "４２条", "三个部门", "两家", "百分之九十", "十余项", "半年", "3"]
)
def test_figures_of_any_kind(text: str) -> None:
    assert has_figure(text)


@pytest.mark.parametrize("text", ["", "一方面加强统筹", "万无一失", "部门", "第一时间"])
def test_numerals_that_count_nothing(text: str) -> None:
    assert not has_figure(text)


def test_the_first_phrase_of_a_sentence_is_named() -> None:
    assert vague_phrase("抓好落实，稳步推进。") == "抓好落实"
    assert vague_phrase("接入3家！有序推进") == "有序推进"
    assert vague_phrase("接入3家，有序推进") is None


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_hint_reads_in_both_languages(code: str) -> None:
    figures = {"period": "2026-10", "phrase": VAGUE[0], "before": "40", "now": "30"}
    for language in ("zh", "en"):
        said = SENTENCES[code].fill(figures, language)
        assert said and "{" not in said
    assert "2026年10月" in SENTENCES["same"].fill(figures, "zh")


@given(st.text(max_size=200))
def test_a_text_is_like_itself(text: str) -> None:
    letters = sum(c.isalnum() for c in text)
    assert alike(text, text) == (1 if letters else alike("", ""))


@given(
    st.builds(
        Written,
        percent=st.none() | st.decimals(0, 100, places=4),
        self_rating=st.sampled_from(["", "on_track", "at_risk", "behind"]),
        done=st.text(max_size=80),
        cause=st.text(max_size=40),
        next_steps=st.text(max_size=80),
    ),
    st.none()
    | st.builds(
        Before,
        period=st.just("2026-10"),
        percent=st.none() | st.decimals(0, 100, places=4),
        done=st.text(max_size=80),
        next_steps=st.text(max_size=80),
    ),
)
def test_hints_are_few_told_once_and_can_be_said(now: Written, last: Before | None) -> None:
    told = hints(now, last)
    assert len({(hint.code, hint.field) for hint in told}) == len(told) <= 7
    assert all(hint.words("zh") and hint.words("en") for hint in told)


def test_a_long_text_is_compared_in_time_with_its_length() -> None:
    words = "平台建设完成并接入部门目录上线" * 20_000
    assert alike(words, words) == 1
