"""When reports fall due, how they are made and for whom: schedules set, changed and ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission, Role
from accounts.models import Unit, User
from accounts.permissions import may
from core.audit import Actor, record
from core.calendar import work_calendar
from core.models import WorkItem
from core.periods import Period
from core.refusals import BadInput, Conflict, NotAllowed, Refusal, require
from core.versions import save_version
from core.work.kinds import Due
from core.work.planner import plan_one
from recommendations.models import Plan
from reports.choices import (
    Audience,
    FileFormat,
    Missed,
    Publishing,
    RecipientKind,
    ReportKind,
)
from reports.models import Recipient, Schedule, SchedulePlan
from reports.periods import Special
from reports.planning import fallen_due
from reports.queries import drafted
from reports.writing import open_key

# The planner's name for the work of drafting one.
FREEZE = "report.freeze"
MOST_DAYS = 60
NAME_LONGEST, ISSUER_LONGEST, ADDRESSEE_LONGEST = 60, 60, 120


@dataclass(frozen=True)
class To:
    """Who gets the reports: the holders of a role, the people of a unit, or one person.

    Or `each`: leaders in charge or lead units, each their own part.
    """

    role: Role | None = None
    unit: Unit | None = None
    person: User | None = None
    each: RecipientKind | None = None

    @property
    def kind(self) -> RecipientKind:
        """Which of them it is."""
        if self.each is not None:
            return self.each
        if self.role is not None:
            return RecipientKind.ROLE
        return RecipientKind.UNIT if self.unit is not None else RecipientKind.PERSON

    @property
    def key(self) -> str:
        """In one text, so that nobody is named twice."""
        if self.each is not None:
            return f"{self.each.value}:each"
        named = self.role.value if self.role else (self.unit or self.person)
        return f"{self.kind.value}:{named if isinstance(named, str) else named and named.pk}"


@dataclass(frozen=True)
class Manner:
    """How a schedule's reports are made, who signs them and who gets them.

    `name` is the subject of a special report. `proof_days` are the working days that units have
    for their proof copies. `further` are the plans beside the home plan, in their order.
    """

    due_after: int = 6
    missed: str = Missed.ALL
    publishing: str = Publishing.SIGNED
    signer: User | None = None
    addressee: str = ""
    proof_days: int = 0
    ranking: bool = False
    formats: Sequence[str] = (FileFormat.DOCX, FileFormat.PDF)
    name: str = ""
    to: Sequence[To] = ()
    further: Sequence[Plan] = ()


def _refuse(field: str, sentence: str, *, kind: type[Refusal] = BadInput) -> None:
    raise kind(sentence, fields={field: sentence})


def _check_manner(manner: Manner, *, plan: Plan, person: User | None) -> None:
    """Each thing in turn, with what mends it; `person` is who sets it, None for the system."""
    if manner.missed not in Missed.values:
        _refuse("missed", _("Choose what becomes of missed periods."))
    if manner.publishing not in Publishing.values:
        _refuse("publishing", _("Choose how a draft becomes a report."))
    for field, days in (("due_after", manner.due_after), ("proof_days", manner.proof_days)):
        if not 0 <= days <= MOST_DAYS:
            _refuse(field, _("Give from 0 to %(most)d working days.") % {"most": MOST_DAYS})
    if not manner.formats or set(manner.formats) - set(FileFormat.values):
        _refuse("formats", _("Choose at least one of the formats."))
    _check_signer(manner, person=person)
    if any(one.pk == plan.pk for one in manner.further):
        _refuse("further", _("The home plan need not be named again."))
    if len({one.key for one in manner.to}) != len(manner.to):
        _refuse("persons", _("Name each recipient once."))


def _check_signer(manner: Manner, *, person: User | None) -> None:
    """A signer may sign; and only who may sign lets reports go out without a signature."""
    signer = manner.signer
    if manner.publishing == Publishing.AUTOMATIC:
        if signer is not None:
            _refuse("signer", _("What is published by itself has no signer. Leave the name out."))
        if manner.proof_days:
            sentence = _("What is published on its day cannot wait for units. Give 0 days.")
            _refuse("proof_days", sentence)
        if person is None or not may(person, Permission.REPORT_SIGN):
            sentence = _("Only who signs reports may let them be published without a signature.")
            _refuse("publishing", sentence, kind=NotAllowed)
    elif signer is not None and not may(signer, Permission.REPORT_SIGN):
        told = _("%(name)s may not sign reports. Choose somebody who holds that right.")
        _refuse("signer", told % {"name": signer.name})


def _check_first(plan: Plan, kind: str, first: Period | Special, manner: Manner) -> None:
    """A period of this kind that lies in the plan's time; a special report has a subject."""
    if kind not in ReportKind.values:
        _refuse("kind", _("Choose one of the kinds of report."))
    field = "special_from" if isinstance(first, Special) else "first_period"
    if first.kind != kind:
        _refuse(field, _("The first period is not of this kind of report."))
    if kind == ReportKind.SPECIAL and not manner.name.strip():
        _refuse("name", _("Write what the special report is about."))
    if first.ends_on < plan.starts_on or first.starts_on > plan.ends_on:
        _refuse(field, _("The plan does not run in that time. Give a period within it."))


