"""What happened to an initiative, as entries that a page lists newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.templatetags.words import day
from core.templatetags.words import period as period_words
from progress.choices import HANDED_IN, RequestKind, RequestState, SelfRating
from progress.models import Direction, Request, SupervisionOrder, Update
from progress.passage import words_of
from progress.templatetags.reminders import order_number
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.models import Initiative
from recommendations.writing import CHANGEABLE


@dataclass(frozen=True)
class Act:
    """What this person may do about an entry: a link, or a button that posts."""

    url: str
    label: str
    posts: bool = False


@dataclass(frozen=True)
class Entry:
    """One entry. `tone` is "", "red" or "on" (it waits for this person); `note` is verbatim."""

    at: datetime
    icon: str
    title: str
    who: str = ""
    said: list[str] = field(default_factory=list)
    note: str = ""
    tone: str = ""
    act: Act | None = None


@dataclass(frozen=True)
class Reader:
    """Who reads, and what they may do with this initiative."""

    user: User
    initiative: Initiative
    until: datetime | None = None

    def by_then(self, moment: datetime | None) -> bool:
        """Whether it had happened on the day that is read."""
        return moment is not None and (self.until is None or moment <= self.until)

    @property
    def acts(self) -> bool:
        """Whether anything can be done: nothing can on a past day."""
        return self.until is None

    def may(self, permission: Permission) -> bool:
        """A right of the office."""
        return may(self.user, permission)

    @property
    def of_unit(self) -> bool:
        """Whether the person writes or signs for the lead unit."""
        lead = self.initiative.lead
        return lead is not None and any(
            may(self.user, one, unit=lead)
            for one in (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
        )

    def address(self, name: str, row: Model) -> str:
        """The page of one row."""
        return reverse(
            name,
            args=[
                self.initiative.plan.slug,
                self.initiative.code,
                row.public_id,  # type: ignore[attr-defined]  # each of these rows has one
            ],
        )


def _submitted(update: Update, at: datetime, said: Mapping[str, Any]) -> Entry:
    """An update left its unit, saying this."""
    told = []
    if said["percent"] is not None:
        told.append(_("%(n)s%% done. ") % {"n": said["percent"]})
    if said["self_rating"]:
        rating = SelfRating(said["self_rating"]).label
        told.append(_("Own rating: %(rating)s.") % {"rating": rating})
    return Entry(
        at,
        "doc",
        _("Update of %(period)s submitted") % {"period": period_words(update.round.period)},
        f"{update.unit.short_name} {said['author']}",
        ["".join(told), said["done"], said["cause"]],
    )


def _of_returns(update: Update) -> Iterator[Entry]:
    """What was sent back, as it had come in, and why."""
    for row in update.returns.all():
        if row.submitted_at:
            yield _submitted(update, row.submitted_at, row.words)
        yield Entry(
            row.returned_at,
            "back",
            _("Update of %(period)s returned") % {"period": period_words(update.round.period)},
            row.returned_by.name,
            [f"“{row.reason}”"],
            tone="red",
        )


def _of_update(update: Update, reader: Reader, *, whole: bool) -> Iterator[Entry]:
    """What happened to one update; what was not approved only for those who work on it."""
    approved = reader.by_then(update.approved_at)
    if whole:
        yield from _of_returns(update)
    came = update.state in HANDED_IN or not any(row.submitted_at for row in update.returns.all())
    if update.submitted_at and update.signed_by and came and (whole or approved):
        yield _submitted(update, update.submitted_at, words_of(update))
    if approved and update.approved_at and update.reviewed_by:
        adopted = _("Adopted text: %(words)s") % {"words": update.adopted_text}
        yield Entry(
            update.approved_at,
            "check",
            _("Update of %(period)s approved") % {"period": period_words(update.round.period)},
            update.reviewed_by.name,
            [adopted] if update.adopted_text else [],
        )


def _updates(reader: Reader) -> Iterator[Entry]:
    whole = reader.of_unit or reader.may(Permission.UPDATE_REVIEW)
    rows = reader.initiative.updates.select_related(
        "round", "unit", "author", "signed_by", "reviewed_by"
    ).prefetch_related("returns__returned_by")
    for update in rows:
        yield from _of_update(update, reader, whole=whole)


def _states(reader: Reader) -> Iterator[Entry]:
    rows = reader.initiative.state_rows.exclude(value=InitiativeState.DRAFT)
    for row in rows.order_by("recorded_at", "pk"):
        yield Entry(
            row.recorded_at,
            "right",
            _("Now %(state)s") % {"state": row.get_value_display()},
            said=[_("from %(day)s") % {"day": day(row.effective_on)}],
        )


def _dues(reader: Reader) -> Iterator[Entry]:
    before: date | None = None
    for row in reader.initiative.due_rows.order_by("recorded_at", "pk"):
        if before is not None and row.value != before:
            yield Entry(
                row.recorded_at,
                "clock",
                _("Due date changed"),
                said=[f"{day(before)} → {day(row.value)}", row.reason],
            )
        before = row.value


def _of_request(row: Request, reader: Reader) -> Iterator[Entry]:
    said = [row.reason]
    if row.kind == RequestKind.EXTENSION:
        said.insert(0, f"{day(row.old_due_on)} → {day(row.new_due_on)}")
    if row.kind == RequestKind.ADJUSTMENT:
        said.insert(0, f"{row.old_goal or '—'} → {row.new_goal}")
    waits = (
        reader.acts
        and row.state == RequestState.WAITING
        and row.requested_by_id != reader.user.pk
        and reader.may(Permission.REQUEST_DECIDE)
    )
    yield Entry(
        row.requested_at,
        "clock",
        _("Asked for: %(kind)s") % {"kind": row.get_kind_display()},
        row.requested_by.name,
        said,
        tone="on" if waits else "",
        act=Act(reader.address("request-decide", row), _("Decide")) if waits else None,
    )
    if row.decided_at and row.decided_by:
        yield Entry(
            row.decided_at,
            "check" if row.state == RequestState.APPROVED else "back",
            f"{row.get_kind_display()}{_(': ')}{row.get_state_display()}",
            row.decided_by.name,
            [row.decision],
            tone="" if row.state == RequestState.APPROVED else "red",
        )


def _requests(reader: Reader) -> Iterator[Entry]:
    for row in reader.initiative.requests.select_related("requested_by", "decided_by"):
        yield from _of_request(row, reader)


def _matters(reader: Reader) -> Iterator[Entry]:
    for row in reader.initiative.matters.select_related("raised_by", "answered_by"):
        waits = reader.acts and not row.answer and reader.may(Permission.MATTER_ANSWER)
        asked = _("Asked of %(whom)s") % {"whom": row.asked_of}
        if row.due_on:
            asked += _(", answer wanted by %(day)s") % {"day": day(row.due_on)}
        yield Entry(
            row.raised_at,
            "warn",
            _("Coordination matter"),
            row.raised_by.name,
            [row.matter, row.proposal, asked],
            tone="on" if waits else "",
            act=Act(reader.address("matter-answer", row), _("Answer")) if waits else None,
        )
        if row.answered_at and row.answered_by:
            yield Entry(
                row.answered_at, "check", _("Matter answered"), row.answered_by.name, [row.answer]
            )


def _directions(reader: Reader) -> Iterator[Entry]:
    """Seen by a right of its own, and by the unit that must reply."""
    rows = Direction.objects.visible_to(reader.user).filter(initiative=reader.initiative)
    for row in rows.select_related("recorded_by", "replied_by"):
        waits = reader.acts and not row.reply and reader.of_unit
        said = [_("Entered by %(name)s") % {"name": row.recorded_by.name}]
        if row.due_on:
            said.append(_("Reply wanted by %(day)s") % {"day": day(row.due_on)})
        yield Entry(
            row.recorded_at,
            "pen",
            _("Direction of %(day)s") % {"day": day(row.given_on)},
            row.leader,
            said,
            note=row.words,
            tone="on" if waits else "red",
            act=Act(reader.address("direction-reply", row), _("Reply")) if waits else None,
        )
        if row.replied_at and row.replied_by:
            yield Entry(
                row.replied_at, "doc", _("Direction replied to"), row.replied_by.name, [row.reply]
            )


def _reminders(reader: Reader) -> Iterator[Entry]:
    found = reader.initiative.reminders.select_related(
        "sent_by", "read_by", "unit", "supervision_order__answered_by"
    )
    for row in found:
        waits = reader.acts and row.read_at is None and reader.of_unit
        said = [row.basis]
        if reader.by_then(row.read_at) and row.read_by:
            said.append(_("Read by %(name)s") % {"name": row.read_by.name})
        yield Entry(
            row.sent_at,
            "bell",
            f"{row.get_rung_display()}{_(': ')}{row.unit.short_name}",
            row.sent_by.name,
            said,
            tone="on" if waits else "",
            act=Act(reader.address("reminder-read", row), _("Read"), posts=True) if waits else None,
        )
        yield from _outcome(reader, getattr(row, "supervision_order", None))


def _outcome(reader: Reader, order: SupervisionOrder | None) -> Iterator[Entry]:
    """What came of an order that was signed, and the way to it while it waits."""
    if order is None or order.signed_at is None:
        return
    where = reverse("order", args=[reader.initiative.plan.slug, order.public_id])
    sees = reader.acts and (reader.of_unit or reader.may(Permission.REMIND))
    link = Act(where, _("Open the order")) if sees else None
    number = order_number(order)
    if order.answered_at and order.answered_by and reader.by_then(order.answered_at):
        title = _("Outcome of the order: %(number)s") % {"number": number}
        who, said = order.answered_by.name, [order.outcome]
        yield Entry(order.answered_at, "check", title, who, said, act=link)
        return
    until = _("outcome wanted by %(day)s") % {"day": day(order.deadline)}
    title = _("Order signed: %(number)s") % {"number": number}
    yield Entry(order.signed_at, "doc", title, "", [until], tone="red", act=link)


def _overrides(reader: Reader) -> Iterator[Entry]:
    for row in reader.initiative.overrides.select_related("set_by"):
        ends = reader.acts and row.open_key is not None and reader.may(Permission.LIGHT_OVERRIDE)
        yield Entry(
            row.recorded_at,
            "warn",
            _("Light set by hand: %(light)s") % {"light": row.get_light_display()},
            row.set_by.name,
            [row.reason, _("valid until %(day)s") % {"day": day(row.expires_on)}],
            act=Act(reader.address("override-end", row), _("End it"), posts=True) if ends else None,
        )
        if row.ended_at:
            yield Entry(row.ended_at, "check", _("The computed light counts again"))


def timeline(initiative: Initiative, user: User, *, until: datetime | None = None) -> list[Entry]:
    """All entries that this person may see, newest first. Ten queries, whatever happened.

    Up to `until` they are what they were then, and nothing can be done about them.
    """
    reader = Reader(user, initiative, until)
    kinds = (_states, _dues, _updates, _requests, _matters, _directions, _reminders, _overrides)
    entries = [entry for kind in kinds for entry in kind(reader) if reader.by_then(entry.at)]
    # Stable, then turned: of two at one moment the later step stands above.
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def deeds(initiative: Initiative, user: User, *, round_open: bool) -> list[Act]:
    """What this person may begin here."""
    reader = Reader(user, initiative)
    under_way = initiative.state in OPEN_STATES
    offered = []
    if reader.of_unit and under_way:
        offered.append(("request-new", _("Make a request")))
    if reader.of_unit:
        offered.append(("matter-new", _("Raise a coordination matter")))
    if reader.may(Permission.PLAN_MANAGE) and initiative.state in CHANGEABLE:
        offered.append(("breakdown", _("Break down")))
    if reader.may(Permission.DIRECTION_RECORD):
        offered.append(("direction-new", _("Record a direction")))
    if reader.may(Permission.REMIND) and round_open and under_way:
        offered.append(("reminder-new", _("Remind the unit")))
    if reader.may(Permission.LIGHT_OVERRIDE):
        offered.append(("override-new", _("Set the light by hand")))
    where = [initiative.plan.slug, initiative.code]
    return [Act(reverse(name, args=where), label) for name, label in offered]
