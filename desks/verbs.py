"""The audit trail's verbs in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Any] = {
    "unit.added": _("added a unit"),
    "person.added": _("added a person"),
    "role.granted": _("granted a role"),
    "role.ended": _("ended a role"),
    "signin.done": _("signed in"),
    "signin.refused": _("failed to sign in"),
    "signin.left": _("signed out"),
    "document.added": _("added a document"),
    "plan.made": _("made a plan"),
    "plan.adopted": _("recorded an adoption"),
    "plan.published": _("published a plan"),
    "measure.addresses": _("linked a measure to a finding"),
    "initiative.assigned": _("assigned an initiative"),
    "initiative.accepted": _("accepted an initiative"),
    "initiative.completed": _("completed an initiative"),
    "initiative.due_changed": _("changed a due date"),
    "initiative.weight_changed": _("changed a weight"),
    "initiative.milestones_set": _("set milestones"),
    "initiative.moved": _("moved an initiative on"),
    "initiative.goal_changed": _("changed an annual goal"),
    "request.made": _("made a request"),
    "request.decided": _("decided a request"),
    "matter.raised": _("raised a coordination matter"),
    "matter.answered": _("answered a coordination matter"),
    "direction.recorded": _("recorded a direction"),
    "direction.replied": _("replied to a direction"),
    "reminder.sent": _("reminded a unit"),
    "reminder.read": _("read a reminder"),
    "light.overridden": _("set a light by hand"),
    "light.override_ended": _("ended a light set by hand"),
    "milestone.reached": _("reached a milestone"),
    "round.opened": _("opened a round"),
    "round.closed": _("closed a round"),
    "update.started": _("began an update"),
    "update.saved": _("saved an update"),
    "update.handed_over": _("handed an update over"),
    "update.signed": _("signed an update"),
    "update.approved": _("approved an update"),
    "update.returned": _("returned an update"),
    "indicator.added": _("added an indicator"),
    "indicator.target_set": _("set a target"),
    "indicator.values_filed": _("filed values"),
    "indicator.values_approved": _("approved values"),
    "schedule.added": _("added a report schedule"),
    "report.frozen": _("froze a report"),
    "work.retried": _("ran parked work again"),
    "examples.removed": _("removed the examples"),
}


def in_words(verb: str) -> str:
    """The verb for a reader; an unknown one shows as it is stored, for old trails outlive words."""
    return str(VERBS.get(verb, verb))
