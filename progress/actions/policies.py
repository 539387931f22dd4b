"""A plan's light rule changes: a new version, from a day on. What was frozen stays."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, require
from progress.facts import policies
from progress.models import LightPolicy
from progress.queries import last_policy_number
from progress.recompute import recompute
from progress.status import Policy
from recommendations.choices import PlanState
from recommendations.models import Plan


def _thresholds(policy: Policy) -> dict[str, Any]:
    """What the rule says, without which version says it."""
    return {name: value for name, value in policy.as_json().items() if name != "version"}


def _check(plan: Plan, effective_on: date, reason: str, *, today: date) -> None:
    """A plan that still runs, a day to come in it, a reason."""
    require(
        plan.state in (PlanState.DRAFT, PlanState.ACTIVE),
        _("The plan is closed; its light rule stays as it is."),
        kind=Conflict,
    )
    later = _("The rule cannot change for days that are over. Give today or a later day.")
    require(effective_on >= today, later, fields={"effective_on": later})
    within = _("The plan ends before that day. Give an earlier one.")
    require(effective_on <= plan.ends_on, within, fields={"effective_on": within})
    why = _("Write why the rule changes.")
    require(reason.strip(), why, fields={"reason": why})


def _hold(plan: Plan, seen: int) -> None:
    """Keep the plan's rule to this action until its end: of two at one instant one is told."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    require(
        last_policy_number(plan) == seen,
        _("Somebody else changed the rule in the meantime. Look at it, then save again."),
        kind=Conflict,
    )


def _differences(before: Policy, after: Policy) -> tuple[dict[str, Any], dict[str, Any]]:
    """The thresholds that differ, as they were and as they will be; refuses where none does."""
    old, new = _thresholds(before), _thresholds(after)
    changed = [name for name in new if old[name] != new[name]]
    require(changed, _("The rule says this already; nothing would change."), kind=Conflict)
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


@transaction.atomic
def set_light_policy(
    *,
    plan: Plan,
    policy: Policy,
    effective_on: date,
    reason: str,
    seen: int,
    person: User,
    now: datetime,
    by: Actor,
) -> LightPolicy:
    """Give the plan a new version of its light rule, from today or a later day on.

    `seen` is the last version that the person knew of. The present standings follow where the
    version holds today: at once, or by a worker where the plan is big.
    """
    require_may(person, Permission.LIGHT_POLICY)
    today = timezone.localdate(now)
    _check(plan, effective_on, reason, today=today)
    _hold(plan, seen)
    before = policies([plan], as_of=effective_on, known_at=now)[plan.pk]
    old, new = _differences(before, policy)
    row = LightPolicy.objects.create(
        plan=plan, number=seen + 1, name=policy.name, rules=_thresholds(policy),
        effective_on=effective_on, reason=reason.strip(), recorded_by=person, recorded_at=now,
    )  # fmt: skip
    if effective_on <= today:
        recompute([plan], now=now)
    told = {"number": row.number, "effective_on": effective_on, "reason": row.reason}
    record(
        by=by, verb="light.policy_set", subject=row, plan=plan.slug, before=old,
        after={**new, **told},
    )  # fmt: skip
    return row
