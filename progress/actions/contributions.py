"""Joint and supporting units tell the lead unit their part, before it hands its update over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import acknowledge
from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.versions import save_version
from progress.choices import EDITABLE
from progress.completeness import LEAST_WORDS
from progress.models import Contribution, Round, Update
from progress.queries import expected_in
from progress.telling import asked_key, tell_asked, tell_given
from recommendations.models import Initiative


def require_gathering(initiative: Initiative, round_: Round) -> None:
    """The lead unit still writes: nothing was handed over, the round is open and asks for it."""
    update = Update.objects.filter(initiative=initiative, round=round_).first()
    require(
        update is None or update.state in EDITABLE,
        _("The lead unit has handed its update over; contributions can no longer change."),
        kind=Conflict,
    )
    require(
        round_.closed_at is None and expected_in(round_).filter(pk=initiative.pk).exists(),
        _("This round does not ask for this initiative any more."),
        kind=Conflict,
    )


def _require_helps(initiative: Initiative, unit: Unit) -> None:
    require(
        initiative.units.filter(unit=unit).exists(),
        _("%(unit)s is neither a joint nor a supporting unit of this initiative.")
        % {"unit": unit.name},
        kind=Conflict,
    )


@transaction.atomic
def ask_contributions(
    *,
    initiative: Initiative,
    round_: Round,
    units: Sequence[Unit],
    ask: str = "",
    due_on: date,
    person: User,
    now: datetime,
    by: Actor,
) -> list[Contribution]:
    """The lead unit asks for a part by a day. A unit that was asked already is not asked again."""
    require(initiative.lead is not None, _("The initiative has no lead unit yet."), kind=Conflict)
    require_may(person, Permission.UPDATE_FILE, unit=initiative.lead)
    require_gathering(initiative, round_)
    require(units, _("Choose at least one unit."))
    for unit in units:
        _require_helps(initiative, unit)
    require(
        timezone.localdate(now) <= due_on <= round_.filing_due_on,
        _("The day lies from today to the round's filing day. Mend the day."),
        fields={"due_on": _("Give a day from today to the filing day.")},
    )
    asked = {"asked_by": person, "asked_at": now, "ask": ask.strip(), "due_on": due_on}
    found = []
    for unit in units:
        row, made = Contribution.objects.get_or_create(
            initiative=initiative, round=round_, unit=unit, defaults=asked
        )
        if not made and row.asked_at is None:
            save_version(row, version=row.version, **asked)
            made = True
        if made:
            found.append(row)
            tell_asked(row, now=now, by=by)
    record(
        by=by, verb="contribution.asked", subject=initiative, plan=round_.plan.slug,
        after={"units": [row.unit.name for row in found], "due_on": due_on, "ask": ask.strip()},
    )  # fmt: skip
    return found


@transaction.atomic
def save_contribution(
    *,
    initiative: Initiative,
    round_: Round,
    unit: Unit,
    words: str,
    hand_in: bool,
    person: User,
    version: int,
    now: datetime,
    by: Actor,
) -> Contribution:
    """Keep the unit's words, and hand them in if that was asked. `version` is 0 for a first one."""
    require_may(person, Permission.UPDATE_FILE, unit=unit)
    _require_helps(initiative, unit)
    require_gathering(initiative, round_)
    require(
        not hand_in or len(words.strip()) >= LEAST_WORDS,
        _("Write what the unit did, in at least %(n)d characters.") % {"n": LEAST_WORDS},
        fields={"words": _("Write what the unit did.")},
    )
    row, first = Contribution.objects.get_or_create(initiative=initiative, round=round_, unit=unit)
    require(
        row.handed_in_at is None,
        _("This has been handed in. Take it back to change it."),
        kind=Conflict,
    )
    before, seen = row.words, row.version if first and version == 0 else version
    save_version(
        row, version=seen, words=words.strip(), author=person, saved_at=now,
        handed_in_at=now if hand_in else None,
    )  # fmt: skip
    if hand_in:
        acknowledge(person=person, key=asked_key(row), now=now, by=by)
        tell_given(row, now=now, by=by)
    record(
        by=by, verb="contribution.handed_in" if hand_in else "contribution.saved", subject=row,
        plan=round_.plan.slug, before={"words": before}, after={"words": row.words},
    )  # fmt: skip
    return row


@transaction.atomic
def take_back_contribution(
    *, contribution: Contribution, person: User, version: int, now: datetime, by: Actor
) -> Contribution:
    """The unit goes on writing, as long as the lead unit has not handed its update over."""
    require_may(person, Permission.UPDATE_FILE, unit=contribution.unit)
    require_gathering(contribution.initiative, contribution.round)
    require(
        contribution.handed_in_at is not None,
        _("This has not been handed in. Load the page again."),
        kind=Conflict,
    )
    save_version(contribution, version=version, handed_in_at=None, saved_at=now)
    record(
        by=by, verb="contribution.taken_back", subject=contribution,
        plan=contribution.round.plan.slug,
    )  # fmt: skip
    return contribution
