"""What is stored: rounds and updates, lights, and what is asked and answered beside them."""

from progress.models.asks import CoordinationMatter, Direction, Reminder, Request
from progress.models.lights import LightOverride, LightPolicy, Standing
from progress.models.reminders import (
    HandReminder,
    ReminderMoment,
    ReminderPolicy,
    SupervisionOrder,
)
from progress.models.rounds import Round, Update, UpdateReturn, UpdateStep

__all__ = [
    "CoordinationMatter",
    "Direction",
    "HandReminder",
    "LightOverride",
    "LightPolicy",
    "Reminder",
    "ReminderMoment",
    "ReminderPolicy",
    "Request",
    "Round",
    "Standing",
    "SupervisionOrder",
    "Update",
    "UpdateReturn",
    "UpdateStep",
]
