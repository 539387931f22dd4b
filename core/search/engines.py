"""The index of pieces: what differs by database.

Every piece is written with its kind's mark before it, so each kind has lists of its own. The index
proposes entries, quickly; whether they really hold the words is asked of their text afterwards. On
a database that has no index written here yet, search is slower and no less right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL

from core.bulk import run_together
from core.search.text import pieces, wanted

ENTRIES, INDEX = "core_search_entry", "core_search_index"
COLUMNS = ("kind", "key", "scope", "sign", "title", "text")
# No normalised text holds this character, so no piece can be taken for a number.
_NUMBER = "№"


class Row(NamedTuple):
    """An entry as it is stored."""

    kind: str
    key: int
    scope: int | None
    sign: str
    title: str
    text: str


class Signs(NamedTuple):
    """How an engine writes a question. What it is about holds letters and digits only."""

    quote: str
    begun: str
    both: str
    either: str

    def ask(self, mark: str, word: str) -> str:
        """Entries with all of a word's pieces, or with the word as their number."""
        asked, quote = wanted(word), self.quote
        parts = [f"{quote}{mark}{piece}{quote}" for piece in asked.whole]
        parts += [f"{quote}{mark}{piece}{quote}{self.begun}" for piece in asked.begun]
        found = f"({self.both.join(parts)})"
        if word.isalnum():
            found = f"({found}{self.either}{quote}{mark}{_NUMBER}{word}{quote})"
        return found

    def ask_all(self, mark: str, words: Sequence[str]) -> str:
        """The same for several words."""
        return self.both.join(self.ask(mark, word) for word in words)


class Engine:
    """A database without an index: the texts themselves are read."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def install(self) -> None:
        """Make the index."""

    def remove(self) -> None:
        """Take the index away."""

    def clear(self) -> None:
        """Empty table and index."""
        self._run(f"DELETE FROM {ENTRIES}")

    def add(self, rows: Iterable[Row]) -> None:
        """Write new entries, in the caller's transaction."""
        from core.models import SearchEntry

        SearchEntry.objects.bulk_create(
            (SearchEntry(**row._asdict()) for row in rows), batch_size=500
        )

    def before_bulk(self) -> None:
        """Everything is about to be written anew."""

    def after_bulk(self) -> None:
        """Everything has been written."""

    def having(self, mark: str, words: Sequence[str]) -> Q:
        """Entries that may hold all the words."""
        return Q()

    def unindexed(self, mark: str) -> int:
        """How many entries of a kind the index does not know."""
        return 0

    def _run(self, statement: str, arguments: Sequence[Any] = ()) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            return cursor.fetchone() if cursor.description else None


