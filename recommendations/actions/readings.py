"""A person corrects a reading. Each correction is one event, and the last one can be undone.

The official wording is never among what changes: a piece's words are what stands at its place.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.audit import Actor, record
from core.refusals import BadInput, Conflict, require
from core.search.entries import index
from core.versions import save_version
from recommendations.choices import ReadingState
from recommendations.models import Correction, Measure, PolicyDocument, Reading
from recommendations.queries.documents import document_of, units_for
from recommendations.readings import corrections as verbs
from recommendations.readings.again import read_again
from recommendations.readings.corrections import Impossible
from recommendations.readings.pieces import Piece, Pieces, by_key
from recommendations.readings.steps import delta, revert
from recommendations.readings.wording import Document

LONGEST_ABOUT, LONGEST_NAME = 120, 200
WHY_NOT: Mapping[str, Any] = {
    "gone": gettext_lazy("This piece is not there any more. Choose it again in the outline."),
    "alone": gettext_lazy(
        "Nothing of its kind follows under the same heading, so there is nothing to merge with."
    ),
    "apart": gettext_lazy(
        "The two do not stand one behind the other in the text. Move or drop what lies between."
    ),
    "dropped": gettext_lazy("This piece is set aside. Bring it back first."),
    "not_dropped": gettext_lazy("This piece is not set aside."),
    "only_measures": gettext_lazy("This can be done to measures only. Mark it as a measure first."),
    "outside": gettext_lazy("Choose a place within the measure, with words before and behind it."),
    "not_there": gettext_lazy("These words do not stand in the measure. Copy them from the text."),
    "twice": gettext_lazy("These words stand there more than once. Copy a few more of them."),
    "no_title": gettext_lazy("Write a short title."),
    "long_title": gettext_lazy("A short title has at most 60 characters."),
    "nowhere": gettext_lazy("It cannot be moved there. Choose another place."),
    "first": gettext_lazy("It is the first already."),
    "last": gettext_lazy("It is the last already."),
    "no_kind": gettext_lazy("Choose what it is."),
    "same": gettext_lazy("It is that already."),
    "no_words": gettext_lazy("No words stand there."),
    "taken": gettext_lazy("Another piece stands there already. Choose it in the outline."),
    "nothing_numbered": gettext_lazy(
        "Nothing numbered was found in this section. Mark its paragraphs as measures by hand."
    ),
}


Change = Callable[[Pieces, Document], Pieces]


def _piece(pieces: Pieces, key: int) -> Piece:
    """The piece, or a refusal: somebody merged it away in the meantime."""
    found = by_key(pieces).get(key)
    require(found, WHY_NOT["gone"], kind=Conflict)
    assert found is not None  # narrowed by the line above
    return found


def _must_be_open(reading: Reading) -> None:
    require(
        reading.state == ReadingState.OPEN,
        _("This reading has been confirmed. Upload a changed edition instead."),
        kind=Conflict,
    )


def _made(change: Change, pieces: Pieces, document: Document) -> Pieces:
    """What the verb makes of the pieces; what cannot be done is refused in words."""
    try:
        return change(pieces, document)
    except Impossible as impossible:
        kind = Conflict if impossible.code == "gone" else BadInput
        raise kind(WHY_NOT[impossible.code]) from impossible


def _keep(reading: Reading, verb: str, about: str, changes: dict[str, Any], now: datetime, by: Actor
) -> None:  # fmt: skip
    """One more step that can be undone."""
    last = reading.corrections.aggregate(last=Max("number"))["last"] or 0
    Correction.objects.create(
        reading=reading, number=last + 1, verb=verb, about=about[:LONGEST_ABOUT], changes=changes,
        at=now, by_name=by.name[:60],
    )  # fmt: skip


def _correct(
    reading: Reading, verb: str, key: int | None, change: Change, *, version: int, now: datetime,
    by: Actor, **told: Any,
) -> dict[str, Any]:  # fmt: skip
    """One correction of the pieces, kept with the way back; what the trail is to tell of it."""
    _must_be_open(reading)
    before = reading.pieces
    piece = None if key is None else _piece(before, key)
    about = f"{piece.number}{piece.title or piece.text}" if piece else str(told.get("about", ""))
    after = _made(change, before, document_of(reading.edition))
    save_version(reading, version=version, pieces_json=Reading.stored(after))
    _keep(reading, verb, about, {"pieces": delta(before, after)}, now, by)
    return {"piece": about[:LONGEST_ABOUT], **told}


def _slug(reading: Reading) -> str:
    return reading.of_plan.slug if reading.of_plan else ""


@transaction.atomic
def merge_piece(*, reading: Reading, key: int, version: int, now: datetime, by: Actor) -> Reading:
    """A piece and the next one of its kind are one."""
    told = _correct(
        reading, "merged", key, lambda pieces, document: verbs.merge(pieces, key, document),
        version=version, now=now, by=by,
    )  # fmt: skip
    record(by=by, verb="reading.merged", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def split_piece(
    *, reading: Reading, key: int, place: int | None = None, words: str = "", version: int,
    now: datetime, by: Actor,
) -> Reading:  # fmt: skip
    """A measure is two: the second begins at a place of the text, or with these words of it."""

    def change(pieces: Pieces, document: Document) -> Pieces:
        at = place
        if at is None:
            at = verbs.place_of(words, _piece(pieces, key), document)
        return verbs.split(pieces, key, at, document)

    told = _correct(reading, "split", key, change, version=version, now=now, by=by)
    record(by=by, verb="reading.split", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def retitle_piece(
    *, reading: Reading, key: int, title: str, version: int, now: datetime, by: Actor
) -> Reading:
    """Another short working title; the official wording stays what it is."""
    told = _correct(
        reading, "retitled", key, lambda pieces, _document: verbs.retitle(pieces, key, title),
        version=version, now=now, by=by, title=title.strip(),
    )  # fmt: skip
    record(by=by, verb="reading.retitled", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def settle_piece(*, reading: Reading, key: int, version: int, now: datetime, by: Actor) -> Reading:
    """Somebody looked at what was unsure, and it is right."""
    told = _correct(
        reading, "settled", key, lambda pieces, _document: verbs.settle(pieces, key),
        version=version, now=now, by=by,
    )  # fmt: skip
    record(by=by, verb="reading.settled", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def drop_piece(*, reading: Reading, key: int, version: int, now: datetime, by: Actor) -> Reading:
    """Not a measure, area, section or finding; what stands under a heading goes with it."""
    told = _correct(
        reading, "dropped", key, lambda pieces, _document: verbs.drop(pieces, key),
        version=version, now=now, by=by,
    )  # fmt: skip
    record(by=by, verb="reading.dropped", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def bring_back_piece(
    *, reading: Reading, key: int, version: int, now: datetime, by: Actor
) -> Reading:
    """It counts again."""
    told = _correct(
        reading, "brought_back", key, lambda pieces, _document: verbs.bring_back(pieces, key),
        version=version, now=now, by=by,
    )  # fmt: skip
    record(by=by, verb="reading.brought_back", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def move_piece(
    *, reading: Reading, key: int, where: str = "", area: int | None = None, version: int,
    now: datetime, by: Actor,
) -> Reading:  # fmt: skip
    """One place up or down, or into another area."""

    def change(pieces: Pieces, _document: Document) -> Pieces:
        if area is not None:
            return verbs.move_to(pieces, key, area)
        return verbs.move(pieces, key, where)

    told = _correct(reading, "moved", key, change, version=version, now=now, by=by)
    record(by=by, verb="reading.moved", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def mark_piece(
    *, reading: Reading, key: int, kind: str, sort: str = "", version: int, now: datetime, by: Actor
) -> Reading:
    """It is a measure, an area, a section or a finding after all."""
    told = _correct(
        reading, "marked", key,
        lambda pieces, document: verbs.mark(pieces, key, kind, sort, document),
        version=version, now=now, by=by, kind=kind,
    )  # fmt: skip
    record(by=by, verb="reading.marked", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def add_piece(
    *, reading: Reading, paragraph: int, kind: str, sort: str = "", version: int, now: datetime,
    by: Actor,
) -> Reading:  # fmt: skip
    """A paragraph that the reader passed over is a piece."""
    told = _correct(
        reading, "added", None,
        lambda pieces, document: verbs.add(pieces, paragraph, kind, sort, document),
        version=version, now=now, by=by, kind=kind, about=_start_of(reading, paragraph),
    )  # fmt: skip
    record(by=by, verb="reading.added", subject=reading, plan=_slug(reading), after=told)
    return reading


def _start_of(reading: Reading, paragraph: int) -> str:
    document = document_of(reading.edition)
    if not 0 <= paragraph < len(document.paragraphs):
        return ""
    return document.words(*document.paragraphs[paragraph])[:40]


@transaction.atomic
def choose_section(
    *, reading: Reading, key: int, holds: bool, version: int, now: datetime, by: Actor
) -> Reading:
    """Whether a section holds recommendations. One that was passed over is read once more."""
    names = tuple(units_for(reading))

    def change(pieces: Pieces, document: Document) -> Pieces:
        return verbs.choose_section(
            pieces, key, holds=holds,
            read=lambda section: read_again(document, section, names),
        )  # fmt: skip

    told = _correct(reading, "section_chosen", key, change, version=version, now=now, by=by)
    record(by=by, verb="reading.section_chosen", subject=reading, plan=_slug(reading), after=told)
    return reading


@transaction.atomic
def match_unit(
    *, reading: Reading, name: str, unit: Unit | None, version: int, now: datetime, by: Actor
) -> Reading:
    """A unit's name as printed means this unit; None leaves it open. No unit is ever created."""
    _must_be_open(reading)
    printed = {one.name for piece in reading.pieces for one in piece.units}
    require(name in printed, _("The document names no such unit. Load the page again."))
    before = dict(reading.matches)
    after = {**before, name: unit.public_id if unit else ""}
    save_version(reading, version=version, matches=after)
    _keep(reading, "matched", name, {"matches": before}, now, by)
    record(
        by=by, verb="reading.matched", subject=reading, plan=_slug(reading),
        after={"name": name, "unit": unit.name if unit else ""},
    )  # fmt: skip
    return reading


