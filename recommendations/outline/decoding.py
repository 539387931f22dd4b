"""Turns the bytes of a text file into characters, or says in one sentence why it cannot."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter

from recommendations.outline import refusals
from recommendations.outline.refusals import UnreadableDocument

# Shares above which a text is taken for something else than a text.
TOO_MANY_CONTROLS = 0.01
TOO_MANY_UNASSIGNED = 0.05
SLIGHT_DAMAGE = 0.02
# Share of letters at home in a policy document above which a guessed encoding is believed.
LIKELY = 0.85
LIKELY_WITH_NULS = 0.7
SAMPLE = 200_000
BLANKS = "\ufeff \t\r\n\f\v\u3000\xa0"
HOME = (
    (0x20, 0x7E), (0x09, 0x0D), (0x4E00, 0x9FFF), (0x3000, 0x303F), (0xFF01, 0xFF5E),
    (0x2010, 0x2026), (0x2460, 0x2473), (0xA0, 0xFF),
)  # fmt: skip


def decode_text(data: bytes) -> str:
    """The characters of a text file in UTF-8, UTF-16 (marked or not) or GB 18030.

    Line ends become ``\\n`` (from ``\\r\\n`` and ``\\r``), as Python's own reading of a text file
    gives them, so that a span counted here is the same span for everyone who opens the file in the
    ordinary way. For the same reason the byte order mark of a UTF-8 file stays as character 0.

    Raises UnreadableDocument for an empty, a binary or an undecodable file.
    """
    if not data.strip():
        raise UnreadableDocument(refusals.EMPTY)
    text = _refuse_binary(_characters(data))
    if not text.strip(BLANKS):
        raise UnreadableDocument(refusals.BLANK)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _characters(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_other(data, error.start)
    # No text in UTF-8 holds NUL; English in UTF-16 does, and passes for UTF-8.
    return (_unmarked_utf16(data, LIKELY_WITH_NULS) or text) if "\0" in text else text


def _decode_utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(refusals.DAMAGED_UTF16, byte=error.start) from error


def _decode_other(data: bytes, damaged_at: int) -> str:
    # A UTF-8 file with a bad byte often passes for GB 18030 and comes out as nonsense; only where
    # hardly anything reads as UTF-8 are other encodings tried.
    attempt = data.decode("utf-8", errors="replace")
    foreign = sum(1 for ch in attempt if ch > "\x7f")
    broken = attempt.count("\ufffd")
    if broken <= SLIGHT_DAMAGE * foreign:
        raise UnreadableDocument(refusals.DAMAGED_UTF8, byte=damaged_at)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        wide = _unmarked_utf16(data, LIKELY)
        if wide is None:
            raise UnreadableDocument(refusals.UNKNOWN_ENCODING) from error
        return wide
    wide = _unmarked_utf16(data, LIKELY)
    if wide is not None and ("\0" in text or _likelihood(wide) > _likelihood(text)):
        return wide
    strange = sum(1 for ch in text if unicodedata.category(ch) in ("Co", "Cn"))
    if strange > TOO_MANY_UNASSIGNED * len(text):
        raise UnreadableDocument(refusals.NO_TEXT)
    return text


def _unmarked_utf16(data: bytes, least: float) -> str | None:
    """The text as UTF-16 without its mark, where it reads far better one way than any other."""
    if len(data) % 2:
        return None
    readings: list[tuple[float, str]] = []
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings.append((_likelihood(text), text))
    likelihood, text = max(readings, default=(0.0, ""))
    return text if likelihood >= least and "\0" not in text else None


def _likelihood(text: str) -> float:
    """The share of letters at home in a document; rows of rare ideographs count for less.

    Bytes read in a wrong encoding give ideographs too, but hardly one of them twice.
    """
    counts = Counter(text[:SAMPLE])
    total = sum(counts.values()) or 1
    home = sum(
        count for ch, count in counts.items() if any(low <= ord(ch) <= high for low, high in HOME)
    )
    return home / total


def _refuse_binary(text: str) -> str:
    controls = sum(1 for ch in text if ch < " " and ch not in "\t\n\r\f\v")
    if "\0" in text or controls > TOO_MANY_CONTROLS * len(text):
        raise UnreadableDocument(refusals.BINARY)
    return text
