"""The responsible units and the deadline that a measure's text prints."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING

from recommendations.outline.model import Due, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAD, SUPPORT = "lead", "support"

OPENING, CLOSING = "（(", "）)"
LONGEST_CLAUSE = 600
TRIGGER = re.compile(r"单位|部门|牵头|负责|配合|完成时限|责任|主办|协办")
BARE_CLAUSE = re.compile(r"\n\s*((?:牵头|责任|主责|主办|配合|协办)(?:单位|部门)[：:][\s\S]*)$")
LABEL = re.compile(
    r"(?P<lead>牵头|主责|主办|责任|承办|实施)?(?P<support>配合|协办|参与|协同|参加)?(?:单位|部门)[：:]"
)
TIME_LABEL = re.compile(r"(?:完成)?(?:时限|时间)(?:要求)?[：:]")
NOTE = re.compile(r"下同|排在|列第一|排名|牵头部门$|牵头单位$|时限|年内|底前|月前|持续推进|长期")
DUTY = re.compile(
    r"(?:按(?:照)?(?:职责|分工|职能)+分工?)?(?:分别|共同|具体|会同|联合)?(?P<word>牵头|负责|配合|参与|协助|协同|落实)"
    r"(?:负责|落实|实施)?$"
)
OTHERS = re.compile(r"等?各?(?:有关|相关)(?:部门|单位|地区|方面)+(?:和单位)?$|等(?:部门|单位)?$")

TURN = "(?<![\\d一二三四五六七八九十两几半全])"
DEADLINES = (
    re.compile(r"(?P<y>20\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:之前|以前|前)"),
    re.compile(r"(?P<y>20\d\d)年(?P<m>\d{1,2})月(?P<late>底|末)?(?:之前|以前|前)"),
    re.compile(r"(?P<y>20\d\d)年(?:年)?[底末](?:之前|以前|前)"),
    re.compile(r"(?P<y>20\d\d)年(?P<half>上半年)"),
    re.compile(rf"{TURN}(?:今年|本年|当年)?(?P<half>上半年)"),
    re.compile(rf"{TURN}(?P<m>\d{{1,2}})月(?P<late>底|末)(?:之前|以前|前)"),
    re.compile(rf"{TURN}(?:今|本|当)?年[底末](?:之前|以前|前)"),
    re.compile(rf"{TURN}(?:今|本|当)?年内"),
)


def read_units(text: str, known: Sequence[str]) -> tuple[Unit, ...]:
    """The units of a measure's closing clause, each once, in the printed order.

    The first unit leads unless the clause says who does. Collective words (有关部门) are left out.
    """
    clause = closing_clause(text)
    if not clause:
        return ()
    found: dict[str, str] = {}
    for names, role in _groups(clause, known):
        for name in names:
            first = role is None and LEAD not in found.values()
            found.setdefault(name, role or (LEAD if first else SUPPORT))
    return tuple(Unit(name, role) for name, role in found.items())


def closing_clause(text: str) -> str:
    """What the last bracket of a text says, if it speaks of duties; nested brackets included.

    A line of its own that begins with 责任单位： counts as well.
    """
    text = text.rstrip(" \n。；;")
    bare = BARE_CLAUSE.search(text[-LONGEST_CLAUSE:])
    if bare:
        return bare.group(1)
    if text[-1:] not in tuple(CLOSING):
        return ""
    depth = 0
    for i in range(len(text) - 1, max(-1, len(text) - LONGEST_CLAUSE), -1):
        depth += (text[i] in CLOSING) - (text[i] in OPENING)
        if depth == 0:
            clause = text[i + 1 : -1]
            return clause if TRIGGER.search(clause) else ""
    return ""


def _groups(clause: str, known: Sequence[str]) -> list[tuple[list[str], str | None]]:
    """The names of the clause's parts with their role; None leaves it to the order."""
    groups: list[tuple[list[str], str | None]] = []
    waiting: list[str] = []
    labelled: str | None = None
    for part in _split(clause, "；;，,。\n", known):
        label = LABEL.search(part)
        if TIME_LABEL.search(part) or (NOTE.search(part) and not label):
            continue
        if label:
            labelled = SUPPORT if label.group("support") else _lead_of(label.group("lead"))
            part = part[label.end() :]
        rest, role, closed = _without_duty(part)
        waiting += _names(rest, known)
        if closed or label or labelled:
            groups.append((waiting, role if closed else labelled))
            waiting = []
    return [*groups, (waiting, None)] if waiting else groups


def _lead_of(word: str | None) -> str | None:
    return LEAD if word in ("牵头", "主责", "主办") else None


def _without_duty(part: str) -> tuple[str, str | None, bool]:
    """The part less its closing verb, the role that the verb gives, and whether there was one."""
    match = DUTY.search(part.strip())
    if not match:
        return part, None, False
    word = match.group("word")
    role = LEAD if word == "牵头" or "分别" in match.group() else None
    role = SUPPORT if word in ("配合", "参与", "协助", "协同") else role
    return part.strip()[: match.start()], role, True


def _names(part: str, known: Sequence[str]) -> list[str]:
    names = []
    for piece in _split(part, "、", known):
        name = piece.strip()
        name = name if name in known else OTHERS.sub("", name).strip()
        if name and not TRIGGER.fullmatch(name):
            names.append(name)
    return names


def _split(text: str, separators: str, known: Sequence[str]) -> list[str]:
    """The parts between separators that stand outside brackets and outside known names."""
    names = sorted((name for name in known if name), key=len, reverse=True)
    whole = re.compile("|".join(map(re.escape, names))) if names else None
    parts, start, depth, i = [], 0, 0, 0
    while i < len(text):
        match = whole.match(text, i) if whole else None
        if match:
            i = match.end()
            continue
        depth = max(0, depth + (text[i] in OPENING) - (text[i] in CLOSING))
        if depth == 0 and text[i] in separators:
            parts.append(text[start:i])
            start = i + 1
        i += 1
    return [*parts, text[start:]]


def read_due(text: str, year: int | None) -> Due | None:
    """The deadline that a measure prints, the one in its closing clause first.

    ``year`` is the document's own year, which “年底前” and the like refer to.
    """
    for place in (closing_clause(text), text):
        for form in DEADLINES:
            match = form.search(place)
            if match:
                return Due(match.group(), _day(match, year))
    return None


def _day(match: re.Match[str], year: int | None) -> date | None:
    parts = match.groupdict()
    year = int(parts["y"]) if parts.get("y") else year
    if year is None:
        return None
    month = int(parts.get("m") or (6 if parts.get("half") else 12))
    if month not in range(1, 13):
        return None
    last = calendar.monthrange(year, month)[1]
    if parts.get("d"):
        day = int(parts["d"])
        return date(year, month, day) if 1 <= day <= last else None
    if parts.get("m") and not parts.get("late"):
        # “6月前” without 底 is over when June begins.
        return date.fromordinal(date(year, month, 1).toordinal() - 1)
    return date(year, month, last)
