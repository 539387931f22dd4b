"""Write one event at the end of the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from core.audit import locks
from core.audit.chain import FIELDS, canonical, clean, link_of, plain, written
from core.bulk import insert_rows

if TYPE_CHECKING:
    from django.db.models import Model

    from core.audit.actor import Actor
    from core.models import AuditEvent

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class NoTransaction(RuntimeError):
    """An event was to be recorded outside the transaction of what it tells of."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by name, where there is no instance at hand: kind is the model's `label_lower`."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """What `record` is told of one event, for `record_many`."""

    verb: str
    subject: Model | Named | None = None
    subject_name: str = ""
    plan: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record(
    *,
    by: Actor,
    verb: str,
    subject: Model | None = None,
    subject_name: str = "",
    plan: str = "",
    before: Mapping[str, Any] = _NOTHING,
    after: Mapping[str, Any] = _NOTHING,
) -> AuditEvent:
    """Write who did `verb` to `subject`; the last statement of the action's transaction.

    Until that transaction ends nobody else can write an event, so nothing slow may follow.
    `subject_name` is `str(subject)` unless given; `plan` is a slug. `before` and `after` hold what
    changed. Text longer than its column is cut. Raises NoTransaction outside `atomic`.
    """
    # Models may not be there yet when another room's modules import this one.
    from core.models import AuditEvent

    if not connection.in_atomic_block:
        raise NoTransaction(f"“{verb}” was to be recorded outside a transaction.")
    told = _told(Event(verb, subject, subject_name, plan, before, after))
    locks.hold_chain()
    seq, previous = _head()
    # The time is read within the lock, so that later events never carry an earlier one.
    place = {"seq": seq + 1, "at": timezone.now(), "previous": previous}
    values = _fitted({**told, **_who(by), **place})
    return AuditEvent.objects.create(**values, link=link_of(previous, canonical(values)))


def record_many(*, by: Actor, events: Iterable[Event]) -> int:
    """Write many events in a row, linked as `record` would link them; how many there were.

    For what changes thousands of records in one action: it is that action's last statement, and
    all its events carry one instant. Events are taken as they come, never all in memory. Raises
    NoTransaction outside `atomic`.
    """
    from core.models import AuditEvent

    if not connection.in_atomic_block:
        raise NoTransaction("Events were to be recorded outside a transaction.")
    locks.hold_chain()
    return insert_rows(AuditEvent, (*FIELDS, "link"), _linked(by, events))


def _linked(by: Actor, events: Iterable[Event]) -> Iterator[tuple[Any, ...]]:
    """Rows as the table keeps them, each linked to the one before."""
    seq, previous = _head()
    at = timezone.now()
    fixed = _fitted({**_who(by), "at": at})
    stored = {"at": at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")}
    for event in events:
        seq += 1
        values = {**fixed, **_fitted(_told(event)), "seq": seq, "previous": previous}
        link = link_of(previous, canonical(values))
        kept = {**values, **stored}
        kept["before"], kept["after"] = written(values["before"]), written(values["after"])
        yield (*(kept[name] for name in FIELDS), link)
        previous = link


def _told(event: Event) -> dict[str, Any]:
    """What an event says, before it has its place in the chain."""
    subject = event.subject
    if isinstance(subject, Named):
        kind, public_id, name = subject.kind, subject.id, subject.name
    else:
        kind, public_id = _identity(subject)
        name = "" if subject is None or event.subject_name else str(subject)
    return {
        "verb": event.verb,
        "plan": event.plan,
        "subject_kind": kind,
        "subject_id": public_id,
        "subject_name": event.subject_name or name,
        "before": plain(event.before),
        "after": plain(event.after),
    }


def _who(by: Actor) -> dict[str, Any]:
    return {
        "actor_id": by.id,
        "actor_name": by.name,
        "actor_unit": by.unit,
        "actor_role": by.role,
        "address": by.address,
        "request_id": by.request_id,
    }


def _head() -> tuple[int, str]:
    """Number and link of the last event; (0, '') before the first."""
    from core.models import AuditEvent

    last = AuditEvent.objects.order_by("-seq").values_list("seq", "link").first()
    return last or (0, "")


def _identity(subject: Model | None) -> tuple[str, str]:
    """Kind and id of a thing: its public id where it has one, else its key."""
    from core.fields import PublicIdField

    if subject is None:
        return "", ""
    for field in subject._meta.concrete_fields:
        if isinstance(field, PublicIdField):
            return subject._meta.label_lower, str(getattr(subject, field.attname))
    return subject._meta.label_lower, "" if subject.pk is None else str(subject.pk)


def _fitted(values: dict[str, Any]) -> dict[str, Any]:
    """Every text cut to its column, before it is linked: SQLite would store the rest silently."""
    return {
        name: clean(value)[: _longest(name)] if isinstance(value, str) else value
        for name, value in values.items()
    }


@cache
def _longest(name: str) -> int | None:
    """How many characters a column of the trail holds."""
    from core.models import AuditEvent

    return getattr(AuditEvent._meta.get_field(name), "max_length", None)