class Sqlite(Engine):
    """FTS5 over pieces alone: no positions, no copy of the text.

    Postings of entries that are gone stay until the next rebuild; an id is never given twice, so
    they lead nowhere.
    """

    SIGNS = Signs(quote='"', begun="*", both=" AND ", either=" OR ")

    def install(self) -> None:
        self._run(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5(pieces, content='', columnsize=0,"
            " detail=none, tokenize='ascii')"
        )

    def remove(self) -> None:
        self._run(f"DROP TABLE IF EXISTS {INDEX}")

    def clear(self) -> None:
        super().clear()
        self._run(f"INSERT INTO {INDEX}({INDEX}) VALUES ('delete-all')")

    def add(self, rows: Iterable[Row]) -> None:
        # Writers are alone on SQLite: nobody else takes these ids.
        last = self._run("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [ENTRIES])
        places = count((last[0] or 0) + 1)
        for batch in _batches(rows, 5000):
            numbered = [(next(places), row) for row in batch]
            # The same wording stands in hundreds of entries.
            lines: dict[str, str] = {}
            run_together(
                f"INSERT INTO {ENTRIES} (id, {', '.join(COLUMNS)}) VALUES ", "",
                ((place, *row) for place, row in numbered),
                width=len(COLUMNS) + 1, to=self.connection,
            )  # fmt: skip
            with self.connection.cursor() as cursor:
                # One by one: FTS5 takes longer over many rows of one statement.
                cursor.executemany(
                    f"INSERT INTO {INDEX} (rowid, pieces) VALUES (%s, %s)",
                    [(place, _document(row, lines)) for place, row in numbered],
                )

    def having(self, mark: str, words: Sequence[str]) -> Q:
        found = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s"
        return Q(pk__in=RawSQL(found, [self.SIGNS.ask_all(mark, words)]))

    def unindexed(self, mark: str) -> int:
        row = self._run(
            f"SELECT count(*) FROM {ENTRIES} WHERE kind = %s AND (text <> '' OR sign <> '')"
            f" AND id NOT IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)",
            [mark, f'"{mark}"*'],
        )
        return int(row[0])


class Postgresql(Engine):
    """A GIN index over a function of the entry's own row: it cannot fall behind."""

    FUNCTION = "core_search_pieces"
    SIGNS = Signs(quote="'", begun=":*", both=" & ", either=" | ")

    def install(self) -> None:
        self._run(
            f"""CREATE FUNCTION {self.FUNCTION}(kind text, sign text, body text) RETURNS tsvector
            LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000 AS $$
            SELECT array_to_tsvector(
                array(SELECT kind || a || coalesce(b, '') FROM unnest(
                    string_to_array(body, NULL), (string_to_array(body, NULL))[2:]
                ) AS pair(a, b) WHERE a IS NOT NULL)
                || (kind || '{_NUMBER}' || sign)
            ) $$"""
        )
        self.after_bulk()

    def remove(self) -> None:
        self.before_bulk()
        self._run(f"DROP FUNCTION IF EXISTS {self.FUNCTION}(text, text, text)")

    def clear(self) -> None:
        self._run(f"TRUNCATE {ENTRIES}")

    def add(self, rows: Iterable[Row]) -> None:
        statement = f"COPY {ENTRIES} ({', '.join(COLUMNS)}) FROM STDIN"
        # psycopg's own cursor: Django's wrapper has no COPY.
        # In batches: while a COPY runs, nothing else can be asked, and rows ask for more rows.
        for batch in _batches(rows, 5000):
            with self.connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
                for row in batch:
                    copy.write_row(row)

    def before_bulk(self) -> None:
        self._run(f"DROP INDEX IF EXISTS {INDEX}")

    def after_bulk(self) -> None:
        self._run(
            f"CREATE INDEX {INDEX} ON {ENTRIES} USING gin ({self.FUNCTION}(kind, sign, text))"
        )
        # How frequent which pieces are decides the plans; nobody waits for autovacuum.
        self._run(f"ANALYZE {ENTRIES}")

    def having(self, mark: str, words: Sequence[str]) -> Q:
        # OFFSET 0 keeps the match apart: row by row its function costs a hundred times as much.
        found = (
            f"SELECT id FROM {ENTRIES}"
            f" WHERE {self.FUNCTION}(kind, sign, text) @@ %s::tsquery OFFSET 0"
        )
        return Q(pk__in=RawSQL(found, [self.SIGNS.ask_all(mark, words)]))


def _document(row: Row, lines: dict[str, str]) -> str:
    """An entry's pieces as FTS5 reads them. `lines` keeps those of each line of this kind."""
    told = []
    for line in row.text.split("\n"):
        key = row.kind + line
        if key not in lines:
            lines[key] = f" {row.kind}".join(["", *pieces(line)])
        told.append(lines[key])
    if row.sign.isalnum():
        told.append(f" {row.kind}{_NUMBER}{row.sign}")
    return "".join(told)


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


_ENGINES: dict[str, type[Engine]] = {"sqlite": Sqlite, "postgresql": Postgresql}


def engine(connection: BaseDatabaseWrapper = default_connection) -> Engine:
    """The index of this database."""
    return _ENGINES.get(connection.vendor, Engine)(connection)
