"""The site's addresses, the plain floor of a list page, and Django's own list of the same rows."""

from html import escape
from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from recommendations.models import Initiative, InitiativeUnit

# The least that anybody could write: one joined statement, one for the units of its rows, one
# count, joined strings. The ten columns are those that the ledger shows, with what heads areas.
_ROWS = """
    SELECT i.id, i.code, i.title, s.light, s.percent, s.planned, u.short_name, i.due_on, f.state,
           a.id, a.number, a.title
    FROM recommendations_initiative i
    JOIN recommendations_measure m ON m.id = i.measure_id
    JOIN recommendations_area a ON a.id = m.area_id
    LEFT JOIN accounts_unit u ON u.id = i.lead_id
    LEFT JOIN progress_standing s ON s.initiative_id = i.id AND s.slot = 'now'
    LEFT JOIN progress_update f ON f.initiative_id = i.id
    WHERE i.plan_id = %s ORDER BY i.code LIMIT 50 OFFSET %s
"""
_UNITS = """
    SELECT x.initiative_id, x.part, u.short_name FROM recommendations_initiativeunit x
    JOIN accounts_unit u ON u.id = x.unit_id WHERE x.initiative_id IN ({}) ORDER BY x.position
"""


def floor(request: HttpRequest, plan: int) -> HttpResponse:
    """The plain floor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM recommendations_initiative WHERE plan_id = %s", [plan])
        (count,) = cursor.fetchone()
        cursor.execute(_ROWS, [plan, 50 * (int(request.GET.get("page", "1")) - 1)])
        rows = cursor.fetchall()
        pks = [row[0] for row in rows]
        cursor.execute(_UNITS.format(",".join(["%s"] * len(pks))), pks)
        units: dict[tuple[int, str], list[str]] = {}
        for pk, part, name in cursor.fetchall():
            units.setdefault((pk, part), []).append(name)
    body = "".join(_row(row, units) for row in rows)
    return HttpResponse(f"<p>{count}</p><table>{body}</table>")


def _row(row: tuple[Any, ...], units: dict[tuple[int, str], list[str]]) -> str:
    others = ["、".join(units.get((row[0], part), ())) for part in ("joint", "supporting")]
    cells = [*row[1:7], *others, *row[7:9]]
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"


class _Open(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return True


def _others(row: Any, part: str) -> str:
    return "、".join(one.unit.short_name for one in row.units.all() if one.part == part)


class _List(admin.ModelAdmin):  # type: ignore[type-arg]
    """The same rows and columns, with no question asked a row; four filters, as it comes."""

    list_display = (
        "code", "title", "light", "percent", "planned", "lead", "joint", "supporting", "due_on",
        "filing",
    )  # fmt: skip
    list_filter = ("state", "told_by", "ongoing", "lead")
    list_per_page = 50
    list_select_related = ("lead",)
    ordering = ("code",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        units = InitiativeUnit.objects.select_related("unit").order_by("position")
        rows: QuerySet[Any] = super().get_queryset(request)
        found: QuerySet[Any] = (
            rows.filter(plan__slug="big")
            .annotate(
                now=FilteredRelation("standings", condition=Q(standings__slot="now")),
                light_now=F("now__light"),
                percent_now=F("now__percent"),
                planned_now=F("now__planned"),
                filed=F("updates__state"),
            )
            .prefetch_related(Prefetch("units", queryset=units))
        )
        return found

    def light(self, row: Any) -> Any:
        return row.light_now

    def percent(self, row: Any) -> Any:
        return row.percent_now

    def planned(self, row: Any) -> Any:
        return row.planned_now

    def filing(self, row: Any) -> Any:
        return row.filed

    def joint(self, row: Any) -> str:
        return _others(row, "joint")

    def supporting(self, row: Any) -> str:
        return _others(row, "supporting")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_module_permission = has_change_permission = has_add_permission = has_view_permission
    has_delete_permission = has_view_permission


site = _Open()
site.register(Initiative, _List)
urlpatterns = [
    path("bench/floor/<int:plan>/", floor),
    path("bench/admin/", site.urls),
    path("bench/floors/", include("tools.bench_floors")),
    path("", include("config.urls")),
]
