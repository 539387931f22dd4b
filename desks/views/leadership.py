"""Leadership's desk: the plan on one page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from desks.context import stands_for
from desks.moments import moment_of
from recommendations.permissions import plan_for
from reports.contents import Contents, UnitLine, cells, gather, with_changes
from reports.contents.shape import LIGHTS
from reports.models import reads_upward
from reports.queries import contents_of, latest_report

UNITS_SHOWN = 6
ALWAYS = ("red", "yellow", "green", "done", "not_started")
INDICATORS_SHOWN = 3


def _unit_row(name: str, group: list[UnitLine]) -> dict[str, Any]:
    """One row of the unit table; the last of its five figures sums all grey lights."""
    counts = {light: sum(unit["counts"][light] for unit in group) for light in LIGHTS}
    return {
        "name": name,
        "total": sum(unit["total"] for unit in group),
        "lights": [
            ("red", counts["red"]),
            ("yellow", counts["yellow"]),
            ("green", counts["green"]),
            ("done", counts["done"]),
            ("grey", counts["not_started"] + counts["ongoing"] + counts["paused"]),
        ],
        "due": sum(unit["due"] for unit in group),
        "filed": sum(unit["filed"] for unit in group),
    }


def _unit_rows(units: list[UnitLine]) -> list[dict[str, Any]]:
    """The units with the most red and yellow, the others as one row, and the sum of all."""
    by_need = sorted(units, key=lambda unit: (-unit["counts"]["red"], -unit["counts"]["yellow"]))
    shown, rest = by_need[:UNITS_SHOWN], by_need[UNITS_SHOWN:]
    rows = [_unit_row(unit["short_name"], [unit]) for unit in shown]
    if rest:
        name = ngettext("%(n)d other unit", "%(n)d other units", len(rest)) % {"n": len(rest)}
        rows.append(_unit_row(name, rest))
    return [*rows, _unit_row(_("Total"), units)]


def _tally(contents: Contents) -> list[tuple[str, int, int | None]]:
    """Light, count, change since the last report; the two rare lights only where they occur."""
    before = contents["previous"]
    return [
        (light, contents["counts"][light], before["counts"][light] if before else None)
        for light in LIGHTS
        if light in ALWAYS or contents["counts"][light]
    ]


@require_safe
@needs(Permission.PLAN_VIEW)
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Five areas, every measure with its light; what needs attention; what changed."""
    user = person(request)
    plan = plan_for(user, slug)
    stands_for(request, plan)
    moment = moment_of(request, plan, user, now=timezone.now())
    contents = gather(plan, as_of=moment.as_of, known_at=moment.known_at)
    report = latest_report(plan, known_at=moment.known_at)
    if report is not None:
        contents = with_changes(contents, contents_of(report), period=report.period)
    by_position = cells(contents)
    return render(
        request,
        "desks/overview.html",
        {
            "plan": plan,
            "moment": moment,
            "contents": contents,
            "report": report,
            "report_url": report.edition_url if report and reads_upward(user) else "",
            "attention": [by_position[position] for position in contents["attention"]],
            "unit_rows": _unit_rows(contents["units"]),
            "unit_count": len(contents["units"]),
            "indicators": contents["indicators"][:INDICATORS_SHOWN],
            "tally": _tally(contents),
        },
    )
