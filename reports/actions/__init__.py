"""Every write of this room."""

from reports.actions.delivery import deliver, keep_mailed
from reports.actions.freezing import freeze_report
from reports.actions.passages import restore_passage, write_passage
from reports.actions.proofs import answer_proof, remind_proof, reply_objection, send_proofs
from reports.actions.remarks import record_remark
from reports.actions.schedules import add_schedule

__all__ = [
    "add_schedule",
    "answer_proof",
    "deliver",
    "freeze_report",
    "keep_mailed",
    "record_remark",
    "remind_proof",
    "reply_objection",
    "restore_passage",
    "send_proofs",
    "write_passage",
]
