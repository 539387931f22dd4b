"""Who hears at once of what happened: notices that an action posts in its own transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts import notices as kinds
from accounts.actions import post_notices
from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.notices import NewNotice, site_language
from accounts.queries import people_of
from core.audit import Actor
from progress.choices import RequestState
from progress.models import Contribution, CoordinationMatter, Direction, Reminder, Request, Update
from progress.queries import writers_of
from recommendations.models import Initiative

RETURNED, SIGNING, DIRECTION, MATTER, REMINDED, CONTRIBUTION, APPROVED, DECIDED = (
    "update.returned",
    "update.signing",
    "direction",
    "matter",
    "reminder.by_hand",
    "contribution",
    "update.approved",
    "request.decided",
)


def register_kinds() -> None:
    """Called when the site starts."""
    kinds.register(RETURNED, gettext_lazy("Returned"))
    kinds.register(SIGNING, gettext_lazy("To sign"))
    kinds.register(DIRECTION, gettext_lazy("Leader's direction"))
    kinds.register(MATTER, gettext_lazy("Coordination"))
    kinds.register(CONTRIBUTION, gettext_lazy("Contribution"))
    kinds.register(APPROVED, gettext_lazy("Approved"))
    kinds.register(DECIDED, gettext_lazy("Decision"))
    kinds.register(REMINDED, gettext_lazy("Urging"))


def of_unit(unit: Unit | None, *permissions: Permission) -> list[User]:
    """Those of a unit who may; nobody where there is no unit."""
    return people_of([unit], *permissions).get(unit.pk, []) if unit else []


def tell(
    people: Iterable[User],
    *,
    kind: str,
    key: str,
    subject: Any,
    initiative: Initiative,
    words: str = "",
    period: str = "",
    now: datetime,
    by: Actor,
) -> None:
    """One notice to each of these people but the one who acted; `subject` holds %(title)s.

    The link leads to the story, or to the update of a period where one is given.
    """
    where: list[Any] = [initiative.plan.slug, initiative.code]
    link = reverse("update", args=[*where, period]) if period else reverse("story", args=where)
    with site_language():
        told = str(subject) % {"title": f"{initiative.code} {initiative.title}"}
    notices = [NewNotice(user, kind, key, told, words, link) for user in people if user.pk != by.id]
    post_notices(notices=notices, now=now, by=by)


def returned_key(update: Update, revision: int) -> str:
    """The key of the notice that a revision came back."""
    return f"returned:{update.pk}:{revision}"


def signing_key(update: Update, revision: int | None = None) -> str:
    """The key of the notice that a revision, the present one unless given, waits for signing."""
    return f"signing:{update.pk}:{revision or update.revision}"


def given_key(direction: int) -> str:
    """The key of the notice that a direction, by its primary key, was given."""
    return f"direction:{direction}:given"


def _writers(update: Update) -> dict[int, User]:
    """Those who wrote it and are still here."""
    found = User.objects.filter(pk__in=writers_of(update), is_active=True)
    return {user.pk: user for user in found.order_by("pk")}


def tell_approved(update: Update, *, now: datetime, by: Actor) -> None:
    """Those who wrote it: it counts, and how the office words it where it does so otherwise."""
    tell(
        _writers(update).values(), kind=APPROVED, key=f"approved:{update.pk}:{update.revision}",
        subject=gettext_lazy("Approved: %(title)s"), initiative=update.initiative,
        words=update.adopted_text, period=update.round.period, now=now, by=by,
    )  # fmt: skip


def tell_decided(request: Request, *, now: datetime, by: Actor) -> None:
    """Who asked, and who follows it up: what was decided, and the decision's words."""
    agreed = request.state == RequestState.APPROVED
    asked = {user.pk: user for user in (request.requested_by, request.kept_by) if user}
    tell(
        [user for user in asked.values() if user.is_active],
        kind=DECIDED, key=f"request:{request.pk}:decided",
        subject=gettext_lazy("What was asked for is agreed: %(title)s")
        if agreed
        else gettext_lazy("What was asked for is not agreed: %(title)s"),
        initiative=request.initiative, words=request.decision, now=now, by=by,
    )  # fmt: skip


