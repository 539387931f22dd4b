"""A plan's terms change: from rounds not yet opened and assignments to come on."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.calendar import work_calendar
from core.refusals import Conflict, require
from core.versions import save_version
from progress.terms import LONGEST, Terms, moved_rounds, terms_of, with_terms
from recommendations.choices import Cadence, PlanState
from recommendations.models import Plan


def _check(plan: Plan, terms: Terms, reason: str) -> None:
    require(
        plan.state in (PlanState.DRAFT, PlanState.ACTIVE),
        _("The plan is closed. Nothing in it can be changed."),
        kind=Conflict,
    )
    how_often = _("Choose how often the plan is filed.")
    require(terms.cadence in Cadence.values, how_often, fields={"cadence": how_often})
    for name in ("filing_due_after", "review_ends_after", "accept_within"):
        # A unit has a day to answer at the least.
        least = 1 if name == "accept_within" else 0
        sentence = _("Write a number of working days from %(least)d to %(most)d.") % {
            "least": least, "most": LONGEST,
        }  # fmt: skip
        require(least <= getattr(terms, name) <= LONGEST, sentence, fields={name: sentence})
    order = _("Review cannot end before filing is due. Give it as many working days or more.")
    require(
        terms.filing_due_after <= terms.review_ends_after,
        order,
        fields={"review_ends_after": order},
    )
    why = _("Write why the terms change.")
    require(reason.strip(), why, fields={"reason": why})


@transaction.atomic
def set_terms(
    *, plan: Plan, terms: Terms, reason: str, version: int, person: User, now: datetime, by: Actor
) -> Plan:
    """How often the plan is filed and in how many working days, for what has not begun yet.

    Rounds that have opened keep their days; see `progress.terms`.
    """
    require_may(person, Permission.PLAN_MANAGE)
    _check(plan, terms, reason)
    old = terms_of(plan).as_dict()
    changed = {name: value for name, value in terms.as_dict().items() if old[name] != value}
    require(changed, _("The plan has these terms already; nothing would change."), kind=Conflict)
    moved = moved_rounds(plan, terms, today=timezone.localdate(now), calendar=work_calendar())
    then = with_terms(plan, terms)
    save_version(plan, version=version, **changed, former_cadences=then.former_cadences)
    record(
        by=by, verb="plan.terms_set", subject=plan, plan=plan.slug,
        before={name: old[name] for name in changed},
        after={**changed, "moved": len(moved), "reason": reason.strip()},
    )  # fmt: skip
    return plan
