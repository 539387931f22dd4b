"""The coordinating office's desk: approve, or return with a reason. The unit lead returns too."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import acknowledge
from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may, require_may
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require
from core.search.entries import index
from core.versions import save_version
from progress.choices import HANDED_IN, ReturnKind, SignRoad, UpdateState
from progress.evidence import beside
from progress.filings import parts
from progress.models import Update, UpdateReturn
from progress.passage import words_of
from progress.queries import hands_on
from progress.standings import refresh
from progress.telling import signing_key, tell_approved, tell_returned
from recommendations.actions import begin_initiative, reach_milestone
from recommendations.choices import InitiativeState


def _reach_steps(update: Update, *, now: datetime, by: Actor) -> None:
    for step in update.steps.select_related("milestone"):
        last = step.milestone.rows.order_by("effective_on", "recorded_at", "pk").last()
        if last is not None and last.done_on is None:
            reach_milestone(milestone=step.milestone, on=step.done_on, now=now, by=by)


def _begin(update: Update, *, now: datetime, by: Actor) -> None:
    """A first approved update shows that the work has begun, though nobody accepted it in words."""
    initiative = update.initiative
    if initiative.state == InitiativeState.ASSIGNED:
        begin_initiative(
            initiative=initiative, on=update.speaks_on or timezone.localdate(now),
            version=initiative.version, now=now, by=by,
        )  # fmt: skip


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
        reviewer.pk not in hands_on(update),
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
    _begin(update, now=now, by=by)
    for part in parts():
        part.approve(update=update, now=now, by=by)
    index("update", [update.pk])
    refresh([update.initiative], as_of=timezone.localdate(now), now=now)
    tell_approved(update, now=now, by=by)
    record(
        by=by, verb="update.approved", subject=update, plan=update.round.plan.slug,
        after={"percent": update.percent, "adopted_text": update.adopted_text},
    )  # fmt: skip
    return update


def _kept(
    update: Update, *, kind: ReturnKind, reason: str, person: User, now: datetime
) -> UpdateReturn:
    """The revision as it came back, not saved yet."""
    left_unit = update.state in HANDED_IN
    counted = update.state == UpdateState.APPROVED
    return UpdateReturn(
        update_filed=update,
        kind=kind,
        reason=reason.strip(),
        revision=update.revision,
        returned_by=person,
        returned_at=now,
        handed_at=update.handed_at,
        submitted_at=update.submitted_at if left_unit else None,
        speaks_on=update.speaks_on if left_unit else None,
        signed_by=update.signed_by if left_unit else None,
        signed_how=update.signed_how if left_unit else "",
        approved_at=update.approved_at if counted else None,
        reviewed_by=update.reviewed_by if counted else None,
        words={
            **words_of(update),
            "adopted_text": update.adopted_text,
            "files": [one.name for one in beside(update)],
        },
    )


def _come_back(
    update: Update, *, kind: ReturnKind, reason: str, person: User, version: int, now: datetime,
) -> UpdateReturn:  # fmt: skip
    """A draft of the next revision; signature and approval are void, and kept as a row."""
    require(
        reason.strip(),
        _("Write why it is returned and what to mend."),
        fields={"reason": _("Write why it is returned and what to mend.")},
    )
    counted = update.state == UpdateState.APPROVED
    row = _kept(update, kind=kind, reason=reason, person=person, now=now)
    void: dict[str, Any] = {"signed_by": None, "signed_how": SignRoad.SCREEN}
    if kind == ReturnKind.WITHDRAWN:
        # What the unit took back is not filed until it is signed again.
        void |= {"submitted_at": None, "speaks_on": None}
    if counted:
        void |= {"approved_at": None, "reviewed_by": None, "adopted_text": ""}
    taken = kind == ReturnKind.WITHDRAWN
    save_version(
        update,
        version=version,
        state=UpdateState.DRAFT if taken else UpdateState.RETURNED,
        revision=update.revision + 1,
        **void,
    )
    row.save(force_insert=True)
    index("update", [update.pk])
    refresh([update.initiative], as_of=timezone.localdate(now), now=now)
    return row


def _told(update: Update, row: UpdateReturn) -> dict[str, Any]:
    return {
        "subject": update,
        "plan": update.round.plan.slug,
        "after": {"reason": row.reason, "revision": row.revision},
    }


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
    row = _come_back(
        update, kind=ReturnKind.RETURNED, reason=reason, person=reviewer, version=version, now=now
    )
    acknowledge(person=reviewer, key=signing_key(update, row.revision), now=now, by=by)
    tell_returned(update, reason=row.reason, now=now, by=by)
    record(by=by, verb="update.returned", **_told(update, row))
    return row


@transaction.atomic
def withdraw_update(
    *, update: Update, person: User, reason: str, version: int, now: datetime, by: Actor
) -> UpdateReturn:
    """The unit takes back what nobody has judged yet: the signature is void, the words stay."""
    require(
        any(
            may(person, one, unit=update.unit)
            for one in (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
        ),
        _("Only the unit that filed an update takes it back."),
        kind=NotAllowed,
    )
    require(
        update.state in {UpdateState.FOR_SIGNING, UpdateState.SUBMITTED},
        _("Only what was handed over and not judged yet can be taken back."),
        kind=Conflict,
    )
    require(
        update.round.closed_at is None,
        _("The round has closed: what was filed in it stays."),
        kind=Conflict,
    )
    row = _come_back(
        update, kind=ReturnKind.WITHDRAWN, reason=reason, person=person, version=version, now=now
    )
    record(by=by, verb="update.withdrawn", **_told(update, row))
    return row


@transaction.atomic
def reopen_update(
    *, update: Update, reviewer: User, reason: str, version: int, now: datetime, by: Actor
) -> UpdateReturn:
    """The office takes its approval back while the round is open; the unit mends and signs again.

    What the approval moved beside the update's own words (milestones, figures) stays moved, so such
    an update is not reopened.
    """
    require_may(reviewer, Permission.UPDATE_REVIEW)
    require(
        update.state == UpdateState.APPROVED,
        _("Only an approved update can be reopened."),
        kind=Conflict,
    )
    require(
        update.round.closed_at is None,
        _("The round has closed: correct it in the next one."),
        kind=Conflict,
    )
    require(
        not update.steps.exists() and not any(part.counts(update=update) for part in parts()),
        _(
            "Its milestones or figures count already. Correct those by themselves, and the words"
            " in the next round."
        ),
        kind=Conflict,
    )
    row = _come_back(
        update, kind=ReturnKind.REOPENED, reason=reason, person=reviewer, version=version, now=now
    )
    tell_returned(update, reason=row.reason, now=now, by=by)
    record(by=by, verb="update.reopened", **_told(update, row))
    return row