def tell_returned(update: Update, *, reason: str, now: datetime, by: Actor) -> None:
    """Those who wrote it and those who sign for the unit: it came back, and why."""
    people = _writers(update)
    people |= {user.pk: user for user in of_unit(update.unit, Permission.UPDATE_SIGN)}
    tell(
        people.values(), kind=RETURNED, key=returned_key(update, update.revision - 1),
        subject=gettext_lazy("Returned to be mended: %(title)s"), initiative=update.initiative,
        words=reason, period=update.round.period, now=now, by=by,
    )  # fmt: skip


def tell_signing(update: Update, *, now: datetime, by: Actor) -> None:
    """Those who sign for the unit: it waits for them."""
    tell(
        of_unit(update.unit, Permission.UPDATE_SIGN),
        kind=SIGNING, key=signing_key(update),
        subject=gettext_lazy("To read and sign: %(title)s"), initiative=update.initiative,
        period=update.round.period, now=now, by=by,
    )  # fmt: skip


def tell_direction(direction: Direction, *, now: datetime, by: Actor) -> None:
    """The unit that must reply."""
    row = direction.initiative
    tell(
        of_unit(row.lead, Permission.UPDATE_FILE, Permission.UPDATE_SIGN),
        kind=DIRECTION, key=given_key(direction.pk),
        subject=gettext_lazy("A leader gave a direction: %(title)s"), initiative=row,
        words=direction.words, now=now, by=by,
    )  # fmt: skip


def asked_key(contribution: Contribution) -> str:
    """The key of the notice that a unit is asked for its part."""
    return f"contribution:{contribution.pk}:asked"


def tell_asked(contribution: Contribution, *, now: datetime, by: Actor) -> None:
    """The supporting unit: its part is wanted, and by when."""
    tell(
        of_unit(contribution.unit, Permission.UPDATE_FILE),
        kind=CONTRIBUTION, key=asked_key(contribution),
        subject=gettext_lazy("Your unit's part is wanted: %(title)s"),
        initiative=contribution.initiative, words=contribution.ask, now=now, by=by,
    )  # fmt: skip


def tell_given(contribution: Contribution, *, now: datetime, by: Actor) -> None:
    """Those who write for the lead unit: another unit's part has come."""
    tell(
        of_unit(contribution.initiative.lead, Permission.UPDATE_FILE),
        kind=CONTRIBUTION, key=f"contribution:{contribution.pk}:{contribution.version}",
        subject=gettext_lazy("A supporting unit has given its part: %(title)s"),
        initiative=contribution.initiative, words=contribution.words,
        period=contribution.round.period, now=now, by=by,
    )  # fmt: skip


def tell_reply(direction: Direction, *, now: datetime, by: Actor) -> None:
    """Whoever entered the direction: the unit has replied."""
    tell(
        [direction.recorded_by], kind=DIRECTION, key=f"direction:{direction.pk}:replied",
        subject=gettext_lazy("A direction was replied to: %(title)s"),
        initiative=direction.initiative, words=direction.reply, now=now, by=by,
    )  # fmt: skip


def tell_answer(matter: CoordinationMatter, *, now: datetime, by: Actor) -> None:
    """Whoever raised the matter: there is an answer."""
    tell(
        [matter.raised_by], kind=MATTER, key=f"matter:{matter.pk}:answered",
        subject=gettext_lazy("A coordination matter was answered: %(title)s"),
        initiative=matter.initiative, words=matter.answer, now=now, by=by,
    )  # fmt: skip


def tell_reminded(reminder: Reminder, *, now: datetime, by: Actor) -> None:
    """The unit that a person reminded."""
    tell(
        of_unit(reminder.unit, Permission.UPDATE_FILE, Permission.UPDATE_SIGN),
        kind=REMINDED, key=f"reminder:{reminder.pk}",
        subject=gettext_lazy("The coordinating office urges: %(title)s"),
        initiative=reminder.initiative, words=reminder.basis, now=now, by=by,
    )  # fmt: skip
