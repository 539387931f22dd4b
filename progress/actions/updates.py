"""A unit's update: written, handed over, signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import acknowledge
from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require
from core.search.entries import index
from core.versions import save_version
from progress.choices import EDITABLE, SelfRating, SignRoad, UpdateState
from progress.completeness import Draft, missing
from progress.filings import parts
from progress.models import Round, Update, UpdateAuthor, UpdateStep
from progress.queries import expected_in, last_approved, writers_of
from progress.standings import refresh
from progress.telling import returned_key, signing_key, tell_signing
from recommendations.choices import OPEN_STATES, ToldBy
from recommendations.models import Initiative, Milestone


@dataclass(frozen=True)
class Words:
    """What the reporter wrote. `steps` are milestones said to be reached, with the day."""

    percent: Decimal | None = None
    self_rating: str = ""
    done: str = ""
    cause: str = ""
    expected_on: date | None = None
    problems: str = ""
    next_steps: str = ""
    steps: Mapping[int, date] = field(default_factory=dict)


def require_asked(initiative: Initiative, round_: Round, *, today: date) -> None:
    """The round is open, the initiative under way, and the one asks the other."""
    require(
        round_.closed_at is None and round_.opens_on <= today,
        _("This round is not open for filing."),
        kind=Conflict,
    )
    require(
        initiative.state in OPEN_STATES,
        _("Only an initiative under way is filed on."),
        kind=Conflict,
    )
    require(
        expected_in(round_).filter(pk=initiative.pk).exists(),
        _(
            "This round does not ask for this initiative: it files in rounds of another cadence,"
            " has not begun, or was skipped here. See the round board."
        ),
        kind=Conflict,
    )


@transaction.atomic
def start_update(
    *, initiative: Initiative, round_: Round, author: User, now: datetime, by: Actor
) -> Update:
    """Begin the unit's update of this round. The same again gives the one that is there."""
    require(initiative.lead is not None, _("The initiative has no lead unit yet."), kind=Conflict)
    require_may(author, Permission.UPDATE_FILE, unit=initiative.lead)
    require(
        initiative.plan_id == round_.plan_id,
        _("The round belongs to another plan."),
        kind=Conflict,
    )
    update = Update.objects.filter(initiative=initiative, round=round_).first()
    if update is not None:
        return update
    require_asked(initiative, round_, today=timezone.localdate(now))
    assert initiative.lead is not None  # narrowed by the first line
    update = Update.objects.create(
        initiative=initiative,
        round=round_,
        unit=initiative.lead,
        author=author,
        started_at=now,
        saved_at=now,
        is_example=initiative.is_example,
    )
    record(by=by, verb="update.started", subject=update, plan=round_.plan.slug)
    return update


def _check_words(update: Update, words: Words, *, now: datetime) -> None:
    require(
        words.percent is None or 0 <= words.percent <= 100,
        _("The percent done is from 0 to 100. Mend the figure."),
        fields={"percent": _("Write a number from 0 to 100.")},
    )
    require(
        not words.self_rating or words.self_rating in SelfRating.values,
        _("Choose one of the three ratings."),
    )
    own = set(
        Milestone.objects.filter(initiative=update.initiative_id, pk__in=words.steps).values_list(
            "pk", flat=True
        )
    )
    require(own == set(words.steps), _("A milestone of another initiative was named. Load again."))
    require(
        all(day <= timezone.localdate(now) for day in words.steps.values()),
        _("A milestone cannot have been reached in the future. Mend the day."),
    )


def _columns(words: Words) -> dict[str, Any]:
    """What is written to the update's own row."""
    return {part.name: getattr(words, part.name) for part in fields(words) if part.name != "steps"}


