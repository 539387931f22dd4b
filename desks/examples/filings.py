"""The example's rounds: what was filed, signed, returned and approved, and when.

A step whose moment lies after the first run has not happened, whatever the day of the month is.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from accounts.models import User
from core.audit import Actor
from desks.examples.beijing import FIGURES, RETURNED, ROWS, Row
from desks.examples.contributions import gather
from desks.examples.lives import suspend_and_merge
from desks.examples.people import Cast, acting
from desks.examples.reminders import remind_after, remind_before
from desks.examples.stage import Stage
from indicators.actions import file_values
from progress.actions import (
    Words,
    approve_update,
    close_round,
    hand_over,
    open_round,
    return_update,
    save_draft,
    sign_update,
    start_update,
)
from progress.models import Round, Update
from recommendations.actions import complete_initiative
from recommendations.models import Initiative, Plan

if TYPE_CHECKING:
    from desks.examples.build import Clock

# The steps of an update, in their order.
_WAY = ("draft", "for_signing", "submitted", "approved")


def _planned(row: Row, clock: Clock, day: date) -> Decimal:
    """The straight line from start to due, as the light rule draws it."""
    starts, due = clock.month(row.starts).starts_on, clock.month(row.due).ends_on
    if day >= due:
        return Decimal(100)
    return Decimal((day - starts).days) * 100 / (due - starts).days


def _percent(row: Row, share: str, clock: Clock, day: date) -> Decimal:
    exact = _planned(row, clock, day) * Decimal(share)
    return min(exact, Decimal(99)).quantize(Decimal(1), ROUND_HALF_UP)


def _words(row: Row, initiative: Initiative, share: str, clock: Clock, day: date) -> Words:
    troubled = row.rating != "on_track"
    return Words(
        percent=None if initiative.told_by == "milestones" else _percent(row, share, clock, day),
        self_rating=row.rating,
        done=row.done,
        cause=row.cause if troubled else "",
        expected_on=clock.month(row.due).ends_on if row.rating == "behind" else None,
        problems=row.problem or row.cause if troubled else "",
        next_steps=row.next_steps,
    )


def _write(
    initiative: Initiative, round_: Round, author: User, words: Words, number: int | None,
    *, at: datetime,
) -> Update:  # fmt: skip
    by = acting(author)
    update = start_update(initiative=initiative, round_=round_, author=author, now=at, by=by)
    save_draft(update=update, words=words, author=author, version=update.version, now=at, by=by)
    figures = {} if number is None else {one.name: one.values[number] for one in FIGURES}
    values = {
        row.pk: Decimal(figures[row.name]) for row in initiative.indicators.filter(name__in=figures)
    }
    if values:
        file_values(update=update, values=values, now=at, by=by)
    return update


def _go(update: Update, cast: Cast, key: str, *, until: str, at: datetime) -> None:
    """Take a written update along its way."""
    author, lead, reviewer = cast.reporters[key], cast.leads[key], cast.reviewer
    wanted = "submitted" if until == "returned" else until
    for state in _WAY[1 : _WAY.index(wanted) + 1]:
        if state == "for_signing":
            hand_over(
                update=update, author=author, version=update.version, now=at, by=acting(author)
            )
        elif state == "submitted":
            sign_update(update=update, signer=lead, version=update.version, now=at, by=acting(lead))
        else:
            approve_update(
                update=update, reviewer=reviewer, version=update.version, now=at,
                by=acting(reviewer),
            )  # fmt: skip
    if until == "returned":
        return_update(
            update=update, reviewer=reviewer, reason=RETURNED, version=update.version, now=at,
            by=acting(reviewer),
        )  # fmt: skip


def _file_closed(
    plan: Plan, round_: Round, number: int, cast: Cast, clock: Clock, *, now: datetime
) -> None:
    """A past month: everything that was filed was approved before the review ended."""
    at = clock.at(round_.filing_due_on, 15)
    if at > now:
        return
    for initiative in plan.initiatives.select_related("plan", "lead").order_by("code"):
        row = ROWS[initiative.code]
        share = row.shares[number]
        if share is None:
            continue
        words = _words(row, initiative, share, clock, round_.ends_on)
        update = _write(initiative, round_, cast.reporters[row.lead], words, number, at=at)
        _go(update, cast, row.lead, until="approved", at=at)


def _complete(plan: Plan, offset: int, cast: Cast, clock: Clock, *, now: datetime) -> None:
    """What was finished in that month was verified on its last day."""
    period = clock.month(offset)
    at = clock.at(period.ends_on, 16)
    for initiative in plan.initiatives.select_related("plan").order_by("code"):
        if ROWS[initiative.code].finished == offset and at <= now:
            complete_initiative(
                initiative=initiative, on=period.ends_on, version=initiative.version, now=at,
                by=acting(cast.reviewer),
            )  # fmt: skip


def _file_open(plan: Plan, round_: Round, cast: Cast, clock: Clock, *, now: datetime) -> None:
    """This month, so far."""
    day = clock.today
    for initiative in plan.initiatives.select_related("plan", "lead").order_by("code"):
        row = ROWS[initiative.code]
        share = row.shares[2] or row.shares[1] or row.shares[0]
        if not row.now or share is None:
            continue
        words = _words(row, initiative, share, clock, day)
        update = _write(initiative, round_, cast.reporters[row.lead], words, None, at=now)
        if initiative.indicators.exists() and row.now != "draft":
            number = {i.pk: i.values.order_by("-measured_on") for i in initiative.indicators.all()}
            values = {pk: rows[0].value if rows else None for pk, rows in number.items()}
            if all(value is not None for value in values.values()):
                file_values(
                    update=update, values=values, now=now, by=acting(cast.reporters[row.lead])
                )
        _go(update, cast, row.lead, until=row.now, at=now)


def file_rounds(stage: Stage, *, now: datetime) -> None:
    """Three months of rounds, closed where their review has ended, and this month's."""
    plan, cast, clock = stage.plan, stage.cast, stage.clock
    by = Actor.system("example")
    for number, offset in enumerate((-3, -2, -1)):
        period = clock.month(offset)
        opened = clock.at(clock.calendar.add(period.starts_on, 0), 8)
        round_ = open_round(plan=plan, period=period, now=max(opened, _published(plan)), by=by)
        suspend_and_merge(stage, offset, now=now)
        if number:
            remind_before(plan, round_, clock, now=now)
        _file_closed(plan, round_, number, cast, clock, now=now)
        if number:
            remind_after(plan, round_, cast, clock, now=now, answered=number == 1)
        _complete(plan, offset, cast, clock, now=now)
        closes = clock.at(round_.review_ends_on + timedelta(days=1), 0, 10)
        if closes < now:
            close_round(round_=round_, now=closes, by=by)
    period = clock.month(0)
    if clock.calendar.add(period.starts_on, 0) <= clock.today:
        round_ = open_round(
            plan=plan, period=period, now=clock.at(clock.calendar.add(period.starts_on, 0), 8),
            by=by,
        )  # fmt: skip
        _file_open(plan, round_, cast, clock, now=now)
        if clock.today <= round_.filing_due_on:
            gather(plan, round_, cast, now=now)


def _published(plan: Plan) -> datetime:
    assert plan.published_at is not None  # the example publishes before it files
    return plan.published_at
