"""How an initiative's rows are written: parts of actions, inside their transactions."""

from recommendations.writing.details import (
    accept_by,
    first_days,
    keep_details,
    require_begun,
)
from recommendations.writing.fresh import instance_of, write_new
from recommendations.writing.rows import (
    CHANGEABLE,
    UNASSIGNED,
    begin_rows,
    check,
    write_rows,
)

__all__ = [
    "CHANGEABLE",
    "UNASSIGNED",
    "accept_by",
    "begin_rows",
    "check",
    "first_days",
    "instance_of",
    "keep_details",
    "require_begun",
    "write_new",
    "write_rows",
]
