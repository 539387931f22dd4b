"""Leaders' directions 批示: verbatim, entered for the leader, replied to by the units."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import acknowledge
from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, Told, record, record_many
from core.refusals import Conflict, require
from core.search.entries import index
from core.versions import save_version
from progress.actions.requests import require_own
from progress.models import Direction
from progress.telling import given_key, tell_direction, tell_reply
from recommendations.models import Initiative


def _check_direction(
    leader: str, words: str, given_on: date, due_on: date | None, *, today: date
) -> None:
    """Who said what, on days that fit."""
    require(leader.strip() and words.strip(), _("Write who gave the direction, and its words."))
    require(
        given_on <= today,
        _("A direction cannot have been given in the future. Mend the day."),
        fields={"given_on": _("A direction cannot have been given in the future. Mend the day.")},
    )
    require(
        due_on is None or due_on >= given_on,
        _("The reply is wanted before the direction was given. Mend one of the days."),
        fields={"due_on": _("Give a day after the direction's.")},
    )


def _check_concerned(initiatives: Sequence[Initiative]) -> None:
    """Some, of one plan, each once."""
    require(initiatives, _("Choose the initiatives that it concerns."))
    require(
        len({row.plan_id for row in initiatives}) == 1
        and len({row.pk for row in initiatives}) == len(initiatives),
        _("A direction concerns initiatives of one plan, each once. Choose again."),
    )


def _rows(
    initiatives: Sequence[Initiative], values: dict[str, Any], first: Direction | None
) -> list[Direction]:
    """A row for each initiative; all but the first name the first."""
    made: list[Direction] = []
    for initiative in initiatives:
        row = Direction.objects.create(initiative=initiative, part_of=first, **values)
        first = first or row
        made.append(row)
    return made


@transaction.atomic
def record_directions(
    *,
    initiatives: Sequence[Initiative],
    leader: str,
    words: str,
    given_on: date,
    due_on: date | None,
    person: User,
    now: datetime,
    by: Actor,
) -> list[Direction]:
    """Enter one direction that concerns several initiatives of a plan, or all of them.

    Each lead unit replies once, for all of its own.
    """
    require_may(person, Permission.DIRECTION_RECORD)
    _check_direction(leader, words, given_on, due_on, today=timezone.localdate(now))
    _check_concerned(initiatives)
    values = {
        "leader": leader.strip(), "words": words.strip(), "given_on": given_on, "due_on": due_on,
        "recorded_by": person, "recorded_at": now,
    }  # fmt: skip
    made = _rows(initiatives, values, None)
    index("direction", [row.pk for row in made])
    # Each lead unit hears of it once: it replies once.
    for row in {row.initiative.lead_id: row for row in reversed(made)}.values():
        tell_direction(row, now=now, by=by)
    told = {"leader": leader.strip(), "words": words.strip(), "due_on": due_on}
    record_many(
        by=by,
        events=[
            Told("direction.recorded", row, plan=row.initiative.plan.slug, after=told)
            for row in made
        ],
    )
    return made


@transaction.atomic
def record_direction(
    *,
    initiative: Initiative,
    leader: str,
    words: str,
    given_on: date,
    due_on: date | None,
    person: User,
    now: datetime,
    by: Actor,
) -> Direction:
    """Enter a leader's direction, verbatim. It is never edited."""
    require_may(person, Permission.DIRECTION_RECORD)
    _check_direction(leader, words, given_on, due_on, today=timezone.localdate(now))
    direction = Direction.objects.create(
        initiative=initiative,
        leader=leader.strip(),
        words=words.strip(),
        given_on=given_on,
        due_on=due_on,
        recorded_by=person,
        recorded_at=now,
    )
    index("direction", [direction.pk])
    tell_direction(direction, now=now, by=by)
    record(
        by=by,
        verb="direction.recorded",
        subject=direction,
        plan=initiative.plan.slug,
        after={"leader": leader.strip(), "words": words.strip(), "due_on": due_on},
    )
    return direction


@transaction.atomic
def reply_direction(
    *, direction: Direction, reply: str, person: User, version: int, now: datetime, by: Actor
) -> Direction:
    """The unit's reply. It answers all of the unit's initiatives that the direction concerns."""
    require_own(person, direction.initiative)
    require(
        not direction.reply,
        _("This direction has been replied to. Load the page again."),
        kind=Conflict,
    )
    require(reply.strip(), _("Write the reply."), fields={"reply": _("Write the reply.")})
    save_version(direction, version=version, reply=reply.strip(), replied_by=person, replied_at=now)
    first = direction.part_of_id or direction.pk
    others = Direction.objects.filter(
        Q(pk=first) | Q(part_of=first), initiative__lead=direction.initiative.lead, reply=""
    )
    keys = [direction.pk, *others.values_list("pk", flat=True)]
    others.update(
        reply=reply.strip(), replied_by=person, replied_at=now, version=F("version") + 1
    )  # fmt: skip
    index("direction", keys)
    for pk in keys:
        acknowledge(person=person, key=given_key(pk), now=now, by=by)
    tell_reply(direction, now=now, by=by)
    record(
        by=by,
        verb="direction.replied",
        subject=direction,
        plan=direction.initiative.plan.slug,
        after={"reply": reply.strip()} | ({"rows": len(keys)} if len(keys) > 1 else {}),
    )
    return direction
