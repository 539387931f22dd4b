"""The forms of this room: schedules and signing, and what is written and answered in a draft."""

from reports.forms.schedules import (
    CorrectForm,
    RedrawForm,
    ScheduleChangeForm,
    ScheduleForm,
    SignForm,
    initial_of,
)
from reports.forms.words import ObjectionForm, ProofsForm, RemarkForm

__all__ = [
    "CorrectForm",
    "ObjectionForm",
    "ProofsForm",
    "RedrawForm",
    "RemarkForm",
    "ScheduleChangeForm",
    "ScheduleForm",
    "SignForm",
    "initial_of",
]
