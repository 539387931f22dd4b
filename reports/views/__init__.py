"""The pages of this room."""

from reports.views.compare import compare, compare_sheet
from reports.views.editing import edit, passage, restore
from reports.views.english import english
from reports.views.portfolio import part, portfolio
from reports.views.proofs import proof, proofs, reply, send
from reports.views.reading import (
    report,
    report_draft_file,
    report_edition,
    report_file,
    reports,
)
from reports.views.remarks import remark
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
    "edit",
    "english",
    "part",
    "passage",
    "portfolio",
    "proof",
    "proofs",
    "remark",
    "reply",
    "report",
    "report_correct",
    "report_draft_file",
    "report_edition",
    "report_file",
    "report_redraw",
    "report_sign",
    "reports",
    "restore",
    "schedule",
    "schedule_end",
    "schedule_new",
    "schedule_resume",
    "schedule_run",
    "schedules",
    "send",
]
