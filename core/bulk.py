"""Many rows at once, as plain values: what differs by engine when a table is filled or emptied.

`bulk_create` builds a model instance and asks every field for every value, which for a million rows
is most of the time. Here the caller hands over what the database keeps; constraints still hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain, islice
from types import MappingProxyType
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    AutoField,
    BigAutoField,
    BooleanField,
    DateField,
    DateTimeField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    QuerySet,
)
from django.db.models.expressions import RawSQL

from core.exact import to_scaled
from core.fields import ExactField

# Whole numbers, texts (days and instants too: ISO, instants in UTC without offset), None.
Plain = int | str | None
CHUNK = 5_000
# Rows of one statement where it must name every value: below what any engine takes.
_FEW = 1_000
# On SQLite: the first that fits. More than fifty gain nothing; a chunk holds each without a rest.
_TOGETHER = (50, 40, 25, 20, 10, 5, 2, 1)
_PARAMETERS = 999
_FEW_KEYS = 200
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_json = json.JSONEncoder(ensure_ascii=False).encode


class Unfilled(ValueError):
    """A column that must hold something was neither given nor has a constant default."""


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Plain]], *,
    shared: Mapping[str, Plain] = _NOTHING,
) -> int:  # fmt: skip
    """Insert `rows`, whose values stand in the order of the fields `names`; how many there were.

    `shared` are fields that have one value in every row. Columns that are not named get their
    field's default, so that a new column needs no word here. Exact decimals are given as whole
    ten-thousandths, JSON as its text. Raises Unfilled.
    """
    rest, constants = _rest(model, (*names, *shared))
    fields: list[Any] = [model._meta.get_field(name) for name in (*names, *shared)]
    columns = [str(field.column) for field in (*fields, *rest)]
    same = (*shared.values(), *constants)
    quote = connection.ops.quote_name
    table = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    if connection.vendor == "postgresql":
        return _copy(f"COPY {table} FROM STDIN", rows, same)
    return run_together(f"INSERT INTO {table} VALUES ", "", rows, width=len(columns), same=same)


def follow_keys(models: Iterable[type[Model]]) -> None:
    """Let keys that the database gives go on after those that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def delete_rows(rows: QuerySet[Any]) -> int:
    """Delete by one statement, without looking for what hangs on the rows; how many there were.

    For whoever has deleted what hangs on them before: the database refuses what is still named.
    """
    # None where the question itself can have no answer.
    return int(rows._raw_delete(rows.db) or 0)


@cache
def _rest(model: type[Model], named: tuple[str, ...]) -> tuple[list[Field[Any, Any]], Any]:
    """The columns that were not named, and the constants that stand in them."""
    taken = {model._meta.get_field(name) for name in named}
    rest = [
        field
        for field in model._meta.concrete_fields
        if field not in taken and not isinstance(field, AutoField | BigAutoField)
    ]
    return rest, tuple(_constant(field) for field in rest)


def _constant(field: Field[Any, Any]) -> Plain:
    if field.null and not field.has_default():
        return None
    if field.unique or not (field.has_default() or field.empty_strings_allowed):
        raise Unfilled(f"{field} has no constant default: give its value.")
    if isinstance(field, JSONField):
        return json.dumps(field.get_default())
    value = field.get_db_prep_save(field.get_default(), connection)
    return int(value) if isinstance(value, bool) else value


def run_together(
    begin: str, end: str, rows: Iterable[Sequence[Any]], *, width: int, same: Sequence[Any] = (),
    to: BaseDatabaseWrapper | None = None,
) -> int:  # fmt: skip
    """Run a statement that takes rows of `width` values, many of them each time; how many rows.

    For SQLite, where one by one takes twice as long. What is the `same` in all rows ends each and
    is bound once. `to` is the database, if not the usual one.
    """
    own = width - len(same)
    most = next(n for n in _TOGETHER if n == 1 or len(same) + n * own <= _PARAMETERS)
    whole = begin + _places(most, own, len(same)) + end
    count, left = 0, iter(rows)
    with (to or connection).cursor() as cursor:
        while chunk := list(islice(left, CHUNK)):
            count += len(chunk)
            over = len(chunk) % most
            fits = len(chunk) - over
            if fits:
                cursor.executemany(whole, [
                    [*same, *chain.from_iterable(chunk[at : at + most])]
                    for at in range(0, fits, most)
                ])  # fmt: skip
            if over:
                last = begin + _places(over, own, len(same)) + end
                cursor.executemany(last, [[*same, *chain.from_iterable(chunk[fits:])]])
    return count


@cache
def _places(rows: int, own: int, same: int) -> str:
    """Places for so many rows: their own values by number, then those that stand in every row."""
    shared = "".join(f", ?{place}" for place in range(1, same + 1))
    starts = range(same + 1, same + 1 + rows * own, own)
    return ", ".join(
        f"({', '.join(f'?{start + place}' for place in range(own))}{shared})" for start in starts
    )


def _copy(statement: str, rows: Iterable[Sequence[Plain]], same: tuple[Plain, ...]) -> int:
    count, left = 0, iter(rows)
    # In chunks: while a COPY runs the connection answers nobody, and what gives rows may ask.
    while chunk := list(islice(left, CHUNK)):
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in chunk:
                copy.write_row((*row, *same))
        count += len(chunk)
    return count


