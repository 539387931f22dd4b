"""The ledger as CSV: UTF-8 with the mark by which Excel knows it, sent line by line.

The first line are the heads, the last two columns are the row's key and version, as in the
workbook. Days are ISO (2026-11-22), figures plain, text marked where it could run
(`core.cells`).
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation

from core.cells import for_csv
from core.exact import show
from desks.exports.cells import chunks, getters
from desks.ledger.listing import Listing
from recommendations.ledger_columns import BY_KEY, ROW_KEY, ROW_VERSION


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _text(value: Any) -> Any:
    """A value as the file has it. What is no text cannot run."""
    if isinstance(value, str):
        return for_csv(value)
    if isinstance(value, Decimal):
        return show(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def csv_lines(listing: Listing) -> Iterator[str]:
    """The file, a piece at a time; it never stands whole in memory.

    It is sent after the request has ended, so the reader's language is taken along.
    """
    return _lines(listing, translation.get_language() or "zh-hans")


def _lines(listing: Listing, language: str) -> Iterator[str]:
    write: Callable[[Any], str] = csv.writer(_Echo()).writerow
    short = "zh" if language.startswith("zh") else "en"
    heads = [for_csv(BY_KEY[key].head(short)) for key in listing.all_keys]
    yield "\ufeff" + write([*heads, ROW_KEY, ROW_VERSION])
    values = getters(listing)
    for rows in chunks(listing):
        with translation.override(language):
            piece = "".join(
                write([*(_text(get(row)) for get in values), row["public_id"], row["version"]])
                for row in rows
            )
        yield piece
