"""The rule of reminders: a table of days, and what holds for any runs on any days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays import seed_calendar
from progress.choices import Passed, RemindedOf
from progress.reminding import (
    DEFAULT,
    Ask,
    Decision,
    Key,
    Kind,
    Moments,
    Why,
    decide,
    faults,
    moments_of,
)

CALENDAR = seed_calendar()
# Thursday. The three days after it are off; the Sunday before it is worked.
DUE = date(2026, 9, 24)


def ask(why: Why = Why.SENT, *, kind: Kind = Kind.FILING, anchor: date = DUE, one: int = 1) -> Ask:
    return Ask(kind, one, "7", anchor, why)


def told(
    on: str,
    *asks: Ask,
    versions: tuple[Moments, ...] = (DEFAULT,),
    known: set[Key] | None = None,
) -> list[tuple[int, str]]:
    found = decide(
        asks or [ask()], on=date.fromisoformat(on), versions=versions, known=known or set(),
        calendar=CALENDAR,
    )  # fmt: skip
    return [(one.moment, one.why.value) for one in found]


@pytest.mark.parametrize(
    ("kind", "anchor", "days"),
    [
        (Kind.FILING, "2026-09-24", ["09-18", "09-23", "09-28", "09-30"]),
        (Kind.FILING, "2026-09-30", ["09-22", "09-29", "10-08", "10-10"]),
        (Kind.FILING, "2026-10-12", ["09-29", "10-10", "10-13", "10-15"]),
        # Wanted on a holiday: one working day before is the last day before it.
        (Kind.DIRECTION, "2026-10-03", ["09-23", "09-30", "10-08", "10-10"]),
        (Kind.REQUEST, "2026-09-30", ["10-10"]),
        (Kind.DUE, "2026-10-12", ["09-21"]),
    ],
)
def test_moments_are_working_days_around_the_day(kind: Kind, anchor: str, days: list[str]) -> None:
    one = ask(kind=kind, anchor=date.fromisoformat(anchor))
    found = [day for _m, day, _v in moments_of(one, [DEFAULT], calendar=CALENDAR)]
    assert [f"{day:%m-%d}" for day in found] == days


@pytest.mark.parametrize(
    ("on", "why", "expected"),
    [
        ("2026-09-17", Why.SENT, []),
        ("2026-09-18", Why.SENT, [(-5, "")]),
        ("2026-09-22", Why.SENT, [(-5, "")]),
        ("2026-09-23", Why.SENT, [(-5, "later"), (-1, "")]),
        ("2026-09-24", Why.SENT, [(-5, "later"), (-1, "")]),
        ("2026-09-28", Why.SENT, [(-5, "later"), (-1, "later"), (1, "")]),
        ("2026-11-20", Why.SENT, [(-5, "later"), (-1, "later"), (1, "later"), (3, "")]),
        ("2026-09-18", Why.DONE, [(-5, "done")]),
        ("2026-11-20", Why.CLOSED, [(-5, "closed"), (-1, "closed"), (1, "closed"), (3, "closed")]),
    ],
)
def test_what_is_still_true_is_sent_and_the_rest_is_passed_over(
    on: str, why: Why, expected: list[tuple[int, str]]
) -> None:
    assert told(on, ask(why)) == expected


def test_what_the_ledger_knows_is_not_decided_again() -> None:
    known = {ask().key(-5), ask().key(-1)}
    assert told("2026-09-28", known=known) == [(1, "")]
    assert told("2026-09-23", known=known) == []
    assert told("2026-09-23", known={ask().key(-1)}) == [(-5, "later")]


def test_things_of_different_kinds_or_initiatives_do_not_hide_each_other() -> None:
    both = [ask(), ask(one=2), ask(kind=Kind.DIRECTION)]
    assert told("2026-09-18", *both) == [(-5, "")] * 3
    assert told("2026-09-18", *both, known={ask().key(-5)}) == [(-5, "")] * 2


@pytest.mark.parametrize(
    ("moment", "kind", "version", "drafted"),
    [
        (3, Kind.FILING, DEFAULT, True),
        (1, Kind.FILING, DEFAULT, False),
        (3, Kind.DIRECTION, DEFAULT, False),
        (3, Kind.FILING, Moments(order=False), False),
        (-1, Kind.FILING, Moments(around=(-5, -1)), False),
        (6, Kind.FILING, Moments(around=(-1, 6)), True),
    ],
)
def test_an_order_is_drafted_at_the_last_moment_after_the_day(
    moment: int, kind: Kind, version: Moments, drafted: bool
) -> None:
    assert version.drafts_at(kind, moment) is drafted


def test_an_order_is_not_drafted_for_what_was_filed() -> None:
    late = date(2026, 10, 15)
    for why, order in ((Why.SENT, True), (Why.DONE, False), (Why.CLOSED, False)):
        found = decide(
            [ask(why)], on=late, versions=[DEFAULT], known=set(), calendar=CALENDAR
        )  # fmt: skip
        assert any(one.order for one in found) is order


def test_what_was_missed_for_good_is_answered_for_at_the_last_moment_alone() -> None:
    closed = Ask(Kind.FILING, 1, "7", DUE, Why.CLOSED, missed=True)
    assert told("2026-09-28", closed)[-1] == (1, "closed")
    assert told("2026-09-30", closed)[-1] == (3, "")
    plain = [Moments(order=False)]
    assert told("2026-09-30", closed, versions=tuple(plain))[-1] == (3, "closed")


def test_a_version_counts_for_the_moments_that_fall_on_its_days() -> None:
    later = Moments(around=(-3, 1), since=date(2026, 9, 21), number=2)
    assert told("2026-10-20", versions=(DEFAULT, later)) == [
        (-5, "later"),  # fell on the 18th, by the default
        (-3, "later"),  # falls on the 21st, by the new one
        (1, ""),
    ]
    assert told("2026-09-20", versions=(DEFAULT, later)) == [(-5, "")]


@pytest.mark.parametrize(
    ("around", "codes"),
    [
        ((-5, -1, 1, 3), []),
        ((0,), []),
        ((), ["empty"]),
        ((1, 1), ["twice"]),
        ((-61,), ["far"]),
        (tuple(range(9)), ["many"]),
        ((60,), []),
    ],
)
def test_settings_that_make_no_sense(around: tuple[int, ...], codes: list[str]) -> None:
    assert faults(Moments(around=around)) == codes


def test_the_words_know_every_kind_and_every_why() -> None:
    assert {one.value for one in Kind} == set(RemindedOf.values)
    assert {one.value for one in Why} - {""} == set(Passed.values)


days = st.dates(date(2026, 7, 1), date(2026, 9, 30))
END = date(2026, 12, 31)
arounds = st.lists(st.integers(-10, 10), min_size=1, max_size=6, unique=True).map(tuple)


def run(on: date, asks: list[Ask], versions: list[Moments], known: set[Key]) -> list[Decision]:
    """One run of the clock: decides, and writes down what it decided."""
    found = decide(asks, on=on, versions=versions, known=known, calendar=CALENDAR)
    keys = [one.ask.key(one.moment) for one in found]
    assert len(set(keys)) == len(keys) and not set(keys) & known
    known |= set(keys)
    return found


@given(
    anchors=st.lists(days, min_size=1, max_size=4),
    around=arounds,
    change=st.none() | st.tuples(days, arounds),
    runs=st.lists(days, max_size=8),
    end=days,
)
def test_any_order_and_number_of_runs_gives_the_same_ledger(
    anchors: list[date],
    around: tuple[int, ...],
    change: tuple[date, tuple[int, ...]] | None,
    runs: list[date],
    end: date,
) -> None:
    """However often, on whatever days, in whatever order it ran before the last one."""
    asks = [ask(anchor=anchor, one=number) for number, anchor in enumerate(anchors)]
    versions = [Moments(around=around)]
    if change:
        versions.append(Moments(around=change[1], since=change[0], number=2))
    last = max([end, *runs])
    once: set[Key] = set()
    run(last, asks, versions, once)
    often: set[Key] = set()
    sent = []
    for on in [*runs, last, last]:
        sent += [one for one in run(on, asks, versions, often) if one.sent]
    assert often == once
    keys = [one.ask.key(one.moment) for one in sent]
    assert len(keys) == len(set(keys)), "nothing is sent twice"


@given(anchor=days, around=arounds, start=days, off=st.integers(1, 60), filed=st.none() | days)
def test_a_clock_that_stands_still_loses_none_and_doubles_none(
    anchor: date, around: tuple[int, ...], start: date, off: int, filed: date | None
) -> None:
    """Every day until `start`, then nothing for `off` days, then every day again."""
    versions, known = [Moments(around=around)], set()
    all_found: list[Decision] = []
    on = date(2026, 6, 1)
    while on <= END:
        if not start <= on < start + timedelta(days=off):
            done = filed is not None and filed < on
            one = ask(Why.DONE if done else Why.SENT, anchor=anchor)
            for found in run(on, [one], versions, known):
                assert not (found.sent and done), "what was filed is not asked for"
                all_found.append(found)
        on += timedelta(days=1)
    assert sorted(one.moment for one in all_found) == sorted(around)
    if filed is None:
        # A later moment says what a missed one would have said: whoever is late is told.
        assert all_found[-1].sent
        assert {one.why for one in all_found} <= {Why.SENT, Why.LATER}


@settings(deadline=None)
@given(anchor=days, around=arounds)
def test_a_clock_that_never_stops_sends_every_moment_on_its_day(
    anchor: date, around: tuple[int, ...]
) -> None:
    known: set[Key] = set()
    on = date(2026, 6, 1)
    while on <= END:
        for found in run(on, [ask(anchor=anchor)], [Moments(around=around)], known):
            assert found.fell_on == on
            # Two moments on one day, as before a holiday: one of them is said.
            same = [
                day
                for _m, day, _v in moments_of(
                    ask(anchor=anchor), [Moments(around=around)], calendar=CALENDAR
                )
                if day == on
            ]
            assert found.sent or len(same) > 1
        on += timedelta(days=1)
