"""What a person may do to a reading: each verb gives the pieces as they are afterwards.

The official wording is never edited: a piece's text is what stands at its place, whatever is done.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from recommendations.readings.pieces import (
    AREA,
    FINDING,
    FINDING_KINDS,
    KINDS,
    LONGEST,
    MEASURE,
    OTHER,
    RECOMMENDATIONS,
    SECTION,
    STOPS,
    Piece,
    Pieces,
    by_key,
    free_path,
    heading,
    spoken,
)
from recommendations.readings.wording import Document

LONGEST_TITLE = 60
UP, DOWN = "up", "down"


class Impossible(ValueError):
    """This cannot be done to these pieces. `code` says why; nothing was changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _must(condition: object, code: str) -> None:
    if not condition:
        raise Impossible(code)


def piece_of(pieces: Pieces, key: int) -> Piece:
    """The piece with this key; Impossible where somebody has merged or undone it."""
    found = by_key(pieces).get(key)
    if found is None:
        raise Impossible("gone")
    return found


def _put(pieces: Pieces, *new: Piece) -> Pieces:
    """The pieces with some of them replaced, in their places."""
    by = {piece.key: piece for piece in new}
    return tuple(by.get(piece.key, piece) for piece in pieces)


def _next_key(pieces: Pieces, keys: Iterable[int] = ()) -> int:
    return max([piece.key for piece in pieces] + list(keys), default=0) + 1


def _index(pieces: Pieces, key: int) -> int:
    return next(index for index, piece in enumerate(pieces) if piece.key == key)


def block(pieces: Pieces, key: int) -> list[Piece]:
    """A section or an area with what stands under it; any other piece alone."""
    index = _index(pieces, key)
    head = pieces[index]
    stops = {SECTION: (SECTION,), AREA: (SECTION, AREA)}.get(head.kind)
    if stops is None:
        return [head]
    found = [head]
    for piece in pieces[index + 1 :]:
        if piece.kind in stops:
            break
        found.append(piece)
    return found


def follower(pieces: Pieces, key: int) -> Piece | None:
    """The next piece of the same kind under the same heading, for `merge`."""
    head = piece_of(pieces, key)
    stops = {SECTION: (), AREA: (SECTION,)}.get(head.kind, (SECTION, AREA))
    for piece in pieces[_index(pieces, key) + 1 :]:
        if piece.dropped:
            continue
        if piece.kind == head.kind:
            return piece
        if piece.kind in stops:
            return None
    return None


def merge(pieces: Pieces, key: int, document: Document) -> Pieces:
    """A piece and the next one of its kind become one; of two areas the second's heading goes."""
    first = piece_of(pieces, key)
    second = follower(pieces, key)
    _must(not first.dropped, "dropped")
    if second is None or first.kind == SECTION:
        raise Impossible("alone")
    left = tuple(piece for piece in pieces if piece.key != second.key)
    if first.kind == AREA:
        return _put(left, replace(first, end=max(first.end, second.end), settled=False))
    _must(second.start >= first.end, "apart")
    between = [p for p in left if p.kind == MEASURE and first.end <= p.start < second.start]
    _must(not between, "apart")
    named = {unit.name: unit for unit in (*second.units, *first.units)}
    due = second if second.due_words else first
    whole = replace(
        first,
        end=second.end,
        text=document.words(first.start, second.end) if first.kind == MEASURE else first.text,
        units=tuple(named.values()),
        due_words=due.due_words,
        due_on=due.due_on,
        settled=False,
    )
    return _put(left, whole)


def split(pieces: Pieces, key: int, place: int, document: Document) -> Pieces:
    """A measure becomes two at a place of the text; what is printed stays with its part."""
    whole = piece_of(pieces, key)
    _must(whole.kind == MEASURE, "only_measures")
    _must(not whole.dropped, "dropped")
    _must(whole.start < place < whole.end, "outside")
    start, end = document.trimmed(whole.start, place, behind=STOPS)
    _must(start < end, "outside")
    second = spoken(document, place, whole.end, key=_next_key(pieces), path=whole.path)
    _must(second.start < second.end and second.text, "outside")
    label = second.number.strip(" 、，,.．)")
    parent = whole.path.rpartition("/")[0]
    path = f"{parent}/{label}" if parent and label else label or whole.path
    text = document.words(start, end)
    due_first = bool(whole.due_words) and whole.due_words in text.replace("\n", "")
    asked = {"due_words": whole.due_words, "due_on": whole.due_on}
    none = {"due_words": "", "due_on": None}
    first = replace(
        whole, start=start, end=end, text=text, units=(), settled=False,
        **(asked if due_first else none),
    )  # fmt: skip
    second = replace(
        second, path=free_path(path, [piece.path for piece in pieces]), units=whole.units,
        **(none if due_first else asked),
    )  # fmt: skip
    index = _index(pieces, key)
    return (*pieces[:index], first, second, *pieces[index + 1 :])


