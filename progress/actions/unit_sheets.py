"""A unit's sheet comes back: kept until its uploader decides, then written as drafts, whole or not
at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import BadInput, Conflict, NotAllowed, require
from core.sentences import Language
from core.sheets import LARGEST_FILE, Sheet, UnreadableSheet, read_apart, unpack_sheets
from progress.actions.updates import Words, hand_over, save_draft, start_update
from progress.choices import EDITABLE
from progress.filings import Part, lined_parts
from progress.models import UnitSheet, Update
from progress.sheets import Checked, FieldChange, NotOurs, ReadRow, check_rows, read_unit_sheets
from progress.unit_items import FIELDS, STEP, Held, items_of, known_to

# What happens to a row in which both the sheet and somebody else changed an answer.
LEAVE_OUT, THEIRS, MINE = CONFLICTS = ("leave", "theirs", "mine")


@dataclass(frozen=True)
class Look:
    """What an upload would do now; `digest` stands for all of it."""

    checked: Checked
    held: dict[str, Held]
    digest: str


@dataclass(frozen=True)
class Applied:
    """How many items were written, left out for a conflict, handed over, or lacked an answer."""

    written: int
    left_out: int
    handed: int
    lacking: int


def read_tables(data: bytes) -> bytes:
    """What a file holds, read in a process apart; before any transaction, for it may take long."""
    require(
        len(data) <= LARGEST_FILE,
        _("The file is larger than %(n)d MB. Split it into several files.")
        % {"n": LARGEST_FILE // 2**20},
    )
    language: Language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    try:
        return read_apart(data)
    except UnreadableSheet as error:
        raise BadInput(error.words(language)) from error


def _rows(tables: list[Sheet]) -> list[ReadRow]:
    try:
        return read_unit_sheets(tables)
    except NotOurs as error:
        raise BadInput(
            _("This is no filing sheet of ours. Download it under “My work” and fill that in.")
        ) from error


def tables_of(sheet: UnitSheet) -> list[Sheet]:
    """The upload's tables, as they were read when it came."""
    return unpack_sheets(bytes(sheet.tables) or read_tables(bytes(sheet.data)))


def look_into(*, sheet: UnitSheet, now: datetime) -> Look:
    """What the sheet would change, held against everything as it is now."""
    user = sheet.uploaded_by
    rows = _rows(tables_of(sheet))
    held = items_of(user, now=now)
    checked = check_rows(rows, known_to(user, held, rows, now=now))
    told = [(row.item.key, row.item.version, row.changes, row.conflicts) for row in checked.rows]
    digest = sha256(repr(told).encode()).hexdigest()
    return Look(checked, {one.item.key: one for one in held}, digest)


@transaction.atomic
def record_sheet_export(*, user: User, items: int, by: Actor) -> None:
    """Note who took a filing sheet out."""
    require_may(user, Permission.UPDATE_FILE)
    require(
        items,
        _("Nothing waits to be filled in for your unit, so there is no sheet."),
        kind=Conflict,
    )
    record(by=by, verb="sheet.exported", subject=user, after={"rows": items})


@transaction.atomic
def upload_sheet(
    *, data: bytes, tables: bytes | None = None, file_name: str, uploader: User, now: datetime,
    by: Actor,
) -> UnitSheet:  # fmt: skip
    """Keep a sheet until its uploader decides; an earlier one gives way. Nothing is written.

    `tables` is what `read_tables` made of the data; it is read now where that is not given.
    """
    require_may(uploader, Permission.UPDATE_FILE)
    tables = read_tables(data) if tables is None else tables
    require(
        _rows(unpack_sheets(tables)),
        _("No row of this sheet has a key any more. Download the sheet anew and fill that in."),
    )
    UnitSheet.objects.filter(uploaded_by=uploader).delete()
    sheet = UnitSheet.objects.create(
        file_name=file_name[-200:], sha256=sha256(data).hexdigest(), data=data, tables=tables,
        uploaded_by=uploader, uploaded_at=now,
    )  # fmt: skip
    record(
        by=by, verb="sheet.uploaded", subject=sheet,
        after={"file": sheet.file_name, "sha256": sheet.sha256},
    )  # fmt: skip
    return sheet


@transaction.atomic
def drop_sheet(*, sheet: UnitSheet, user: User, by: Actor) -> None:
    """Put an upload aside; nothing of it is written."""
    _require_own(sheet, user)
    UnitSheet.objects.filter(pk=sheet.pk).delete()
    record(by=by, verb="sheet.dropped", subject=sheet, after={"sha256": sheet.sha256})


def _require_own(sheet: UnitSheet, user: User) -> None:
    require(
        sheet.uploaded_by_id == user.pk,
        _("This sheet was uploaded by somebody else."),
        kind=NotAllowed,
    )


