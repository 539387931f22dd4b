"""What becomes of an initiative when something is agreed: part of other actions' transactions.

A decision on a request and the office's own step come through here, and from here through the
actions of the room to the right, so that neither can do what the other may not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from core.audit import Actor
from core.refusals import Conflict, require
from progress.choices import OfficeStep, RequestKind
from recommendations.actions import (
    cancel_initiative,
    change_due_date,
    change_goal,
    complete_initiative,
    merge_initiative,
    reopen_initiative,
    resume_initiative,
    suspend_initiative,
)
from recommendations.choices import OPEN_STATES, Quality
from recommendations.life import FROM, LifeStep
from recommendations.models import Initiative


@dataclass(frozen=True)
class Terms:
    """Why, from which day, and what each kind needs beside: see `progress.choices.RequestKind`."""

    reason: str
    on: date
    due_on: date | None = None
    goal: str = ""
    into: Initiative | None = None
    until_on: date | None = None
    quality: str = ""


_UNDER_WAY = frozenset(str(state) for state in OPEN_STATES)
# In which states each kind makes sense; a completion is asked for before it is agreed.
STATES: Mapping[str, frozenset[str]] = {
    RequestKind.EXTENSION: _UNDER_WAY,
    RequestKind.ADJUSTMENT: _UNDER_WAY,
    RequestKind.COMPLETION: FROM[LifeStep.COMPLETE],
    RequestKind.CANCELLATION: FROM[LifeStep.CANCEL],
    RequestKind.MERGE: FROM[LifeStep.MERGE],
    RequestKind.SUSPENSION: FROM[LifeStep.SUSPEND],
    RequestKind.RESUMPTION: FROM[LifeStep.RESUME],
    OfficeStep.REOPENING: FROM[LifeStep.REOPEN],
}


def later_day(initiative: Initiative, due_on: date | None) -> date:
    """The new due date, if it is after the present one; refused otherwise."""
    sentence = _("Give a new due date after the present one.")
    later = due_on is not None and initiative.due_on is not None and due_on > initiative.due_on
    require(later, sentence, fields={"new_due_on": sentence})
    assert due_on is not None  # narrowed by the lines above
    return due_on


def _extend(initiative: Initiative, terms: Terms, *, now: datetime, by: Actor) -> None:
    change_due_date(
        initiative=initiative, due_on=later_day(initiative, terms.due_on), reason=terms.reason,
        on=terms.on, version=initiative.version, now=now, by=by,
    )  # fmt: skip


def _adjust(initiative: Initiative, terms: Terms, *, now: datetime, by: Actor) -> None:
    change_goal(
        initiative=initiative, goal=terms.goal, version=initiative.version, now=now, by=by
    )  # fmt: skip


def _complete(initiative: Initiative, terms: Terms, *, now: datetime, by: Actor) -> None:
    sentence = _("Grade the completion.")
    require(terms.quality in Quality.values, sentence, fields={"quality": sentence})
    complete_initiative(
        initiative=initiative, quality=terms.quality, on=terms.on, version=initiative.version,
        now=now, by=by,
    )  # fmt: skip


def _cancel(initiative: Initiative, terms: Terms, *, now: datetime, by: Actor) -> None:
    cancel_initiative(
        initiative=initiative, reason=terms.reason, on=terms.on, version=initiative.version,
        now=now, by=by,
    )  # fmt: skip


def _merge(initiative: Initiative, terms: Terms, *, now: datetime, by: Actor) -> None:
    sentence = _("Choose the initiative that lives on.")
    require(terms.into is not None, sentence, fields={"into": sentence})
    assert terms.into is not None  # narrowed by the line above
    merge_initiative(
        initiative=initiative, into=terms.into, reason=terms.reason, on=terms.on,
        version=initiative.version, now=now, by=by,
    )  # fmt: skip


def _suspend(initiative: Initiative, terms: Terms, *, now: datetime, by: Actor) -> None:
    sentence = _("Say until which day it rests: a day to come.")
    require(terms.until_on is not None, sentence, fields={"until_on": sentence})
    assert terms.until_on is not None  # narrowed by the line above
    suspend_initiative(
        initiative=initiative, reason=terms.reason, until_on=terms.until_on, on=terms.on,
        version=initiative.version, now=now, by=by,
    )  # fmt: skip


def _resume(initiative: Initiative, terms: Terms, *, now: datetime, by: Actor) -> None:
    due_on = None if terms.due_on is None else later_day(initiative, terms.due_on)
    resume_initiative(
        initiative=initiative, reason=terms.reason, due_on=due_on, on=terms.on,
        version=initiative.version, now=now, by=by,
    )  # fmt: skip


def _reopen(initiative: Initiative, terms: Terms, *, now: datetime, by: Actor) -> None:
    reopen_initiative(
        initiative=initiative, reason=terms.reason, on=terms.on, version=initiative.version,
        now=now, by=by,
    )  # fmt: skip


_DEEDS: Mapping[str, Callable[..., None]] = {
    RequestKind.EXTENSION: _extend,
    RequestKind.ADJUSTMENT: _adjust,
    RequestKind.COMPLETION: _complete,
    RequestKind.CANCELLATION: _cancel,
    RequestKind.MERGE: _merge,
    RequestKind.SUSPENSION: _suspend,
    RequestKind.RESUMPTION: _resume,
    OfficeStep.REOPENING: _reopen,
}


def possible(initiative: Initiative, kind: str) -> bool:
    """Whether the initiative's state allows this kind at all."""
    return initiative.state in STATES[kind]


def carry_out(initiative: Initiative, kind: str, terms: Terms, *, now: datetime, by: Actor) -> None:
    """Do what was agreed. Refuses with Conflict what the state does not allow."""
    require(
        possible(initiative, kind),
        _("The state of the initiative does not allow this any more. Load the page again."),
        kind=Conflict,
    )
    _DEEDS[kind](initiative, terms, now=now, by=by)
