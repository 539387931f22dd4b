"""Reminders, and lights set by hand."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, require
from progress.actions.requests import require_own
from progress.choices import HANDED_IN, HandLight, Rung
from progress.models import LightOverride, Reminder, Round, Update
from progress.standings import refresh
from progress.telling import tell_reminded
from recommendations.choices import OPEN_STATES
from recommendations.models import Initiative


def _check_reminder(
    initiative: Initiative, round_: Round, rung: str, basis: str, person: User
) -> None:
    """Whether this rung may be taken now, by this person."""
    require(rung in Rung.values, _("Choose a rung of the ladder."))
    require_may(person, Permission.SUPERVISE if rung == Rung.SUPERVISE else Permission.REMIND)
    require(initiative.lead is not None, _("The initiative has no lead unit yet."), kind=Conflict)
    require(
        initiative.state in OPEN_STATES,
        _("Only an initiative under way is filed on."),
        kind=Conflict,
    )
    require(
        round_.plan_id == initiative.plan_id and round_.closed_at is None,
        _("The round is closed. Remind in the next one."),
        kind=Conflict,
    )
    require(
        not Update.objects.filter(
            initiative=initiative, round=round_, state__in=HANDED_IN
        ).exists(),
        _("The unit has already handed in."),
        kind=Conflict,
    )
    require(basis.strip(), _("Write the basis."), fields={"basis": _("Write the basis.")})
    require(
        not Reminder.objects.filter(initiative=initiative, round=round_, rung=rung).exists(),
        _("This has already been sent in this round. Take the next rung."),
        kind=Conflict,
    )


@transaction.atomic
def remind(
    *,
    initiative: Initiative,
    round_: Round,
    rung: str,
    basis: str,
    person: User,
    now: datetime,
    by: Actor,
) -> Reminder:
    """Remind the lead unit of its filing. A supervision order is the chief's to sign."""
    _check_reminder(initiative, round_, rung, basis, person)
    assert initiative.lead is not None  # checked above
    reminder = Reminder.objects.create(
        initiative=initiative,
        round=round_,
        unit=initiative.lead,
        rung=rung,
        basis=basis.strip(),
        sent_by=person,
        sent_at=now,
    )
    tell_reminded(reminder, now=now, by=by)
    record(
        by=by,
        verb="reminder.sent",
        subject=reminder,
        plan=initiative.plan.slug,
        after={"rung": rung, "unit": initiative.lead.name, "basis": basis.strip()},
    )
    return reminder


@transaction.atomic
def read_reminder(*, reminder: Reminder, person: User, now: datetime, by: Actor) -> Reminder:
    """The unit has read it. Reading again changes nothing."""
    require_own(person, reminder.initiative)
    changed = Reminder.objects.filter(pk=reminder.pk, read_at__isnull=True).update(
        read_at=now, read_by=person
    )
    if not changed:
        return reminder
    reminder.read_at, reminder.read_by = now, person
    record(by=by, verb="reminder.read", subject=reminder, plan=reminder.initiative.plan.slug)
    return reminder


def _check_override(light: str, reason: str, expires_on: date, key: str, *, today: date) -> None:
    """A light that may be set, why, until a day to come, and none set yet."""
    require(light in HandLight.values, _("A light is set by hand to red, yellow or green only."))
    require(
        reason.strip(),
        _("Write why the light is set by hand."),
        fields={"reason": _("Write why the light is set by hand.")},
    )
    require(
        expires_on >= today,
        _("The light would have run out already. Give a later day."),
        fields={"expires_on": _("Give a later day.")},
    )
    standing = LightOverride.objects.filter(open_key=key, expires_on__gte=today)
    require(
        not standing.exists(),
        _("A light has already been set by hand. End it first."),
        kind=Conflict,
    )


@transaction.atomic
def override_light(
    *,
    initiative: Initiative,
    light: str,
    reason: str,
    expires_on: date,
    person: User,
    now: datetime,
    by: Actor,
) -> LightOverride:
    """Set a light by hand until a day; it shows beside the computed one."""
    require_may(person, Permission.LIGHT_OVERRIDE)
    today, key = timezone.localdate(now), str(initiative.pk)
    _check_override(light, reason, expires_on, key, today=today)
    # One that has run out makes room; on its own days it still counts.
    LightOverride.objects.filter(open_key=key).update(ended_at=now, open_key=None)
    override = LightOverride.objects.create(
        initiative=initiative,
        light=light,
        reason=reason.strip(),
        starts_on=today,
        expires_on=expires_on,
        set_by=person,
        recorded_at=now,
        open_key=key,
    )
    refresh([initiative], as_of=today, now=now)
    record(
        by=by,
        verb="light.overridden",
        subject=initiative,
        plan=initiative.plan.slug,
        after={"light": light, "reason": reason.strip(), "expires_on": expires_on},
    )
    return override


@transaction.atomic
def end_override(
    *, override: LightOverride, person: User, now: datetime, by: Actor
) -> LightOverride:
    """Let the rule speak again."""
    require_may(person, Permission.LIGHT_OVERRIDE)
    ended = LightOverride.objects.filter(pk=override.pk, open_key__isnull=False).update(
        ended_at=now, open_key=None
    )
    require(ended == 1, _("This has already ended. Load the page again."), kind=Conflict)
    override.ended_at, override.open_key = now, None
    initiative = override.initiative
    refresh([initiative], as_of=timezone.localdate(now), now=now)
    record(
        by=by,
        verb="light.override_ended",
        subject=initiative,
        plan=initiative.plan.slug,
        before={"light": override.light},
    )
    return override
