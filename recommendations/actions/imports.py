"""A ledger comes in: uploaded, its columns mapped, checked, applied whole or not at all, undone."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import starmap
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, record
from core.bulk import among, insert_values
from core.refusals import BadInput, Conflict, require
from core.search.entries import index
from core.sheets import LARGEST_FILE, Sheet, UnreadableSheet, read_apart, unpack_sheets
from core.versions import save_version
from recommendations.actions.breakdown import (
    Change,
    Seen,
    alter_initiatives,
    load_initiatives,
)
from recommendations.breakdown import Breakdown
from recommendations.choices import ImportState, ImportWork, InitiativeState, PlanState
from recommendations.imports.check import Checked, WantedRow
from recommendations.imports.columns import FIELDS, suggest
from recommendations.imports.heads import Head, find_head, head_at, signature
from recommendations.imports.ours import own_sheet
from recommendations.models import (
    ColumnMap,
    ImportedRow,
    ImportFile,
    Initiative,
    LedgerImport,
    Plan,
)
from recommendations.queries import MANY, batched, breakdowns_at
from recommendations.queries.import_results import digest_of, result_of
from recommendations.queries.imports import (
    Looked,
    is_large,
    kept_or_looked,
    look,
    mark_of,
    require_idle,
    rows_of,
    sheets_of,
)
from recommendations.writing.work import plan_import_work


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def _read(data: bytes) -> bytes:
    try:
        return read_apart(data)
    except UnreadableSheet as error:
        raise BadInput(error.words("zh" if _language() == "zh" else "en")) from error


def _most_like_a_ledger(sheets: Sequence[Sheet]) -> tuple[Sheet, Head]:
    """The table that names most of a ledger's columns; the first one where none does."""
    found = [(sheet, head) for sheet in sheets if (head := find_head(sheet)) is not None]
    if found:
        return max(found, key=lambda pair: len(suggest(pair[1].names)))
    return sheets[0], head_at(sheets[0], first=0, last=0)


def _key_of(head: Head) -> str:
    return sha256(signature(head.names).encode()).hexdigest()


def _suggested_columns(head: Head) -> dict[str, int]:
    """Field → column: as mapped last under the same head, else by the words of the head."""
    kept = ColumnMap.objects.filter(signature=_key_of(head)).first()
    if kept is not None:
        return {name: column for name, column in kept.columns.items() if name in FIELDS}
    return {name: column for column, name in suggest(head.names).items()}


def _place(plan: Plan, sheets: Sequence[Sheet]) -> tuple[str, int, int, dict[str, int]]:
    """The sheet, the first and last row of its head, and its columns as far as they are known."""
    own = own_sheet(sheets)
    if own is not None:
        require(
            own.plan in {plan.slug, ""},
            _("This sheet went out of another plan (%(plan)s). Bring it in there.")
            % {"plan": own.plan},
        )
        return own.sheet, own.head_row, own.head_row, own.columns
    shown = [sheet for sheet in sheets if not sheet.hidden]
    require(shown, _("Every sheet of this file is hidden. Show the one that is meant."))
    sheet, head = _most_like_a_ledger(shown)
    return sheet.name, head.first, head.last, _suggested_columns(head)


