"""What is stored: rounds and updates, lights, and what is asked and answered beside them."""

from progress.models.asks import CoordinationMatter, Direction, Reminder, Request
from progress.models.lights import LightOverride, LightPolicy, Standing
from progress.models.rounds import Round, Update, UpdateAuthor, UpdateReturn, UpdateStep

__all__ = [
    "CoordinationMatter",
    "Direction",
    "LightOverride",
    "LightPolicy",
    "Reminder",
    "Request",
    "Round",
    "Standing",
    "Update",
    "UpdateAuthor",
    "UpdateReturn",
    "UpdateStep",
]
