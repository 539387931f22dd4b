"""Every change of one initiative, from the audit trail, in words.

What a person may not read on the initiative's own page is not told here either.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import User
from core.models import AuditEvent
from core.templatetags.words import period as period_words
from desks.history_words import Change, Known, changes_of
from desks.timeline import Reader
from desks.verbs import in_words
from progress.models import CoordinationMatter, Direction
from recommendations.models import Initiative

KINDS: Mapping[str, Any] = {
    "initiative": _("initiative"),
    "milestone": _("milestones"),
    "update": _("updates"),
    "request": _("requests"),
    "matter": _("coordination matters"),
    "direction": _("directions"),
    "reminder": _("reminders"),
    "light": _("lights set by hand"),
    "indicator": _("indicators"),
    "import": _("ledgers brought in"),
    "plan": _("plan"),
}
# Told of an update to everybody once it was approved; before that to those who work on it.
_SEEN = ("update.signed", "update.approved", "indicator.values_approved")
_REVIEWED = (*_SEEN, "update.returned")
# Things with a name of their own; others are named by what happened.
_NAMED = ("recommendations.milestone", "recommendations.ledgerimport", "indicators.indicator")


@dataclass(frozen=True)
class Line:
    """One change: when, who (with unit and role as they were), what, and each field's values."""

    at: datetime
    who: str
    unit: str
    role: str
    what: str
    thing: str
    changes: list[Change]


def _ids(rows: Any) -> list[str]:
    return [str(one) for one in rows.order_by("pk").values_list("public_id", flat=True)]


def _of(label: str, ids: list[str]) -> Q:
    return Q(subject_kind=label, subject_id__in=ids)


def _updates(reader: Reader) -> Q:
    """A unit reads all of its own; the office from the signature on; others what was approved."""
    label = "progress.update"
    rows = reader.initiative.updates.all()
    if reader.of_unit:
        return _of(label, _ids(rows))
    if reader.may(Permission.UPDATE_REVIEW):
        return _of(label, _ids(rows)) & Q(verb__in=_REVIEWED)
    return _of(label, _ids(rows.filter(approved_at__isnull=False))) & Q(verb__in=_SEEN)


def _questions(reader: Reader) -> Iterator[tuple[str, Q]]:
    """For each kind which events are told. One query a kind at most."""
    row = reader.initiative
    own = [str(row.public_id)]
    directions = Direction.objects.visible_to(reader.user).filter(initiative=row)
    batches = row.imported_rows.order_by("pk").values_list("batch__public_id", flat=True)
    # Milestones as a whole and lights are told of the initiative itself.
    steps, lights = Q(verb__contains="milestones"), Q(verb__startswith="light.")
    on_it = _of("recommendations.initiative", own)
    yield "initiative", on_it & ~steps & ~lights
    yield "milestone", _of("recommendations.milestone", _ids(row.milestones)) | (on_it & steps)
    yield "light", on_it & lights
    yield "update", _updates(reader)
    yield "request", _of("progress.request", _ids(row.requests))
    matters = CoordinationMatter.objects.visible_to(reader.user).filter(initiative=row)
    yield "matter", _of("progress.coordinationmatter", _ids(matters))
    yield "direction", _of("progress.direction", _ids(directions))
    yield "reminder", _of("progress.reminder", _ids(row.reminders))
    yield "indicator", _of("indicators.indicator", _ids(row.indicators))
    yield (
        "import",
        _of("recommendations.ledgerimport", [str(one) for one in batches])
        & Q(verb__in=("ledger.applied", "ledger.undone")),
    )
    yield (
        "plan",
        _of("recommendations.plan", [str(row.plan.public_id)])
        & Q(verb__in=("plan.made", "plan.published")),
    )


def events_of(initiative: Initiative, user: User, *, kind: str = "") -> QuerySet[AuditEvent]:
    """What happened to the initiative that this person may read, newest first; one kind or all."""
    found = Q(pk__in=[])
    for name, question in _questions(Reader(user, initiative)):
        if not kind or name == kind:
            found |= question
    return AuditEvent.objects.filter(found).order_by("-seq")


def _thing(event: AuditEvent, periods: Mapping[str, str]) -> str:
    """What beside the initiative itself was changed: an update's period, a milestone's title."""
    if event.subject_kind == "progress.update":
        return period_words(periods[event.subject_id]) if event.subject_id in periods else ""
    return event.subject_name if event.subject_kind in _NAMED else ""


def _role(event: AuditEvent) -> str:
    """The actor's roles as they were; the product's own deeds say so."""
    return str(_("system")) if event.actor_role == "system" else event.actor_role


def lines_of(events: list[AuditEvent], initiative: Initiative) -> list[Line]:
    """These events in words. Two queries."""
    steps = initiative.milestones.values_list("pk", "title")
    known = Known({str(pk): title for pk, title in steps})
    updates = initiative.updates.order_by("pk").values_list("public_id", "round__period")
    periods = {str(key): period for key, period in updates}
    return [
        Line(
            event.at,
            event.actor_name,
            event.actor_unit,
            _role(event),
            in_words(event.verb),
            _thing(event, periods),
            changes_of(event, known),
        )
        for event in events
    ]
