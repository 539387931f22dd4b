"""The lights, the reasons for them, and the policy whose thresholds decide between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Literal, Self

from core.exact import show
from core.sentences import Figure

COMPARISONS = ("ratio", "points")
CLOCKS = ("days", "months")


class Light(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    DONE = "done"
    NOT_STARTED = "not_started"
    ONGOING = "ongoing"
    PAUSED = "paused"


@dataclass(frozen=True)
class Reason:
    """Why a light is lit: a code, the light it speaks for, and its figures.

    Figures can be written as JSON: decimals as text, counts and working days as whole numbers,
    dates in ISO form.
    """

    code: str
    light: Light
    figures: Mapping[str, Figure] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, object]:
        return {"code": self.code, "light": self.light.value, "figures": dict(self.figures)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """The reason that ``as_json`` wrote; raises ValueError for anything else."""
        figures = stored.get("figures")
        if set(stored) != {"code", "light", "figures"} or not isinstance(figures, Mapping):
            raise ValueError("A stored reason has a code, a light and its figures.")
        return cls(str(stored["code"]), Light(str(stored["light"])), dict(figures))


@dataclass(frozen=True)
class Policy:
    """The thresholds of the light rule, one version of them; see ``standing_on`` for the rule.

    ``compare`` says how progress is held against the plan to date: by their ratio (red below
    ``red_below``, yellow below ``yellow_below``) or by percentage points behind (red above
    ``red_over_points``, yellow from ``yellow_from_points`` on). Either way nothing is lit by up to
    ``tolerance_points`` behind. Days are working days.

    ``plan_by`` says how the straight line from start to due runs: by days, or by whole months with
    one decimal, as offices print it (11/12 is 91.7). The last three are off at 0: months since the
    planned start, without a start, that warn and that light red; and closed rounds in a row that
    ended behind the plan to date and light red.

    Raises ValueError, in a sentence for the person who set it, for thresholds that make no sense.
    """

    version: int
    name: str
    red_below: Decimal = Decimal("0.60")
    yellow_below: Decimal = Decimal("0.90")
    tolerance_points: Decimal = Decimal(5)
    milestone_red_after_days: int = 10
    due_soon_days: int = 10
    due_soon_percent: Decimal = Decimal(90)
    missed_rounds_red: int = 2
    compare: Literal["ratio", "points"] = "ratio"
    red_over_points: Decimal = Decimal(30)
    yellow_from_points: Decimal = Decimal(10)
    plan_by: Literal["days", "months"] = "days"
    not_begun_yellow_months: int = 0
    not_begun_red_months: int = 0
    short_rounds_red: int = 0

    def __post_init__(self) -> None:
        for met, sentence in (*self._demands_on_progress(), *self._demands_on_time()):
            if not met:
                raise ValueError(sentence)

    def _demands_on_progress(self) -> tuple[tuple[bool, str], ...]:
        return (
            (
                self.version >= 1 and self.name.strip() != "",
                "A light policy has a version from 1 on and a name.",
            ),
            (
                0 <= self.red_below <= self.yellow_below <= 1,
                "The ratios must satisfy 0 ≤ red_below ≤ yellow_below ≤ 1.",
            ),
            (
                0 <= self.yellow_from_points <= self.red_over_points <= 100,
                "The points must satisfy 0 ≤ yellow_from_points ≤ red_over_points ≤ 100.",
            ),
            (0 <= self.tolerance_points <= 100, "tolerance_points lies between 0 and 100."),
            (0 <= self.due_soon_percent <= 100, "due_soon_percent lies between 0 and 100."),
            (self.compare in COMPARISONS, f"compare is ratio or points, not “{self.compare}”."),
            (self.plan_by in CLOCKS, f"plan_by is days or months, not “{self.plan_by}”."),
        )

    def _demands_on_time(self) -> tuple[tuple[bool, str], ...]:
        yellow, red = self.not_begun_yellow_months, self.not_begun_red_months
        return (
            (
                min(self.milestone_red_after_days, self.due_soon_days) >= 0,
                "milestone_red_after_days and due_soon_days cannot be negative.",
            ),
            (self.missed_rounds_red >= 1, "missed_rounds_red is at least 1."),
            (
                min(yellow, red, self.short_rounds_red) >= 0,
                "Months and rounds cannot be negative; 0 means that they do not count.",
            ),
            (
                not (yellow and red) or yellow <= red,
                "not_begun_yellow_months cannot exceed not_begun_red_months.",
            ),
        )

    def as_json(self) -> dict[str, str | int]:
        """Every threshold by name, decimals as text."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: show(v) if isinstance(v, Decimal) else v for name, v in values.items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """The policy that ``as_json`` wrote; what is left out keeps its default.

        Raises ValueError for a missing version or name, an unknown threshold, or a value of the
        wrong kind. A decimal may be text or a number.
        """
        kinds = {f.name: f.type for f in fields(cls)}
        for name in ("version", "name"):
            if name not in stored:
                raise ValueError(f"A light policy needs its {name}.")
        unknown = sorted(set(stored) - set(kinds))
        if unknown:
            raise ValueError(f"A light policy has no threshold “{unknown[0]}”.")
        values = {name: _read(name, kinds[name], value) for name, value in stored.items()}
        return cls(**values)  # type: ignore[arg-type]  # _read gives each its declared type


def _read(name: str, kind: object, value: object) -> Decimal | int | str:
    if kind is Decimal:
        return _read_decimal(name, value)
    if kind is int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{name} must be a whole number, not “{value}”.")
        return value
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text, not “{value}”.")
    return value


def _read_decimal(name: str, value: object) -> Decimal:
    refusal = f"{name} must be a number, not “{value}”."
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError(refusal)
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(refusal) from error
    if not number.is_finite():
        raise ValueError(refusal)
    return number


DEFAULT_POLICY = Policy(version=1, name="默认规则")
