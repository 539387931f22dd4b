"""The pages of this room."""

from reports.views.compare import compare, compare_sheet
from reports.views.reading import (
    report,
    report_draft_file,
    report_edition,
    report_file,
    reports,
)
from reports.views.schedules import (
    schedule,
    schedule_end,
    schedule_new,
    schedule_resume,
    schedule_run,
    schedules,
)
from reports.views.signing import report_correct, report_redraw, report_sign

__all__ = [
    "compare",
    "compare_sheet",
    "report",
    "report_correct",
    "report_draft_file",
    "report_edition",
    "report_file",
    "report_redraw",
    "report_sign",
    "reports",
    "schedule",
    "schedule_end",
    "schedule_new",
    "schedule_resume",
    "schedule_run",
    "schedules",
]
