"""How rounds and updates change: verbs, each atomic, the audit event last."""

from progress.actions.asks import (
    end_override,
    override_light,
    read_reminder,
    remind,
)
from progress.actions.contributions import (
    ask_contributions,
    save_contribution,
    take_back_contribution,
)
from progress.actions.directions import record_direction, record_directions, reply_direction
from progress.actions.evidence import add_evidence, remove_evidence
from progress.actions.matters import answer_matter, raise_matter
from progress.actions.orders import answer_order, drop_order, sign_order
from progress.actions.policies import set_light_policy
from progress.actions.releases import (
    hold_direction,
    hold_matter,
    release_direction,
    release_matter,
)
from progress.actions.reminders import (
    record_hand_reminder,
    send_reminders,
    set_reminder_policy,
)
from progress.actions.requests import act_unasked, ask, decide, withdraw
from progress.actions.reviews import (
    approve_update,
    reopen_update,
    return_update,
    withdraw_update,
)
from progress.actions.rounds import add_round, close_round, end_skip, open_round, skip_round
from progress.actions.signing import Signature, sign_on_paper
from progress.actions.terms import set_terms
from progress.actions.unit_sheets import (
    apply_sheet,
    drop_sheet,
    look_into,
    record_sheet_export,
    upload_sheet,
)
from progress.actions.updates import (
    Words,
    draft_of,
    hand_over,
    save_draft,
    sign_update,
    start_update,
)

__all__ = [
    "Signature",
    "Words",
    "add_round",
    "add_evidence",
    "act_unasked",
    "answer_matter",
    "answer_order",
    "apply_sheet",
    "approve_update",
    "ask",
    "ask_contributions",
    "close_round",
    "decide",
    "draft_of",
    "drop_order",
    "drop_sheet",
    "end_override",
    "end_skip",
    "hand_over",
    "hold_direction",
    "hold_matter",
    "look_into",
    "open_round",
    "override_light",
    "raise_matter",
    "read_reminder",
    "record_direction",
    "record_directions",
    "record_hand_reminder",
    "record_sheet_export",
    "release_direction",
    "release_matter",
    "remind",
    "remove_evidence",
    "reopen_update",
    "reply_direction",
    "return_update",
    "save_contribution",
    "save_draft",
    "send_reminders",
    "set_light_policy",
    "sign_on_paper",
    "set_reminder_policy",
    "sign_order",
    "set_terms",
    "sign_update",
    "skip_round",
    "start_update",
    "take_back_contribution",
    "withdraw_update",
    "withdraw",
    "upload_sheet",
]