@transaction.atomic
def name_document(
    *, reading: Reading, title: str, version: int, now: datetime, by: Actor
) -> Reading:
    """The document's title as it should be."""
    _must_be_open(reading)
    title = title.strip()
    require(title, _("Write the document's title."))
    require(len(title) <= LONGEST_NAME, _("A title has at most 200 characters."))
    document = reading.edition.document
    before = document.title
    save_version(reading, version=version)
    PolicyDocument.objects.filter(pk=document.pk).update(title=title, version=F("version") + 1)
    document.title = title
    _keep(reading, "named", before, {"title": before}, now, by)
    index("document", [document.pk])
    record(
        by=by, verb="reading.named", subject=reading, plan=_slug(reading),
        before={"title": before}, after={"title": title},
    )  # fmt: skip
    return reading


@transaction.atomic
def pair_measure(
    *, reading: Reading, key: int, measure: Measure | None, version: int, now: datetime, by: Actor
) -> Reading:
    """A measure of a changed edition is this one of the plan; None: it is a new one."""
    _must_be_open(reading)
    require(reading.of_plan, _("This reading is not an edition of a plan's document."))
    piece = _piece(reading.pieces, key)
    require(
        measure is None or measure.plan_id == reading.of_plan_id,
        _("The measure belongs to another plan. Choose again."),
    )
    before = dict(reading.pairs)
    after = {**before, str(key): measure.pk if measure else None}
    save_version(reading, version=version, pairs=after)
    _keep(reading, "paired", piece.title, {"pairs": before}, now, by)
    record(
        by=by, verb="reading.paired", subject=reading, plan=_slug(reading),
        after={"piece": piece.title, "measure": measure.title if measure else ""},
    )  # fmt: skip
    return reading


@transaction.atomic
def undo_correction(
    *, reading: Reading, number: int, version: int, now: datetime, by: Actor
) -> Reading:
    """The last correction never was. One step each time, the last one first."""
    _must_be_open(reading)
    last = reading.corrections.order_by("number").last()
    require(
        last is not None and last.number == number,
        _("Only the last correction can be undone. Load the page again to see which it is."),
        kind=Conflict,
    )
    assert last is not None  # narrowed by the line above
    back = {name: last.changes[name] for name in ("matches", "pairs") if name in last.changes}
    if "pieces" in last.changes:
        back["pieces_json"] = Reading.stored(revert(reading.pieces, last.changes["pieces"]))
    save_version(reading, version=version, **back)
    if "title" in last.changes:
        document = reading.edition.document
        document.title = last.changes["title"]
        PolicyDocument.objects.filter(pk=document.pk).update(title=document.title)
    told = {"piece": last.about, "verb": last.verb}
    last.delete()
    index("document", [reading.edition.document_id])
    record(by=by, verb="reading.undone", subject=reading, plan=_slug(reading), before=told)
    return reading
