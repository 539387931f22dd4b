"""How rounds and updates change: verbs, each atomic, the audit event last."""

from progress.actions.asks import (
    answer_matter,
    end_override,
    override_light,
    raise_matter,
    read_reminder,
    record_direction,
    remind,
    reply_direction,
)
from progress.actions.orders import answer_order, drop_order, sign_order
from progress.actions.policies import set_light_policy
from progress.actions.reminders import (
    record_hand_reminder,
    send_reminders,
    set_reminder_policy,
)
from progress.actions.requests import ask, decide
from progress.actions.reviews import approve_update, return_update
from progress.actions.rounds import close_round, open_round
from progress.actions.updates import (
    Words,
    draft_of,
    hand_over,
    save_draft,
    sign_update,
    start_update,
)

__all__ = [
    "Words",
    "answer_matter",
    "answer_order",
    "approve_update",
    "ask",
    "close_round",
    "decide",
    "draft_of",
    "drop_order",
    "end_override",
    "hand_over",
    "open_round",
    "override_light",
    "raise_matter",
    "read_reminder",
    "record_direction",
    "record_hand_reminder",
    "remind",
    "reply_direction",
    "return_update",
    "save_draft",
    "send_reminders",
    "set_light_policy",
    "set_reminder_policy",
    "sign_order",
    "sign_update",
    "start_update",
]
