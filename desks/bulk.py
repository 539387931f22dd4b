"""Several initiatives changed in one go: tried first, shown row by row, then made, all or none.

`change_row` is the one place that says how a row changes; everything else here is selection,
trial and report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from core.audit import Actor
from core.exact import show
from core.refusals import BadInput, Conflict, Refusal, require
from core.templatetags.words import day
from recommendations.actions import (
    Assignment,
    assign_initiative,
    change_due_date,
    change_goal,
    change_weight,
)
from recommendations.choices import InitiativeState, UnitPart
from recommendations.models import Initiative, Plan

# More than this at once is an import's work, not a page's.
MOST = 500
# A row that was chosen: which, and the version that the person had before them.
Picked = Mapping[str, int]


@dataclass(frozen=True)
class Wanted:
    """What the chosen initiatives shall be; None leaves a thing as it is."""

    lead: Unit | None = None
    due_on: date | None = None
    weight: Decimal | None = None
    annual_goal: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        """Whether anything is to change. A reason alone changes nothing."""
        return bool(self.lead or self.due_on or self.weight is not None or self.annual_goal)


@dataclass
class Line:
    """One initiative in the preview: each change before and after, and why it cannot be made."""

    initiative: Initiative
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    problem: str = ""


def picked_from(words: Sequence[str]) -> dict[str, int]:
    """The rows that a form names as `id:version`. Refuses what is neither."""
    found = {}
    for word in words:
        key, _colon, version = word.partition(":")
        whole = version.isascii() and version.isdigit() and 0 < len(version) < 10
        require(whole, _("The choice of rows is damaged. Choose them again in the ledger."))
        found[key] = int(version)
    require(found, _("No row was chosen. Tick rows in the ledger first."))
    require(
        len(found) <= MOST,
        _("At most %(most)d initiatives are changed at once; %(n)d were found. Narrow the filter.")
        % {"most": MOST, "n": len(found)},
    )
    return found


def chosen_rows(plan: Plan, picked: Picked) -> list[Initiative]:
    """The chosen initiatives of the plan, by number. Refuses where one is not there any more."""
    rows = list(
        Initiative.objects.filter(plan=plan, public_id__in=list(picked))
        .select_related("plan", "lead")
        .prefetch_related("units__unit", "leaders")
        .order_by("code", "pk")
    )
    require(
        len(rows) == len(picked),
        _("A chosen initiative is not in this plan any more. Choose again in the ledger."),
        kind=Conflict,
    )
    return rows


def changes_of(row: Initiative, wanted: Wanted) -> list[tuple[str, str, str]]:
    """What would change in this initiative: field, before, after, in words."""
    found: list[tuple[str, str, str]] = []
    if wanted.lead and wanted.lead.pk != row.lead_id:
        before = row.lead.short_name if row.lead else "—"
        found.append((_("Lead unit"), before, wanted.lead.short_name))
    if wanted.due_on and wanted.due_on != row.due_on:
        found.append((_("Due date"), day(row.due_on), day(wanted.due_on)))
    if wanted.weight is not None and wanted.weight != row.weight:
        found.append((_("Weight"), show(row.weight), show(wanted.weight)))
    if wanted.annual_goal and wanted.annual_goal != row.annual_goal:
        found.append((_("Annual goal"), row.annual_goal or "—", wanted.annual_goal))
    return found


def _assign(row: Initiative, wanted: Wanted, lead: Unit, **how: Any) -> None:
    """Give a draft its lead; what else it has stays. The lead is never among the others."""
    links = [link for link in row.units.all() if link.unit_id != lead.pk]
    assignment = Assignment(
        lead=lead,
        starts_on=row.starts_on,
        due_on=wanted.due_on or row.due_on,
        joint=[link.unit for link in links if link.part == UnitPart.JOINT],
        supporting=[link.unit for link in links if link.part == UnitPart.SUPPORTING],
        leaders=[leader.name for leader in row.leaders.all()],
        told_by=row.told_by,
        ongoing=row.ongoing,
        deliverable=row.deliverable,
        annual_goal=row.annual_goal,
        is_example=row.is_example,
    )
    assign_initiative(initiative=row, assignment=assignment, version=row.version, **how)


def change_row(row: Initiative, wanted: Wanted, *, on: date, now: datetime, by: Actor) -> None:
    """Make one initiative what it shall be, by the verbs that pages use."""
    how: dict[str, Any] = {"on": on, "now": now, "by": by}
    if wanted.lead and wanted.lead.pk != row.lead_id:
        drafted = row.state in {InitiativeState.DRAFT, InitiativeState.DECLINED}
        _assign(row, wanted, wanted.lead, **how)
        if drafted and wanted.due_on:
            wanted = Wanted(weight=wanted.weight, annual_goal=wanted.annual_goal)
    if wanted.due_on and wanted.due_on != row.due_on:
        change_due_date(
            initiative=row, due_on=wanted.due_on, reason=wanted.reason, version=row.version, **how
        )
    if wanted.weight is not None and wanted.weight != row.weight:
        change_weight(initiative=row, weight=wanted.weight, version=row.version, **how)
    if wanted.annual_goal and wanted.annual_goal != row.annual_goal:
        change_goal(initiative=row, goal=wanted.annual_goal, version=row.version, now=now, by=by)


def _change_current(
    row: Initiative, wanted: Wanted, version: int, *, on: date, now: datetime, by: Actor
) -> None:
    require(
        row.version == version,
        _("Somebody else changed it after it was chosen. Look at it, then choose again."),
        kind=Conflict,
    )
    change_row(row, wanted, on=on, now=now, by=by)


def tried(
    plan: Plan, picked: Picked, wanted: Wanted, *, on: date, now: datetime, by: Actor
) -> list[Line]:
    """What would happen, row by row. It is really done, and taken back: what it says is true."""
    lines = []
    with transaction.atomic():
        for row in chosen_rows(plan, picked):
            line = Line(row, changes_of(row, wanted))
            try:
                with transaction.atomic():
                    _change_current(row, wanted, picked[row.public_id], on=on, now=now, by=by)
            except Refusal as refusal:
                line.problem = str(refusal.sentence)
            lines.append(line)
        transaction.set_rollback(True)
    return lines


@transaction.atomic
def make_changes(
    plan: Plan, picked: Picked, wanted: Wanted, *, on: date, now: datetime, by: Actor
) -> int:
    """Change all the chosen rows or none; how many changed. A refusal names its row."""
    require(wanted, _("Nothing is to change. Fill in at least one field."))
    changed = 0
    for row in chosen_rows(plan, picked):
        if not changes_of(row, wanted):
            continue
        try:
            _change_current(row, wanted, picked[row.public_id], on=on, now=now, by=by)
        except Refusal as refusal:
            kind = type(refusal) if isinstance(refusal, Conflict) else BadInput
            words = {"row": str(row), "why": refusal.sentence}
            raise kind(_("Nothing was changed. %(row)s: %(why)s") % words) from refusal
        changed += 1
    return changed
