"""How an initiative's rows are written: parts of actions, inside their transactions."""

from recommendations.writing.details import keep_details
from recommendations.writing.rows import (
    CHANGEABLE,
    UNASSIGNED,
    begin_rows,
    check,
    write_new,
    write_rows,
)

__all__ = [
    "CHANGEABLE",
    "UNASSIGNED",
    "begin_rows",
    "check",
    "keep_details",
    "write_new",
    "write_rows",
]
