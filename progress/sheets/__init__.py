"""The unit's sheet 填报表: its shape, how one that came back is read, and what it would change.

Plain Python, no Django.
"""

from progress.sheets.check import Checked, Known, RowChange, check_rows
from progress.sheets.faults import Fault
from progress.sheets.model import FieldChange, Item, Line
from progress.sheets.reading import NotOurs, ReadRow, read_unit_sheets
from progress.sheets.shape import CLEAR, COLUMNS, SheetColumn

__all__ = [
    "CLEAR",
    "COLUMNS",
    "Checked",
    "FieldChange",
    "Fault",
    "Item",
    "Known",
    "Line",
    "NotOurs",
    "ReadRow",
    "RowChange",
    "SheetColumn",
    "check_rows",
    "read_unit_sheets",
]
