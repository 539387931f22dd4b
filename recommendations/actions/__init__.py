"""How documents, plans and initiatives change: verbs, each atomic, the audit event last."""

from recommendations.actions.breakdown import (
    Change,
    add_initiatives,
    assign_initiatives,
    change_initiatives,
)
from recommendations.actions.documents import add_edition
from recommendations.actions.initiatives import (
    Assignment,
    accept_initiative,
    assign_initiative,
    cancel_initiative,
    change_due_date,
    change_goal,
    change_weight,
    complete_initiative,
    request_completion,
    resume_initiative,
)
from recommendations.actions.milestones import (
    Step,
    change_milestones,
    reach_milestone,
    set_milestones,
)
from recommendations.actions.plans import (
    NewPlan,
    address_finding,
    make_plan,
    publish_plan,
    record_adoption,
)
from recommendations.actions.views import (
    change_view,
    choose_columns,
    delete_view,
    open_ledger_with,
    record_export,
    save_view,
)

__all__ = [
    "Change",
    "add_initiatives",
    "assign_initiatives",
    "change_initiatives",
    "change_milestones",
    "Assignment",
    "Step",
    "NewPlan",
    "accept_initiative",
    "add_edition",
    "address_finding",
    "assign_initiative",
    "change_due_date",
    "change_weight",
    "complete_initiative",
    "make_plan",
    "publish_plan",
    "reach_milestone",
    "record_adoption",
    "cancel_initiative",
    "change_goal",
    "request_completion",
    "resume_initiative",
    "set_milestones",
    "change_view",
    "choose_columns",
    "delete_view",
    "open_ledger_with",
    "record_export",
    "save_view",
]
