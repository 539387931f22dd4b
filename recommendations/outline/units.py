"""The responsible units and the deadline that a measure's text prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recommendations.outline.deadlines import find_deadline, read_deadline
from recommendations.outline.model import Due, Unit
from recommendations.outline.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAD, JOINT, SUPPORTING = "lead", "joint", "supporting"

OPENING, CLOSING = "（([【〔", "）)]】〕"
BRACKETS = str.maketrans("()", "（）")
LONGEST_CLAUSE = 800
TRIGGER = re.compile(
    r"单位|部门|牵头|负责|配合|参与|协助|完成时限|完成时间|责任|主办|协办|按职责|按分工|分别落实|[委局办厅府]落实$"
)
LABELS = r"(?:牵头|责任|主责|主办|承办|实施|落实|配合|协办|参与|协同)(?:单位|部门|主体)"
BARE_CLAUSE = re.compile(rf"(?:^|[\n。；;])\s*({LABELS}\s*[：:][\s\S]*)$")
LABELLED_BRACKET = re.compile(rf"[（(\[【〔]\s*{LABELS}\s*[：:]")
LABEL = re.compile(
    r"(?P<lead>牵头|主责|主办|责任|承办|实施|落实)?(?P<support>配合|协办|参与|协同|参加|协助)?"
    r"(?:单位|部门|主体)\s*[：:]"
)
TIME_LABEL = re.compile(r"(?:完成|办结|实施)?(?:时限|时间(?:节点)?|期限)(?:要求)?\s*[：:]")
TIME = re.compile(
    r"年[底末内中]|季度|半年|\d\s*月|[一二三四五六七八九十]月|20\d\d|长期|持续|常态|每年|完成$"
)
NOTE = re.compile(r"下同|排在|列第一|第一位|排名|牵头部门$|牵头单位$|除标注|不再列出|不再一一")
ALL_LEAD = re.compile(r"分别牵头|分头牵头|各自牵头")
DUTY = re.compile(
    r"(?:按(?:照)?(?:各自)?(?:职责|分工|职能|权限)+分工?)?(?:分别|分头|各自|共同|具体|会同|联合|同步)?"
    r"(?P<word>牵头|负责|配合|参与|协助|协同|落实|支持|主办|协办)(?:负责|落实|实施|推进|配合|做好)*$"
)
SUPPORT_WORDS = ("配合", "参与", "协助", "协同", "支持", "协办")
LEAD_WORDS = ("牵头", "主办")
OTHERS = re.compile(
    r"(?:等|及其他|及其它|和其他)?(?:市级|区级|县级|省级)?各?(?:有关|相关)(?:部门|单位|地区|方面)+(?:和单位)?$|等(?:部门|单位|地区)?$"
)
# Collective names hold a 顿号 of their own: 各区、县（市）政府.
COLLECTIVE = re.compile(
    r"各(?:[省市州盟区旗县镇乡街道]{1,2}(?:[（(][^）)]{1,4}[）)])?、){1,3}"
    r"[省市州盟区旗县镇乡街道]{1,2}(?:[（(][^）)]{1,4}[）)])?(?:人民)?(?:政府|管委会|办事处)?"
)
GROUP = re.compile(
    r"^(?:各|全(?:市|区|县|省)各|有关|相关|其他|市级各|区级各|县级各|省级各|区直各|市直各)"
)
# 和 and 及 part two names only where the left is whole and the right begins like one.
AND = re.compile(
    r"(?:以及|(?<=[局委办厅部院会府心司行署站队处校业团])(?:和|与|及|会同))(?=[市区县省各国州镇乡有相中人公])"
)
LONGEST_NAME = 40


class Names:
    """The known units, made ready once for a whole document."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(_key(name) for name in known) - {""}
        self._lengths = sorted({len(name) for name in self._known}, reverse=True)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._known

    def length_at(self, text: str, start: int) -> int:
        """How long the longest known or collective name is that begins there; 0 for none."""
        for length in self._lengths:
            if text[start : start + length] in self._known:
                return length
        match = COLLECTIVE.match(text, start)
        return match.end() - start if match else 0


def _key(name: str) -> str:
    """A name as it is compared: brackets full-width, no blanks."""
    return "".join(name.split()).translate(BRACKETS)


def read_units(clause: str, known: Names) -> tuple[Unit, ...]:
    """The units of a measure's closing clause, each once, in the printed order.

    The first unit leads unless the clause says who does; those named beside it are joint, those
    that assist are supporting. Where several lead, each for its part (分别牵头), all do.
    """
    return _told(_groups(clause, known), known) if clause else ()


def read_cells(duties: Sequence[tuple[str, str]], known: Names) -> tuple[Unit, ...]:
    """The units in the cells of a task table; each duty is ``lead``, ``duty`` or ``support``."""
    groups: list[tuple[list[str], str | None]] = []
    for duty, cell in duties:
        role = {"lead": LEAD, "support": SUPPORTING}.get(duty)
        groups.append((_names(re.sub(r"[\s，,；;]+", "、", cell.strip()), known), role))
    return _told(groups, known)


