"""An initiative that files by the quarter in a plan that files by the month."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.calendar import work_calendar
from core.periods import Period
from progress.actions import close_round, open_round
from progress.facts import snapshots
from progress.filed import calls_of, latest_calls
from progress.models import Round
from progress.queries import cadences_of, expected_in
from progress.rounds import asks_for
from progress.work import rounds_to_open
from recommendations.actions import Change, change_initiatives
from recommendations.choices import OPEN_STATES
from recommendations.models import Initiative
from recommendations.queries import breakdowns_of
from tests.factories import BY, House, at, file_update

SWITCH = date(2026, 9, 5)


def by_quarter(house: House, code: int, *, on: date = SWITCH, cadence: str = "quarter") -> None:
    row = house.initiative(code)
    (value,) = breakdowns_of([row]).values()
    change_initiatives(
        changes=[Change(initiative=row, to=replace(value, cadence=cadence), version=row.version)],
        on=on, now=at(f"{on:%Y-%m-%d} 09:00"), by=BY,
    )  # fmt: skip


def due(now: str) -> list[str]:
    return sorted(one.key for one in rounds_to_open(at(now)))


def test_rounds_open_in_every_cadence_that_is_used(house: House) -> None:
    assert due("2026-09-30") == []
    by_quarter(house, 1)
    assert cadences_of([house.plan])[house.plan.pk].first_days() == {
        "month": house.plan.starts_on, "quarter": SWITCH,
    }  # fmt: skip
    assert due("2026-09-30") == ["digital:2026-Q3"]
    assert due("2026-10-31") == ["digital:2026-10", "digital:2026-Q3", "digital:2026-Q4"]


def test_a_cadence_that_nobody_has_any_more_opens_nothing(house: House) -> None:
    by_quarter(house, 1)
    by_quarter(house, 1, on=date(2026, 9, 6), cadence="")
    assert due("2026-10-31") == ["digital:2026-10"]


def quarter_round(house: House) -> Round:
    return open_round(plan=house.plan, period=Period.parse("2026-Q3"), now=at("2026-09-07"), by=BY)


def test_each_is_asked_by_rounds_of_its_own_cadence(house: House) -> None:
    by_quarter(house, 1)
    quarter = quarter_round(house)
    assert sorted(expected_in(house.round).values_list("code", flat=True)) == [2, 3]
    assert sorted(expected_in(quarter).values_list("code", flat=True)) == [1]
    latest = latest_calls(house.plan, on=date(2026, 9, 30))
    assert {kind: round_.period for kind, (round_, _call) in latest.items()} == {
        "month": "2026-09", "quarter": "2026-Q3",
    }  # fmt: skip


def test_only_rounds_of_its_own_cadence_are_missed(house: House) -> None:
    by_quarter(house, 1)
    quarter = quarter_round(house)
    file_update(house, 1, round_=quarter, now=at("2026-09-25"))
    for round_ in (house.round, quarter):
        close_round(round_=round_, now=at("2026-10-20"), by=BY)
    found = snapshots(
        house.plan.initiatives.all(), as_of=date(2026, 9, 30), known_at=at("2026-10-20")
    )
    told = {
        row.initiative.code: [(one.period, one.filed) for one in row.facts.rounds]
        for row in found.values()
    }
    assert told == {1: [("2026-Q3", True)], 2: [("2026-09", False)], 3: [("2026-09", False)], 4: []}
    assert {row.initiative.code: row.cadence for row in found.values()}[1] == "quarter"


def test_what_it_missed_before_it_changed_stays_missed(house: House) -> None:
    by_quarter(house, 1, on=date(2026, 10, 8))
    close_round(round_=house.round, now=at("2026-10-20"), by=BY)
    found = snapshots([house.initiative(1)], as_of=date(2026, 10, 31), known_at=at("2026-10-31"))
    (one,) = found.values()
    assert [(fact.period, fact.filed) for fact in one.facts.rounds] == [("2026-09", False)]


def test_the_days_of_a_quarter_count_from_its_end(house: House) -> None:
    quarter = quarter_round(house)
    calendar = work_calendar()
    assert quarter.opens_on == date(2026, 7, 1)
    assert quarter.filing_due_on == calendar.add(date(2026, 9, 30), house.plan.filing_due_after)
    assert quarter.review_ends_on == calendar.add(date(2026, 9, 30), house.plan.review_ends_after)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=st.lists(st.sampled_from(["", "month", "quarter"]), min_size=4, max_size=4),
    plan=st.sampled_from(["month", "quarter"]),
    everyone=st.booleans(),
    skipped=st.sets(st.sampled_from([0, 1, 2, 3, 4])),
)
def test_the_database_and_the_rule_agree(
    house: House, own: list[str], plan: str, skipped: set[int], *, everyone: bool
) -> None:
    from progress.models import RoundExcuse

    house.plan.cadence = plan
    house.plan.save(update_fields=["cadence"])
    Round.objects.filter(pk=house.round.pk).update(everyone=everyone, added_reason="示例")
    RoundExcuse.objects.all().delete()
    rows = list(house.plan.initiatives.order_by("code"))
    for row, cadence in zip(rows, own, strict=True):
        Initiative.objects.filter(pk=row.pk).update(cadence=cadence)
        row.cadence = cadence
    for code in skipped:
        RoundExcuse.objects.create(
            round=house.round, initiative=rows[code - 1] if code else None, reason="示例",
            given_by=house.chen, given_at=at("2026-09-02"), open_key=f"{code}",
        )  # fmt: skip
    round_ = Round.objects.select_related("plan").get(pk=house.round.pk)
    call = calls_of([round_], known_at=at("2026-09-10"))[round_.pk]
    wanted = [
        row.code
        for row in rows
        if row.state in OPEN_STATES
        and asks_for(call, row.pk, cadence=row.cadence, starts_on=row.starts_on)
    ]
    assert sorted(expected_in(round_).values_list("code", flat=True)) == wanted
