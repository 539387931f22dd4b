"""Rows of the ledger as a sheet's cells, some thousands at a time.

The keys of all rows are read first and the rows by keys afterwards: no query stays open while a
slow line takes its file, which on SQLite would keep everybody else from writing.
"""

from array import array
from collections.abc import Iterator
from typing import Any

from desks.ledger.columns import getter
from desks.ledger.listing import Listing
from desks.ledger.rows import Row, rows_of

CHUNK = 2000


def chunks(listing: Listing) -> Iterator[list[Row]]:
    """All rows that fit, in order."""
    pks = array("q", listing.pks())
    for start in range(0, len(pks), CHUNK):
        yield rows_of(listing.every, pks[start : start + CHUNK].tolist(), listing.all_keys)


def getters(listing: Listing) -> list[Any]:
    """What gives a row's value, column by column, in the language that is read now."""
    return [getter(key) for key in listing.all_keys]
