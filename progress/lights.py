"""The lights, the reasons for them, and the policy whose thresholds decide between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Literal, Self

from core.exact import show
from core.sentences import Figure

COMPARISONS = ("ratio", "points")


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

    def __post_init__(self) -> None:
        demands = (
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
            (
                min(self.milestone_red_after_days, self.due_soon_days) >= 0,
                "milestone_red_after_days and due_soon_days cannot be negative.",
            ),
            (self.missed_rounds_red >= 1, "missed_rounds_red is at least 1."),
            (self.compare in COMPARISONS, f"compare is ratio or points, not “{self.compare}”."),
        )
        for met, sentence in demands:
            if not met:
                raise ValueError(sentence)

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

# Rules that cities have published. Where a city left something open (up to ten points behind in
# Yinchuan, say), the reading that lights less was taken.
PRESETS: Mapping[str, Policy] = {
    "default": DEFAULT_POLICY,
    "yinchuan": Policy(
        version=1,
        name="银川规则（2025年）",
        compare="points",
        tolerance_points=Decimal(0),
        missed_rounds_red=3,
    ),
    "sanya": Policy(
        version=1,
        name="三亚规则（2022年）",
        red_below=Decimal("0.50"),
        yellow_below=Decimal(1),
        tolerance_points=Decimal(0),
    ),
    "wuhan": Policy(
        version=1, name="武汉规则", yellow_below=Decimal("0.80"), tolerance_points=Decimal(0)
    ),
    # One threshold only: short of the plan to date, which warns and by itself is never red.
    "xuancheng": Policy(
        version=1,
        name="宣城规则（2020年）",
        red_below=Decimal(0),
        yellow_below=Decimal(1),
        tolerance_points=Decimal(0),
    ),
}
