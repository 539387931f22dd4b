"""A unit asks to change what it was given; the coordinating office decides."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may, require_may
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require
from core.search.entries import index
from core.versions import save_version
from progress.choices import RequestKind, RequestState
from progress.models import Request
from recommendations.actions import (
    cancel_initiative,
    change_due_date,
    change_goal,
    complete_initiative,
    request_completion,
    resume_initiative,
)
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.models import Initiative


def require_own(user: User, initiative: Initiative) -> None:
    """Refuse unless the person writes or signs for the lead unit."""
    require(initiative.lead is not None, _("The initiative has no lead unit yet."), kind=Conflict)
    if not may(user, Permission.UPDATE_SIGN, unit=initiative.lead):
        require_may(user, Permission.UPDATE_FILE, unit=initiative.lead)


def _check(
    initiative: Initiative, kind: str, *, new_due_on: date | None, new_goal: str, today: date
) -> None:
    """What each kind needs; an extension is asked for before the due date has passed."""
    require(kind in RequestKind.values, _("Choose what is asked for."))
    if kind == RequestKind.EXTENSION:
        require(
            initiative.due_on is not None and today <= initiative.due_on,
            _("An extension is asked for before the due date has passed."),
            kind=Conflict,
        )
        require(
            new_due_on is not None and initiative.due_on is not None
            and new_due_on > initiative.due_on,
            _("Give a new due date after the present one."),
            fields={"new_due_on": _("Give a new due date after the present one.")},
        )  # fmt: skip
    if kind == RequestKind.ADJUSTMENT:
        require(
            new_goal.strip() and new_goal.strip() != initiative.annual_goal,
            _("Write the annual goal as it should be."),
            fields={"new_goal": _("Write the annual goal as it should be.")},
        )


def _values(
    initiative: Initiative, kind: str, *, new_due_on: date | None, new_goal: str
) -> dict[str, Any]:
    """The original value and the one asked for, of the kinds that have them."""
    if kind == RequestKind.EXTENSION:
        return {"old_due_on": initiative.due_on, "new_due_on": new_due_on}
    if kind == RequestKind.ADJUSTMENT:
        return {"old_goal": initiative.annual_goal, "new_goal": new_goal}
    return {}


def _check_free(initiative: Initiative, reason: str, key: str) -> None:
    """Under way, for a reason, and nothing of the kind waits already."""
    require(
        initiative.state in OPEN_STATES,
        _("Only an initiative under way can be asked about."),
        kind=Conflict,
    )
    require(
        reason.strip(),
        _("Write why this is asked for."),
        fields={"reason": _("Write why this is asked for.")},
    )
    require(
        not Request.objects.filter(open_key=key).exists(),
        _("A request of this kind is already waiting."),
        kind=Conflict,
    )


@transaction.atomic
def ask(
    *,
    initiative: Initiative,
    kind: str,
    reason: str,
    new_due_on: date | None = None,
    new_goal: str = "",
    person: User,
    now: datetime,
    by: Actor,
) -> Request:
    """Ask for an extension, an adjustment, completion or cancellation."""
    require_own(person, initiative)
    today, key = timezone.localdate(now), f"{initiative.pk}:{kind}"
    _check_free(initiative, reason, key)
    _check(initiative, kind, new_due_on=new_due_on, new_goal=new_goal, today=today)
    request = Request.objects.create(
        initiative=initiative,
        kind=kind,
        reason=reason.strip(),
        **_values(initiative, kind, new_due_on=new_due_on, new_goal=new_goal.strip()),
        requested_by=person,
        requested_at=now,
        requested_on=today,
        open_key=key,
    )
    if kind == RequestKind.COMPLETION:
        request_completion(
            initiative=initiative, on=today, version=initiative.version, now=now, by=by
        )
    index("request", [request.pk])
    record(
        by=by,
        verb="request.made",
        subject=request,
        plan=initiative.plan.slug,
        after={"kind": kind, "reason": reason.strip(), "new_due_on": request.new_due_on},
    )
    return request


def _extend(request: Request, *, now: datetime, by: Actor) -> None:
    assert request.new_due_on is not None  # the table holds it so
    initiative = request.initiative
    change_due_date(
        initiative=initiative,
        due_on=request.new_due_on,
        reason=request.reason,
        on=request.requested_on,
        version=initiative.version,
        now=now,
        by=by,
    )


def _adjust(request: Request, *, now: datetime, by: Actor) -> None:
    initiative = request.initiative
    change_goal(
        initiative=initiative, goal=request.new_goal, version=initiative.version, now=now, by=by
    )


def _complete(request: Request, *, now: datetime, by: Actor) -> None:
    initiative = request.initiative
    complete_initiative(
        initiative=initiative,
        on=request.requested_on,
        version=initiative.version,
        now=now,
        by=by,
    )


def _cancel(request: Request, *, now: datetime, by: Actor) -> None:
    initiative = request.initiative
    cancel_initiative(
        initiative=initiative,
        on=timezone.localdate(now),
        version=initiative.version,
        now=now,
        by=by,
    )


_DEEDS: dict[str, Callable[..., None]] = {
    RequestKind.EXTENSION: _extend,
    RequestKind.ADJUSTMENT: _adjust,
    RequestKind.COMPLETION: _complete,
    RequestKind.CANCELLATION: _cancel,
}


def _carry_out(request: Request, *, agreed: bool, now: datetime, by: Actor) -> None:
    """What was agreed happens; work whose completion was not agreed goes on."""
    initiative = request.initiative
    if agreed:
        _DEEDS[request.kind](request, now=now, by=by)
    elif (
        request.kind == RequestKind.COMPLETION
        and initiative.state == InitiativeState.COMPLETION_REQUESTED
    ):
        resume_initiative(
            initiative=initiative,
            on=timezone.localdate(now),
            version=initiative.version,
            now=now,
            by=by,
        )


def _check_decision(request: Request, person: User, *, agreed: bool, words: str) -> None:
    """Still waiting, not the person's own, and a refusal says why."""
    require(
        request.state == RequestState.WAITING,
        _("This request has been decided. Load the page again."),
        kind=Conflict,
    )
    require(
        person.pk != request.requested_by_id,
        _("Nobody decides what they asked for themselves."),
        kind=NotAllowed,
    )
    require(
        not agreed or request.initiative.state in OPEN_STATES,
        _("The initiative is no longer under way, so nothing can be agreed. Say so and refuse."),
        kind=Conflict,
    )
    require(
        agreed or words.strip(),
        _("Write why it is not agreed."),
        fields={"decision": _("Write why it is not agreed.")},
    )


@transaction.atomic
def decide(
    *,
    request: Request,
    agreed: bool,
    words: str,
    person: User,
    version: int,
    now: datetime,
    by: Actor,
) -> Request:
    """Agree, and what was asked for happens; or not, and say why."""
    require_may(person, Permission.REQUEST_DECIDE)
    _check_decision(request, person, agreed=agreed, words=words)
    save_version(
        request,
        version=version,
        state=RequestState.APPROVED if agreed else RequestState.REFUSED,
        decision=words.strip(),
        decided_by=person,
        decided_at=now,
        open_key=None,
    )
    initiative = request.initiative
    _carry_out(request, agreed=agreed, now=now, by=by)
    index("request", [request.pk])
    record(
        by=by,
        verb="request.decided",
        subject=request,
        plan=initiative.plan.slug,
        after={"agreed": agreed, "decision": words.strip()},
    )
    return request
