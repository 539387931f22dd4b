"""My work in the small house, which moves through a round: what was handed in, what is overdue.

Apart from the example's tests: building the example runs the clock, and that would move this house.
"""

from collections.abc import Callable
from typing import Any

import time_machine

from progress.models import Update
from tests.factories import House, at, file_update

Page = Callable[..., Any]
Say = Callable[[Any], str]
PATH = "/my-work/"


def _done(page: Any, words: Say) -> str:
    """How many are finished, of how many."""
    return words(page.find_class("cx-done")[0])


def test_it_counts_what_this_house_has_handed_in(house: House, page_of: Page, words: Say) -> None:
    moment = at("2026-09-21 10:00")
    with time_machine.travel(moment, tick=False):
        assert "0 / 2" in _done(page_of("alice", PATH), words)
        file_update(house, 1, until="submitted", now=moment)
        page = page_of("alice", PATH)
        assert "1 / 2" in _done(page, words)
        left = page.find_class("cx-todo")[0].findall("li")
        assert [words(item.find_class("no")[0]) for item in left] == ["2"]
        file_update(house, 2, until="for_signing", now=moment)
        page = page_of("alice", PATH)
        assert "1 / 2" in _done(page, words)
        assert len(page.find_class("cx-empty")) == 1
        signing = page_of("bo", PATH).find_class("cx-todo")[0].findall("li")
        assert [words(item.find_class("no")[0]) for item in signing] == ["2"]


def test_another_units_work_is_not_on_the_desk(house: House, page_of: Page, words: Say) -> None:
    with time_machine.travel(at("2026-09-21 10:00"), tick=False):
        page = page_of("eve", PATH)
        mine = {words(one) for one in page.find_class("no")}
        assert mine and mine <= {"3", "4"}


def test_reading_the_desk_begins_no_update(house: House, page_of: Page) -> None:
    before = Update.objects.count()
    with time_machine.travel(at("2026-09-21 10:00"), tick=False):
        page_of("alice", PATH)
    assert Update.objects.count() == before


def test_after_the_deadline_it_says_overdue(house: House, page_of: Page, words: Say) -> None:
    due = house.round.filing_due_on
    with time_machine.travel(at(f"{due} 09:00"), tick=False):
        assert "逾期" not in words(page_of("alice", PATH).find_class("cx-due")[0])
    with time_machine.travel(at(f"{house.round.review_ends_on} 09:00"), tick=False):
        assert house.round.review_ends_on > due
        assert "逾期" in words(page_of("alice", PATH).find_class("cx-due")[0])
