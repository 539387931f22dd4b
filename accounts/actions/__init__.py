"""How units, people and roles change."""

from accounts.actions.handovers import hand_over_person
from accounts.actions.names import add_alias, remove_alias, rename_unit
from accounts.actions.notices import (
    acknowledge,
    keep_digest,
    open_notice,
    post_notices,
    read_notices,
)
from accounts.actions.people import (
    add_person,
    change_password,
    close_account,
    edit_person,
    move_person,
    reopen_account,
    reset_password,
)
from accounts.actions.roles import end_role, end_run_out_roles, grant_role
from accounts.actions.unit_list import import_units
from accounts.actions.units import (
    add_unit,
    edit_unit,
    end_unit,
    let_sign_alone,
    move_unit,
    reopen_unit,
)

__all__ = [
    "acknowledge",
    "add_alias",
    "add_person",
    "add_unit",
    "change_password",
    "close_account",
    "edit_person",
    "edit_unit",
    "end_role",
    "end_run_out_roles",
    "end_unit",
    "grant_role",
    "hand_over_person",
    "import_units",
    "let_sign_alone",
    "keep_digest",
    "move_person",
    "move_unit",
    "open_notice",
    "post_notices",
    "read_notices",
    "remove_alias",
    "rename_unit",
    "reopen_account",
    "reopen_unit",
    "reset_password",
]
