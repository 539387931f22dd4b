"""A unit asks to change what it was given; the coordinating office decides, or acts unasked."""

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
from progress.choices import OfficeStep, RequestKind, RequestState
from progress.deeds import Terms, carry_out, later_day, possible
from progress.models import Request
from progress.telling import tell_decided
from recommendations.actions import refuse_completion, request_completion
from recommendations.choices import InitiativeState
from recommendations.life import LIVES_ON
from recommendations.models import Initiative


def require_own(user: User, initiative: Initiative) -> None:
    """Refuse unless the person writes or signs for the lead unit."""
    require(initiative.lead is not None, _("The initiative has no lead unit yet."), kind=Conflict)
    if not may(user, Permission.UPDATE_SIGN, unit=initiative.lead):
        require_may(user, Permission.UPDATE_FILE, unit=initiative.lead)


def _check_extension(initiative: Initiative, new_due_on: date | None, *, today: date) -> None:
    require(
        initiative.due_on is not None and today <= initiative.due_on,
        _("An extension is asked for before the due date has passed."),
        kind=Conflict,
    )
    later_day(initiative, new_due_on)


def _check_adjustment(initiative: Initiative, new_goal: str) -> None:
    sentence = _("Write the annual goal as it should be.")
    changed = new_goal.strip() and new_goal.strip() != initiative.annual_goal
    require(changed, sentence, fields={"new_goal": sentence})


def _check_merge(initiative: Initiative, into: Initiative | None) -> None:
    sentence = _("Choose the initiative that lives on: another one, which is being worked on.")
    fits = into is not None and into.pk != initiative.pk and into.state in LIVES_ON
    require(fits, sentence, fields={"into": sentence})


def _check_suspension(until_on: date | None, *, today: date) -> None:
    sentence = _("Say until which day it rests: a day to come.")
    require(until_on is not None and until_on > today, sentence, fields={"until_on": sentence})


def _check(
    initiative: Initiative, kind: str, *, new_due_on: date | None, new_goal: str,
    into: Initiative | None, until_on: date | None, today: date,
) -> None:  # fmt: skip
    """What each kind needs; an extension is asked for before the due date has passed."""
    if kind == RequestKind.EXTENSION:
        _check_extension(initiative, new_due_on, today=today)
    if kind == RequestKind.ADJUSTMENT:
        _check_adjustment(initiative, new_goal)
    if kind == RequestKind.MERGE:
        _check_merge(initiative, into)
    if kind == RequestKind.SUSPENSION:
        _check_suspension(until_on, today=today)
    if kind == RequestKind.RESUMPTION and new_due_on is not None:
        later_day(initiative, new_due_on)


def _values(
    initiative: Initiative, kind: str, *, new_due_on: date | None, new_goal: str,
    into: Initiative | None, until_on: date | None,
) -> dict[str, Any]:  # fmt: skip
    """The original value and the one asked for, of the kinds that have them."""
    values: dict[str, dict[str, Any]] = {
        RequestKind.EXTENSION: {"old_due_on": initiative.due_on, "new_due_on": new_due_on},
        RequestKind.RESUMPTION: {"old_due_on": initiative.due_on, "new_due_on": new_due_on},
        RequestKind.ADJUSTMENT: {"old_goal": initiative.annual_goal, "new_goal": new_goal},
        RequestKind.MERGE: {"into": into},
        RequestKind.SUSPENSION: {"until_on": until_on},
    }
    return values.get(kind, {})


def _key(initiative: Initiative, kind: str) -> str:
    return f"{initiative.pk}:{kind}"


def _check_free(initiative: Initiative, kind: str, reason: str) -> None:
    """A state that allows it, a reason, and nothing of the kind waits already."""
    require(kind in RequestKind.values, _("Choose what is asked for."))
    require(
        # What the unit has given back is the office's again.
        possible(initiative, kind) and initiative.state != InitiativeState.DECLINED,
        _("Nothing of this kind can be asked for in the state of this initiative."),
        kind=Conflict,
    )
    require(
        reason.strip(),
        _("Write why this is asked for."),
        fields={"reason": _("Write why this is asked for.")},
    )
    require(
        not Request.objects.filter(open_key=_key(initiative, kind)).exists(),
        _("A request of this kind is already waiting."),
        kind=Conflict,
    )


