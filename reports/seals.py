"""What a signature seals: the figures and the words as signed, in one text with one hash.

Plain Python. The text is part of the record for good: a later way of writing it counts `FORMAT` up
and older ones stay readable. Every file and page of a signed report is made from it alone.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

FORMAT = 1
KNOWN = frozenset({FORMAT})


class UnknownSeal(ValueError):
    """The text is no seal that this version of the program reads."""


def canonical(data: Mapping[str, Any]) -> str:
    """Data as canonical JSON: sorted keys, no blanks, Chinese as it is."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str | bytes) -> str:
    """SHA-256 of a text in UTF-8, or of bytes; in hex."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()


@dataclass(frozen=True, slots=True)
class Covered:
    """What a report covers: its period's key and its names as they were."""

    key: str
    zh: str
    en: str
    ends_on: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The issue that a correction corrects: its edition, its day and its seal's hash."""

    edition: int
    day: str
    seal_sha256: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed report. `contents` and `document` are JSON as `Contents` and `Document.data` give.

    `number` is 第N期 of `year`; `signer` is a name, or "" where the clock published it. `day` is
    the ISO date of signing. A correction names what it `corrects` and the `reason`.
    """

    contents: Mapping[str, Any]
    document: Mapping[str, Any]
    kind: str
    audience: str
    covered: Covered
    number: int
    year: int
    edition: int
    signer: str
    day: str
    corrects: Corrected | None = None
    reason: str = ""

    @property
    def text(self) -> str:
        """The canonical text that is kept and hashed."""
        return canonical({"format": FORMAT, **asdict(self)})


def opened(text: str) -> Seal:
    """The seal that a text holds. Raises UnknownSeal for any other text."""
    try:
        data = json.loads(text)
        version = data.pop("format")
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise UnknownSeal("The text is not a seal.") from error
    if version not in KNOWN:
        raise UnknownSeal(f"A seal of format {version} is not known here.")
    try:
        corrects = data.pop("corrects")
        return Seal(
            **{**data, "covered": Covered(**data["covered"])},
            corrects=Corrected(**corrects) if corrects else None,
        )
    except (KeyError, TypeError) as error:
        raise UnknownSeal("The seal is not whole.") from error


def issue_words(number: int, edition: int) -> str:
    """第N期 as it stands under the masthead; a correction has the number of what it corrects."""
    if not edition:
        return f"第{number}期"
    again = f"（第{edition}次更正）" if edition > 1 else ""
    return f"更正第{number}期{again}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A report's row as plain values, to be held against its seal."""

    contents: str
    sha256: str
    seal: str
    seal_sha256: str
    kind: str
    audience: str
    period: str
    edition: int
    number: int
    year: int
    corrects: str  # The seal's hash of the report that it corrects, or "".


def faults(kept: Kept) -> list[str]:
    """What does not hold of a signed report, as codes; empty where it is whole.

    `figures`: the figures are not what was hashed. `seal`: the seal is not. `format`: it cannot be
    read. `apart`: the row says something else than the seal.
    """
    found = [
        code
        for code, text, wanted in (
            ("figures", kept.contents, kept.sha256),
            ("seal", kept.seal, kept.seal_sha256),
        )
        if digest(text) != wanted
    ]
    try:
        seal = opened(kept.seal)
    except UnknownSeal:
        return [*found, "format"]
    corrected = seal.corrects.seal_sha256 if seal.corrects else ""
    same = (
        (canonical(seal.contents), kept.contents),
        (seal.text, kept.seal),
        (seal.kind, kept.kind),
        (seal.audience, kept.audience),
        (seal.covered.key, kept.period),
        (seal.edition, kept.edition),
        (seal.number, kept.number),
        (seal.year, kept.year),
        (corrected, kept.corrects),
    )
    return found if all(one == other for one, other in same) else [*found, "apart"]
