"""The ledger as CSV: UTF-8 with the mark by which Excel knows it, two thousand lines at a time.

The first line are the heads, the last two columns are the row's key and version, as in the
workbook. Days are ISO (2026-11-22), figures plain, text marked where it could run
(`core.cells`).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

from django.utils import translation

from core.cells import for_csv
from core.exact import show
from desks.exports.cells import chunks, getters
from desks.ledger.listing import Listing
from recommendations.ledger_columns import BY_KEY, ROW_KEY, ROW_VERSION


def _plain(value: Any) -> Any:
    return value


# A value as the file has it. What is no text cannot run.
_TEXT: dict[type, Callable[[Any], Any]] = {
    str: for_csv,
    Decimal: show,
    date: date.isoformat,
    int: _plain,
    NoneType: lambda _value: "",
}


class _Cells(dict[Any, Any]):
    """Values of one column as the file has them: what comes again is written once."""

    def __missing__(self, value: Any) -> Any:
        made = self[value] = _TEXT[type(value)](value)
        return made


def csv_lines(listing: Listing) -> Iterator[str]:
    """The file, a piece at a time; it never stands whole in memory.

    It is sent after the request has ended, so the reader's language is taken along.
    """
    return _lines(listing, translation.get_language() or "zh-hans")


def _lines(listing: Listing, language: str) -> Iterator[str]:
    short = "zh" if language.startswith("zh") else "en"
    heads = [for_csv(BY_KEY[key].head(short)) for key in listing.all_keys]
    yield "\ufeff" + _written([[*heads, ROW_KEY, ROW_VERSION]])
    with translation.override(language):
        values = getters(listing)
    for rows in chunks(listing):
        with translation.override(language):
            columns = [list(map(_Cells().__getitem__, map(get, rows))) for get in values]
        for name in ("public_id", "version"):
            columns.append([row[name] for row in rows])
        yield _written(zip(*columns, strict=True))


def _written(rows: Iterable[Iterable[Any]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()
