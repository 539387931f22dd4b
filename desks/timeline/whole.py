"""What happened to an initiative, as entries that a page lists newest first."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import BigAutoField, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import Unit, User
from core.prepared import Prepared, given
from core.templatetags.words import day
from desks.timeline.entries import Act, Entry, Reader
from desks.timeline.filings import updates_of
from progress.choices import (
    RequestKind,
    RequestState,
)
from progress.models import (
    CoordinationMatter,
    Direction,
    Evidence,
    LightOverride,
    Reminder,
    Request,
    SupervisionOrder,
)
from progress.models.evidence import OWNERS
from progress.templatetags.reminders import order_number
from recommendations.choices import InitiativeState
from recommendations.models import DueRow, Initiative, StateRow
from recommendations.queries import titles_on
from reports.remarks import report_named, with_reports


def _step_said(row: StateRow, reader: Reader) -> Iterator[str]:
    """What belongs to the step: its term, where it lives on, its grade, and why."""
    if row.until_on and row.value == InitiativeState.ASSIGNED:
        yield _("to be accepted by %(day)s") % {"day": day(row.until_on)}
    elif row.until_on:
        yield _("until %(day)s") % {"day": day(row.until_on)}
    if row.into:
        yield _("Lives on in %(initiative)s") % {"initiative": reader.other(row.into)}
    if row.quality:
        yield _("Quality: %(grade)s") % {"grade": row.get_quality_display()}
    if row.reason:
        yield row.reason


def _of(model: Any, *related: str) -> QuerySet[Any]:
    """An initiative's rows of one kind, in the kind's own order, with what each names."""
    rows: QuerySet[Any] = model.objects.filter(initiative=given("of", BigAutoField()))
    return rows.select_related(*related) if related else rows


# Every story asks these, and building them took longer than answering.
_STATES = Prepared(lambda: _of(StateRow, "into").exclude(value=InitiativeState.DRAFT).order_by(
    "recorded_at", "pk"))  # fmt: skip
_DUES = Prepared(lambda: _of(DueRow).order_by("recorded_at", "pk"))
_REQUESTS = Prepared(lambda: _of(Request, "requested_by", "decided_by", "into"))
_REMINDERS = Prepared(
    lambda: _of(Reminder, "sent_by", "read_by", "unit", "supervision_order__answered_by")
)
_OVERRIDES = Prepared(lambda: _of(LightOverride, "set_by"))


def _states(reader: Reader) -> Iterator[Entry]:
    for row in _STATES.ask({"of": reader.initiative.pk}):
        yield Entry(
            row.recorded_at,
            "right",
            _("Now %(state)s") % {"state": row.get_value_display()},
            said=[_("from %(day)s") % {"day": day(row.effective_on)}, *_step_said(row, reader)],
        )


def _dues(reader: Reader) -> Iterator[Entry]:
    before: date | None = None
    for row in _DUES.ask({"of": reader.initiative.pk}):
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


def _request_act(row: Request, reader: Reader) -> tuple[Act | None, bool]:
    """What this reader may do with a request, and whether it waits for just this reader."""
    open_ = reader.acts and row.state == RequestState.WAITING
    waits = (
        open_ and row.requested_by_id != reader.user.pk and reader.may(Permission.REQUEST_DECIDE)
    )
    if open_ and reader.of_unit:
        return Act(reader.address("request-withdraw", row), _("Withdraw"), posts=True), waits
    if waits:
        return Act(reader.address("request-decide", row), _("Decide")), waits
    return None, waits


def _of_request(row: Request, reader: Reader) -> Iterator[Entry]:
    said = [row.reason]
    if row.new_due_on:
        said.insert(0, f"{day(row.old_due_on)} → {day(row.new_due_on)}")
    if row.kind == RequestKind.ADJUSTMENT:
        said.insert(0, f"{row.old_goal or '—'} → {row.new_goal}")
    if row.into:
        said.insert(0, _("Lives on in %(initiative)s") % {"initiative": reader.other(row.into)})
    if row.until_on:
        said.insert(0, _("until %(day)s") % {"day": day(row.until_on)})
    act, waits = _request_act(row, reader)
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
    for row in _REQUESTS.ask({"of": reader.initiative.pk}):
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
    visible = Direction.objects.visible_to(reader.user).filter(initiative=reader.initiative)
    for row in with_reports(visible.select_related("recorded_by", "replied_by")):
        waits = reader.acts and not row.reply and reader.of_unit
        said = [_("Entered by %(name)s") % {"name": row.recorded_by.name}]
        if given_on := report_named(row):
            said.append(given_on)
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
    for row in _REMINDERS.ask({"of": reader.initiative.pk}):
        waits = reader.acts and row.read_at is None and reader.of_unit
        said = [row.basis]
        if reader.by_then(row.read_at) and row.read_by:
            said.append(_("Read by %(name)s") % {"name": row.read_by.name})
        yield Entry(
            row.sent_at,
            "bell",
            f"{row.get_rung_display()}{_(': ')}{reader.unit(row.unit)}",
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
    for row in _OVERRIDES.ask({"of": reader.initiative.pk}):
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


def _titles(initiative: Initiative, until: datetime) -> dict[int, str]:
    """What those that it was merged into, or was to be, were called. One query."""
    named = Initiative.objects.filter(
        Q(merged_rows__initiative=initiative) | Q(merge_requests__initiative=initiative)
    ).distinct()
    return titles_on(named, as_of=timezone.localdate(until), known_at=until)


def timeline(
    initiative: Initiative, user: User, *, until: datetime | None = None,
    units: Mapping[int, Unit] | None = None,
) -> list[Entry]:  # fmt: skip
    """All entries that this person may see, newest first. Eleven queries, whatever happened.

    Up to `until` they are what they were then, `units` called as they were, and nothing can be done
    about them.
    """
    titles = _titles(initiative, until) if until else {}
    reader = Reader(user, initiative, until, _papers(initiative, user), units or {}, titles)
    kinds = (_states, _dues, updates_of, _requests, _matters, _directions, _reminders, _overrides)
    entries = [entry for kind in kinds for entry in kind(reader) if reader.by_then(entry.at)]
    # Stable, then turned: of two at one moment the later step stands above.
    return sorted(entries, key=lambda entry: entry.at)[::-1]
