"""The shape of a report's contents: names and values, JSON-able, no keys of records.

Percentages, planned values and gaps are text with one decimal, rounded half up; a percentage is out
of 100, a gap is in percentage points. Days are ISO dates. None means that there is nothing to say.
"""

from typing import TypedDict

# 2: a cell names what other plans' initiatives do for it (`others`).
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


class Area(TypedDict):
    """One recommendation area with its cells in document order."""

    number: str
    title: str
    head: str
    tail: str
    counts: Counts
    percent: str | None
    planned: str | None
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
    """One indicator; values are exact decimals as text in its own unit of measure."""

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


class PlanLine(TypedDict):
    """What the plan is called and by which words its levels go."""

    slug: str
    title: str
    short_title: str
    area_word: str
    measure_word: str
    is_example: bool


class Move(TypedDict):
    """A measure whose light is another one now."""

    position: int
    title: str
    was: str
    now: str


class Previous(TypedDict):
    """What changed since the last report of the same kind: differences now − then."""

    period: str
    as_of: str
    counts: Counts
    percent: str | None
    moves: list[Move]
    worse: int
    better: int
    completed: int


class Contents(TypedDict):
    """All of it. `as_of` is the day the facts speak of, `known_at` when we knew them.

    A cell's `step` and `previous` tell the change since the last report.
    """

    format: int
    plan: PlanLine
    as_of: str
    known_at: str
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
    previous: Previous | None
