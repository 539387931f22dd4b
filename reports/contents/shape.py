"""The shape of a report's contents: names and values, JSON-able, no keys of records.

Percentages, planned values and gaps are text with one decimal, rounded half up; a percentage is out
of 100, a gap is in percentage points. Days are ISO dates. None means that there is nothing to say.
"""

from typing import NotRequired, TypedDict

# 2: what other plans do for a measure, its tasks, leaders and contributions; what the period
# brought: `changes`, `matters`, `directions`. `reports.contents.older` lifts what is older.
FORMAT = 2
LIGHTS = ("red", "yellow", "green", "done", "not_started", "ongoing", "paused")

Counts = dict[str, int]


class ReasonLine(TypedDict):
    """A reason with its sentence in both languages, as it read that day."""

    code: str
    light: str
    zh: str
    en: str


class OtherLine(TypedDict):
    """Another plan's initiative that serves the measure: filed there, read here."""

    plan: str
    plan_title: str
    code: int
    title: str
    light: str


class TaskLine(TypedDict):
    """One initiative of a measure, so that any selection of them can be counted anew.

    `percent` and `planned` are exact to four decimals, as standings are kept; `planned` None leaves
    it out of every mean. `gone`: cancelled or merged, judged only where nothing else lives.
    `plan` is "" for the plan's own, else the slug of the plan where it is filed. `due` and `filed`
    are those of the latest round that asked it.
    """

    plan: str
    code: int
    title: str
    state: str
    light: str
    percent: str | None
    planned: str | None
    weight: str
    lead: str
    lead_short: str
    leaders: list[str]
    gone: bool
    due: bool
    filed: bool


class ContributionLine(TypedDict):
    """What a joint or supporting unit said of its part, in its own words."""

    unit: str
    unit_short: str
    words: str


class Cell(TypedDict):
    """One measure: its light is the worst of its initiatives', its percent their weighted mean.

    `codes` are the plan's own, `others` those of other plans; it is judged by all of them.
    """

    position: int
    number: str
    path: str
    title: str
    text: str
    codes: list[int]
    others: list[OtherLine]
    light: str
    percent: str | None
    planned: str | None
    gap: str | None
    reasons: list[ReasonLine]
    leads: list[str]
    leads_short: list[str]
    due_on: str | None
    original_due_on: str | None
    starts_on: str | None
    done: str
    cause: str
    problems: str
    next_steps: str
    expected_on: str | None
    step: str | None
    is_example: bool
    leaders: list[str]
    tasks: list[TaskLine]
    contributions: list[ContributionLine]


class Area(TypedDict):
    """One recommendation area with its cells in document order."""

    number: str
    title: str
    head: str
    tail: str
    counts: Counts
    percent: str | None
    planned: str | None
    gap: str | None
    cells: list[Cell]


class UnitLine(TypedDict):
    """One lead unit, in official order: initiatives by light, and this round's filings."""

    name: str
    short_name: str
    total: int
    counts: Counts
    due: int
    filed: int


class RoundLine(TypedDict):
    """The latest round that had opened by `as_of`."""

    period: str
    number: int
    filing_due_on: str
    due: int
    filed: int


class IndicatorLine(TypedDict):
    """One indicator; values are exact decimals as text in its own unit of measure.

    `task` is the number of the initiative that it belongs to. `of_target` is the share of the way
    from the baseline to the last target. `last_year` is the value of about a year before `actual`,
    `on_year` the change since: percent, or points where the unit of measure is a percentage.
    """

    code: int
    name: str
    unit: str
    baseline: str | None
    baseline_on: str | None
    baseline_sentence: str
    actual: str | None
    actual_on: str | None
    planned: str | None
    achieved: str | None
    target: str | None
    target_on: str | None
    light: str
    reasons: list[ReasonLine]
    is_example: bool
    task: int | None
    of_target: str | None
    last_year: str | None
    last_year_on: str | None
    on_year: str | None


class PlanLine(TypedDict):
    """What the plan is called and by which words its levels go."""

    slug: str
    title: str
    short_title: str
    area_word: str
    measure_word: str
    is_example: bool