def _require_sound(look: Look, digest: str, conflicts: str) -> None:
    """What was shown is what is written, and nothing of it is wrong."""
    count = len(look.checked.faults)
    require(
        count == 0,
        _("There are %(n)d faults left. Mend them in the file and upload it again.") % {"n": count},
    )
    require(
        digest == look.digest,
        _("Something has changed since you looked. Look at what would change, then decide again."),
        kind=Conflict,
    )
    require(
        conflicts in CONFLICTS,
        _("Say what shall hold where somebody else wrote in the meantime."),
    )


@transaction.atomic
def apply_sheet(
    *, sheet: UnitSheet, digest: str, conflicts: str, hand: bool, user: User, now: datetime,
    by: Actor,
) -> Applied:  # fmt: skip
    """Write what the preview showed, as drafts, or nothing. `digest` is that of the preview.

    `conflicts` says what holds where both wrote: LEAVE_OUT (such items stay whole as they are),
    THEIRS or MINE. With `hand` every item of the file that lacks nothing is handed over.
    """
    _require_own(sheet, user)
    gone, _each = UnitSheet.objects.filter(pk=sheet.pk).delete()
    require(gone, _("This sheet has already been decided on. Upload it again."), kind=Conflict)
    look = look_into(sheet=sheet, now=now)
    _require_sound(look, digest, conflicts)
    written, left_out = 0, 0
    ready = [item.key for item in look.checked.same]
    for row in look.checked.rows:
        if row.conflicts and conflicts == LEAVE_OUT:
            left_out += 1
            continue
        ready.append(row.item.key)
        changes = [*row.changes, *(row.conflicts if conflicts == MINE else ())]
        if changes:
            _write(look.held[row.item.key], changes, user, now, by)
            written += 1
    handed, lacking = _hand_over(look, ready, user, now, by) if hand else (0, 0)
    told = Applied(written, left_out, handed, lacking)
    record(
        by=by, verb="sheet.applied", subject=sheet,
        after={"sha256": sheet.sha256, "changed": written, "left_out": left_out, "handed": handed},
    )  # fmt: skip
    return told


def _words(values: dict[str, str]) -> Words:
    """Answers as text, as the update takes them."""
    day, percent = values["expected_on"], values["percent"]
    return Words(
        percent=Decimal(percent) if percent else None,
        self_rating=values["self_rating"],
        done=values["done"],
        cause=values["cause"],
        expected_on=date.fromisoformat(day) if day else None,
        problems=values["problems"],
        next_steps=values["next_steps"],
        steps={
            int(name.removeprefix(STEP)): date.fromisoformat(said)
            for name, said in values.items()
            if name.startswith(STEP) and said
        },
    )


def _update_of(held: Held, user: User, now: datetime, by: Actor) -> Update:
    """The update to write to, begun now where there was none."""
    filing = held.filing
    return filing.update or start_update(
        initiative=filing.initiative, round_=filing.round, author=user, now=now, by=by
    )


def _write(
    held: Held, changes: Sequence[FieldChange], user: User, now: datetime, by: Actor
) -> None:
    values = {**held.item.values, **{change.name: change.after for change in changes}}
    update = _update_of(held, user, now, by)
    update.initiative, update.round = held.filing.initiative, held.filing.round
    own = {change.name for change in changes}
    if any(name in FIELDS or name.startswith(STEP) for name in own):
        save_draft(
            update=update, words=_words(values), author=user, version=held.item.version or 1,
            now=now, by=by,
        )  # fmt: skip
    for part, lined in lined_parts():
        names = {line.name for line in held.item.lines.get(lined.column, ())}
        if names & own:
            _save_part(part, update, {name: values[name] for name in names}, now, by)


def _save_part(part: Part, update: Update, data: dict[str, Any], now: datetime, by: Actor) -> None:
    form = part.form(update=update, data=data)
    assert form is not None  # it asked for these lines
    require(form.is_valid(), next((str(one[0]) for one in form.errors.values()), ""))
    part.save(update=update, form=form, now=now, by=by)


def _hand_over(
    look: Look, keys: Sequence[str], user: User, now: datetime, by: Actor
) -> tuple[int, int]:
    """Hand over what lacks nothing: how many, and how many lack something."""
    held = [look.held[key].filing for key in keys]
    there = {
        (row.initiative_id, row.round_id): row
        for row in Update.objects.filter(
            initiative__in=[one.initiative for one in held], state__in=EDITABLE
        ).select_related("initiative__plan", "round__plan", "unit")
    }
    handed = lacking = 0
    for one in held:
        update = there.get((one.initiative.pk, one.round.pk))
        if update is None:
            lacking += not one.update
            continue
        try:
            hand_over(update=update, author=user, version=update.version, now=now, by=by)
            handed += 1
        except BadInput:
            # It says what is missing on its page, and stays a draft.
            lacking += 1
    return handed, lacking