def place_of(words: str, piece: Piece, document: Document) -> int:
    """Where in a measure some of its own words begin; they must be there once, not at its head."""
    wanted = "".join(words.split())
    places = [at for at in range(piece.start, piece.end) if not document.blank(at)]
    plain = "".join(document.text[at] for at in places)
    _must(wanted and plain.count(wanted) > 0, "not_there")
    _must(plain.count(wanted) == 1, "twice")
    return places[plain.index(wanted)]


def retitle(pieces: Pieces, key: int, title: str) -> Pieces:
    """A measure's short working title."""
    piece = piece_of(pieces, key)
    _must(piece.kind == MEASURE, "only_measures")
    title = title.strip()
    _must(title, "no_title")
    _must(len(title) <= LONGEST_TITLE, "long_title")
    return _put(pieces, replace(piece, title=title))


def settle(pieces: Pieces, key: int) -> Pieces:
    """A person looked, and it is right as it is."""
    return _put(pieces, replace(piece_of(pieces, key), settled=True))


def drop(pieces: Pieces, key: int) -> Pieces:
    """Not a measure (area, section, finding); what stands under a heading goes with it."""
    _must(not piece_of(pieces, key).dropped, "dropped")
    return _put(pieces, *(replace(one, dropped=True) for one in block(pieces, key)))


def bring_back(pieces: Pieces, key: int) -> Pieces:
    """It counts again, with what stands under it."""
    _must(piece_of(pieces, key).dropped, "not_dropped")
    return _put(pieces, *(replace(one, dropped=False) for one in block(pieces, key)))


def move(pieces: Pieces, key: int, where: str) -> Pieces:
    """One place up or down; a measure at its area's edge goes over into the neighbouring area."""
    piece = piece_of(pieces, key)
    _must(not piece.dropped, "dropped")
    _must(where in (UP, DOWN), "nowhere")
    _must(piece.kind in (MEASURE, AREA, FINDING), "nowhere")
    moved = block(pieces, key)
    keys = {one.key for one in moved}
    rest = [one for one in pieces if one.key not in keys]
    place = _place_up if where == UP else _place_down
    at = place(pieces, rest, piece, _index(pieces, key))
    return (*rest[:at], *moved, *rest[at:])


def _landmarks(piece: Piece) -> tuple[str, ...]:
    """Past what a piece moves, one at a time."""
    return {MEASURE: (MEASURE, AREA), AREA: (AREA,), FINDING: (FINDING,)}[piece.kind]


def _place_up(pieces: Pieces, rest: list[Piece], piece: Piece, index: int) -> int:
    marks = _landmarks(piece)
    before = [one for one in pieces[:index] if one.kind in marks and not one.dropped]
    _must(before, "first")
    if piece.kind == MEASURE and before[-1].kind == AREA:
        _must(any(one.kind == AREA for one in before[:-1]), "first")
    _must(piece.kind == MEASURE or not _section_between(pieces, before[-1], piece), "first")
    return rest.index(before[-1])


def _place_down(pieces: Pieces, rest: list[Piece], piece: Piece, index: int) -> int:
    marks = _landmarks(piece)
    own = {one.key for one in block(pieces, piece.key)}
    behind = [
        one
        for one in pieces[index + 1 :]
        if one.kind in marks and not one.dropped and one.key not in own
    ]
    _must(behind, "last")
    _must(piece.kind == MEASURE or not _section_between(pieces, piece, behind[0]), "last")
    if piece.kind == AREA:
        return rest.index(block(pieces, behind[0].key)[-1]) + 1
    return rest.index(behind[0]) + 1


def _section_between(pieces: Pieces, low: Piece, high: Piece) -> bool:
    span = pieces[_index(pieces, low.key) : _index(pieces, high.key)]
    return any(one.kind == SECTION for one in span)


def move_to(pieces: Pieces, key: int, area: int) -> Pieces:
    """A measure into another area, where the order of the document puts it."""
    piece, goal = piece_of(pieces, key), piece_of(pieces, area)
    _must(piece.kind == MEASURE and goal.kind == AREA, "nowhere")
    _must(not piece.dropped and not goal.dropped, "dropped")
    rest = [one for one in pieces if one.key != key]
    inside = [one for one in block(tuple(rest), area)[1:] if one.kind == MEASURE]
    later = [one for one in inside if one.start > piece.start]
    last = inside[-1] if inside else goal
    at = rest.index(later[0]) if later else rest.index(last) + 1
    return (*rest[:at], piece, *rest[at:])