def _said(request: Request) -> dict[str, Any]:
    """What the trail tells of a request: the kind, why, and what is asked for."""
    more = {"until_on": request.until_on, "into": str(request.into) if request.into else None}
    return {
        "kind": request.kind, "reason": request.reason, "new_due_on": request.new_due_on,
        **{name: value for name, value in more.items() if value},
    }  # fmt: skip


def _decided(request: Request) -> dict[str, Any]:
    """What the trail tells of a decision."""
    more = {"granted_on": request.granted_on, "quality": request.quality}
    return {
        "agreed": request.state == RequestState.APPROVED, "decision": request.decision,
        **{name: value for name, value in more.items() if value},
    }  # fmt: skip


@transaction.atomic
def ask(
    *, initiative: Initiative, kind: str, reason: str, new_due_on: date | None = None,
    new_goal: str = "", into: Initiative | None = None, until_on: date | None = None,
    person: User, now: datetime, by: Actor,
) -> Request:  # fmt: skip
    """Ask for one of the kinds; completion says so at once, all else waits for the decision."""
    require_own(person, initiative)
    today = timezone.localdate(now)
    _check_free(initiative, kind, reason)
    said: dict[str, Any] = {
        "new_due_on": new_due_on, "new_goal": new_goal.strip(), "into": into, "until_on": until_on,
    }  # fmt: skip
    _check(initiative, kind, **said, today=today)
    request = Request.objects.create(
        initiative=initiative,
        kind=kind,
        reason=reason.strip(),
        **_values(initiative, kind, **said),
        requested_by=person,
        kept_by=person,
        requested_at=now,
        requested_on=today,
        open_key=_key(initiative, kind),
    )
    if kind == RequestKind.COMPLETION:
        request_completion(
            initiative=initiative, on=today, version=initiative.version, now=now, by=by
        )
    index("request", [request.pk])
    record(
        by=by, verb="request.made", subject=request, plan=initiative.plan.slug,
        after=_said(request),
    )  # fmt: skip
    return request


def _terms(request: Request, *, granted_on: date | None, quality: str, now: datetime) -> Terms:
    """What was asked for, with what the decision names instead."""
    # More time and completion hold from the day on which they were asked for: who was in time
    # does not become late by waiting. All else holds from the decision.
    asked = request.kind in {RequestKind.EXTENSION, RequestKind.COMPLETION}
    rests = request.kind == RequestKind.SUSPENSION
    return Terms(
        reason=request.reason,
        on=request.requested_on if asked else timezone.localdate(now),
        due_on=None if rests else granted_on or request.new_due_on,
        goal=request.new_goal,
        into=request.into,
        until_on=(granted_on or request.until_on) if rests else None,
        quality=quality,
    )


def _go_on(request: Request, *, reason: str, now: datetime, by: Actor) -> None:
    """Work whose completion was not agreed, or no longer asked for, goes on."""
    initiative = request.initiative
    if (
        request.kind == RequestKind.COMPLETION
        and initiative.state == InitiativeState.COMPLETION_REQUESTED
    ):
        refuse_completion(
            initiative=initiative, reason=reason, on=timezone.localdate(now),
            version=initiative.version, now=now, by=by,
        )  # fmt: skip


def _require_waiting(request: Request) -> None:
    require(
        request.state == RequestState.WAITING,
        _("This request has been decided or withdrawn. Load the page again."),
        kind=Conflict,
    )


def _check_decision(request: Request, person: User, *, agreed: bool, words: str) -> None:
    """Still waiting, not the person's own, and a refusal says why."""
    _require_waiting(request)
    require(
        person.pk != request.requested_by_id,
        _("Nobody decides what they asked for themselves."),
        kind=NotAllowed,
    )
    require(
        not agreed or possible(request.initiative, request.kind),
        _("The initiative is no longer in a state for this, so nothing can be agreed. Refuse it."),
        kind=Conflict,
    )
    require(
        agreed or words.strip(),
        _("Write why it is not agreed."),
        fields={"decision": _("Write why it is not agreed.")},
    )