class ChangeLine(TypedDict):
    """One decision of the period on an initiative's term, goal or life.

    `kind` is extended, advanced, adjusted, completed, struck_off, reopened, cancelled, merged,
    suspended or resumed. `on` is the day from which it holds, `decided_on` the day of the
    decision. `extensions` counts those of the initiative so far, this one included. `was` and
    `now` are goals in words for an adjustment; `now` names the one that lives on for a merger.
    `asked`: the unit had asked for it, and `decided_by` agreed; else the office acted by itself.
    """

    kind: str
    position: int
    code: int
    title: str
    lead: str
    lead_short: str
    on: str
    decided_on: str
    was_due: str | None
    now_due: str | None
    original_due: str | None
    extensions: int
    until: str | None
    was: str
    now: str
    reason: str
    asked: bool
    decided_by: str


class MatterLine(TypedDict):
    """A coordination matter that was open on the day, or answered in the period."""

    position: int
    code: int
    title: str
    lead: str
    lead_short: str
    matter: str
    proposal: str
    asked_of: str
    raised_on: str
    due_on: str | None
    overdue: bool
    answer: str
    answered_on: str | None


class ReplyLine(TypedDict):
    """What one initiative's lead unit replied to a direction; empty while it has not."""

    position: int
    code: int
    title: str
    lead: str
    lead_short: str
    reply: str
    replied_on: str | None


class DirectionLine(TypedDict):
    """A leader's direction of the period, or one that waits for a reply: words verbatim."""

    leader: str
    words: str
    given_on: str
    due_on: str | None
    overdue: bool
    replies: list[ReplyLine]


class Move(TypedDict):
    """A measure whose light is another one now."""

    position: int
    title: str
    was: str
    now: str


class Sides(TypedDict):
    """A value then and now; `change` is now − then, "" where that cannot be said."""

    position: int
    title: str
    was: str
    now: str
    change: str


class Risk(TypedDict):
    """A measure that came to need attention, or no longer does."""

    position: int
    title: str
    was: str
    now: str
    reasons: list[ReasonLine]


class IndicatorSides(TypedDict):
    """An indicator's value, its day and its light, then and now."""

    code: int
    name: str
    unit: str
    was: str
    was_on: str
    now: str
    now_on: str
    change: str
    was_light: str
    now_light: str


class Missing(TypedDict):
    """A unit that has not filed all that the latest round asked."""

    name: str
    due: int
    filed: int


class Comparison(TypedDict):
    """What differs between `was_on` and `now_on`. Every list stands in the order of the document.

    `counts` are by light: then, now, the difference. Measures that only one side has are `added`
    or `removed` and stand in no other list.
    """

    was_on: str
    now_on: str
    was_percent: str | None
    now_percent: str | None
    percent: str | None
    counts: dict[str, tuple[int, int, int]]
    lights: list[Sides]
    steps: list[Sides]
    deadlines: list[Sides]
    new_risks: list[Risk]
    cleared: list[Risk]
    done: list[Sides]
    indicators: list[IndicatorSides]
    unfiled: list[Missing]
    added: list[int]
    removed: list[int]


class Previous(TypedDict):
    """What changed since the last report of the same kind: differences now − then.

    `compared` is None in contents that were frozen before format 2.
    """

    period: str
    as_of: str
    counts: Counts
    percent: str | None
    moves: list[Move]
    worse: int
    better: int
    completed: int
    compared: Comparison | None


class Tallies(TypedDict):
    """Counts of the lists that stand here, as sentences print them.

    `shares` are each light's percentage of the measures, together 100.0 by largest remainders.
    `unfiled` and `unfiled_units` are of the latest round, `changes` by kind.
    """

    shares: dict[str, str]
    unfiled: int
    unfiled_units: int
    changes: dict[str, int]
    matters_open: int
    matters_overdue: int
    matters_answered: int
    directions: int
    directions_replied: int
    directions_open: int
    directions_overdue: int


class Contents(TypedDict):
    """All of it. `as_of` is the day the facts speak of, `known_at` when we knew them.

    A cell's `step` and `previous` tell the change since the last report. `since` is the first day
    of the period, None where only the day is told (the live overview): then `changes`, `matters`
    and `directions` are empty. `audience` units: of the latter two only what was released.
    `further` are the plans that the report speaks of beside its own, each with contents of its own.
    """

    format: int
    plan: PlanLine
    as_of: str
    known_at: str
    since: str | None
    audience: str
    policy: str
    total: int
    counts: Counts
    percent: str | None
    planned: str | None
    gap: str | None
    areas: list[Area]
    attention: list[int]
    units: list[UnitLine]
    round: RoundLine | None
    indicators: list[IndicatorLine]
    changes: list[ChangeLine]
    matters: list[MatterLine]
    directions: list[DirectionLine]
    tallies: Tallies
    previous: Previous | None
    further: NotRequired[list["Contents"]]