def mark(pieces: Pieces, key: int, kind: str, sort: str, document: Document) -> Pieces:
    """A piece is something else than the reader took it for; a finding may change its sort."""
    piece = piece_of(pieces, key)
    _must(kind in KINDS and (kind != FINDING or sort in FINDING_KINDS), "no_kind")
    _must(not piece.dropped, "dropped")
    _must(kind != piece.kind or (kind == FINDING and sort != piece.sort), "same")
    if kind == MEASURE:
        return _put(pieces, _as_measure(pieces, piece, document))
    title, text = piece.title, piece.text
    start = piece.start
    if piece.kind == MEASURE:
        title, text = heading(piece.text)
        start = _before_number(piece, document)
    _must(kind != FINDING or title, "no_words")
    sort = sort if kind == FINDING else RECOMMENDATIONS if kind == SECTION else ""
    told = replace(
        piece, kind=kind, sort=sort, title=title, start=start, settled=False,
        text=text if kind == AREA else "", units=(), due_words="", due_on=None,
    )  # fmt: skip
    return _put(pieces, told)


def _before_number(piece: Piece, document: Document) -> int:
    """Where a measure's printed number begins; the measure's own start where none stands there."""
    start, left = piece.start, list("".join(piece.number.split()))
    at = start
    while left and at > 0:
        at -= 1
        if document.blank(at):
            continue
        if document.text[at] != left.pop():
            return start
        start = at if not left else start
    return start


def _as_measure(pieces: Pieces, piece: Piece, document: Document) -> Piece:
    """A heading's own words as a measure: up to the next piece, number taken off."""
    starts = [
        _before_number(one, document)
        for one in pieces
        if one.start > piece.start and one.key != piece.key
    ]
    end = min([start for start in starts if start > piece.start] + [piece.end])
    told = spoken(document, piece.start, end, key=piece.key, path=piece.path)
    _must(told.text, "no_words")
    return told


def add(pieces: Pieces, paragraph: int, kind: str, sort: str, document: Document) -> Pieces:
    """A paragraph that the reader passed over becomes a piece."""
    _must(0 <= paragraph < len(document.paragraphs), "outside")
    _must(kind in KINDS and (kind != FINDING or sort in FINDING_KINDS), "no_kind")
    start, end = document.trimmed(*document.paragraphs[paragraph])
    inside = [p for p in pieces if p.kind in (MEASURE, FINDING) and p.start < end and p.end > start]
    heads = [
        p for p in pieces
        if p.kind in (SECTION, AREA) and start <= p.start < end and (p.number or p.title)
    ]  # fmt: skip
    _must(not heads and not [p for p in inside if p.kind == MEASURE], "taken")
    _must(kind != FINDING or not inside, "taken")
    path = free_path(str(paragraph + 1), [piece.path for piece in pieces])
    made = spoken(document, start, end, key=_next_key(pieces), path=path)
    _must(made.text, "no_words")
    at = next((i for i, one in enumerate(pieces) if one.start > start), len(pieces))
    grown = (*pieces[:at], made, *pieces[at:])
    if kind == MEASURE:
        return _used(grown, made.key)
    return mark(grown, made.key, kind, sort, document)


def _used(pieces: Pieces, key: int) -> Pieces:
    """The section around a measure that a person marked holds recommendations."""
    before = pieces[: _index(pieces, key)]
    section = next((one for one in reversed(before) if one.kind == SECTION), None)
    if section is None or section.sort == RECOMMENDATIONS:
        return pieces
    return _put(pieces, replace(section, sort=RECOMMENDATIONS))


Reader = Callable[[Piece], Pieces]


def choose_section(pieces: Pieces, key: int, *, holds: bool, read: Reader) -> Pieces:
    """Whether a section holds recommendations; `read` reads the pieces of one that was passed over.

    What was found under a section that holds none is set aside, and comes back with it.
    """
    section = piece_of(pieces, key)
    _must(section.kind == SECTION, "no_kind")
    _must(holds != (section.sort == RECOMMENDATIONS), "same")
    under = [one for one in block(pieces, key)[1:] if one.kind in (AREA, MEASURE)]
    sort = RECOMMENDATIONS if holds else OTHER
    told = _put(
        pieces,
        replace(section, sort=sort, dropped=False),
        *(replace(one, dropped=not holds) for one in under),
    )
    if not holds or under:
        return told
    found = read(section)
    _must(found, "nothing_numbered")
    return _insert(told, key, found)


def _insert(pieces: Pieces, key: int, found: Pieces) -> Pieces:
    """What was read under a section, behind it, with keys and paths of its own."""
    section = piece_of(pieces, key)
    findings = [one for one in block(pieces, key)[1:] if one.kind == FINDING]
    first, taken = _next_key(pieces), [piece.path for piece in pieces]
    fresh: list[Piece] = []
    for number, one in enumerate(found):
        path = f"{section.path}/{one.path}".strip("/")[: LONGEST["path"]]
        fresh.append(replace(one, key=first + number, path=free_path(path, taken)))
        taken.append(fresh[-1].path)
    # Its headings were findings until now: one place cannot be both.
    places = {one.start for one in fresh if one.kind == AREA}
    aside = [replace(one, dropped=True) for one in findings if one.start in places]
    told = _put(pieces, *aside)
    at = _index(told, key) + len(block(told, key))
    return (*told[:at], *fresh, *told[at:])
