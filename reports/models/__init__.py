"""What is stored: schedules, reports in their two layers, what units say of them, who got them."""

from reports.models.delivery import Delivery, Remark
from reports.models.layers import Objection, Passage, ProofCopy
from reports.models.reports import Report, ReportFile, reads_upward
from reports.models.schedules import EACH, Recipient, Schedule, SchedulePlan

__all__ = [
    "EACH",
    "Delivery",
    "Objection",
    "Passage",
    "ProofCopy",
    "Recipient",
    "Remark",
    "Report",
    "ReportFile",
    "Schedule",
    "SchedulePlan",
    "reads_upward",
]