def _columns(plan: Plan, kind: str, first: Period | Special, manner: Manner) -> dict[str, Any]:
    """What of the terms and the manner stands in the schedule's own row."""
    special = first if isinstance(first, Special) else None
    return {
        "first_period": "" if special else first.key,
        "special_from": special.starts_on if special else None,
        "special_to": special.ends_on if special else None,
        "name": manner.name.strip()[:NAME_LONGEST] if special else "",
        "due_after": manner.due_after,
        "missed": manner.missed,
        "publishing": manner.publishing,
        "signer": manner.signer,
        "addressee": manner.addressee.strip()[:ADDRESSEE_LONGEST],
        "proof_days": manner.proof_days,
        "ranking": manner.ranking,
        "formats": ",".join(one for one in FileFormat.values if one in manner.formats),
    }


def _put_rows(schedule: Schedule, manner: Manner) -> None:
    """Recipients and further plans, in place of those that were there."""
    schedule.recipients.all().delete()
    Recipient.objects.bulk_create(
        Recipient(
            schedule=schedule, kind=one.kind, key=one.key, unit=one.unit, person=one.person,
            role=one.role.value if one.role else "",
        )
        for one in manner.to
    )  # fmt: skip
    schedule.further.all().delete()
    SchedulePlan.objects.bulk_create(
        SchedulePlan(schedule=schedule, plan=plan, position=position)
        for position, plan in enumerate(manner.further, 1)
    )


def _require_free(key: str | None) -> None:
    require(
        key is None or not Schedule.objects.filter(open_key=key).exists(),
        _("There is already a schedule of this kind for this audience."),
        kind=Conflict,
    )


def _require_issuer(issuer: str) -> str:
    sentence = _("Write who issues the report.")
    require(issuer.strip(), sentence, fields={"issuer": sentence})
    return issuer.strip()[:ISSUER_LONGEST]


def _told(schedule: Schedule) -> dict[str, Any]:
    """What an event tells of a schedule."""
    names = ("kind", "audience", "first_period", "due_after", "missed", "publishing", "issuer",
             "addressee", "proof_days", "ranking", "formats", "special_from", "special_to",
             "name")  # fmt: skip
    found = {name: value for name in names if (value := getattr(schedule, name)) not in ("", None)}
    if schedule.signer:
        found["signer"] = schedule.signer.name
    found["recipients"] = list(schedule.recipients.order_by("key").values_list("key", flat=True))
    found["plans"] = list(schedule.further.values_list("plan__slug", flat=True))
    return found


@transaction.atomic
def add_schedule(
    *, plan: Plan, kind: str, first_period: Period | Special, issuer: str, due_after: int = 6,
    audience: str = Audience.UPWARD, manner: Manner | None = None, person: User | None = None,
    by: Actor,
) -> Schedule:  # fmt: skip
    """From `first_period` on, a report of this kind is due after each period; a special one once.

    `manner` tells how they are made, with its own `due_after` where it is given.
    """
    issued = _require_issuer(issuer)
    wanted = manner or Manner(due_after=due_after)
    if audience not in Audience.values:
        _refuse("audience", _("Choose for whom the report is."))
    _check_first(plan, kind, first_period, wanted)
    _check_manner(wanted, plan=plan, person=person)
    key = open_key(plan, kind, audience)
    _require_free(key)
    schedule = Schedule.objects.create(
        plan=plan, kind=kind, audience=audience, issuer=issued, open_key=key,
        **_columns(plan, kind, first_period, wanted),
    )  # fmt: skip
    _put_rows(schedule, wanted)
    record(
        by=by, verb="schedule.added", subject=schedule, plan=plan.slug, after=_told(schedule)
    )  # fmt: skip
    return schedule


