"""The clock reminds; a person sets when, and writes down what was sent by hand."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import post_notices
from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.notices import NewNotice, site_language
from accounts.permissions import require_may
from accounts.queries import office_people
from core.audit import Actor, record
from core.refusals import Conflict, require
from progress.choices import Channel
from progress.models import (
    HandReminder,
    ReminderMoment,
    ReminderPolicy,
    Round,
    SupervisionOrder,
)
from progress.reminder_words import (
    basis_zh,
    filing_notices,
    key_of,
    office_notices,
    order_notices,
    other_notices,
    person_zh,
    requirement_zh,
)
from progress.reminders import People, Wanted, in_force, moments_of_plan, people_for, wanted_of
from progress.reminding import Decision, Kind, Moments, Why, faults
from recommendations.choices import PlanState
from recommendations.models import Plan

# Working days that an order gives the unit.
ORDER_DAYS = 5


def _addressed(
    wanted: Wanted, people: People, decisions: Sequence[Decision]
) -> tuple[list[Decision], list[NewNotice]]:
    """What is decided once it is known whether anybody is there, and the notices that tell it."""
    final, notices = [], []
    shared: dict[tuple[str, int], list[Decision]] = defaultdict(list)
    late: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        told = people.of(wanted, one.ask) if one.sent else []
        if one.sent and not told:
            one = Decision(one.ask, one.moment, one.fell_on, Why.NOBODY, one.order)
        final.append(one)
        filing = one.ask.kind == Kind.FILING
        if one.ask.missed:
            told = []  # nothing can be filed any more: the unit hears when the order is signed
        if filing and one.why in (Why.SENT, Why.NOBODY) and one.moment > 0:
            late[one.ask.subject].append(one)
        if not one.sent:
            continue
        if not filing:
            notices += other_notices(wanted, one, told)
            continue
        for user in told:
            shared[one.ask.subject, user.pk].append(one)
    return final, [*notices, *_filing(wanted, people, shared), *_late(wanted, people, late)]


def _filing(
    wanted: Wanted, people: People, shared: dict[tuple[str, int], list[Decision]]
) -> list[NewNotice]:
    """Each person's items of a round, unit by unit."""
    found = []
    for (subject, user_pk), ones in shared.items():
        by_key: dict[str, list[Decision]] = defaultdict(list)
        for one in ones:
            by_key[key_of(wanted, one)].append(one)
        for of_unit in by_key.values():
            told = [one for one in people.of(wanted, of_unit[0].ask) if one.pk == user_pk]
            found += filing_notices(wanted, wanted.rounds[int(subject)], of_unit, told)
    return found


def _late(wanted: Wanted, people: People, late: dict[str, list[Decision]]) -> list[NewNotice]:
    """Each late round, to the coordinating office."""
    return [
        notice
        for subject, ones in late.items()
        for notice in office_notices(wanted, wanted.rounds[int(subject)], ones, people.reminders)
    ]


def _keep(wanted: Wanted, decisions: Sequence[Decision], now: datetime) -> None:
    """The ledger's rows: the unique key makes each of them once."""
    ReminderMoment.objects.bulk_create(
        [
            ReminderMoment(
                initiative_id=one.ask.initiative,
                round_id=int(one.ask.subject) if one.ask.kind == Kind.FILING else None,
                unit=wanted.unit(one.ask),
                kind=one.ask.kind.value,
                subject=one.ask.subject,
                moment=one.moment,
                fell_on=one.fell_on,
                why=one.why.value,
                notice_key=key_of(wanted, one) if one.sent else "",
                decided_at=now,
            )
            for one in decisions
        ],
        batch_size=400,
    )


def _draft_orders(
    wanted: Wanted, people: People, decisions: Sequence[Decision], now: datetime
) -> list[SupervisionOrder]:
    """A draft for each that is still not filed at the last moment, with what it rests on."""
    deadline = wanted.calendar.add(wanted.on, ORDER_DAYS)
    drafts = []
    for one in decisions:
        if not one.order:
            continue
        row, round_ = wanted.initiatives[one.ask.initiative], wanted.rounds[int(one.ask.subject)]
        unit = wanted.unit(one.ask)
        late = wanted.calendar.between(round_.filing_due_on, wanted.on)
        drafts.append(
            SupervisionOrder(
                initiative=row, round=round_, unit=unit, deadline=deadline, drafted_at=now,
                basis=basis_zh(round_, on=wanted.on, late=late),
                requirement=requirement_zh(round_),
                person=person_zh(row, people.signers.get(unit.pk, [])),
            )
        )  # fmt: skip
    SupervisionOrder.objects.bulk_create(drafts, batch_size=200)
    return drafts


