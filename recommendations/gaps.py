"""What rooms to the left miss in a plan: each registers its question, coverage asks them all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from recommendations.models import Finding, Initiative, Measure, Plan


@dataclass(frozen=True)
class Gap:
    """One kind of thing that a plan lacks, and where. `stops`: it holds up publishing.

    `words` say how many and what; the lists name them, each in the plan's order.
    """

    key: str
    words: str
    stops: bool = False
    measures: list[Measure] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


Question = Callable[[Plan], Gap | None]
_QUESTIONS: dict[str, Question] = {}


def ask_also(name: str, question: Question) -> None:
    """Called once by each room when the site starts; the same name twice is once."""
    _QUESTIONS[name] = question


def asked_also(plan: Plan) -> list[Gap]:
    """What the other rooms miss."""
    found: list[Any] = [question(plan) for question in _QUESTIONS.values()]
    return [gap for gap in found if gap is not None]
