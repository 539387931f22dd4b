"""What is stored: rounds and updates, lights, and what is asked and answered beside them."""

from progress.models.asks import CoordinationMatter, Direction, Reminder, Request
from progress.models.contributions import Contribution
from progress.models.lights import LightOverride, LightPolicy, Standing
from progress.models.rounds import Round, RoundExcuse, Update, UpdateReturn, UpdateStep
from progress.models.unit_sheets import UnitSheet

__all__ = [
    "Contribution",
    "CoordinationMatter",
    "Direction",
    "LightOverride",
    "LightPolicy",
    "Reminder",
    "Request",
    "Round",
    "RoundExcuse",
    "Standing",
    "UnitSheet",
    "Update",
    "UpdateReturn",
    "UpdateStep",
]
