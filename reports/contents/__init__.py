"""What a report says, as plain data: one gatherer for the live overview and the frozen report."""

from reports.contents.compare import cells, parts_of, with_changes
from reports.contents.gather import gather
from reports.contents.older import lifted
from reports.contents.shape import (
    Area,
    Cell,
    Contents,
    Counts,
    IndicatorLine,
    Move,
    Previous,
    UnitLine,
)

__all__ = [
    "Area",
    "Cell",
    "Contents",
    "Counts",
    "IndicatorLine",
    "Move",
    "Previous",
    "UnitLine",
    "cells",
    "gather",
    "lifted",
    "parts_of",
    "with_changes",
]
