"""Walk the chain from its first event and say where it breaks.

Read in slices by number, not by one long cursor: on SQLite a reader that lingers holds up writers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.audit.chain import FIELDS, canonical, link_of
from core.models import AuditEvent

_SLICE = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the walk found. `head` is “number:link” of the last good event, '' before the first."""

    ok: bool
    checked: int
    first_bad_seq: int | None
    why: str
    head: str


def verify_chain(*, known_head: str = "") -> Verdict:
    """Check every event; stop at the first bad one.

    `known_head` is a head that was noted down earlier (“number:link”): only it can show that the
    end of the chain was cut off. Raises ValueError where it is not of that form.
    """
    known_seq, known_link = _parse(known_head)
    seq, previous = 0, ""
    for row in _rows():
        why = _fault(row, seq + 1, previous)
        if not why and row["seq"] == known_seq and row["link"] != known_link:
            why = _("This event is not the one that was noted down as the head.")
        if why:
            # A gap is named by the event that is missing, anything else by the event found.
            return _bad(min(row["seq"], seq + 1), why, seq, previous)
        seq, previous = row["seq"], row["link"]
    if known_seq > seq:
        why = _("The event is missing: the chain ends before the head that was noted down.")
        return _bad(seq + 1, why, seq, previous)
    return Verdict(ok=True, checked=seq, first_bad_seq=None, why="", head=_head(seq, previous))


def _bad(bad: int, why: str, seq: int, link: str) -> Verdict:
    return Verdict(ok=False, checked=seq, first_bad_seq=bad, why=why, head=_head(seq, link))


def _rows() -> Iterator[dict[str, Any]]:
    """Every event, by number; one that cannot even be read comes with its number alone."""
    names = (*FIELDS, "link")
    rows = AuditEvent.objects.order_by("seq").values_list(*names)
    left = rows
    while True:
        try:
            found: list[tuple[Any, ...]] = list(left[:_SLICE])
        except (TypeError, ValueError):
            found = _one_by_one(left)
        for values in found:
            yield dict(zip(names, values, strict=False))
        if not found:
            return
        left = rows.filter(seq__gt=found[-1][0])


def _one_by_one(left: Any) -> list[tuple[Any, ...]]:
    """The next slice, in which some event holds what no field can."""
    found: list[tuple[Any, ...]] = []
    for seq in list(left.values_list("seq", flat=True)[:_SLICE]):
        try:
            found += left.filter(seq=seq)
        except (TypeError, ValueError):
            found.append((seq,))
    return found


def _fault(row: dict[str, Any], expected: int, previous: str) -> str:
    if row["seq"] < expected:
        return _("An event with this number does not belong in the chain.")
    if row["seq"] > expected:
        return _("The event with this number is missing.")
    try:
        text = canonical(row)
    except (AttributeError, KeyError, TypeError, ValueError):
        return _("The event cannot be read.")
    if row["previous"] != previous:
        return _("The event does not follow the one before it.")
    if row["link"] != link_of(previous, text):
        return _("The event is not as it was written.")
    return ""


def _head(seq: int, link: str) -> str:
    return f"{seq}:{link}" if seq else ""


def _parse(head: str) -> tuple[int, str]:
    if not head:
        return 0, ""
    number, _colon, link = head.partition(":")
    return int(number), link
