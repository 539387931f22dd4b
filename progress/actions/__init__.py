"""How rounds and updates change: verbs, each atomic, the audit event last."""

from progress.actions.asks import (
    end_override,
    override_light,
    read_reminder,
    remind,
)
from progress.actions.directions import record_direction, record_directions, reply_direction
from progress.actions.matters import answer_matter, raise_matter
from progress.actions.policies import set_light_policy
from progress.actions.requests import act_unasked, ask, decide, withdraw
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
    "act_unasked",
    "answer_matter",
    "approve_update",
    "ask",
    "close_round",
    "decide",
    "draft_of",
    "end_override",
    "hand_over",
    "open_round",
    "override_light",
    "raise_matter",
    "read_reminder",
    "record_direction",
    "record_directions",
    "remind",
    "reply_direction",
    "return_update",
    "save_draft",
    "set_light_policy",
    "sign_update",
    "start_update",
    "withdraw",
]
