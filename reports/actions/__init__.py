"""Every write of this room."""

from reports.actions.freezing import correct_report, freeze_report, redraw_report
from reports.actions.schedules import (
    Manner,
    To,
    add_schedule,
    change_schedule,
    draft_missed,
    end_schedule,
    resume_schedule,
)
from reports.actions.signing import publish_report, sign_report

__all__ = [
    "Manner",
    "To",
    "add_schedule",
    "change_schedule",
    "correct_report",
    "draft_missed",
    "end_schedule",
    "freeze_report",
    "publish_report",
    "redraw_report",
    "resume_schedule",
    "sign_report",
]
