"""What happened to an initiative, as entries that a page lists newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.templatetags.words import day
from core.templatetags.words import period as period_words
from progress.choices import (
    HANDED_IN,
    RequestKind,
    RequestState,
    ReturnKind,
    SelfRating,
    SignRoad,
)
from progress.evidence import column, may_add, takes
from progress.models import (
    CoordinationMatter,
    Direction,
    Evidence,
    Request,
    SupervisionOrder,
    Update,
)
from progress.models.evidence import OWNERS
from progress.passage import words_of
from progress.templatetags.lights import passed
from progress.templatetags.reminders import order_number
from recommendations.choices import InitiativeState
from recommendations.models import Initiative, StateRow


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
    files: list[Evidence] = field(default_factory=list)
    attach: Act | None = None


@dataclass(frozen=True)
class Reader:
    """Who reads, and what they may do with this initiative."""

    user: User
    initiative: Initiative
    until: datetime | None = None
    papers: Mapping[tuple[str, int], list[Evidence]] = field(default_factory=dict)

    def files(self, row: Update | Request | Direction | CoordinationMatter) -> list[Evidence]:
        """The files beside it that were there on the day that is read."""
        found = self.papers.get((column(row), row.pk), [])
        return [one for one in found if self.by_then(one.uploaded_at)]

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

    def attach(self, name: str, row: Request | Direction | CoordinationMatter) -> Act | None:
        """To the page of its files, for who may change them now."""
        row.initiative = self.initiative
        if not self.acts or not takes(row) or not may_add(self.user, row):
            return None
        return Act(self.address(name, row), _("Add files"))

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


def _submitted(
    update: Update, at: datetime, said: Mapping[str, Any], *, how: str,
    files: list[Evidence] | None = None,
) -> Entry:  # fmt: skip
    """An update left its unit, saying this."""
    told = [f"{SignRoad(how).label}. "] if how in (SignRoad.PAPER, SignRoad.ALONE) else []
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
        files=files or [],
    )


_BACK = {
    ReturnKind.RETURNED: gettext_lazy("Update of %(period)s returned"),
    ReturnKind.WITHDRAWN: gettext_lazy("Update of %(period)s taken back by its unit"),
    ReturnKind.REOPENED: gettext_lazy("Update of %(period)s reopened"),
}


def _of_returns(update: Update) -> Iterator[Entry]:
    """What was sent back, as it had come in, and why."""
    for row in update.returns.all():
        if row.submitted_at:
            yield _submitted(update, row.submitted_at, row.words, how=row.signed_how)
        if row.approved_at and row.reviewed_by:
            yield Entry(
                row.approved_at,
                "check",
                _("Update of %(period)s approved") % {"period": period_words(update.round.period)},
                row.reviewed_by.name,
            )
        yield Entry(
            row.returned_at,
            "back",
            _BACK[ReturnKind(row.kind)] % {"period": period_words(update.round.period)},
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
    if update.submitted_at and came and (whole or approved):
        yield _submitted(
            update, update.submitted_at, words_of(update), how=update.signed_how,
            files=reader.files(update),
        )  # fmt: skip
    if approved and update.approved_at and update.reviewed_by:
        adopted = _("Adopted text: %(words)s") % {"words": update.adopted_text}
        lasted = f"{_('Time at each desk')}{_(': ')}{passed(update, update.approved_at)}"
        yield Entry(
            update.approved_at,
            "check",
            _("Update of %(period)s approved") % {"period": period_words(update.round.period)},
            update.reviewed_by.name,
            [*([adopted] if update.adopted_text else []), lasted],
        )


def _updates(reader: Reader) -> Iterator[Entry]:
    whole = reader.of_unit or reader.may(Permission.UPDATE_REVIEW)
    rows = reader.initiative.updates.select_related(
        "round", "unit", "author", "signed_by", "reviewed_by"
    ).prefetch_related("returns__returned_by", "returns__reviewed_by")
    for update in rows:
        yield from _of_update(update, reader, whole=whole)


def _step_said(row: StateRow) -> Iterator[str]:
    """What belongs to the step: its term, where it lives on, its grade, and why."""
    if row.until_on and row.value == InitiativeState.ASSIGNED:
        yield _("to be accepted by %(day)s") % {"day": day(row.until_on)}
    elif row.until_on:
        yield _("until %(day)s") % {"day": day(row.until_on)}
    if row.into:
        yield _("Lives on in %(initiative)s") % {"initiative": str(row.into)}
    if row.quality:
        yield _("Quality: %(grade)s") % {"grade": row.get_quality_display()}
    if row.reason:
        yield row.reason


def _states(reader: Reader) -> Iterator[Entry]:
    rows = reader.initiative.state_rows.exclude(value=InitiativeState.DRAFT)
    for row in rows.select_related("into").order_by("recorded_at", "pk"):
        yield Entry(
            row.recorded_at,
            "right",
            _("Now %(state)s") % {"state": row.get_value_display()},
            said=[_("from %(day)s") % {"day": day(row.effective_on)}, *_step_said(row)],
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


def _granted(row: Request) -> Iterator[str]:
    """What the decision named."""
    if row.granted_on and row.granted_on not in (row.new_due_on, row.until_on):
        yield _("Decided for %(day)s") % {"day": day(row.granted_on)}
    if row.quality:
        yield _("Quality: %(grade)s") % {"grade": row.get_quality_display()}


def _of_request(row: Request, reader: Reader) -> Iterator[Entry]:
    said = [row.reason]
    if row.new_due_on:
        said.insert(0, f"{day(row.old_due_on)} → {day(row.new_due_on)}")
    if row.kind == RequestKind.ADJUSTMENT:
        said.insert(0, f"{row.old_goal or '—'} → {row.new_goal}")
    if row.into:
        said.insert(0, _("Lives on in %(initiative)s") % {"initiative": str(row.into)})
    if row.until_on:
        said.insert(0, _("until %(day)s") % {"day": day(row.until_on)})
    open_ = reader.acts and row.state == RequestState.WAITING
    waits = (
        open_ and row.requested_by_id != reader.user.pk and reader.may(Permission.REQUEST_DECIDE)
    )
    act = Act(reader.address("request-decide", row), _("Decide")) if waits else None
    if open_ and reader.of_unit:
        act = Act(reader.address("request-withdraw", row), _("Withdraw"), posts=True)
    yield Entry(
        row.requested_at,
        "clock",
        _("Asked for: %(kind)s") % {"kind": row.get_kind_display()},
        row.requested_by.name,
        said,
        tone="on" if waits else "",
        act=act,
        attach=reader.attach("request-evidence", row),
        files=reader.files(row),
    )
    if row.decided_at and row.state == RequestState.WITHDRAWN:
        yield Entry(
            row.decided_at, "back", f"{row.get_kind_display()}{_(': ')}{row.get_state_display()}"
        )
    if row.decided_at and row.decided_by:
        yield Entry(
            row.decided_at,
            "check" if row.state == RequestState.APPROVED else "back",
            f"{row.get_kind_display()}{_(': ')}{row.get_state_display()}",
            row.decided_by.name,
            [row.decision, *_granted(row)],
            tone="" if row.state == RequestState.APPROVED else "red",
        )


def _requests(reader: Reader) -> Iterator[Entry]:
    for row in reader.initiative.requests.select_related("requested_by", "decided_by", "into"):
        yield from _of_request(row, reader)


def _matters(reader: Reader) -> Iterator[Entry]:
    rows = CoordinationMatter.objects.visible_to(reader.user).filter(initiative=reader.initiative)
    for row in rows.select_related("raised_by", "answered_by"):
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
            attach=reader.attach("matter-evidence", row),
            files=reader.files(row),
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
            attach=reader.attach("direction-evidence", row),
            files=reader.files(row),
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


def _papers(initiative: Initiative, user: User) -> Mapping[tuple[str, int], list[Evidence]]:
    """The files of the initiative that this person may see, by what they stand beside."""
    found: dict[tuple[str, int], list[Evidence]] = {}
    rows = Evidence.objects.visible_to(user).standing().filter(initiative=initiative)
    for row in rows.select_related("file", "uploaded_by"):
        for name in OWNERS:
            key = getattr(row, f"{name}_id")
            if key is not None:
                found.setdefault((name, key), []).append(row)
    return found


def timeline(initiative: Initiative, user: User, *, until: datetime | None = None) -> list[Entry]:
    """All entries that this person may see, newest first. Eleven queries, whatever happened.

    Up to `until` they are what they were then, and nothing can be done about them.
    """
    reader = Reader(user, initiative, until, _papers(initiative, user))
    kinds = (_states, _dues, _updates, _requests, _matters, _directions, _reminders, _overrides)
    entries = [entry for kind in kinds for entry in kind(reader) if reader.by_then(entry.at)]
    # Stable, then turned: of two at one moment the later step stands above.
    return sorted(entries, key=lambda entry: entry.at)[::-1]