@transaction.atomic
def send_reminders(*, plan: Plan, now: datetime, by: Actor) -> int:
    """Decide every moment of the plan that has come by today; how many were sent.

    As often as one likes: what the ledger knows is not decided again. A plan that is not active
    reminds nobody.
    """
    if plan.state != PlanState.ACTIVE:
        return 0
    wanted = wanted_of(plan, on=timezone.localdate(now))
    decisions = wanted.decisions()
    if not decisions:
        return 0
    people = people_for(wanted)
    with site_language():
        decisions, notices = _addressed(wanted, people, decisions)
        orders = _draft_orders(wanted, people, decisions, now)
        notices += order_notices(orders, office_people(Permission.SUPERVISE)) if orders else []
    _keep(wanted, decisions, now)
    post_notices(notices=notices, now=now, by=by)
    sent = sum(one.sent for one in decisions)
    record(
        by=by, verb="reminders.decided", subject=plan, plan=plan.slug,
        after={
            "sent": sent, "orders": len(orders),
            "passed_over": dict(Counter(one.why.value for one in decisions if not one.sent)),
        },
    )  # fmt: skip
    return sent


_FAULTS = {
    "empty": gettext_lazy("Give at least one moment."),
    "twice": gettext_lazy("A moment stands there twice."),
    "far": gettext_lazy("A moment lies within 60 working days."),
    "many": gettext_lazy("Eight moments are enough."),
}


def _check_policy(moments: Moments, effective_on: date, reason: str, *, today: date) -> None:
    """Moments that make sense, from a day to come, with a reason."""
    for fault in faults(moments):
        require(not fault, _FAULTS[fault], fields={"around": _FAULTS[fault]})
    later = _("Moments cannot change for days that are over. Give today or a later day.")
    require(effective_on >= today, later, fields={"effective_on": later})
    why = _("Write why the moments change.")
    require(reason.strip(), why, fields={"reason": why})


@transaction.atomic
def set_reminder_policy(
    *,
    plan: Plan,
    moments: Moments,
    effective_on: date,
    reason: str,
    seen: int,
    person: User,
    now: datetime,
    by: Actor,
) -> ReminderPolicy:
    """When the plan reminds, from today or a later day on. `seen` is the version last looked at."""
    require_may(person, Permission.REMIND)
    _check_policy(moments, effective_on, reason, today=timezone.localdate(now))
    Plan.objects.select_for_update().get(pk=plan.pk)
    versions = moments_of_plan(plan)
    require(
        max(one.number for one in versions) == seen,
        _("Somebody else changed the moments in the meantime. Look at them, then save again."),
        kind=Conflict,
    )
    before = in_force(versions, on=effective_on)
    row = ReminderPolicy.objects.create(
        plan=plan, number=seen + 1, around=sorted(moments.around), waiting=moments.waiting,
        ahead=moments.ahead, order=moments.order, effective_on=effective_on,
        reason=reason.strip(), recorded_by=person, recorded_at=now,
    )  # fmt: skip
    record(
        by=by, verb="reminders.set", subject=row, subject_name=plan.short_title, plan=plan.slug,
        before={"around": sorted(before.around), "ahead": before.ahead},
        after={"around": row.around, "ahead": row.ahead, "effective_on": effective_on,
               "reason": row.reason},
    )  # fmt: skip
    return row


@transaction.atomic
def record_hand_reminder(
    *,
    round_: Round,
    unit: Unit,
    channel: str,
    words: str,
    spoken_to: str,
    person: User,
    now: datetime,
    by: Actor,
) -> HandReminder:
    """Write down that a unit was reminded by telephone or in a chat, with the words used."""
    require_may(person, Permission.REMIND)
    require(channel in Channel.values, _("Choose telephone or WeCom."))
    require(
        round_.closed_at is None, _("The round is closed. Remind in the next one."), kind=Conflict
    )
    require(words.strip(), _("Write what was said."), fields={"words": _("Write what was said.")})
    row = HandReminder.objects.create(
        round=round_, unit=unit, channel=channel, words=words.strip(),
        spoken_to=spoken_to.strip()[:60], sent_by=person, sent_at=now,
    )  # fmt: skip
    record(
        by=by, verb="reminder.by_hand", subject=row, subject_name=unit.name, plan=round_.plan.slug,
        after={"channel": channel, "spoken_to": row.spoken_to, "period": round_.period},
    )  # fmt: skip
    return row
