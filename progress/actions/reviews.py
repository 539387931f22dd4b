"""The coordinating office's desk: approve, or return with a reason. The unit lead returns too."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import acknowledge
from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require
from core.search.entries import index
from core.versions import save_version
from progress.choices import UpdateState
from progress.filings import parts
from progress.models import Update, UpdateReturn
from progress.passage import words_of
from progress.standings import refresh
from progress.telling import signing_key, tell_returned
from recommendations.actions import reach_milestone
from recommendations.choices import InitiativeState
from recommendations.models import StateRow


def _reach_steps(update: Update, *, now: datetime, by: Actor) -> None:
    for step in update.steps.select_related("milestone"):
        last = step.milestone.rows.order_by("effective_on", "recorded_at", "pk").last()
        if last is not None and last.done_on is None:
            reach_milestone(milestone=step.milestone, on=step.done_on, now=now, by=by)


def _begin(update: Update, *, now: datetime) -> None:
    """A first approved update shows that the work has begun."""
    initiative = update.initiative
    if initiative.state != InitiativeState.ASSIGNED:
        return
    save_version(initiative, version=initiative.version, state=InitiativeState.IN_PROGRESS)
    StateRow.objects.create(
        initiative=initiative,
        value=InitiativeState.IN_PROGRESS,
        effective_on=update.speaks_on or timezone.localdate(now),
        recorded_at=now,
    )


@transaction.atomic
def approve_update(
    *, update: Update, reviewer: User, adopted_text: str = "", version: int, now: datetime,
    by: Actor,
) -> Update:  # fmt: skip
    """The update counts: percent, milestones and figures; the standing changes at once."""
    require_may(reviewer, Permission.UPDATE_REVIEW)
    require(
        update.state == UpdateState.SUBMITTED,
        _("Only a signed update can be approved."),
        kind=Conflict,
    )
    require(
        reviewer.pk not in {update.author_id, update.signed_by_id},
        _("Nobody approves what they wrote or signed themselves."),
        kind=NotAllowed,
    )
    save_version(
        update,
        version=version,
        state=UpdateState.APPROVED,
        reviewed_by=reviewer,
        approved_at=now,
        adopted_text=adopted_text.strip(),
    )
    _reach_steps(update, now=now, by=by)
    _begin(update, now=now)
    for part in parts():
        part.approve(update=update, now=now, by=by)
    index("update", [update.pk])
    refresh([update.initiative], as_of=timezone.localdate(now), now=now)
    record(
        by=by, verb="update.approved", subject=update, plan=update.round.plan.slug,
        after={"percent": update.percent, "adopted_text": update.adopted_text},
    )  # fmt: skip
    return update


@transaction.atomic
def return_update(
    *, update: Update, reviewer: User, reason: str, version: int, now: datetime, by: Actor
) -> UpdateReturn:
    """Send the update back with a reason, which is kept for ever."""
    require(
        update.state in {UpdateState.FOR_SIGNING, UpdateState.SUBMITTED},
        _("Only an update that was handed over can be returned."),
        kind=Conflict,
    )
    if update.state == UpdateState.FOR_SIGNING:
        require_may(reviewer, Permission.UPDATE_SIGN, unit=update.unit)
    else:
        require_may(reviewer, Permission.UPDATE_REVIEW)
    require(
        reason.strip(),
        _("Write why it is returned and what to mend."),
        fields={"reason": _("Write why it is returned and what to mend.")},
    )
    revision, left_unit = update.revision, update.state == UpdateState.SUBMITTED
    save_version(update, version=version, state=UpdateState.RETURNED, revision=revision + 1)
    returned = UpdateReturn.objects.create(
        update_filed=update,
        reason=reason.strip(),
        revision=revision,
        returned_by=reviewer,
        returned_at=now,
        handed_at=update.handed_at,
        submitted_at=update.submitted_at if left_unit else None,
        speaks_on=update.speaks_on if left_unit else None,
        words=words_of(update),
    )
    refresh([update.initiative], as_of=timezone.localdate(now), now=now)
    acknowledge(person=reviewer, key=signing_key(update, revision), now=now, by=by)
    tell_returned(update, reason=reason.strip(), now=now, by=by)
    record(
        by=by, verb="update.returned", subject=update, plan=update.round.plan.slug,
        after={"reason": reason.strip(), "revision": revision},
    )  # fmt: skip
    return returned
