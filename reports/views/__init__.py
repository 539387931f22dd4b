"""The pages of this room."""

from reports.views.editing import edit, passage, restore
from reports.views.proofs import proof, proofs, reply, send
from reports.views.reading import report, report_file, reports
from reports.views.remarks import remark

__all__ = [
    "edit",
    "passage",
    "proof",
    "proofs",
    "remark",
    "reply",
    "report",
    "report_file",
    "reports",
    "restore",
    "send",
]