@transaction.atomic
def decide(
    *, request: Request, agreed: bool, words: str, granted_on: date | None = None,
    quality: str = "", person: User, version: int, now: datetime, by: Actor,
) -> Request:  # fmt: skip
    """Agree, and what was asked for happens; or not, and say why.

    `granted_on` is the day that the decision names where it is not the one asked for: the due
    date, or the last day of a rest. `quality` grades a completion.
    """
    require_may(person, Permission.REQUEST_DECIDE)
    _check_decision(request, person, agreed=agreed, words=words)
    terms = _terms(request, granted_on=granted_on, quality=quality, now=now)
    save_version(
        request,
        version=version,
        state=RequestState.APPROVED if agreed else RequestState.REFUSED,
        decision=words.strip(),
        decided_by=person,
        decided_at=now,
        granted_on=(terms.due_on or terms.until_on) if agreed else None,
        quality=quality if agreed and request.kind == RequestKind.COMPLETION else "",
        open_key=None,
    )
    initiative = request.initiative
    if agreed:
        carry_out(initiative, request.kind, terms, now=now, by=by)
    else:
        _go_on(request, reason=words, now=now, by=by)
    index("request", [request.pk])
    tell_decided(request, now=now, by=by)
    record(
        by=by, verb="request.decided", subject=request, plan=initiative.plan.slug,
        after=_decided(request),
    )  # fmt: skip
    return request


@transaction.atomic
def withdraw(*, request: Request, person: User, version: int, now: datetime, by: Actor) -> Request:
    """The unit takes back what it asked for, before it is decided."""
    require_own(person, request.initiative)
    _require_waiting(request)
    save_version(
        request, version=version, state=RequestState.WITHDRAWN, decided_at=now, open_key=None
    )
    _go_on(request, reason="", now=now, by=by)
    index("request", [request.pk])
    record(
        by=by,
        verb="request.withdrawn",
        subject=request,
        plan=request.initiative.plan.slug,
        after={"kind": request.kind},
    )
    return request


def _check_unasked(initiative: Initiative, kind: str, reason: str) -> None:
    require(kind in OfficeStep.values, _("Choose what shall be done."))
    require(
        possible(initiative, kind),
        _("The state of the initiative does not allow this any more. Load the page again."),
        kind=Conflict,
    )
    require(
        not Request.objects.filter(open_key=_key(initiative, kind)).exists(),
        _("The unit has asked for this itself. Decide its request."),
        kind=Conflict,
    )
    require(reason.strip(), _("Write the reason."), fields={"reason": _("Write the reason.")})


@transaction.atomic
def act_unasked(
    *,
    initiative: Initiative,
    kind: str,
    reason: str,
    on: date | None = None,
    new_due_on: date | None = None,
    into: Initiative | None = None,
    until_on: date | None = None,
    quality: str = "",
    person: User,
    version: int,
    now: datetime,
    by: Actor,
) -> Initiative:
    """The office does by itself what it could be asked for, and says why.

    `on` is the day from which it holds, today unless a day before is told: what was done on
    Tuesday was done on Tuesday.
    """
    require_may(person, Permission.REQUEST_DECIDE)
    require(
        initiative.version == version,
        _("Somebody else changed this in the meantime. Look at it again, then decide."),
        kind=Conflict,
    )
    _check_unasked(initiative, kind, reason)
    terms = Terms(
        reason=reason.strip(), on=on or timezone.localdate(now), due_on=new_due_on, into=into,
        until_on=until_on, quality=quality,
    )  # fmt: skip
    carry_out(initiative, kind, terms, now=now, by=by)
    record(
        by=by,
        verb="initiative.acted_on",
        subject=initiative,
        plan=initiative.plan.slug,
        after={"kind": kind, "reason": reason.strip()},
    )
    return initiative