@transaction.atomic
def upload_ledger(
    *, plan: Plan, data: bytes, file_name: str, year: int, uploader: User, now: datetime, by: Actor
) -> LedgerImport:
    """Take a file in and guess where its head and columns are. Nothing of the plan changes."""
    require(
        plan.state in {PlanState.DRAFT, PlanState.ACTIVE},
        _("The plan is closed. Nothing can be added to it."),
        kind=Conflict,
    )
    require(
        len(data) <= LARGEST_FILE,
        _("The file is larger than %(n)d MB. Split it into several files.")
        % {"n": LARGEST_FILE // 2**20},
    )
    tables = _read(data)
    sheets = unpack_sheets(tables)
    name, first, last, columns = _place(plan, sheets)
    batch = LedgerImport.objects.create(
        plan=plan, file_name=file_name[-200:], sha256=sha256(data).hexdigest(), sheet=name,
        head_first=first, head_last=last, year=year, columns=columns, uploaded_by=uploader,
        uploaded_at=now, result={"rows": len(_named(sheets, name).rows)},
    )  # fmt: skip
    ImportFile.objects.create(batch=batch, data=data, tables=tables)
    record(
        by=by, verb="ledger.uploaded", subject=batch, plan=plan.slug,
        after={"file": batch.file_name, "sha256": batch.sha256},
    )  # fmt: skip
    return batch


def _require_open(batch: LedgerImport) -> None:
    require(
        batch.state in {ImportState.UPLOADED, ImportState.CHECKED},
        _("This import has already been %(state)s.") % {"state": batch.get_state_display()},
        kind=Conflict,
    )
    require_idle(batch)


def _named(sheets: Sequence[Sheet], name: str) -> Sheet:
    chosen = next((one for one in sheets if one.name == name), None)
    require(chosen is not None, _("This file has no sheet “%(name)s”.") % {"name": name})
    assert chosen is not None  # narrowed by the line above
    return chosen


def _head(chosen: Sheet, first: int, last: int) -> Head:
    require(
        0 <= first <= last < len(chosen.rows),
        _("The head must lie within the sheet's %(n)d rows. Mend its row numbers.")
        % {"n": len(chosen.rows)},
    )
    return head_at(chosen, first=first, last=last)


def _require_columns(columns: Mapping[str, int], head: Head) -> None:
    require("title" in columns, _("Say which column holds the title of the initiative."))
    require(
        set(columns) <= set(FIELDS) and all(0 <= at < len(head.names) for at in columns.values()),
        _("A column that was chosen is not in the sheet. Choose again."),
    )
    require(
        len(set(columns.values())) == len(columns),
        _("A column was chosen twice. Each column fills one field."),
    )


@transaction.atomic
def map_columns(
    *, batch: LedgerImport, sheet: str, head_first: int, head_last: int,
    columns: Mapping[str, int], year: int, version: int, now: datetime, by: Actor,
) -> LedgerImport:  # fmt: skip
    """Say which column is what, remember it, and check every row: at once, or by a worker where
    there are many. Nothing of the plan changes.
    """
    _require_open(batch)
    chosen = _named(sheets_of(batch), sheet)
    head = _head(chosen, head_first, head_last)
    _require_columns(columns, head)
    require(2000 <= year <= 2100, _("Give the year with four digits."))
    save_version(
        batch, version=version, sheet=sheet, head_first=head_first, head_last=head_last,
        columns=dict(columns), year=year, state=ImportState.UPLOADED,
        result={"rows": len(chosen.rows)},
    )  # fmt: skip
    ColumnMap.objects.update_or_create(
        signature=_key_of(head), defaults={"columns": dict(columns), "saved_at": now}
    )
    if is_large(batch):
        steps, on = rows_of(batch), timezone.localdate(now)
        plan_import_work(batch, ImportWork.CHECK, on=on, now=now, steps=steps, by=by)
    else:
        _keep_check(batch, look(batch))
    record(
        by=by, verb="ledger.mapped" if is_large(batch) else "ledger.checked", subject=batch,
        plan=batch.plan.slug, after=_counts(batch),
    )  # fmt: skip
    return batch


@transaction.atomic
def check_import(
    *, batch: LedgerImport, looked: Looked, version: int, now: datetime, by: Actor
) -> LedgerImport:
    """Keep the check of a large ledger, which was made before this transaction began."""
    _require_open(batch)
    _require_still(batch, looked)
    save_version(batch, version=version)
    _keep_check(batch, looked)
    record(by=by, verb="ledger.checked", subject=batch, plan=batch.plan.slug, after=_counts(batch))
    return batch


def _keep_check(batch: LedgerImport, looked: Looked) -> None:
    batch.result = {**result_of(looked), "rows": batch.result["rows"]}
    batch.state = ImportState.CHECKED
    batch.save(update_fields=["result", "state"])
    kept = batch.file
    kept.new_rows = bytes(looked.checked.new.kept)
    kept.changed_rows = bytes(looked.checked.changed.kept)
    kept.save(update_fields=["new_rows", "changed_rows"])


def _counts(batch: LedgerImport) -> dict[str, int]:
    told = ("rows", "new", "changed", "same", "faults")
    return {name: batch.result[name] for name in told if name in batch.result}


def _require_still(batch: LedgerImport, looked: Looked) -> None:
    """A check that was made before the transaction counts only while nothing has moved since."""
    require(
        mark_of(batch.plan) == looked.mark,
        _("The plan has changed since this check. Check again and look at what would change."),
        kind=Conflict,
    )


@transaction.atomic
def apply_import(
    *, batch: LedgerImport, on: date, version: int, now: datetime, by: Actor,
    looked: Looked | None = None,
) -> LedgerImport:  # fmt: skip
    """Write everything that the check showed, or nothing.

    `looked` is what a worker has at hand; else it is looked up here.
    """
    require(
        batch.state == ImportState.CHECKED,
        _("Check the columns first; an import is brought in once."),
        kind=Conflict,
    )
    require_idle(batch)
    if looked is None:
        looked = kept_or_looked(batch)
    else:
        _require_still(batch, looked)
    checked = looked.checked
    require(
        not checked.faults,
        _("There are %(n)d faults left. Mend them in the file and upload it again.")
        % {"n": len(checked.faults)},
    )
    require(
        looked.mark == batch.result.get("mark") or digest_of(checked) == batch.result.get("digest"),
        _("The plan has changed since this check. Check again and look at what would change."),
        kind=Conflict,
    )
    require(
        len(checked.new) or len(checked.changed),
        _("Everything in this file is in the plan already. There is nothing to bring in."),
    )
    save_version(batch, version=version, state=ImportState.APPLIED, applied_at=now)
    _write(batch, checked, on, now, by)
    record(
        by=by, verb="ledger.applied", subject=batch, plan=batch.plan.slug,
        after={"new": len(checked.new), "changed": len(checked.changed)},
    )  # fmt: skip
    return batch


def _write(batch: LedgerImport, checked: Checked, on: date, now: datetime, by: Actor) -> None:
    reason = _("Ledger import: %(file)s") % {"file": batch.file_name}
    # Both hand back what they wrote in the order of what they were given.
    numbers: deque[int] = deque()
    load_initiatives(
        plan=batch.plan, new=_told(checked.new, numbers), on=on, now=now, by=by,
        each=lambda rows: _note(batch, [(row.pk, numbers.popleft(), 0, 1) for row in rows]),
    )  # fmt: skip
    places: dict[int, int] = {}
    alter_initiatives(
        changes=_changes(checked.changed, reason, places), on=on, now=now, by=by,
        each=lambda rows: _note(
            batch, [(row.pk, places.pop(row.pk), row.version - 1, row.version) for row in rows]
        ),
    )  # fmt: skip


def _told(rows: Iterable[WantedRow], numbers: deque[int]) -> Iterator[Breakdown]:
    """What new rows ask for; `numbers` keeps where each stands."""
    for row in rows:
        numbers.append(row.number)
        yield row.to


def _changes(rows: Iterable[WantedRow], reason: str, places: dict[int, int]) -> Iterator[Change]:
    """What changed rows ask for; `places` keeps where each initiative stands."""
    for row in rows:
        seen = Seen(row.initiative or 0, row.code)
        places[seen.pk] = row.number
        yield Change(seen, row.to, row.version, reason)


def _note(batch: LedgerImport, rows: Sequence[tuple[int, int, int, int]]) -> None:
    """What the import made or changed: initiative, row, version before and after."""
    names = ("initiative", "row", "before", "after")
    insert_values(ImportedRow, names, rows, shared={"batch": batch.pk})


@transaction.atomic
def undo_import(
    *, batch: LedgerImport, on: date, version: int, now: datetime, by: Actor
) -> LedgerImport:
    """Take an applied import back whole: what it changed becomes as it was, what it added goes.

    Refuses where anything of it has been changed or assigned since: that is for a person.
    """
    require(
        batch.state == ImportState.APPLIED,
        _("Only an import that was brought in can be undone."),
        kind=Conflict,
    )
    require_idle(batch)
    save_version(batch, version=version, state=ImportState.UNDONE, undone_at=now)
    rows = _brought(batch)
    stale = [row.code for row in rows if row.version != row.after]
    stale += [row.code for row in rows if row.before == 0 and row.state != InitiativeState.DRAFT]
    require(
        not stale,
        _("Since then somebody changed No. %(codes)s. Undo those by hand first.")
        % {"codes": _(", ").join(map(str, stale[:5]))},
        kind=Conflict,
    )
    changed = [row for row in rows if row.before]
    reason = _("Undone: %(file)s") % {"file": batch.file_name}
    alter_initiatives(
        changes=_changed_back(changed, reason), on=on, now=now, by=by, each=lambda _rows: None
    )
    for some in batched((row.pk for row in rows if row.before == 0), MANY):
        Initiative.objects.filter(pk__in=among(some)).delete()
        index("initiative", some)
    record(
        by=by, verb="ledger.undone", subject=batch, plan=batch.plan.slug,
        before={"added": [row.code for row in rows if row.before == 0]},
        after={"changed": len(changed)},
    )  # fmt: skip
    return batch


class _Brought(NamedTuple):
    """An initiative that an import made or changed: as it is, and its versions around that."""

    pk: int
    code: int
    version: int
    state: str
    before: int
    after: int


def _brought(batch: LedgerImport) -> list[_Brought]:
    names = ("initiative__code", "initiative__version", "initiative__state", "before", "after")
    rows = batch.rows.order_by("row").values_list("initiative_id", *names)
    return list(starmap(_Brought, rows))


def _changed_back(rows: Iterable[_Brought], reason: str) -> Iterator[Change]:
    """What an import changed as it was before, some at a time."""
    for some in batched(rows, MANY):
        was = breakdowns_at({row.pk: row.before for row in some})
        for row in some:
            yield Change(Seen(row.pk, row.code), was[row.pk], row.after, reason)


@transaction.atomic
def drop_import(*, batch: LedgerImport, version: int, by: Actor) -> LedgerImport:
    """Put an import aside that was not brought in."""
    _require_open(batch)
    save_version(batch, version=version, state=ImportState.DROPPED)
    record(by=by, verb="ledger.dropped", subject=batch, plan=batch.plan.slug)
    return batch
