"""Write one event at the end of the chain."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from core.audit import locks
from core.audit.chain import canonical, clean, link_of, plain

if TYPE_CHECKING:
    from django.db.models import Model

    from core.audit.actor import Actor
    from core.models import AuditEvent

_NOTHING: Mapping[str, Any] = MappingProxyType({})


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
    # Models may not be there yet when another room's modules import this one.
    from core.models import AuditEvent

    if not connection.in_atomic_block:
        raise NoTransaction(f"“{verb}” was to be recorded outside a transaction.")
    kind, public_id = _identity(subject)
    told = {
        "verb": verb,
        "plan": plan,
        "subject_kind": kind,
        "subject_id": public_id,
        "subject_name": subject_name or ("" if subject is None else str(subject)),
        "before": plain(before),
        "after": plain(after),
    }
    locks.hold_chain()
    seq, previous = _head()
    # The time is read within the lock, so that later events never carry an earlier one.
    place = {"seq": seq + 1, "at": timezone.now(), "previous": previous}
    values = _fitted({**told, **_who(by), **place})
    return AuditEvent.objects.create(**values, link=link_of(previous, canonical(values)))


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
    from core.models import AuditEvent

    return {
        name: clean(str(value))[: getattr(AuditEvent._meta.get_field(name), "max_length", None)]
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }
