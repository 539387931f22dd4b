"""Tables out of files: Excel, Word and CSV read into plain rows. No rule of any room is here."""

from core.sheets.apart import read_apart, unpack_sheets
from core.sheets.model import Cell, Sheet, UnreadableSheet, column_letter
from core.sheets.reading import LARGEST_FILE, read_sheets

__all__ = [
    "LARGEST_FILE",
    "Cell",
    "Sheet",
    "UnreadableSheet",
    "column_letter",
    "read_apart",
    "read_sheets",
    "unpack_sheets",
]
