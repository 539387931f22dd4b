"""What is stored: rounds and updates, lights, and what is asked and answered beside them."""

from progress.models.asks import CoordinationMatter, Direction, Reminder, Request
from progress.models.contributions import Contribution
from progress.models.evidence import Evidence
from progress.models.lights import LightOverride, LightPolicy, Standing
from progress.models.releases import Release
from progress.models.reminders import (
    HandReminder,
    ReminderMoment,
    ReminderPolicy,
    SupervisionOrder,
)
from progress.models.rounds import (
    FormerDays,
    Round,
    RoundExcuse,
    Update,
    UpdateAuthor,
    UpdateReturn,
    UpdateStep,
)
from progress.models.signing import PaperSignature
from progress.models.unit_sheets import UnitSheet

__all__ = [
    "Contribution",
    "CoordinationMatter",
    "Direction",
    "Evidence",
    "FormerDays",
    "HandReminder",
    "LightOverride",
    "LightPolicy",
    "PaperSignature",
    "Release",
    "Reminder",
    "ReminderMoment",
    "ReminderPolicy",
    "Request",
    "Round",
    "RoundExcuse",
    "Standing",
    "SupervisionOrder",
    "UnitSheet",
    "Update",
    "UpdateAuthor",
    "UpdateReturn",
    "UpdateStep",
]
