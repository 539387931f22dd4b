"""Several initiatives changed in one go: tried first, shown row by row, then made, all or none.

`rules.become` is the one place that says what a row becomes; everything here is selection, trial
and report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from core.audit import Actor
from core.refusals import BadInput, Conflict, Refusal, require
from core.templatetags.words import day
from desks.bulk.rules import Misfit, Wanted, become
from progress.components import reader_language
from recommendations.actions import Change, change_initiatives
from recommendations.breakdown import Breakdown, differing
from recommendations.ledger_columns import BY_KEY
from recommendations.models import Initiative, Plan
from recommendations.queries import breakdowns_of
from recommendations.wording import Names, label, value_words

# More than this at once is an import's work, not a page's.
MOST = 500
# A row that was chosen: which, and the version that the person had before them.
Picked = Mapping[str, int]


@dataclass
class Line:
    """One initiative in the preview: each change before and after, and why it cannot be made."""

    initiative: Initiative
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    problem: str = ""
    stale: bool = False


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
        .order_by("code", "pk")
    )
    require(
        len(rows) == len(picked),
        _("A chosen initiative is not in this plan any more. Choose again in the ledger."),
        kind=Conflict,
    )
    return rows


def _words(name: str, value: Any, names: Names) -> str:
    if isinstance(value, date):
        return day(value)
    return value_words(name, value, names) or "—"


def _in_words(before: Breakdown, to: Breakdown, names: Names) -> list[tuple[str, str, str]]:
    """Each field that differs under its column's head, before and after."""
    language = "zh" if reader_language() == "zh" else "en"
    return [
        (
            BY_KEY[name].head(language) if name in BY_KEY else label(name),
            _words(name, getattr(before, name), names),
            _words(name, getattr(to, name), names),
        )
        for name in differing(before, to)
    ]


def _misfit_words(misfit: Misfit) -> str:
    if misfit.code == "stranger":
        who = User.objects.get(pk=misfit.key)
        return _(
            "%(person)s works in none of this initiative's units. Choose somebody else for it."
        ) % {"person": who.name}
    facts = {"unit": Unit.objects.get(pk=misfit.key).name}
    if misfit.code == "leads":
        return _("%(unit)s leads this initiative, so it has no other part in it.") % facts
    return (
        _("%(unit)s has the other part in this initiative. Take it off there in the same go.")
        % facts
    )


def _worked_out(plan: Plan, picked: Picked, wanted: Wanted) -> tuple[list[Line], list[Change]]:
    """Every chosen row, and the changes that can be tried, by number."""
    lines, wishes = [], {}
    rows = chosen_rows(plan, picked)
    values = breakdowns_of(rows)
    for row in rows:
        line = Line(row)
        lines.append(line)
        if row.version != picked[row.public_id]:
            line.stale = True
            line.problem = _(
                "Somebody else changed it after it was chosen. Look at it, then choose again."
            )
            continue
        try:
            wishes[row.pk] = become(values[row.pk], wanted)
        except Misfit as misfit:
            line.problem = _misfit_words(misfit)
    names = Names.of([*values.values(), *wishes.values()])
    for line in lines:
        before = values[line.initiative.pk]
        line.changes = _in_words(before, wishes.get(line.initiative.pk, before), names)
    changes = [
        Change(line.initiative, wishes[line.initiative.pk], line.initiative.version, wanted.reason)
        for line in lines
        if line.changes
    ]
    return lines, changes


def tried(
    plan: Plan, picked: Picked, wanted: Wanted, *, on: date, now: datetime, by: Actor
) -> list[Line]:
    """What would happen, row by row. It is really done, and taken back: what it says is true."""
    lines, changes = _worked_out(plan, picked, wanted)
    of = {line.initiative.pk: line for line in lines}
    with transaction.atomic():
        if _refusal(changes, on=on, now=now, by=by):
            # Something does not fit: which rows it is shows when each is tried alone.
            for one in changes:
                of[one.initiative.pk].problem = _refusal([one], on=on, now=now, by=by)
        transaction.set_rollback(True)
    return lines


def _refusal(changes: Sequence[Change], *, on: date, now: datetime, by: Actor) -> str:
    """The sentence that refuses these changes; "" where they are made."""
    try:
        with transaction.atomic():
            change_initiatives(changes=changes, on=on, now=now, by=by)
    except Refusal as refusal:
        return str(refusal.sentence)
    return ""


@transaction.atomic
def make_changes(
    plan: Plan, picked: Picked, wanted: Wanted, *, on: date, now: datetime, by: Actor
) -> int:
    """Change all the chosen rows or none; how many changed. A refusal names its row."""
    require(wanted, _("Nothing is to change. Fill in at least one field."))
    lines, changes = _worked_out(plan, picked, wanted)
    for line in lines:
        words = {"row": str(line.initiative), "why": line.problem}
        require(
            not line.problem,
            _("Nothing was changed. %(row)s: %(why)s") % words,
            kind=Conflict if line.stale else BadInput,
        )
    try:
        change_initiatives(changes=changes, on=on, now=now, by=by)
    except Refusal as refusal:
        kind = type(refusal) if isinstance(refusal, Conflict) else BadInput
        raise kind(_("Nothing was changed. %(why)s") % {"why": refusal.sentence}) from refusal
    return len(changes)
