"""What an update still lacks: only the questions that its rating calls for are asked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from progress.completeness import LEAST_WORDS, Draft, asked, fell, missing

WORDS = "一" * LEAST_WORDS
WHOLE = Draft(
    told_by="percent",
    percent=Decimal(60),
    last_percent=Decimal(50),
    self_rating="on_track",
    done=WORDS,
    cause="",
    expected_on=None,
    next_steps=WORDS,
)
EMPTY = Draft("percent", None, None, "", "", "", None, "")


def test_a_whole_draft_lacks_nothing() -> None:
    assert missing(WHOLE) == []


def test_an_empty_draft_lacks_the_common_questions_in_the_pages_order() -> None:
    assert missing(EMPTY) == ["percent", "self_rating", "done", "next_steps"]


@pytest.mark.parametrize("told_by", ["milestones", "words"])
def test_a_percent_is_asked_only_where_it_tells_the_progress(told_by: str) -> None:
    assert "percent" not in asked(replace(EMPTY, told_by=told_by))
    assert missing(replace(WHOLE, told_by=told_by, percent=None)) == []


@pytest.mark.parametrize(
    ("rating", "lacking"),
    [("on_track", []), ("at_risk", ["cause"]), ("behind", ["cause", "expected_on"])],
)
def test_trouble_wants_a_cause_and_being_behind_a_day(rating: str, lacking: list[str]) -> None:
    assert missing(replace(WHOLE, self_rating=rating)) == lacking


def test_trouble_that_is_explained_lacks_nothing() -> None:
    told = replace(WHOLE, self_rating="behind", cause=WORDS, expected_on=date(2026, 12, 1))
    assert missing(told) == []


@pytest.mark.parametrize(
    ("percent", "last", "answer"),
    [
        (Decimal("49.9"), Decimal(50), True),
        (Decimal(50), Decimal(50), False),
        (None, Decimal(50), False),
        (Decimal(10), None, False),
    ],
)
def test_a_percent_fell_only_below_the_last_approved_one(
    percent: Decimal | None, last: Decimal | None, answer: bool
) -> None:
    draft = replace(WHOLE, percent=percent, last_percent=last)
    assert fell(draft) is answer
    assert ("cause" in asked(draft)) is answer


def test_nought_percent_is_an_answer() -> None:
    assert missing(replace(WHOLE, percent=Decimal(0), last_percent=None)) == []


@pytest.mark.parametrize(
    ("text", "enough"),
    [(WORDS, True), (WORDS[:-1], False), (f"  {WORDS[:-1]}  \n", False), (" " * 40, False)],
)
def test_words_count_without_the_blanks_around_them(text: str, enough: bool) -> None:
    assert (missing(replace(WHOLE, done=text)) == []) is enough