def among(keys: Sequence[int]) -> Any:
    """What `field__in` takes for these keys: for many of them one parameter, not one for each.

    A database takes so many parameters and no more, and each costs Django more than its row.
    """
    ways: dict[str, tuple[str, Callable[[Sequence[int]], Any]]] = {
        "sqlite": ("SELECT value FROM json_each(%s)", json.dumps),
        "postgresql": ("SELECT unnest(%s::bigint[])", list),
    }
    if len(keys) <= _FEW_KEYS or connection.vendor not in ways:
        return list(keys)
    statement, hand_over = ways[connection.vendor]
    return RawSQL(statement, [hand_over(keys)])


def _as_is(value: Any) -> Any:
    return value


def _writer(field: Any) -> Callable[[Any], Plain]:
    """How a Python value of this field is handed to `insert_rows`."""
    if isinstance(field, ForeignKey):
        return _as_is
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, ExactField):
        return _same_again(to_scaled)
    if isinstance(field, BooleanField):
        return int
    if isinstance(field, DateTimeField):
        return _same_again(_instant)
    if isinstance(field, DateField):
        return _same_again(date.isoformat)
    return _as_is


def _same_again(write: Callable[[Any], Plain]) -> Callable[[Any], Plain]:
    """Rows that come together often hold the very same value: the last answer is kept."""
    last: Any = None
    answer: Plain = None

    def again(value: Any) -> Plain:
        nonlocal last, answer
        if value is None:
            return None
        if value is not last:
            last, answer = value, write(value)
        return answer

    return again


def _instant(value: datetime) -> str:
    """A moment as the database keeps it: in UTC, without offset."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _written(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[list[Plain]]:
    writers = [_writer(model._meta.get_field(name)) for name in names]
    # Most columns are kept as they are: only the others are gone through for every row.
    others = [(place, write) for place, write in enumerate(writers) if write is not _as_is]
    for row in rows:
        values = list(row)
        if len(values) != len(writers):
            raise ValueError(f"A row of {model.__name__} has {len(values)} values.")
        for place, write in others:
            values[place] = write(values[place])
        yield values


def insert_values(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *,
    shared: Mapping[str, Any] = _NOTHING,
) -> int:  # fmt: skip
    """As `insert_rows`, for Python values: days, moments, decimals, JSON; related rows by key.

    `shared` are fields that have one value in every row; it is written out once.
    """
    (same,) = _written(model, tuple(shared), [tuple(shared.values())])
    alike = dict(zip(shared, same, strict=True))
    return insert_rows(model, names, _written(model, names, rows), shared=alike)


def put_values(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, key: Sequence[str]
) -> int:
    """Insert rows, or overwrite those that have the same values in the unique fields `key`.

    As `insert_values`, also in what it asks of the rows; how many there were.
    """
    rest, constants = _rest(model, tuple(names))
    fields: list[Any] = [*(model._meta.get_field(name) for name in names), *rest]
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in fields]
    unique = {quote(str(model._meta.get_field(name).column)) for name in key}  # type: ignore[union-attr]
    sets = ", ".join(f"{one} = excluded.{one}" for one in columns if one not in unique)
    begin = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)}) VALUES "
    end = f" ON CONFLICT ({', '.join(sorted(unique))}) DO UPDATE SET {sets}"
    filled = ([*row, *constants] for row in _written(model, names, rows))
    left, count = _flagged(filled, fields), 0
    if connection.vendor == "sqlite":
        return run_together(begin, end, left, width=len(columns))
    places = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        # Over a network one statement of many rows is many times quicker than many statements.
        while chunk := list(islice(left, _FEW)):
            values = [value for row in chunk for value in row]
            cursor.execute(begin + ", ".join([places] * len(chunk)) + end, values)
            count += len(chunk)
    return count


def _flagged(rows: Iterator[list[Plain]], fields: Sequence[Any]) -> Iterator[list[Plain]]:
    """Truth stays truth: PostgreSQL takes no number for it where COPY and SQLite do."""
    flags = [place for place, field in enumerate(fields) if isinstance(field, BooleanField)]
    if not flags:
        return rows
    return (_with_truth(row, flags) for row in rows)


def _with_truth(row: list[Plain], flags: Sequence[int]) -> list[Plain]:
    for place in flags:
        row[place] = bool(row[place])
    return row


def update_values(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Set the fields `names` of many rows; each row of values ends with its primary key."""
    quote = connection.ops.quote_name
    key = model._meta.pk
    assert key is not None  # every model has one
    columns = [str(model._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]
    sets = ", ".join(f"{quote(column)} = %s" for column in columns)
    table = quote(model._meta.db_table)
    statement = f"UPDATE {table} SET {sets} WHERE {quote(str(key.column))} = %s"
    named = [*names, key.name]
    fields = [model._meta.get_field(name) for name in named]
    left, count = _flagged(_written(model, named, rows), fields), 0
    with connection.cursor() as cursor:
        while chunk := list(islice(left, CHUNK)):
            cursor.executemany(statement, chunk)
            count += len(chunk)
    return count


def new_keys(model: type[Model], count: int) -> list[int]:
    """Primary keys that nobody else will be given, for rows about to be inserted."""
    table, key = model._meta.db_table, model._meta.pk
    assert key is not None  # every model has one
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), key.column, count],
            )
            return [int(row[0]) for row in cursor.fetchall()]
        # One writer at a time: the transaction holds the database's write lock.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    first = (int(last[0]) if last else 0) + 1
    return list(range(first, first + count))
