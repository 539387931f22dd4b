"""The example's reminders, on their days by the product's own run, and an order that was answered.

A step whose moment lies after the first run has not happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from accounts.actions import read_notices
from accounts.models import User
from core.audit import Actor
from progress.actions import answer_order, send_reminders, sign_order
from progress.choices import OrderState
from progress.models import Round, SupervisionOrder
from recommendations.models import Plan

if TYPE_CHECKING:
    from desks.examples.build import Clock
    from desks.examples.people import Cast

CLOCK = Actor.system("planner")
OUTCOME = (
    "已补报当期进展。未按时报送的原因：合作协议文本处于磋商阶段，填报人工作调整未及时交接。"
    "现已明确专人负责，今后按期报送。"
)


def _run(plan: Plan, round_: Round, clock: Clock, moment: int, *, now: datetime) -> bool:
    """One run on a moment's day, if that day is over already."""
    at = clock.at(clock.calendar.add(round_.filing_due_on, moment), 0, 5)
    if at > now:
        return False
    send_reminders(plan=plan, now=at, by=CLOCK)
    return True


def remind_before(plan: Plan, round_: Round, clock: Clock, *, now: datetime) -> None:
    """The day before filing is due: everybody still has everything to file."""
    _run(plan, round_, clock, -1, now=now)


def remind_after(
    plan: Plan, round_: Round, cast: Cast, clock: Clock, *, now: datetime, answered: bool
) -> None:
    """The days after it: who is late; an order is drafted, and in the earlier round answered."""
    _run(plan, round_, clock, 1, now=now)
    if _run(plan, round_, clock, 3, now=now) and answered:
        _sign_and_answer(round_, cast, clock, now=now)
    if answered:
        _read(cast, clock.at(clock.calendar.add(round_.filing_due_on, 6), 9), now=now)


def _sign_and_answer(round_: Round, cast: Cast, clock: Clock, *, now: datetime) -> None:
    order = (
        SupervisionOrder.objects.filter(round=round_, state=OrderState.DRAFT)
        .select_related("initiative__plan", "initiative__lead", "unit", "round")
        .order_by("initiative__code")
        .first()
    )
    signed = clock.at(clock.calendar.add(round_.filing_due_on, 4), 10)
    told = clock.at(clock.calendar.add(round_.filing_due_on, 5), 16)
    if order is None or told > now:
        return
    sign_order(
        order=order, basis=order.basis, requirement=order.requirement, responsible=order.person,
        deadline=order.deadline, person=cast.chief, version=order.version, now=signed,
        by=_as(cast.chief),
    )  # fmt: skip
    reporter = next(user for user in cast.reporters.values() if user.unit_id == order.unit_id)
    answer_order(
        order=order, outcome=OUTCOME, person=reporter, version=order.version, now=told,
        by=_as(reporter),
    )  # fmt: skip


def _read(cast: Cast, at: datetime, *, now: datetime) -> None:
    """What came long ago was read."""
    people = [*cast.reporters.values(), *cast.leads.values(), cast.reviewer, cast.chief]
    for person in people if at <= now else []:
        read_notices(person=person, public_ids=None, now=at, by=_as(person))


def _as(user: User) -> Actor:
    unit = user.unit.name if user.unit else ""
    return Actor(id=user.pk, name=user.name, unit=unit, role="示例")
