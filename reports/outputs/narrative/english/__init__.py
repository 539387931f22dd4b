"""The report's sentences in English, composed from the same contents as the Chinese ones.

They are no translation of sentences but sentences on the same figures; what is somebody's own,
names and words, stands as it was written.
"""

from __future__ import annotations

from collections.abc import Callable

from reports.outputs.narrative.english.asked import directions, matters
from reports.outputs.narrative.english.behind import behind, following, problems
from reports.outputs.narrative.english.decided import decided
from reports.outputs.narrative.english.frame import EnglishFrame
from reports.outputs.narrative.english.indicators import indicators
from reports.outputs.narrative.english.overall import areas, overall
from reports.outputs.narrative.frame import Part

__all__ = ["COMPOSE", "EnglishFrame"]

COMPOSE: dict[str, Callable[[EnglishFrame], Part | None]] = {
    "overall": overall,
    "areas": areas,
    "behind": behind,
    "indicators": indicators,
    "changes": decided,
    "matters": matters,
    "directions": directions,
    "problems": problems,
    "next": following,
}