def _has_work(schedule: Schedule) -> bool:
    """Whether a report of it is there or under way."""
    begun = WorkItem.objects.filter(kind=FREEZE, key__startswith=schedule.work_key(""))
    return schedule.reports.exists() or begun.exists()


@transaction.atomic
def change_schedule(
    *, schedule: Schedule, first_period: Period | Special, issuer: str, manner: Manner,
    version: int, person: User | None = None, by: Actor,
) -> Schedule:  # fmt: skip
    """Change all but kind and audience, which addresses and numbers hang on.

    What is drafted already stays as it is. The days of a special report are settled once its
    drafting has begun.
    """
    require(schedule.active, _("This schedule has ended. Resume it first."), kind=Conflict)
    issued = _require_issuer(issuer)
    _check_first(schedule.plan, schedule.kind, first_period, manner)
    kept = manner
    if schedule.publishing == manner.publishing == Publishing.AUTOMATIC:
        # Who may sign has let these go out; another thing of it may be changed by others.
        kept = replace(manner, publishing=Publishing.SIGNED)
    _check_manner(kept, plan=schedule.plan, person=person)
    if isinstance(first_period, Special):
        require(
            first_period == schedule.first or not _has_work(schedule),
            _("This report is drafted or being drafted; its days are settled. Add another one."),
            kind=Conflict,
        )
    before = _told(schedule)
    columns = _columns(schedule.plan, schedule.kind, first_period, manner)
    save_version(schedule, version=version, issuer=issued, **columns)
    _put_rows(schedule, manner)
    now_told = _told(schedule)
    record(
        by=by, verb="schedule.changed", subject=schedule, plan=schedule.plan.slug,
        before={name: value for name, value in before.items() if now_told.get(name) != value},
        after={name: value for name, value in now_told.items() if before.get(name) != value},
    )  # fmt: skip
    return schedule


@transaction.atomic
def end_schedule(*, schedule: Schedule, version: int, by: Actor) -> Schedule:
    """Nothing more falls due by it. What has fallen due is still drafted; its reports stay."""
    require(schedule.active, _("This schedule has ended already."), kind=Conflict)
    save_version(schedule, version=version, active=False, open_key=None)
    record(
        by=by, verb="schedule.ended", subject=schedule, plan=schedule.plan.slug,
        before={"active": True}, after={"active": False},
    )  # fmt: skip
    return schedule


@transaction.atomic
def resume_schedule(*, schedule: Schedule, version: int, by: Actor) -> Schedule:
    """Reports fall due by it again; what it missed meanwhile goes by its own rule."""
    require(not schedule.active, _("This schedule is active."), kind=Conflict)
    key = open_key(schedule.plan, schedule.kind, schedule.audience)
    _require_free(key)
    save_version(schedule, version=version, active=True, open_key=key)
    record(
        by=by, verb="schedule.resumed", subject=schedule, plan=schedule.plan.slug,
        before={"active": False}, after={"active": True},
    )  # fmt: skip
    return schedule


@transaction.atomic
def draft_missed(*, schedule: Schedule, key: str, now: datetime, by: Actor) -> None:
    """Have a report drafted that was passed over, by hand. Refuses what is there or not due."""
    calendar, today = work_calendar(), timezone.localdate(now)
    due = {one.key for one in fallen_due(schedule.terms, today=today, calendar=calendar)}
    require(key in due, _("No report of this schedule has fallen due for that period."))
    there = key in drafted().get(schedule.series_key, set())
    work_key = schedule.work_key(key)
    begun = WorkItem.objects.filter(kind=FREEZE, key=work_key).exists()
    require(
        not there and not begun,
        _("This period's report is there or under way. Load the page again."),
        kind=Conflict,
    )
    payload = {"schedule": schedule.pk, "period": key}
    plan_one(FREEZE, Due(work_key, now, payload), now)
    record(
        by=by, verb="report.asked_for", subject=schedule, plan=schedule.plan.slug,
        after={"period": key},
    )  # fmt: skip
