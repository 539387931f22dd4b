"""Every write of this room."""

from reports.actions.delivery import deliver, keep_mailed
from reports.actions.freezing import correct_report, freeze_report, redraw_report
from reports.actions.passages import restore_passage, write_passage
from reports.actions.proofs import answer_proof, remind_proof, reply_objection, send_proofs
from reports.actions.remarks import record_remark
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
    "answer_proof",
    "change_schedule",
    "correct_report",
    "deliver",
    "draft_missed",
    "end_schedule",
    "freeze_report",
    "keep_mailed",
    "publish_report",
    "record_remark",
    "redraw_report",
    "remind_proof",
    "reply_objection",
    "restore_passage",
    "resume_schedule",
    "send_proofs",
    "sign_report",
    "write_passage",
]
