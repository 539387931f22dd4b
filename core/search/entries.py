"""Entries follow their records: compared with what the records give, and only differences written.

Called by the actions themselves, in their transaction and before the audit event.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core.bulk import among
from core.models import SearchEntry
from core.search.engines import Engine, Row, engine
from core.search.kinds import Entry, Kind, kinds
from core.search.text import normalise

# The rest of a longer record is not searched: an index entry of PostgreSQL has an end.
LONGEST = 50_000
_CHUNK = 5_000


class _Once(dict[str, str]):
    """Texts as they are compared: the same wording stands in hundreds of entries."""

    def __missing__(self, text: str) -> str:
        self[text] = folded = normalise(text)
        return folded


def row_of(kind: Kind, entry: Entry, texts: Mapping[str, str] | None = None) -> Row:
    """The entry as it is stored. `texts` are those that were compared before."""
    folded = _Once() if texts is None else texts
    title = folded[entry.title]
    text = _joined((title, *(folded[one] for one in entry.texts)))
    return Row(
        kind.mark, entry.key, entry.scope, normalise(entry.sign)[:100], title[:300], text[:LONGEST]
    )


def rows_of(kind: Kind, entries: Iterable[Entry]) -> Iterator[Row]:
    """Entries as they are stored, some thousands of them."""
    texts = _Once()
    return (row_of(kind, entry, texts) for entry in entries)


def _joined(texts: Iterable[str]) -> str:
    """Texts as they are compared, each once, each on a line of its own."""
    return "\n".join(dict.fromkeys(filter(None, texts)))


def _stored(kind: Kind, keys: Sequence[int]) -> dict[int, Row]:
    rows = SearchEntry.objects.filter(kind=kind.mark, key__in=among(keys))
    return {row[1]: Row(*row) for row in rows.values_list(*Row._fields)}


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    left = iter(keys)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk


def _compare(kind: Kind, keys: Sequence[int]) -> tuple[dict[int, Row], dict[int, Row]]:
    """What stands in the index of these records, and what should."""
    searched = kind.keys().filter(pk__in=among(keys)).values_list("pk", flat=True)
    should = {row.key: row for row in rows_of(kind, kind.entries(list(searched)))}
    return _stored(kind, keys), should


@transaction.atomic(savepoint=False)
def index(name: str, keys: Iterable[int]) -> int:
    """These records have come, changed or gone: so do their entries. How many were written."""
    kind, written = kinds()[name], 0
    for chunk in _chunks(dict.fromkeys(keys)):
        stored, should = _compare(kind, chunk)
        gone = [key for key, row in stored.items() if should.get(key) != row]
        new = [row for key, row in should.items() if stored.get(key) != row]
        if gone:
            SearchEntry.objects.filter(kind=kind.mark, key__in=among(gone)).delete()
        if new:
            engine().add(new)
        written += len(new)
    return written


def add_entries(name: str, entries: Iterable[Entry]) -> None:
    """Records have just been written that never had entries: what `index` would find in them."""
    engine().add(rows_of(kinds()[name], entries))


def forget_gone(kind: Kind) -> int:
    """Entries whose record is no more go. How many went."""
    gone = list(_gone(kind))
    for chunk in _chunks(gone):
        SearchEntry.objects.filter(kind=kind.mark, key__in=chunk).delete()
    return len(gone)


def _gone(kind: Kind) -> Iterator[int]:
    # `exclude(key__in=…)` compares each of half a million with each other on PostgreSQL.
    left = SearchEntry.objects.filter(
        ~Exists(kind.keys().filter(pk=OuterRef("key"))), kind=kind.mark
    )
    yield from left.order_by("key").values_list("key", flat=True)


def index_all(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Bring every entry up to date, a transaction for each chunk. How many were written.

    `progress` is told how many records are done, of how many.
    """
    total = sum(kind.keys().count() for kind in kinds().values())
    done = written = 0
    for kind in kinds().values():
        with transaction.atomic():
            forget_gone(kind)
        keys = list(kind.keys().order_by("pk").values_list("pk", flat=True))
        for chunk in _chunks(keys):
            with transaction.atomic():
                written += index(kind.name, chunk)
            done += len(chunk)
            progress(min(done, total), total)
    return written


def compare_anew(entries: QuerySet[Any], database: Engine) -> int:
    """Entries of a time when fewer texts were alike become what would be written today.

    For migrations: no record is read, for what was compared then is compared once more. How many
    changed.
    """
    last = changed = 0
    while stored := list(
        entries.filter(pk__gt=last).order_by("pk").values_list("pk", *Row._fields)[:_CHUNK]
    ):
        last, before = stored[-1][0], {pk: Row(*row) for pk, *row in stored}
        after = {
            pk: row._replace(
                sign=normalise(row.sign), title=normalise(row.title),
                text=_joined(map(normalise, row.text.split("\n"))),
            )
            for pk, row in before.items()
        }  # fmt: skip
        new = {pk: row for pk, row in after.items() if row != before[pk]}
        if new:
            entries.filter(pk__in=list(new)).delete()
            database.add(new.values())
        changed += len(new)
    return changed


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Everything anew, the quickest way; how many entries each kind has."""
    made = {}
    database = engine()
    database.before_bulk()
    database.clear()
    for kind in kinds().values():
        rows = _Counted(_all(kind))
        database.add(rows)
        made[kind.name] = rows.count
    database.after_bulk()
    return made


def _all(kind: Kind) -> Iterator[Row]:
    keys = list(kind.keys().order_by("pk").values_list("pk", flat=True))
    for chunk in _chunks(keys):
        yield from rows_of(kind, kind.entries(chunk))


class _Counted:
    """An iterable that knows afterwards how much it gave."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def differences() -> Iterator[str]:
    """Where the index is not what the records give, in words; nothing when it agrees."""
    for kind in kinds().values():
        for chunk in _chunks(kind.keys().order_by("pk").values_list("pk", flat=True)):
            stored, should = _compare(kind, chunk)
            for key, row in should.items():
                if key not in stored:
                    yield f"{kind.name} {key}: missing"
                elif stored[key] != row:
                    fields = [name for name in Row._fields
                              if getattr(stored[key], name) != getattr(row, name)]  # fmt: skip
                    yield f"{kind.name} {key}: another {', '.join(fields)}"
        for key in _gone(kind):
            yield f"{kind.name} {key}: no longer there"
        if unknown := engine().unindexed(kind.mark):
            yield f"{kind.name}: {unknown} entries without pieces"
