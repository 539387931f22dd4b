"""An initiative's life: each step writes its dated row and then the present.

Which steps there are stands in `recommendations.life`; who may take them, in the rooms that ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may, require_may
from core.audit import Actor, Told, record, record_many
from core.refusals import Conflict, require
from core.versions import save_version
from recommendations.actions.breakdown import Change, change_initiatives
from recommendations.actions.initiatives import change_due_date
from recommendations.choices import InitiativeState, PlanState, Quality
from recommendations.life import LIVES_ON, TO, LifeStep, allows, resumes_to
from recommendations.models import Initiative, StateRow
from recommendations.queries import breakdowns_of
from recommendations.watchers import hear, tell
from recommendations.writing import first_days, require_begun

_NOT_NOW: dict[LifeStep, Any] = {
    LifeStep.ACCEPT: gettext_lazy("Only an assigned initiative can be accepted."),
    LifeStep.BEGIN: gettext_lazy("Only an assigned initiative can be begun."),
    LifeStep.DECLINE: gettext_lazy("Only an assigned initiative can be declined."),
    LifeStep.ASK_COMPLETION: gettext_lazy("Only an initiative in progress can be completed."),
    LifeStep.GO_ON: gettext_lazy("Completion is not being asked for."),
    LifeStep.COMPLETE: gettext_lazy("Only an initiative in progress can be completed."),
    LifeStep.REOPEN: gettext_lazy("Only a completed initiative can be taken up again."),
    LifeStep.CLOSE: gettext_lazy("Only a completed initiative can be struck off."),
    LifeStep.SUSPEND: gettext_lazy(
        "Only an initiative that is assigned or in progress can be suspended. Decide first whether"
        " it is complete."
    ),
    LifeStep.RESUME: gettext_lazy("The initiative is not suspended."),
    LifeStep.CANCEL: gettext_lazy("Only an initiative that has not ended can be cancelled."),
    LifeStep.MERGE: gettext_lazy("Only an initiative that has not ended can be merged."),
}


@dataclass(frozen=True)
class _Row:
    """What a step's dated row says beside the state."""

    reason: str = ""
    until_on: date | None = None
    into: Initiative | None = None
    quality: str = ""


def _check(initiative: Initiative, step: LifeStep, *, on: date, now: datetime) -> None:
    require(allows(initiative.state, step), _NOT_NOW[step], kind=Conflict)
    require(
        initiative.plan.state in {PlanState.DRAFT, PlanState.ACTIVE},
        _("The plan is closed. Nothing in it can be changed."),
        kind=Conflict,
    )
    require_begun(on, now=now)
    hear(initiative, step)


def _require_reason(reason: str) -> None:
    sentence = _("Write the reason.")
    require(reason.strip(), sentence, fields={"reason": sentence})


