"""Write events at the end of the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.utils import timezone

from core.audit import locks
from core.audit.chain import FIELDS, Alike, canonical, clean, link_of, plain, written
from core.bulk import insert_rows

if TYPE_CHECKING:
    from django.db.models import Model

    from core.audit.actor import Actor
    from core.models import AuditEvent

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Named(NamedTuple):
    """A thing without its instance. `kind` is its model's `label_lower`, `id` its public id."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one event tells, as `record` takes it."""

    verb: str
    subject: Model | Named | None = None
    subject_name: str = ""
    plan: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


class NoTransaction(RuntimeError):
    """An event was to be recorded outside the transaction of what it tells of."""


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
    (event,) = record_many(by=by, events=[Told(verb, subject, subject_name, plan, before, after)])
    return event


def record_many(*, by: Actor, events: Sequence[Told]) -> list[AuditEvent]:
    """Write many events of one action in their order, as `record` would one after the other.

    They carry one moment. Raises NoTransaction outside `atomic`.
    """
    # Models may not be there yet when another room's modules import this one.
    from core.models import AuditEvent

    if not connection.in_atomic_block:
        told = "”, “".join(sorted({event.verb for event in events}))
        raise NoTransaction(f"“{told}” was to be recorded outside a transaction.")
    if not events:
        return []
    locks.hold_chain()
    seq, previous = _head()
    # The time is read within the lock, so that later events never carry an earlier one.
    shared = {**_who(by), "at": timezone.now()}
    rows = []
    for place, event in enumerate(events, start=seq + 1):
        values = _fitted({**_told(event), **shared, "seq": place, "previous": previous})
        previous = link_of(previous, canonical(values))
        rows.append(AuditEvent(**values, link=previous))
    return AuditEvent.objects.bulk_create(rows, batch_size=500)


def record_rows(*, by: Actor, events: Iterable[Told]) -> int:
    """As `record_many`, by plain rows and as the events come: for a hundred thousand of them.

    How many there were. Nothing is held in memory, and no instance is made.
    """
    from core.models import AuditEvent

    if not connection.in_atomic_block:
        raise NoTransaction("Events were to be recorded outside a transaction.")
    locks.hold_chain()
    seq, previous = _head()
    at = timezone.now()
    shared = _fitted({**_who(by), "at": at})
    own = [name for name in FIELDS if name not in shared]
    stored = {**shared, "at": at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")}
    rows = _linked(shared, events, seq, previous)
    return insert_rows(AuditEvent, (*own, "link"), rows, shared=stored)


def _linked(
    shared: Mapping[str, Any], events: Iterable[Told], seq: int, previous: str
) -> Iterator[tuple[Any, ...]]:
    """What each row has of its own, linked to the one before; asks no database."""
    longest = _longest()
    last: tuple[str, str, str] | None = None
    for place, event in enumerate(events, start=seq + 1):
        kind, key, name = _subject(event)
        # Of an action's many events most tell of the same step of the same kind of thing.
        if last != (event.verb, event.plan, kind):
            last = event.verb, event.plan, kind
            same = _fitted({"verb": event.verb, "plan": event.plan, "subject_kind": kind})
            alike = Alike({**shared, **same})
        key, name = clean(key)[: longest["subject_id"]], clean(name)[: longest["subject_name"]]
        before, after = written(plain(event.before)), written(plain(event.after))
        link = link_of(
            previous,
            alike.text(seq=place, subject_id=key, subject_name=name, before=before, after=after,
                       previous=previous),
        )  # fmt: skip
        yield (place, *same.values(), key, name, before, after, previous, link)
        previous = link


def _subject(event: Told) -> tuple[str, str, str]:
    """Kind, id and name of what an event tells of."""
    if isinstance(event.subject, Named):
        kind, key, name = event.subject.kind, event.subject.id, event.subject.name
    else:
        kind, key = _identity(event.subject)
        name = "" if event.subject is None or event.subject_name else str(event.subject)
    return kind, key, event.subject_name or name


def _told(event: Told) -> dict[str, Any]:
    kind, key, name = _subject(event)
    return {
        "verb": event.verb,
        "plan": event.plan,
        "subject_kind": kind,
        "subject_id": key,
        "subject_name": name,
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
    for column in subject._meta.concrete_fields:
        if isinstance(column, PublicIdField):
            return subject._meta.label_lower, str(getattr(subject, column.attname))
    return subject._meta.label_lower, "" if subject.pk is None else str(subject.pk)


@cache
def _longest() -> dict[str, int | None]:
    from core.models import AuditEvent

    return {one.name: one.max_length for one in AuditEvent._meta.concrete_fields}


def _fitted(values: dict[str, Any]) -> dict[str, Any]:
    """Every text cut to its column, before it is linked: SQLite would store the rest silently."""
    longest = _longest()
    return {
        name: clean(value)[: longest[name]] if isinstance(value, str) else value
        for name, value in values.items()
    }
