"""Reads the outline of a policy document: its sections, areas, measures and findings.

Plain Python: no Django, no database, no third-party package. The same bytes always give the same
outline. Every span counts characters of the decoded text, see :func:`decode`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from recommendations.outline.chinese import read_chinese
from recommendations.outline.decoding import UnreadableDocument, decode
from recommendations.outline.english import read_english
from recommendations.outline.lines import keep_lines, split_lines
from recommendations.outline.model import (
    Area,
    Due,
    Finding,
    Measure,
    Outline,
    Repair,
    Section,
    Unit,
    Warning_,
)
from recommendations.outline.paragraphs import read_paragraphs
from recommendations.outline.repairs import find_repairs

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Area",
    "Due",
    "Finding",
    "Measure",
    "Outline",
    "Repair",
    "Section",
    "Unit",
    "UnreadableDocument",
    "Warning_",
    "decode",
    "language_of",
    "paragraph_spans",
    "read_outline",
    "read_text",
]

# A Chinese paper may be full of Latin names; an English one hardly ever has one ideograph in ten.
CHINESE_SHARE = 0.1


def read_outline(data: bytes, *, units: Sequence[str] = ()) -> Outline:
    """The outline of a plain-text document given as bytes.

    ``units`` are the names of known units; a name that itself holds a comma or brackets is
    recognised whole only when it is among them. Raises UnreadableDocument, and nothing else, when
    the bytes are not a text.
    """
    return read_text(decode(data), fingerprint=sha256(data).hexdigest(), units=units)


def read_text(text: str, *, fingerprint: str, units: Sequence[str] = ()) -> Outline:
    """The outline of a text already extracted from a file whose SHA-256 is ``fingerprint``."""
    language = language_of(text)
    raw = split_lines(text)
    repairs, breaks = find_repairs(raw, language)
    lines = keep_lines(text, raw, repairs, breaks)
    reader = read_chinese if language == "zh" else read_english
    parts = reader(text, lines, units)
    return Outline(
        title=parts.title,
        language=language,
        sha256=fingerprint,
        sections=parts.sections,
        findings=parts.findings,
        repairs=tuple(repairs),
        warnings=parts.warnings,
        text=text,
    )


def language_of(text: str) -> str:
    """``zh`` where at least a tenth of the letters are ideographs, otherwise ``en``."""
    ideographs = sum(1 for ch in text if "\u3400" <= ch <= "\u9fff")
    letters = sum(1 for ch in text if ch.isalpha())
    return "zh" if ideographs and ideographs >= CHINESE_SHARE * letters else "en"


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each paragraph, hard-wrapped lines joined and page furniture left out.

    For showing the document as it reads; repairs may lie within a span.
    """
    raw = split_lines(text)
    repairs, breaks = find_repairs(raw, language_of(text))
    lines = keep_lines(text, raw, repairs, breaks)
    return [(flow.start, flow.end) for flow in read_paragraphs(lines) if flow]