def _told(groups: Sequence[tuple[list[str], str | None]], known: Names) -> tuple[Unit, ...]:
    roles: dict[str, str] = {}
    led = any(role in (LEAD, "all") for _, role in groups)
    for names, role in groups:
        for name in names:
            if role == "all":
                roles.setdefault(name, LEAD)
            elif role == SUPPORTING:
                roles.setdefault(name, SUPPORTING)
            else:
                first = LEAD not in roles.values() and (role == LEAD or not led)
                roles.setdefault(name, LEAD if first else JOINT)
    return tuple(
        Unit(name, role, known=name in known, group=GROUP.match(folded(name)) is not None)
        for name, role in roles.items()
    )


def closing_clause(text: str) -> str:
    """What the last brackets of a text say, if they speak of duties; nested brackets included.

    A line of its own that begins with 责任单位： counts as well, and so does a bracket that begins
    so before a last remark.
    """
    text = text.rstrip(" \n。；;，,")
    tail = text[-LONGEST_CLAUSE:]
    clauses: list[str] = []
    end = len(tail)
    while tail[:end][-1:] in tuple(CLOSING) and end:
        start = _opening(tail, end)
        if start is None:
            break
        clauses.append(tail[start + 1 : end - 1])
        end = len(tail[:start].rstrip(" \n。；;，,"))
    joined = "；".join(reversed(clauses))
    if clauses and TRIGGER.search(joined):
        return joined
    bare = BARE_CLAUSE.search(tail)
    if bare:
        return bare.group(1)
    labelled = list(LABELLED_BRACKET.finditer(tail))
    return _from_opening(tail, labelled[-1].start()) if labelled else ""


def _opening(text: str, end: int) -> int | None:
    """Where the bracket opens that closes just before ``end``."""
    depth = 0
    for i in range(end - 1, -1, -1):
        depth += (text[i] in CLOSING) - (text[i] in OPENING)
        if depth == 0:
            return i
    return None


def _from_opening(text: str, start: int) -> str:
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in OPENING) - (text[i] in CLOSING)
        if depth == 0:
            return text[start + 1 : i]
    return ""


def _groups(clause: str, known: Names) -> list[tuple[list[str], str | None]]:
    """The names of the clause's parts with their role; None leaves it to the order."""
    groups: list[tuple[list[str], str | None]] = []
    waiting: list[str] = []
    labelled: str | None = None
    under_label = False
    for part in _split(clause, "；;，,。\n", known):
        label = LABEL.search(part)
        if TIME_LABEL.search(part) or (NOTE.search(part) and not label):
            continue
        if label:
            # What stood before the label and had no verb is settled first.
            if waiting:
                groups.append((waiting, labelled))
                waiting = []
            under_label = True
            labelled = SUPPORTING if label.group("support") else _lead_of(label.group("lead"))
            part = part[label.end() :]
        rest, role, closed = _without_duty(part)
        if not closed and TIME.search(part) and not label:
            continue
        waiting += _names(rest, known)
        if closed or under_label:
            groups.append((waiting, role if closed else labelled))
            waiting = []
    return [*groups, (waiting, labelled)] if waiting else groups


def _lead_of(word: str | None) -> str | None:
    return LEAD if word in ("牵头", "主责", "主办") else None


def _without_duty(part: str) -> tuple[str, str | None, bool]:
    """The part less its closing verb, the role that the verb gives, and whether there was one."""
    plain = part.strip()
    match = DUTY.search(folded(plain))
    if not match:
        return part, None, False
    word = match.group("word")
    role = LEAD if word in LEAD_WORDS else SUPPORTING if word in SUPPORT_WORDS else None
    if ALL_LEAD.search(match.group()):
        role = "all"
    return plain[: match.start()], role, True


def _names(part: str, known: Names) -> list[str]:
    names: list[str] = []
    for piece in _split(part, "、", known):
        for name in _parted(piece.strip(), known):
            name = name if name in known or GROUP.match(name) else OTHERS.sub("", name).strip()
            if name and len(name) <= LONGEST_NAME and not TRIGGER.fullmatch(name):
                names.append(name)
    return names


def _parted(name: str, known: Names) -> list[str]:
    if name in known:
        return [name]
    if name.startswith("由"):
        name = name[1:]
    return [part.strip() for part in AND.split(name)]


def _split(text: str, separators: str, known: Names) -> list[str]:
    """The parts between separators that stand outside brackets and outside whole names."""
    parts, start, depth, i = [], 0, 0, 0
    same = text.translate(BRACKETS)
    while i < len(text):
        if i == start or text[i] == "各":
            i += known.length_at(same, i)
            if i >= len(text):
                break
        depth = max(0, depth + (text[i] in OPENING) - (text[i] in CLOSING))
        if depth == 0 and text[i] in separators:
            parts.append(text[start:i])
            start = i + 1
        i += 1
    return [*parts, text[start:]]


def read_due(text: str, clause: str, year: int | None) -> Due | None:
    """The deadline that a measure prints, the one in its closing ``clause`` first.

    ``year`` is the document's own year, which “年底前” and the like refer to.
    """
    for part in re.split(r"[；;，,。\n]", clause):
        if not (TIME.search(part) or TIME_LABEL.search(part)) or NOTE.search(part):
            continue
        deadline = read_deadline(part, year=year)
        if deadline:
            return Due(deadline.text, deadline.on, ongoing=deadline.ongoing)
    deadline = find_deadline(text, year=year)
    return Due(deadline.text, deadline.on) if deadline else None
