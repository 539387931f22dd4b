"""What an update still lacks before it can be handed over. Plain Python, no Django.

Only the questions that the rating calls for are asked: behind wants a cause and a new date, at risk
wants a cause, a fallen percent wants a word.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LEAST_WORDS = 10


@dataclass(frozen=True)
class Draft:
    """What was written so far; `last_percent` is the figure to beat."""

    told_by: str
    percent: Decimal | None
    last_percent: Decimal | None
    self_rating: str
    done: str
    cause: str
    expected_on: date | None
    next_steps: str


def asked(draft: Draft) -> set[str]:
    """The fields that this draft must fill in."""
    fields = {"self_rating", "done", "next_steps"}
    if draft.told_by == "percent":
        fields.add("percent")
    if draft.self_rating in {"at_risk", "behind"} or fell(draft):
        fields.add("cause")
    if draft.self_rating == "behind":
        fields.add("expected_on")
    return fields


def fell(draft: Draft) -> bool:
    """Whether the percent is lower than the last approved one."""
    return (
        draft.percent is not None
        and draft.last_percent is not None
        and draft.percent < draft.last_percent
    )


def missing(draft: Draft) -> list[str]:
    """The asked fields that are empty, or too short to say anything, in the page's order."""
    order = ["percent", "self_rating", "done", "cause", "expected_on", "next_steps"]
    wanted = asked(draft)
    return [name for name in order if name in wanted and not _answered(getattr(draft, name))]


def _answered(value: object) -> bool:
    if isinstance(value, str) and value not in {"on_track", "at_risk", "behind"}:
        return len(value.strip()) >= LEAST_WORDS
    return value is not None and value != ""
