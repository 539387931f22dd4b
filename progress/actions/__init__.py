"""How rounds and updates change: verbs, each atomic, the audit event last."""

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
    "approve_update",
    "close_round",
    "draft_of",
    "hand_over",
    "open_round",
    "return_update",
    "save_draft",
    "sign_update",
    "start_update",
]
