"""Proof copies 核对稿: whose lines they are, who may see them, and how far they have come.

The one place that says who sees a proof copy: the people who write or sign for its unit see that
unit's own, and who drafts reports sees all of a plan's.
"""

import json
from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may, units_of
from accounts.queries import units_on
from recommendations.models import Initiative, Plan
from reports.choices import ProofAnswer, ReportState
from reports.layers import cells_of
from reports.models import ProofCopy, Report
from reports.queries import contents_of

# Shown where the deadline is over and the unit has said nothing.
OVERDUE, CLOSED = "overdue", "closed"


def may_answer(user: User, unit: Unit) -> bool:
    """Whether the person writes or signs for the unit."""
    return any(
        may(user, right, unit=unit) for right in (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
    )


def own_proofs(user: User) -> QuerySet[ProofCopy]:
    """The proof copies of the units that the person writes or signs for."""
    units = [*units_of(user, Permission.UPDATE_FILE), *units_of(user, Permission.UPDATE_SIGN)]
    return ProofCopy.objects.filter(
        unit__in=units, report__schedule__plan__in=Plan.objects.visible_to(user)
    )


def proof_for(user: User, public_id: str) -> ProofCopy:
    """The unit's proof copy at this address, if the person may see it; else 404."""
    rows = own_proofs(user)
    if may(user, Permission.REPORT_DRAFT):
        rows = ProofCopy.objects.filter(
            report__schedule__plan__in=Plan.objects.visible_to(user)
        )  # fmt: skip
    found = rows.filter(public_id=public_id).select_related(
        "report__schedule__plan", "unit", "asked_by", "answered_by"
    )
    proof = found.first()
    if proof is None:
        raise Http404
    return proof


def waiting_proofs(user: User, *, on: date) -> list[ProofCopy]:
    """What the person's units may still answer, the first deadline first. One query."""
    rows = own_proofs(user).filter(
        answer=ProofAnswer.WAITING, due_on__gte=on, report__state=ReportState.DRAFT
    )
    return list(rows.select_related("report__schedule__plan", "unit").order_by("due_on", "pk"))


def state_of(proof: ProofCopy, *, on: date) -> str:
    """Its answer; overdue or closed (the report was signed) where there is none any more."""
    if proof.answer != ProofAnswer.WAITING:
        return proof.answer
    if proof.report.signed:
        return CLOSED
    return OVERDUE if on > proof.due_on else ProofAnswer.WAITING


def lines_of(proof: ProofCopy) -> list[dict[str, Any]]:
    """What the unit was shown, line by line."""
    found: list[dict[str, Any]] = json.loads(proof.lines)["lines"]
    return found


def units_in(report: Report) -> dict[Unit, list[int]]:
    """By unit, in official order: the measures of the report that it leads, joins or supports.

    Leads are those of the report's own day; joint and supporting units those of
    today.
    """
    cells = cells_of(contents_of(report))
    named = {unit.name: unit for unit in units_on(report.as_of, known_at=report.known_at).values()}
    found: dict[int, set[int]] = defaultdict(set)
    for position, cell in cells.items():
        for name in cell["leads"]:
            if name in named:
                found[named[name].pk].add(position)
    helpers = _helpers(report.schedule.plan)
    for position, cell in cells.items():
        for code in cell["codes"]:
            for unit in helpers[code]:
                found[unit].add(position)
    units = Unit.objects.in_official_order().filter(pk__in=found)
    return {unit: sorted(found[unit.pk]) for unit in units}


def _helpers(plan: Plan) -> dict[int, set[int]]:
    """By an initiative's number: the keys of its joint and supporting units. One query."""
    rows = Initiative.objects.filter(plan=plan, units__isnull=False).values_list(
        "code", "units__unit"
    )
    found: dict[int, set[int]] = defaultdict(set)
    for code, unit in rows:
        found[code].add(unit)
    return found
