"""A year's days off and days worked in lieu, read from what the office has: pure, no database."""

from core.daylists.notice import looks_like_a_notice, read_notice
from core.daylists.rows import cut_lines, read_rows
from core.daylists.shape import Fault, ListedDay, UnreadableList, YearList

__all__ = [
    "Fault",
    "ListedDay",
    "UnreadableList",
    "YearList",
    "cut_lines",
    "read_list",
    "read_notice",
    "read_rows",
]


def read_list(text: str, *, year: int | None = None) -> YearList:
    """A pasted text: the State Council's notice, or one line a day. Raises UnreadableList."""
    if looks_like_a_notice(text):
        return read_notice(text, year=year)
    return read_rows(cut_lines(text), year=year)
