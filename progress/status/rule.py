"""The rule itself: reasons are found one kind at a time, then the first match gives the light."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from core.exact import show
from core.sentences import Figure
from core.workdays import WorkCalendar
from progress.lights import Light, Policy, Reason
from progress.status.known import (
    FINISHED,
    STOPPED,
    WITHOUT_UNIT,
    Facts,
    Override,
    RoundFact,
    Standing,
)
from progress.status.plan import months_over, percent_known, planned_on

Figures = dict[str, Figure]

_LOUDNESS = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2}
_HUNDRED = Decimal(100)
_FOUR_PLACES = Decimal("0.0001")


def standing_on(facts: Facts, *, policy: Policy, as_of: date, calendar: WorkCalendar) -> Standing:
    """Where the initiative stands at the end of ``as_of``; the first match gives the light.

    1. Done: completed or closed (and then all of it is, so 100 percent).
    2. Suspended, cancelled or merged; before the start, which drafts and declined ones stay until
       overdue; ongoing with the last closed round filed.
    3. Red, then yellow, by ``policy``: overdue, milestones, plan to date, rounds, self-rating.
    4. Green.

    An override that has not expired stands in for the result, except for what is done, suspended,
    cancelled or merged. A date that has passed is overdue even where only days of rest have gone
    by since.
    """
    view = _View(facts, policy, as_of, calendar)
    found = _reasons(view)
    computed = _decide(found)
    reasons = sorted(found, key=lambda r: (r.light != computed, _LOUDNESS.get(r.light, 3)))
    override = facts.override
    overridden = (
        override is not None
        and as_of <= override.expires_on
        and computed not in (Light.DONE, Light.PAUSED)
    )
    light = computed
    if override is not None and overridden:
        light = override.light
        reasons.append(_override_reason(override))
    percent = _HUNDRED if computed is Light.DONE else view.percent
    planned = view.planned
    return Standing(
        light=light,
        computed=computed,
        percent=percent,
        planned=planned,
        gap=None if percent is None or planned is None else percent - planned,
        ratio=_ratio(percent, planned),
        reasons=tuple(reasons),
        overridden=overridden,
        policy_version=policy.version,
    )


class _View:
    """The facts as they look on the day, under the policy."""

    def __init__(self, facts: Facts, policy: Policy, as_of: date, calendar: WorkCalendar) -> None:
        self.facts, self.policy, self.as_of, self.calendar = facts, policy, as_of, calendar
        ended = facts.completed_on if facts.state == "completion_requested" else None
        self.clock = as_of if ended is None else min(as_of, ended)
        self.percent = percent_known(facts, as_of)
        self.planned = self.planned_by(min(self.clock, facts.percent_on or self.clock))
        self.missed = self._missed_rounds()

    def planned_by(self, day: date) -> Decimal | None:
        return planned_on(self.facts, day, plan_by=self.policy.plan_by)

    def is_overdue(self) -> bool:
        return self.facts.due_on is not None and self.facts.due_on < self.clock

    def days_since(self, due_on: date) -> int:
        return self.calendar.between(due_on, self.clock)

    def _missed_rounds(self) -> list[RoundFact]:
        """The latest rounds in a row without a filing, newest first."""
        missed: list[RoundFact] = []
        in_time = sorted(self.facts.rounds, key=_by_close)
        for closed in reversed(in_time):
            if closed.closed_on > self.as_of:
                continue
            if closed.filed:
                break
            if closed.closed_on <= self.clock:
                missed.append(closed)
        return missed

    def short_rounds(self) -> list[RoundFact]:
        """The latest closed rounds in a row that ended behind the plan to date, newest first.

        Read by the dates that hold now, so that an extension mends the past too. None where it has
        caught up since. A round without filing is short; one that waits for review ends the row.
        """
        if not _is_behind(self.percent, self.planned, self.policy):
            return []
        short: list[RoundFact] = []
        by_day = sorted(self.facts.rounds, key=_by_close)
        for closed in reversed([one for one in by_day if one.closed_on <= self.clock]):
            percent = closed.percent
            if self.facts.told_by == "milestones":
                percent = percent_known(self.facts, closed.closed_on)
            planned = self.planned_by(closed.closed_on)
            if closed.filed and not _is_behind(percent, planned, self.policy):
                break
            short.append(closed)
        return short


def _by_close(one: RoundFact) -> tuple[date, str, bool, Decimal]:
    """A total order, so that what stands first among equals never decides."""
    return one.closed_on, one.period, one.filed, _HUNDRED if one.percent is None else one.percent


def _reasons(view: _View) -> list[Reason]:
    state = view.facts.state
    if state in FINISHED and (finished := _finished(view)):
        return [finished]
    if state in STOPPED:
        return [Reason(state, Light.PAUSED)]
    waiting = _waiting(view)
    if waiting is None:
        return _reasons_while_open(view) or [_nothing_found(view.facts)]
    # What nobody has taken on by its due day must be seen, not wait quietly for ever.
    if state in WITHOUT_UNIT and view.is_overdue():
        return [*_overdue(view), waiting]
    return [waiting]


def _reasons_while_open(view: _View) -> list[Reason]:
    found = [*_overdue(view), *_late_milestones(view), *_against_plan(view), *_due_soon(view)]
    found += [*_short_rounds(view), *_not_begun(view)]
    found += [*_missed_filings(view), *_self_rating(view), *_requested(view)]
    if view.facts.ongoing and not view.missed:
        found.append(Reason("ongoing", Light.ONGOING))
    return found


def _decide(found: list[Reason]) -> Light:
    """The light these reasons give together: ongoing and reported comes before red."""
    lights = {reason.light for reason in found}
    if Light.ONGOING in lights:
        return Light.ONGOING
    return min(lights, key=lambda light: _LOUDNESS.get(light, len(_LOUDNESS)))


def _finished(view: _View) -> Reason | None:
    done, due = view.facts.completed_on, view.facts.due_on
    if done is None:
        return Reason("completed_undated", Light.DONE)
    if done > view.as_of:
        return None
    figures: Figures = {"completed_on": done.isoformat()}
    if due is None or done <= due:
        return Reason("completed", Light.DONE, figures)
    figures |= {"due_on": due.isoformat(), "days": view.calendar.between(due, done)}
    return Reason("completed_late", Light.DONE, figures)


def _waiting(view: _View) -> Reason | None:
    """Why the work has not begun, if so."""
    facts = view.facts
    if facts.starts_on is not None and view.as_of < facts.starts_on:
        return Reason("not_started", Light.NOT_STARTED, {"starts_on": facts.starts_on.isoformat()})
    if facts.state in WITHOUT_UNIT:
        return Reason("not_assigned" if facts.state == "draft" else "declined", Light.NOT_STARTED)
    return None


def _overdue(view: _View) -> Iterator[Reason]:
    due = view.facts.due_on
    if due is not None and view.is_overdue():
        figures: Figures = {"due_on": due.isoformat(), "days": view.days_since(due)}
        yield Reason("overdue", Light.RED, figures)


def _late_milestones(view: _View) -> Iterator[Reason]:
    for milestone in sorted(view.facts.milestones, key=lambda m: (m.due_on, m.title)):
        if milestone.is_done(view.as_of) or milestone.due_on >= view.clock:
            continue
        days = view.days_since(milestone.due_on)
        light = Light.RED if days > view.policy.milestone_red_after_days else Light.YELLOW
        due = milestone.due_on.isoformat()
        figures: Figures = {"title": milestone.title, "due_on": due, "days": days}
        yield Reason("milestone_overdue", light, figures)


def _against_plan(view: _View) -> Iterator[Reason]:
    """How progress compares with the plan to date: at most one reason, never for words."""
    percent, planned = view.percent, view.planned
    if view.facts.told_by == "words" or percent is None:
        return
    figures: Figures = {"percent": show(percent)}
    if planned is None:
        yield Reason("without_plan", Light.GREEN, figures)
        return
    ratio = _ratio(percent, planned)
    if ratio is None:
        yield Reason("nothing_planned_yet", Light.GREEN, figures)
        return
    figures |= {"planned_percent": show(planned), "ratio": show(ratio)}
    light = _plan_light(percent, planned, view.policy)
    if light is Light.GREEN:
        yield Reason("on_plan", light, figures)
    elif planned - percent <= view.policy.tolerance_points:
        tolerance: Figures = {
            "behind_points": show(planned - percent),
            "tolerance_points": show(view.policy.tolerance_points),
        }
        yield Reason("within_tolerance", Light.GREEN, figures | tolerance)
    elif view.policy.compare == "points":
        behind = show(planned - percent)
        yield Reason("points_behind", light, figures | {"behind_points": behind})
    else:
        yield Reason("behind_plan", light, figures)


def _plan_light(percent: Decimal, planned: Decimal, policy: Policy) -> Light:
    """The light before tolerance; products, not quotients, so that a boundary is exact."""
    if policy.compare == "points":
        behind = planned - percent
        red, yellow = behind > policy.red_over_points, behind >= policy.yellow_from_points
    else:
        red = percent < policy.red_below * planned
        yellow = percent < policy.yellow_below * planned
    if red:
        return Light.RED
    return Light.YELLOW if yellow and percent < planned else Light.GREEN


def _is_behind(percent: Decimal | None, planned: Decimal | None, policy: Policy) -> bool:
    """Whether this much done on that plan lights yellow or red, tolerance given."""
    if percent is None or planned is None or planned <= 0:
        return False
    light = _plan_light(percent, planned, policy)
    return light is not Light.GREEN and planned - percent > policy.tolerance_points


def _short_rounds(view: _View) -> Iterator[Reason]:
    enough = view.policy.short_rounds_red
    if not enough or view.facts.told_by == "words":
        return
    short = view.short_rounds()
    if len(short) >= enough:
        figures: Figures = {"period": short[0].period, "count": len(short)}
        yield Reason("short_rounds", Light.RED, figures)


def _not_begun(view: _View) -> Iterator[Reason]:
    """Assigned, its planned month over, and nothing approved that says it has begun."""
    facts, policy = view.facts, view.policy
    if facts.state != "assigned" or facts.starts_on is None or view.percent:
        return
    months = months_over(facts.starts_on, view.clock)
    red = policy.not_begun_red_months
    yellow = policy.not_begun_yellow_months
    figures: Figures = {"starts_on": facts.starts_on.isoformat(), "count": months}
    if red and months >= red:
        yield Reason("not_begun_late", Light.RED, figures)
    elif yellow and months >= yellow:
        yield Reason("not_begun_late", Light.YELLOW, figures)


def _due_soon(view: _View) -> Iterator[Reason]:
    facts, due, policy = view.facts, view.facts.due_on, view.policy
    if due is None or due < view.clock or facts.told_by == "words":
        return
    # Once the unit says it is done, a warning that it may not be has lost its purpose.
    if facts.state == "completion_requested":
        return
    days = view.calendar.between(view.clock, due)
    if days > policy.due_soon_days:
        return
    figures: Figures = {
        "due_on": due.isoformat(),
        "days": days,
        "needed_percent": show(policy.due_soon_percent),
    }
    if view.percent is None:
        yield Reason("due_soon_without_figure", Light.YELLOW, figures)
    elif view.percent < policy.due_soon_percent:
        yield Reason("due_soon", Light.YELLOW, figures | {"percent": show(view.percent)})


def _missed_filings(view: _View) -> Iterator[Reason]:
    count = len(view.missed)
    if count == 0:
        return
    light = Light.RED if count >= view.policy.missed_rounds_red else Light.YELLOW
    period = view.missed[0].period
    if count == 1:
        yield Reason("missed_round", light, {"period": period})
    else:
        yield Reason("missed_rounds", light, {"period": period, "count": count})


def _self_rating(view: _View) -> Iterator[Reason]:
    # A unit that says it is behind is warned with, not punished: honesty must not cost a red.
    if view.facts.self_rating in ("at_risk", "behind"):
        yield Reason(f"self_{view.facts.self_rating}", Light.YELLOW)


def _requested(view: _View) -> Iterator[Reason]:
    if view.facts.state == "completion_requested" and view.facts.completed_on is not None:
        figures = {"requested_on": view.facts.completed_on.isoformat()}
        yield Reason("completion_requested", Light.GREEN, figures)


def _nothing_found(facts: Facts) -> Reason:
    if facts.state == "assigned":
        return Reason("not_begun", Light.NOT_STARTED)
    return Reason("told_in_words" if facts.told_by == "words" else "no_figure_yet", Light.GREEN)


def _override_reason(override: Override) -> Reason:
    figures = {
        "light": override.light.value,
        "reason": override.reason,
        "by": override.by,
        "expires_on": override.expires_on.isoformat(),
    }
    return Reason("overridden", override.light, figures)


def _ratio(percent: Decimal | None, planned: Decimal | None) -> Decimal | None:
    if percent is None or planned is None or planned <= 0:
        return None
    return (percent / planned).quantize(_FOUR_PLACES, rounding=ROUND_FLOOR)