def _write(
    initiative: Initiative, state: str, row: _Row, *, on: date, version: int, now: datetime
) -> dict[str, Any]:
    """The present and the dated row, and what the trail tells of them."""
    save_version(
        initiative, version=version, state=state, state_until=row.until_on, merged_into=row.into,
        quality=row.quality,
    )  # fmt: skip
    day = first_days(StateRow, [initiative], on=on)[initiative.pk]
    StateRow.objects.create(
        initiative=initiative, value=state, reason=row.reason, until_on=row.until_on,
        into=row.into, quality=row.quality, effective_on=day, recorded_at=now,
    )  # fmt: skip
    told = {
        "state": state, "on": on, "reason": row.reason, "until_on": row.until_on,
        "into": str(row.into) if row.into else "", "quality": row.quality,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _move(
    initiative: Initiative, step: LifeStep, row: _Row, *, on: date, version: int, now: datetime,
    by: Actor,
) -> Initiative:  # fmt: skip
    """A step that the table allows, told as a move from one state to another."""
    _check(initiative, step, on=on, now=now)
    before = initiative.state
    told = _write(initiative, TO[step], row, on=on, version=version, now=now)
    tell([initiative], now=now)
    record(
        by=by, verb="initiative.moved", subject=initiative, plan=initiative.plan.slug,
        before={"state": before}, after=told,
    )  # fmt: skip
    return initiative


@transaction.atomic
def accept_initiative(
    *, initiative: Initiative, on: date, version: int, now: datetime, by: Actor
) -> Initiative:
    """The lead unit takes it on."""
    _check(initiative, LifeStep.ACCEPT, on=on, now=now)
    _write(initiative, TO[LifeStep.ACCEPT], _Row(), on=on, version=version, now=now)
    tell([initiative], now=now)
    record(by=by, verb="initiative.accepted", subject=initiative, plan=initiative.plan.slug)
    return initiative


def _require_answerable(initiative: Initiative) -> Unit:
    """Its lead unit, if it can be answered for: the plan is in force."""
    require(initiative.lead is not None, _("The initiative has no lead unit yet."), kind=Conflict)
    require(
        initiative.plan.state == PlanState.ACTIVE,
        _("The plan is not in force, so there is nothing to answer yet."),
        kind=Conflict,
    )
    assert initiative.lead is not None  # narrowed by the first line
    return initiative.lead


@transaction.atomic
def accept_initiatives(
    *, initiatives: Sequence[Initiative], person: User, now: datetime, by: Actor
) -> list[Initiative]:
    """Somebody who files or signs for the lead units takes on one or many; all or none.

    The versions are those of the rows in hand.
    """
    require(initiatives, _("Tick what the unit takes on."))
    today = timezone.localdate(now)
    for row in initiatives:
        lead = _require_answerable(row)
        if not may(person, Permission.UPDATE_SIGN, unit=lead):
            require_may(person, Permission.UPDATE_FILE, unit=lead)
        _check(row, LifeStep.ACCEPT, on=today, now=now)
        _write(row, TO[LifeStep.ACCEPT], _Row(), on=today, version=row.version, now=now)
    tell(initiatives, now=now)
    events = [Told("initiative.accepted", row, plan=row.plan.slug) for row in initiatives]
    record_many(by=by, events=events)
    return list(initiatives)


@transaction.atomic
def begin_initiative(
    *, initiative: Initiative, on: date, version: int, now: datetime, by: Actor
) -> Initiative:
    """The work shows that it was taken on, though nobody said so."""
    return _move(
        initiative, LifeStep.BEGIN, _Row(), on=on, version=version, now=now, by=by
    )  # fmt: skip


@transaction.atomic
def decline_initiative(
    *, initiative: Initiative, reason: str, person: User, version: int, now: datetime, by: Actor
) -> Initiative:
    """The head of the lead unit gives it back, and says why; the office assigns it again."""
    lead, on = _require_answerable(initiative), timezone.localdate(now)
    require_may(person, Permission.UPDATE_SIGN, unit=lead)
    _check(initiative, LifeStep.DECLINE, on=on, now=now)
    _require_reason(reason)
    row = _Row(reason=reason.strip())
    _write(initiative, TO[LifeStep.DECLINE], row, on=on, version=version, now=now)
    tell([initiative], now=now)
    record(
        by=by, verb="initiative.declined", subject=initiative, plan=initiative.plan.slug,
        after={"lead": lead.name, "reason": reason.strip()},
    )  # fmt: skip
    return initiative


@transaction.atomic
def request_completion(
    *, initiative: Initiative, on: date, version: int, now: datetime, by: Actor
) -> Initiative:
    """The unit says that it is done; the clock of the light stops on the day `on`."""
    return _move(
        initiative, LifeStep.ASK_COMPLETION, _Row(), on=on, version=version, now=now, by=by
    )


@transaction.atomic
def refuse_completion(
    *, initiative: Initiative, reason: str = "", on: date, version: int, now: datetime, by: Actor
) -> Initiative:
    """Completion was not agreed: the work goes on."""
    return _move(
        initiative, LifeStep.GO_ON, _Row(reason=reason.strip()), on=on, version=version, now=now,
        by=by,
    )  # fmt: skip


@transaction.atomic
def complete_initiative(
    *, initiative: Initiative, quality: str = "", on: date, version: int, now: datetime, by: Actor
) -> Initiative:
    """The coordinating office verified that it was done on `on`, late or not, and graded it.

    A grade may be missing where older records are brought in; it is needed before striking off.
    """
    _check(initiative, LifeStep.COMPLETE, on=on, now=now)
    require(not quality or quality in Quality.values, _("Choose one of the four grades."))
    row = _Row(quality=quality)
    _write(initiative, TO[LifeStep.COMPLETE], row, on=on, version=version, now=now)
    tell([initiative], now=now)
    after = {"on": on, "quality": quality} if quality else {"on": on}
    record(
        by=by, verb="initiative.completed", subject=initiative, plan=initiative.plan.slug,
        after=after,
    )  # fmt: skip
    return initiative


@transaction.atomic
def reopen_initiative(
    *, initiative: Initiative, reason: str, on: date, version: int, now: datetime, by: Actor
) -> Initiative:
    """What counted as complete is taken up again: it did not pass, or it was not done."""
    _require_reason(reason)
    return _move(
        initiative, LifeStep.REOPEN, _Row(reason=reason.strip()), on=on, version=version, now=now,
        by=by,
    )  # fmt: skip


@transaction.atomic
def close_initiative(
    *, initiative: Initiative, reason: str = "", on: date, person: User, version: int,
    now: datetime, by: Actor,
) -> Initiative:  # fmt: skip
    """Strike it off the ledger 销号, from a day on: an act of its own, by a right of its own.

    What has no grade, or did not pass, stays.
    """
    require_may(person, Permission.INITIATIVE_CLOSE)
    _check(initiative, LifeStep.CLOSE, on=on, now=now)
    require(
        initiative.quality and initiative.quality != Quality.FAILED,
        _("Only what was graded and passed is struck off. Take it up again, or grade it first."),
        kind=Conflict,
    )
    last = initiative.state_rows.order_by("effective_on", "recorded_at", "pk").last()
    require(
        last is None or on >= last.effective_on,
        _("It was completed after that day. Strike it off on that day or later."),
        fields={"on": _("Give the day of completion or a later one.")},
    )
    return _move(
        initiative, LifeStep.CLOSE, _Row(reason=reason.strip(), quality=initiative.quality),
        on=on, version=version, now=now, by=by,
    )  # fmt: skip


@transaction.atomic
def cancel_initiative(
    *, initiative: Initiative, reason: str = "", on: date, version: int, now: datetime, by: Actor
) -> Initiative:
    """It will not be done any more."""
    return _move(
        initiative, LifeStep.CANCEL, _Row(reason=reason.strip()), on=on, version=version, now=now,
        by=by,
    )  # fmt: skip


@transaction.atomic
def suspend_initiative(
    *, initiative: Initiative, reason: str, until_on: date, on: date, version: int, now: datetime,
    by: Actor,
) -> Initiative:  # fmt: skip
    """It rests up to and including a day to come; what it was is in the rows before."""
    _require_reason(reason)
    sentence = _("Say until which day it rests: a day to come.")
    require(until_on > timezone.localdate(now), sentence, fields={"until_on": sentence})
    row = _Row(reason=reason.strip(), until_on=until_on)
    return _move(initiative, LifeStep.SUSPEND, row, on=on, version=version, now=now, by=by)


@transaction.atomic
def resume_initiative(
    *, initiative: Initiative, reason: str, due_on: date | None = None, on: date, version: int,
    now: datetime, by: Actor,
) -> Initiative:  # fmt: skip
    """It goes on in the state in which it was suspended, with another due date where one is given.

    The first due date stays in its row, and the new one counts as an extension.
    """
    _check(initiative, LifeStep.RESUME, on=on, now=now)
    _require_reason(reason)
    rows = initiative.state_rows.order_by("effective_on", "recorded_at", "pk")
    state = resumes_to(rows.values_list("value", flat=True))
    if due_on is not None and due_on != initiative.due_on:
        require(
            initiative.due_on is not None and due_on > initiative.due_on,
            _("Give a new due date after the present one."),
            fields={"due_on": _("Give a new due date after the present one.")},
        )
        change_due_date(
            initiative=initiative, due_on=due_on, reason=reason.strip(), on=on, version=version,
            now=now, by=by,
        )  # fmt: skip
        version = initiative.version
    told = _write(
        initiative, state, _Row(reason=reason.strip()), on=on, version=version, now=now
    )  # fmt: skip
    tell([initiative], now=now)
    record(
        by=by, verb="initiative.moved", subject=initiative, plan=initiative.plan.slug,
        before={"state": InitiativeState.SUSPENDED.value}, after=told,
    )  # fmt: skip
    return initiative


def _check_target(initiative: Initiative, into: Initiative) -> None:
    require(
        into.pk != initiative.pk,
        _("An initiative cannot be merged into itself. Choose another one."),
        fields={"into": _("Choose another one.")},
    )
    # Examples are removed whole one day: nothing real may hang on them.
    require(
        into.is_example == initiative.is_example,
        _("Examples and real work are kept apart. Choose another one."),
        fields={"into": _("Choose another one.")},
    )
    require(
        into.state in LIVES_ON and into.plan.state == PlanState.ACTIVE,
        _("An initiative is merged only into one that is being worked on. Choose another one."),
        kind=Conflict,
        fields={"into": _("Choose one that is being worked on.")},
    )


def _hand_measures(
    initiative: Initiative, into: Initiative, *, on: date, now: datetime, by: Actor
) -> None:
    """What the merged one served is served by the living one from here on."""
    values = breakdowns_of([initiative, into])
    gone, lives = values[initiative.pk], values[into.pk]
    more = [
        key for key in (gone.measure, *gone.serves) if key not in (lives.measure, *lives.serves)
    ]
    if more:
        change_initiatives(
            changes=[Change(into, replace(lives, serves=(*lives.serves, *more)), into.version)],
            on=on, now=now, by=by,
        )  # fmt: skip


@transaction.atomic
def merge_initiative(
    *, initiative: Initiative, into: Initiative, reason: str, on: date, version: int,
    now: datetime, by: Actor,
) -> Initiative:  # fmt: skip
    """It lives on in another one, of any plan, which serves its measures from now on."""
    _check(initiative, LifeStep.MERGE, on=on, now=now)
    _require_reason(reason)
    _check_target(initiative, into)
    _hand_measures(initiative, into, on=on, now=now, by=by)
    return _move(
        initiative, LifeStep.MERGE, _Row(reason=reason.strip(), into=into), on=on,
        version=version, now=now, by=by,
    )  # fmt: skip
