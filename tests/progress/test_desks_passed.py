"""The time at each desk, from times that are stored anyway."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from progress.desks_passed import Stay, spent, stays

START = datetime(2026, 9, 1, 9, tzinfo=UTC)


def at(hours: int | None) -> datetime | None:
    return None if hours is None else START + timedelta(hours=hours)


@dataclass
class Row:
    started_at: datetime | None
    handed_at: datetime | None
    submitted_at: datetime | None
    approved_at: datetime | None
    returned_at: datetime = START
    saved_at: datetime = START


def row(*hours: int | None, back: int = 0) -> Row:
    begun, handed, submitted, approved = map(at, hours)
    return Row(begun, handed, submitted, approved, returned_at=START + timedelta(hours=back))


def hours(update: Row, *back: Row, now: int) -> list[int]:
    found = spent(stays(update, back), now=START + timedelta(hours=now))
    return [int(one / timedelta(hours=1)) for one in found.values()]


def test_one_that_goes_straight_through() -> None:
    assert hours(row(0, 2, 5, 9), now=99) == [2, 3, 4]


def test_one_that_lies_somewhere_counts_until_now() -> None:
    assert hours(row(0, None, None, None), now=7) == [7, 0, 0]
    assert hours(row(0, 2, None, None), now=7) == [2, 5, 0]
    assert hours(row(0, 2, 5, None), now=7) == [2, 3, 2]


def test_a_returned_one_passes_the_desks_again() -> None:
    back = row(None, 2, 5, None, back=9)
    assert hours(row(0, 2, 5, None), back, now=10) == [3, 3, 4]
    assert hours(row(0, 11, 12, 15), back, now=99) == [4, 4, 7]


def test_one_returned_by_its_own_signer_never_reached_the_office() -> None:
    assert hours(row(0, 2, None, None), row(None, 2, None, None, back=6), now=8) == [4, 4, 0]


def test_one_that_counted_lay_on_no_desk_until_it_was_reopened() -> None:
    assert hours(row(0, 2, 5, None), row(None, 2, 5, 9, back=20), now=21) == [3, 3, 4]


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.integers(0, 300))
def test_stays_follow_one_another_and_never_run_backwards(steps: list[int], now: int) -> None:
    hours_ = [sum(steps[: i + 1]) for i in range(4)]
    found: list[Stay] = stays(row(*hours_), [])
    assert all(one.until is None or one.until >= one.since for one in found)
    assert [one.since for one in found[1:]] == [one.until for one in found[:-1]]
    total = sum(spent(found, now=START + timedelta(hours=now)).values(), timedelta())
    assert total <= timedelta(hours=max(0, now - hours_[0]))
