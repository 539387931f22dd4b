"""Supervision orders: a person signs what the clock drafted; the unit reports what came of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import acknowledge, post_notices
from accounts.choices import Permission
from accounts.models import User
from accounts.notices import NewNotice, site_language
from accounts.permissions import require_may
from accounts.queries import office_people, people_of
from core.audit import Actor, record
from core.audit.locks import hold_chain
from core.refusals import Conflict, require
from core.versions import save_version
from progress.actions.requests import require_own
from progress.choices import HANDED_IN, OrderState, Rung
from progress.models import Reminder, SupervisionOrder, Update
from progress.reminder_words import ORDER, draft_key
from recommendations.choices import OPEN_STATES

_SIGNED = gettext_lazy("Supervision order: %(title)s")
_ANSWERED = gettext_lazy("Outcome of a supervision order: %(title)s")


def _require(order: SupervisionOrder, state: OrderState) -> None:
    """The order must still be where this is done; refuses with where it is instead."""
    require(
        order.state == state,
        _("This order is no longer waiting for this. Load the page again."),
        kind=Conflict,
    )


def _require_unfiled(order: SupervisionOrder) -> None:
    """The basis must still hold: under way, not filed, and no such order in this round yet."""
    require(
        order.initiative.state in OPEN_STATES,
        _("The initiative is no longer under way. Do not issue the order."),
        kind=Conflict,
    )
    filed = Update.objects.filter(initiative=order.initiative, round=order.round)
    require(
        not filed.filter(state__in=HANDED_IN).exists(),
        _("The unit has handed in meanwhile. Do not issue the order."),
        kind=Conflict,
    )
    sent = Reminder.objects.filter(initiative=order.initiative, round=order.round)
    require(
        not sent.filter(rung=Rung.SUPERVISE).exists(),
        _("A supervision order was sent in this round already. Do not issue another."),
        kind=Conflict,
    )


def _next_number(year: int) -> int:
    """The next number of the year. The trail's lock, which the event needs anyway, keeps the
    second of two who sign at one instant waiting."""
    hold_chain()
    last = SupervisionOrder.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _check_words(basis: str, requirement: str, deadline: date, *, today: date) -> None:
    """An order says what it rests on and what it asks for, until a day to come."""
    for name, words in (("basis", basis), ("requirement", requirement)):
        require(words.strip(), _("Write it."), fields={name: _("Write it.")})
    late = _("The deadline would be over already. Give a later day.")
    require(deadline > today, late, fields={"deadline": late})


def _notices(
    order: SupervisionOrder, people: Iterable[User], *, step: str, subject: Any, words: str
) -> list[NewNotice]:
    """One notice to each, in the site's language."""
    with site_language():
        told = str(subject) % {"title": str(order)}
    link = reverse("order", args=[order.initiative.plan.slug, order.public_id])
    return [
        NewNotice(user, ORDER, f"order:{order.pk}:{step}", told, words, link) for user in people
    ]


def _of_unit(order: SupervisionOrder) -> list[User]:
    """Those of the unit who write or sign, each once."""
    found = people_of([order.unit], Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
    return found.get(order.unit_id, [])


@transaction.atomic
def sign_order(
    *,
    order: SupervisionOrder,
    basis: str,
    requirement: str,
    responsible: str,
    deadline: date,
    person: User,
    version: int,
    now: datetime,
    by: Actor,
) -> SupervisionOrder:
    """Sign the draft as it stands now: it gets its number and goes to the unit."""
    require_may(person, Permission.SUPERVISE)
    _require(order, OrderState.DRAFT)
    today = timezone.localdate(now)
    _check_words(basis, requirement, deadline, today=today)
    _require_unfiled(order)
    reminder = Reminder.objects.create(
        initiative=order.initiative, round=order.round, unit=order.unit, rung=Rung.SUPERVISE,
        basis=basis.strip(), sent_by=person, sent_at=now,
    )  # fmt: skip
    save_version(
        order, version=version, state=OrderState.SIGNED, basis=basis.strip(),
        requirement=requirement.strip(), person=responsible.strip()[:120], deadline=deadline,
        year=today.year, number=_next_number(today.year), signed_by=person, signed_at=now,
        reminder=reminder,
    )  # fmt: skip
    acknowledge(person=person, key=draft_key(order), now=now, by=by)
    told = _notices(order, _of_unit(order), step="signed", subject=_SIGNED, words=basis)
    post_notices(notices=told, now=now, by=by)
    record(
        by=by, verb="order.signed", subject=order, plan=order.initiative.plan.slug,
        after={"number": order.number, "unit": order.unit.name, "deadline": deadline,
               "basis": order.basis},
    )  # fmt: skip
    return order


@transaction.atomic
def drop_order(
    *,
    order: SupervisionOrder,
    reason: str,
    person: User,
    version: int,
    by: Actor,
) -> SupervisionOrder:
    """The chief does not issue it, and says why."""
    require_may(person, Permission.SUPERVISE)
    _require(order, OrderState.DRAFT)
    why = _("Write why the order is not issued.")
    require(reason.strip(), why, fields={"reason": why})
    save_version(order, version=version, state=OrderState.DROPPED, dropped_why=reason.strip())
    record(
        by=by, verb="order.dropped", subject=order, plan=order.initiative.plan.slug,
        after={"reason": order.dropped_why},
    )  # fmt: skip
    return order


@transaction.atomic
def answer_order(
    *,
    order: SupervisionOrder,
    outcome: str,
    person: User,
    version: int,
    now: datetime,
    by: Actor,
) -> SupervisionOrder:
    """The unit reports what came of it; the office is told."""
    require_own(person, order.initiative)
    _require(order, OrderState.SIGNED)
    require(outcome.strip(), _("Write the outcome."), fields={"outcome": _("Write the outcome.")})
    save_version(
        order, version=version, state=OrderState.ANSWERED, outcome=outcome.strip(),
        answered_by=person, answered_at=now,
    )  # fmt: skip
    office = office_people(Permission.REMIND)
    acknowledge(person=person, key=f"order:{order.pk}:signed", now=now, by=by)
    told = _notices(order, office, step="answered", subject=_ANSWERED, words=outcome)
    post_notices(notices=told, now=now, by=by)
    record(
        by=by, verb="order.answered", subject=order, plan=order.initiative.plan.slug,
        after={"outcome": order.outcome},
    )  # fmt: skip
    return order
