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
from progress.actions.contributions import (
    ask_contributions,
    save_contribution,
    take_back_contribution,
)
from progress.actions.policies import set_light_policy
from progress.actions.requests import ask, decide
from progress.actions.reviews import approve_update, return_update
from progress.actions.rounds import add_round, close_round, end_skip, open_round, skip_round
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
    "Words",
    "add_round",
    "answer_matter",
    "apply_sheet",
    "approve_update",
    "ask",
    "ask_contributions",
    "close_round",
    "decide",
    "draft_of",
    "drop_sheet",
    "end_override",
    "end_skip",
    "hand_over",
    "look_into",
    "open_round",
    "override_light",
    "raise_matter",
    "read_reminder",
    "record_direction",
    "record_sheet_export",
    "remind",
    "reply_direction",
    "return_update",
    "save_contribution",
    "save_draft",
    "set_light_policy",
    "sign_update",
    "skip_round",
    "start_update",
    "take_back_contribution",
    "upload_sheet",
]
