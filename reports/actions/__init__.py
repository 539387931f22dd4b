"""Every write of this room."""

from reports.actions.freezing import freeze_report
from reports.actions.passages import restore_passage, write_passage
from reports.actions.schedules import add_schedule

__all__ = ["add_schedule", "freeze_report", "restore_passage", "write_passage"]
