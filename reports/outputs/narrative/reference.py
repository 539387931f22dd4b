"""The reference translation of a report: its figures told in English beside the official text.

Nothing of it is sealed. It is composed from the frozen contents each time it is asked for; where
people wrote other words into the official text, those stand in it as they were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from core.periods import Period
from reports.outputs.blocks import Block, Document, Heading, Paragraph
from reports.outputs.narrative import told
from reports.outputs.narrative.english import EnglishFrame
from reports.outputs.narrative.english.voice import MEASURES, PLANS, WAS, counted, sentences
from reports.outputs.narrative.figures import RANKING
from reports.outputs.narrative.frame import UNITS, Spell
from reports.outputs.narrative.together import told_together
from reports.outputs.tongue import EN, date_en

if TYPE_CHECKING:
    from reports.contents.shape import Contents

NOTICE = (
    "Reference translation, made from the same figures as the Chinese original, which alone is "
    "official and governs. Titles, names and what units or editors wrote in their own words stand "
    "as in the original."
)
OWN_WORDS = "(Edited; as in the original) "
_REST = "Further passages of the original"


@dataclass(frozen=True)
class Issue:
    """As what the report went out, or lies as a draft: number 0 is a draft.

    `corrects` is the issue that this one corrects, signed `corrects_on`, for `reason`.
    """

    day: date
    number: int = 0
    edition: int = 0
    corrects: str = ""
    corrects_on: date | None = None
    reason: str = ""

    @property
    def line(self) -> str:
        """No. 3, Correction of No. 3, Draft for signature."""
        return issue_en(self.number, self.edition) if self.number else EN("送审稿")


def issue_en(number: int, edition: int) -> str:
    """No. 3; the first correction of it and any later one as such."""
    if not edition:
        return f"No. {number}"
    again = f"Correction {edition}" if edition > 1 else "Correction"
    return f"{again} of No. {number}"


def reference(
    parts: Sequence[Contents], *, period: Period | Spell, official: Document, composed: Document,
    issue: Issue,
) -> Document:  # fmt: skip
    """The English of `official`, which people wrote from `composed`, on the contents of its plans.

    The same arguments give the same document.
    """
    ranking = any(one.title.endswith(RANKING) for one in official.attachments)
    named = parts[0]["audience"] != UNITS
    several = len(parts) > 1
    frames = [
        EnglishFrame(
            part, period, named=named, ranking=ranking,
            keys=_keys(composed, part["plan"]["slug"] if several else ""),
        )
        for part in parts
    ]  # fmt: skip
    issuer, day = official.issuer, issue.day
    if several:
        drawn = told_together(
            frames, _titled(frames), _opening(parts), issuer=issuer, drafted_on=day
        )
    else:
        drawn = told(frames[0], issuer=issuer, drafted_on=day)
    blocks = _with_own_words(drawn.blocks, _own_words(official, composed))
    notices = [Paragraph(NOTICE, "notice"), *_corrected(issue)]
    return replace(
        drawn,
        issue_line=issue.line,
        blocks=(*notices, *blocks),
        signer=official.signer,
        recipients=official.recipients,
        printed_on=date_en(issue.day) if official.printed_on else "",
    )


def _keys(composed: Document, slug: str) -> frozenset[str]:
    """The keys of the composed paragraphs; of one plan of several without its name."""
    named = f"{slug}." if slug else ""
    return frozenset(key.removeprefix(named) for key in _texts(composed) if key.startswith(named))


def _texts(document: Document) -> dict[str, list[str]]:
    """The paragraphs by key; one that was written in several lines counts as one."""
    found: dict[str, list[str]] = {}
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.key:
            found.setdefault(block.key.partition("~")[0], []).append(block.text)
    return found


def _own_words(official: Document, composed: Document) -> dict[str, list[str]]:
    """What people wrote instead of what was composed."""
    was = _texts(composed)
    return {key: told for key, told in _texts(official).items() if told != was.get(key)}


def _with_own_words(blocks: Sequence[Block], own: Mapping[str, list[str]]) -> list[Block]:
    """The blocks with people's words in the place of the English ones; none is left out."""
    made: list[Block] = []
    left = dict(own)
    for block in blocks:
        told = left.pop(block.key, None) if isinstance(block, Paragraph) else None
        made += [block] if told is None else _marked(told)
    if left:
        made.append(Heading(2, _REST))
        made += [each for told in left.values() for each in _marked(told)]
    return made


def _marked(told: Sequence[str]) -> list[Block]:
    first, *others = told
    return [Paragraph(f"{OWN_WORDS}{first}"), *map(Paragraph, others)]


def _corrected(issue: Issue) -> list[Paragraph]:
    """Which issue this one corrects, and why, as its Chinese text begins."""
    if issue.corrects_on is None:
        return []
    day = date_en(issue.corrects_on)
    told = f"This issue corrects and replaces {issue.corrects}, signed on {day}"
    return [Paragraph(sentences([told, f"Reason for the correction: {issue.reason}"]), "notice")]


def _titled(frames: Sequence[EnglishFrame]) -> tuple[str, ...]:
    first = frames[0]
    of = f"on the Implementation of {first.plan_title} and Others ({PLANS(len(frames))})"
    return first.titled(of)


def _opening(parts: Sequence[Contents]) -> Paragraph:
    """How many plans, how many measures, and how they stand together."""
    counts = {light: sum(part["counts"][light] for part in parts) for light in parts[0]["counts"]}
    total = sum(part["total"] for part in parts)
    stood = f": {counted(counts)}" if total else ""
    told = (
        f"As of {EN.day(parts[0]['as_of'])}, there {WAS.of(total)} {MEASURES(total)} in "
        f"{PLANS(len(parts))}{stood}."
    )
    return Paragraph(told, key="plans.1")
