"""What must hold of every light, whatever the facts and the policy."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.workdays import seed_calendar
from progress.lights import Light, Policy, Reason
from progress.presets import PRESETS
from progress.reasons import words
from progress.status import Facts, MilestoneFact, RoundFact, planned_on, standing_on
from progress.status.known import STATES

CALENDAR = seed_calendar()
FIRST, LAST = date(2025, 10, 1), date(2027, 3, 31)
OPEN_LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN)

days = st.dates(FIRST, LAST)
percentages = st.one_of(
    st.integers(0, 100).map(Decimal),
    st.decimals(0, 100, places=4, allow_nan=False, allow_infinity=False),
)
milestones = st.builds(
    MilestoneFact,
    title=st.sampled_from(["平台上线", "方案印发", "完成验收"]),
    due_on=days,
    weight=st.integers(0, 5).map(Decimal),
    done_on=st.none() | days,
)
rounds = st.builds(
    RoundFact,
    period=st.sampled_from(["2026-08", "2026-Q3", "专项"]),
    closed_on=days,
    filed=st.booleans(),
    percent=st.none() | percentages,
)
facts_of_any_kind = st.builds(
    Facts,
    state=st.sampled_from(sorted(STATES)),
    starts_on=st.none() | days,
    due_on=st.none() | days,
    completed_on=st.none() | days,
    ongoing=st.booleans(),
    told_by=st.sampled_from(["percent", "milestones", "words"]),
    percent=st.none() | percentages,
    planned_points=st.lists(st.tuples(days, percentages), max_size=4).map(tuple),
    milestones=st.lists(milestones, max_size=4).map(tuple),
    rounds=st.lists(rounds, max_size=4).map(tuple),
    self_rating=st.sampled_from([None, "on_track", "at_risk", "behind"]),
    override=st.none(),
    percent_on=st.none() | days,
)
open_states = st.sampled_from(["in_progress", "in_progress", "assigned", "completion_requested"])
open_facts = st.builds(lambda f, state: replace(f, state=state), facts_of_any_kind, open_states)
# The published rules, and one in which every threshold counts.
EVERYTHING = replace(
    PRESETS["yinchuan"], plan_by="months", short_rounds_red=2, not_begun_yellow_months=1
)
policies = st.sampled_from([*PRESETS.values(), EVERYTHING])
whatever = settings(deadline=None, max_examples=150)


def light(facts: Facts, policy: Policy, as_of: date) -> Light:
    return standing_on(facts, policy=policy, as_of=as_of, calendar=CALENDAR).light


def rank(found: Light) -> int:
    """The higher the better; lights that judge nothing stand with green."""
    return {Light.RED: 0, Light.YELLOW: 1}.get(found, 2)


def with_nothing_new_after(facts: Facts, day: date) -> Facts:
    """The same facts without the deeds and filings that lie after ``day``."""
    undone = [
        replace(m, done_on=None) if m.done_on and m.done_on > day else m for m in facts.milestones
    ]
    missed = [replace(r, filed=r.filed and r.closed_on <= day) for r in facts.rounds]
    spoken = facts.percent_on if facts.percent_on and facts.percent_on <= day else None
    ended = facts.completed_on if facts.completed_on and facts.completed_on <= day else None
    return replace(
        facts, milestones=tuple(undone), rounds=tuple(missed), percent_on=spoken, completed_on=ended
    )


@whatever
@given(facts_of_any_kind, policies, days, days)
def test_a_later_day_with_nothing_new_never_betters_a_light(facts, policy, one, other):
    earlier, later = sorted((one, other))
    facts = with_nothing_new_after(facts, earlier)
    before, after = light(facts, policy, earlier), light(facts, policy, later)
    if before in OPEN_LIGHTS:
        assert after in OPEN_LIGHTS
        assert rank(after) <= rank(before)


@whatever
@given(open_facts, policies, days)
def test_no_single_day_with_nothing_new_betters_a_light(facts, policy, day):
    facts = with_nothing_new_after(facts, day)
    found = [light(facts, policy, day + timedelta(days=n)) for n in range(15)]
    judged = [rank(each) for each in found if each in OPEN_LIGHTS]
    assert judged == sorted(judged, reverse=True)


@whatever
@given(open_facts, policies, days, percentages, percentages)
def test_more_percent_never_worsens_a_light(facts, policy, as_of, one, other):
    less, more = sorted((one, other))
    lower = light(replace(facts, percent=less), policy, as_of)
    higher = light(replace(facts, percent=more), policy, as_of)
    assert rank(higher) >= rank(lower)


@whatever
@given(open_facts.filter(lambda f: f.milestones), policies, days, st.data())
def test_reaching_a_milestone_never_worsens_a_light(facts, policy, as_of, data):
    index = data.draw(st.integers(0, len(facts.milestones) - 1))
    reached = list(facts.milestones)
    done_on = min(reached[index].done_on or as_of, as_of)
    reached[index] = replace(reached[index], done_on=done_on)
    after = light(replace(facts, milestones=tuple(reached)), policy, as_of)
    assert rank(after) >= rank(light(facts, policy, as_of))


@whatever
@given(facts_of_any_kind.filter(lambda f: f.rounds), policies, days, st.data())
def test_filing_never_worsens_a_light(facts, policy, as_of, data):
    index = data.draw(st.integers(0, len(facts.rounds) - 1))
    filed = list(facts.rounds)
    filed[index] = replace(filed[index], filed=True)
    after = light(replace(facts, rounds=tuple(filed)), policy, as_of)
    assert rank(after) >= rank(light(facts, policy, as_of))


@whatever
@given(open_facts, policies, days, days)
def test_waiting_for_the_review_of_a_filing_never_worsens_a_light(facts, policy, as_of, spoken):
    now = light(replace(facts, percent_on=None), policy, as_of)
    assert rank(light(replace(facts, percent_on=spoken), policy, as_of)) >= rank(now)


@whatever
@given(open_facts, policies, days, st.integers(0, 200))
def test_waiting_for_the_review_of_a_completion_changes_no_light(facts, policy, day, waited):
    facts = with_nothing_new_after(facts, day)
    assume(facts.starts_on is None or facts.starts_on <= day)
    facts = replace(facts, state="completion_requested", completed_on=day)
    reviewed_on = day + timedelta(days=waited)
    assert light(facts, policy, reviewed_on) == light(facts, policy, day)


@whatever
@given(facts_of_any_kind, days, days, st.sampled_from(["days", "months"]))
def test_the_plan_to_date_never_falls_and_is_a_percentage(facts, one, other, plan_by):
    earlier, later = sorted((one, other))
    before, after = (planned_on(facts, day, plan_by=plan_by) for day in (earlier, later))
    if before is None or after is None:
        assert before is after
    else:
        assert 0 <= before <= after <= 100


@whatever
@given(facts_of_any_kind, policies, days)
def test_the_reasons_imply_the_light(facts, policy, as_of):
    standing = standing_on(facts, policy=policy, as_of=as_of, calendar=CALENDAR)
    lights = [reason.light for reason in standing.reasons]
    assert lights[0] == standing.computed == standing.light
    deciding = lights.count(standing.computed)
    assert set(lights[:deciding]) == {standing.computed}
    ranks = [rank(each) for each in lights[deciding:]]
    assert ranks == sorted(ranks)
    if standing.computed is Light.GREEN:
        assert not {Light.RED, Light.YELLOW} & set(lights)


@whatever
@given(facts_of_any_kind, policies, days, st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_does_not_matter(facts, policy, as_of, random):
    def shuffled(items):
        return tuple(random.sample(items, len(items)))

    other = replace(
        facts,
        milestones=shuffled(facts.milestones),
        rounds=shuffled(facts.rounds),
        planned_points=shuffled(facts.planned_points),
    )
    one, two = (
        standing_on(each, policy=policy, as_of=as_of, calendar=CALENDAR) for each in (facts, other)
    )
    assert one == two


@whatever
@given(facts_of_any_kind, policies, days)
def test_every_reason_has_words_and_can_be_stored(facts, policy, as_of):
    for reason in standing_on(facts, policy=policy, as_of=as_of, calendar=CALENDAR).reasons:
        assert Reason.from_json(json.loads(json.dumps(reason.as_json()))) == reason
        chinese, english = words(reason, "zh"), words(reason, "en")
        assert chinese != english
        assert not set("{}") & set(chinese + english)


@pytest.mark.parametrize("policy", PRESETS.values(), ids=PRESETS)
def test_a_plan_followed_to_the_day_stays_green_until_its_last_two_weeks(policy):
    facts = Facts(
        state="in_progress",
        starts_on=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
        completed_on=None,
        ongoing=False,
        told_by="percent",
        percent=None,
        planned_points=(),
        milestones=(),
        rounds=(),
        self_rating=None,
        override=None,
    )
    for n in range(345):
        day = date(2026, 1, 1) + timedelta(days=n)
        on_plan = replace(facts, percent=planned_on(facts, day, plan_by=policy.plan_by))
        assert light(on_plan, policy, day) is Light.GREEN
