"""The site's addresses, the plain floor of a list page, and Django's own list of the same rows."""

from html import escape
from typing import Any

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from recommendations.models import Initiative

# The least that anybody could write: one joined statement, one count, joined strings.
_ROWS = """
    SELECT i.code, i.title, s.light, s.percent, s.planned, u.name, a.title, i.due_on, f.state,
           i.weight
    FROM recommendations_initiative i
    JOIN recommendations_measure m ON m.id = i.measure_id
    JOIN recommendations_area a ON a.id = m.area_id
    LEFT JOIN accounts_unit u ON u.id = i.lead_id
    LEFT JOIN progress_standing s ON s.initiative_id = i.id AND s.slot = 'now'
    LEFT JOIN progress_update f ON f.initiative_id = i.id
    WHERE i.plan_id = %s ORDER BY i.code LIMIT 50 OFFSET %s
"""


def floor(request: HttpRequest, plan: int) -> HttpResponse:
    """The plain floor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM recommendations_initiative WHERE plan_id = %s", [plan])
        (count,) = cursor.fetchone()
        cursor.execute(_ROWS, [plan, 50 * (int(request.GET.get("page", "1")) - 1)])
        rows = cursor.fetchall()
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return HttpResponse(f"<p>{count}</p><table>{body}</table>")


class _Open(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return True


class _List(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "title", "measure", "lead", "due_on", "state", "weight", "ongoing")
    list_filter = ("state", "told_by", "ongoing", "lead")
    list_per_page = 50
    list_select_related = ("measure", "lead")
    ordering = ("code",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_module_permission = has_change_permission = has_add_permission = has_view_permission
    has_delete_permission = has_view_permission


site = _Open()
site.register(Initiative, _List)
urlpatterns = [
    path("bench/floor/<int:plan>/", floor),
    path("bench/admin/", site.urls),
    path("", include("config.urls")),
]
