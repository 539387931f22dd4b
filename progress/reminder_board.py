"""The page of a plan's reminders: who would get what on a day, what was sent, whom to call."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Notice, Unit, User
from progress.choices import HANDED_IN
from progress.models import HandReminder, ReminderMoment, Round
from progress.reminder_words import copied_zh
from progress.reminders import People, Wanted, people_for, wanted_of
from progress.reminding import Decision, Kind
from recommendations.models import Initiative, Plan


@dataclass
class UnitRow:
    """One unit on the board: what it has not filed, whom to call, what it would get or got."""

    unit: Unit
    unfiled: list[Initiative] = field(default_factory=list)
    contacts: list[User] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    would: list[tuple[Decision, Initiative, list[User]]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    by_hand: list[HandReminder] = field(default_factory=list)
    words: str = ""


@dataclass
class Board:
    """The whole page."""

    on: date
    round: Round | None
    units: list[UnitRow]
    wanted: Wanted

    @property
    def would(self) -> int:
        """How many things would be reminded of."""
        return sum(len(row.would) for row in self.units)

    @property
    def unfiled(self) -> int:
        """How many initiatives have not been filed on."""
        return sum(len(row.unfiled) for row in self.units)


def _would(wanted: Wanted, *, today: date) -> list[Decision]:
    """What a run on the day would send; on a day to come, what falls on that very day."""
    return [
        one
        for one in wanted.decisions()
        if one.sent and (wanted.on <= today or one.fell_on == wanted.on)
    ]


def _unfiled(wanted: Wanted, round_: Round | None, rows: dict[int, UnitRow]) -> None:
    for initiative in wanted.initiatives.values() if round_ else []:
        assert round_ is not None
        state = wanted.filings.get((initiative.pk, round_.pk), "")
        if wanted.files_in(initiative, round_) and state not in HANDED_IN and initiative.lead_id:
            rows[initiative.lead_id].unfiled.append(initiative)
            if initiative.contact_words:
                rows[initiative.lead_id].named.append(initiative.contact_words)


def _sent(plan: Plan, round_: Round | None, rows: dict[int, UnitRow]) -> None:
    """What the ledger holds of the round, with the receipts of each unit. Two queries."""
    ledger = ReminderMoment.objects.filter(initiative__plan=plan, round=round_)
    groups: dict[tuple[int, int], list[ReminderMoment]] = defaultdict(list)
    for row in ledger.order_by("decided_at", "pk") if round_ else []:
        if row.unit_id in rows:
            groups[row.unit_id, row.moment].append(row)
    keys = {one.notice_key for ones in groups.values() for one in ones if one.notice_key}
    told: dict[str, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(key__in=keys).select_related("to").order_by("pk"):
        told[notice.key].append(notice)
    for (unit, moment), ones in groups.items():
        sent = [one for one in ones if not one.why]
        notices = [notice for key in {one.notice_key for one in sent} for notice in told[key]]
        rows[unit].sent.append(
            {
                "moment": moment,
                "at": ones[-1].decided_at,
                "sent": len(sent),
                "passed": [one for one in ones if one.why],
                "notices": notices,
            }
        )


def _by_hand(round_: Round | None, rows: dict[int, UnitRow]) -> None:
    found = HandReminder.objects.filter(round=round_).select_related("sent_by")
    for row in found if round_ else []:
        if row.unit_id in rows:
            rows[row.unit_id].by_hand.append(row)


def _fill(row: UnitRow, people: People, wanted: Wanted, round_: Round | None, sender: User) -> None:
    """Whom to call, and the words for it."""
    found = [*people.writers.get(row.unit.pk, []), *people.signers.get(row.unit.pk, [])]
    row.contacts = list({user.pk: user for user in found}.values())
    row.named = list(dict.fromkeys(row.named))
    if round_ is not None and row.unfiled:
        late = wanted.calendar.between(round_.filing_due_on, wanted.on)
        row.words = copied_zh(
            wanted.plan, round_, row.unit, row.unfiled, on=wanted.on, late=late, sender=sender
        )


def board_of(plan: Plan, *, round_: Round | None, on: date, today: date, sender: User) -> Board:
    """Everything on the page, by unit in official order; twenty queries, however many there are."""
    wanted = wanted_of(plan, on=on)
    people = people_for(wanted)
    rows = {
        unit.pk: UnitRow(unit)
        for unit in sorted(
            {row.lead for row in wanted.initiatives.values() if row.lead},
            key=lambda unit: (unit.position, unit.pk),
        )
    }
    _unfiled(wanted, round_, rows)
    for one in _would(wanted, today=today):
        unit = wanted.unit(one.ask).pk
        initiative = wanted.initiatives[one.ask.initiative]
        rows[unit].would.append((one, initiative, people.of(wanted, one.ask)))
    _sent(plan, round_, rows)
    _by_hand(round_, rows)
    for row in rows.values():
        _fill(row, people, wanted, round_, sender)
    shown = [row for row in rows.values() if row.unfiled or row.would or row.sent or row.by_hand]
    return Board(on, round_, shown, wanted)


def kinds_of(row: UnitRow) -> list[tuple[Kind, int, list[Initiative], list[User]]]:
    """What a unit would get, one line a kind and moment."""
    groups: dict[tuple[Kind, int], list[Initiative]] = defaultdict(list)
    told: dict[tuple[Kind, int], dict[int, User]] = defaultdict(dict)
    for decision, initiative, people in row.would:
        key = decision.ask.kind, decision.moment
        groups[key].append(initiative)
        told[key] |= {user.pk: user for user in people}
    return [(*key, items, list(told[key].values())) for key, items in groups.items()]