def _changes(update: Update, words: Words) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of what differs; saving as one types must not fill the trail with copies."""
    had: dict[str, Any] = {name: getattr(update, name) for name in _columns(words)}
    had["steps"] = {str(row.milestone_id): row.done_on for row in update.steps.all()}
    has = {**_columns(words), "steps": {str(pk): day for pk, day in words.steps.items()}}
    moved = [name for name in has if had[name] != has[name]]
    return {name: had[name] for name in moved}, {name: has[name] for name in moved}


@transaction.atomic
def save_draft(
    *, update: Update, words: Words, author: User, version: int, now: datetime, by: Actor
) -> Update:
    """Keep what was written so far, complete or not."""
    require_may(author, Permission.UPDATE_FILE, unit=update.unit)
    require(
        update.state in EDITABLE,
        _("The update has been handed over and can no longer be edited."),
        kind=Conflict,
    )
    _check_words(update, words, now=now)
    before, after = _changes(update, words)
    if not after:
        return update
    UpdateAuthor.objects.get_or_create(
        update_filed=update, person=author, defaults={"since": now}
    )  # fmt: skip
    save_version(update, version=version, author=author, saved_at=now, **_columns(words))
    update.steps.all().delete()
    UpdateStep.objects.bulk_create(
        UpdateStep(update_filed=update, milestone_id=pk, done_on=day)
        for pk, day in sorted(words.steps.items())
    )
    index("update", [update.pk])
    record(
        by=by,
        verb="update.saved",
        subject=update,
        plan=update.round.plan.slug,
        before=before,
        after=after,
    )
    return update


def require_under_way(update: Update) -> None:
    """What rests or has ended is not filed on; the draft stays, for the day on which it resumes."""
    require(
        update.initiative.state in OPEN_STATES,
        _("Only an initiative under way is filed on."),
        kind=Conflict,
    )


def draft_of(update: Update) -> Draft:
    """The update as the completeness rule reads it."""
    last = last_approved(update.initiative, before=update.round)
    return Draft(
        told_by=ToldBy(update.initiative.told_by).value,
        percent=update.percent,
        last_percent=last.percent if last else None,
        self_rating=update.self_rating,
        done=update.done,
        cause=update.cause,
        expected_on=update.expected_on,
        next_steps=update.next_steps,
    )


@transaction.atomic
def hand_over(*, update: Update, author: User, version: int, now: datetime, by: Actor) -> Update:
    """Give the complete update to the unit lead for signing."""
    require_may(author, Permission.UPDATE_FILE, unit=update.unit)
    require(update.state in EDITABLE, _("The update has already been handed over."), kind=Conflict)
    require_under_way(update)
    require_complete(update)
    save_version(update, version=version, state=UpdateState.FOR_SIGNING, handed_at=now)
    acknowledge(person=author, key=returned_key(update, update.revision - 1), now=now, by=by)
    tell_signing(update, now=now, by=by)
    record(by=by, verb="update.handed_over", subject=update, plan=update.round.plan.slug)
    return update


def require_complete(update: Update) -> None:
    """Refuse while an answer is missing that the update needs before it leaves its desk."""
    lacking = len(missing(draft_of(update))) + sum(
        len(part.missing(update=update)) for part in parts()
    )
    require(
        lacking == 0,
        ngettext(
            "%(n)d answer is still missing. Fill it in, then hand over.",
            "%(n)d answers are still missing. Fill them in, then hand over.",
            lacking,
        )
        % {"n": lacking},
    )


@transaction.atomic
def sign_update(*, update: Update, signer: User, version: int, now: datetime, by: Actor) -> Update:
    """The unit lead signs: the update leaves the unit and counts as filed from now on."""
    require_may(signer, Permission.UPDATE_SIGN, unit=update.unit)
    require(
        update.state == UpdateState.FOR_SIGNING,
        _("The update is not for signing: the reporter hands it over first."),
        kind=Conflict,
    )
    require_under_way(update)
    alone = signer.pk in writers_of(update)
    require(
        not alone or update.unit.signs_alone,
        _("Nobody signs what they wrote themselves. Ask another signer of the unit."),
        kind=NotAllowed,
    )
    save_version(
        update,
        version=version,
        state=UpdateState.SUBMITTED,
        signed_by=signer,
        signed_how=SignRoad.ALONE if alone else SignRoad.SCREEN,
        submitted_at=now,
        speaks_on=min(update.round.ends_on, timezone.localdate(now)),
    )
    index("update", [update.pk])
    # A round that counted as missed does so no longer, and waiting stops the clock.
    refresh([update.initiative], as_of=timezone.localdate(now), now=now)
    acknowledge(person=signer, key=signing_key(update), now=now, by=by)
    record(
        by=by, verb="update.signed", subject=update, plan=update.round.plan.slug,
        after={
            "percent": update.percent, "self_rating": update.self_rating,
            "signed_how": update.signed_how,
        },
    )  # fmt: skip
    return update
