"""The floors of the desks: their rows by plain querysets, drawn by a bare template.

Each floor answers behind the same middleware, with session, person and the same page around it. It
reads the rows that the desk shows from the tables in which they lie, one statement a table and
nothing worked out beside them, and draws a row for a row with as many columns.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from accounts.models import Notice
from indicators.models import Indicator
from progress.models import (
    CoordinationMatter,
    Direction,
    Reminder,
    Request,
    Round,
    Standing,
    Update,
)
from recommendations.models import (
    DueRow,
    Initiative,
    InitiativeUnit,
    Measure,
    MilestoneRow,
    Plan,
    StateRow,
)

Tables = Iterable[Iterable[Iterable[Any]]]
_BARE = (
    '{% extends "base.html" %}{% block main %}{% for rows in tables %}<table>'
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
    "</table>{% endfor %}{% endblock %}"
)
_template: list[Any] = []


def _drawn(request: HttpRequest, tables: Tables) -> HttpResponse:
    if not _template:
        _template.append(engines["django"].from_string(_BARE))
    return HttpResponse(_template[0].render({"tables": tables}, request))


def _light(rows: Any, of: str = "") -> Any:
    return rows.annotate(
        now=FilteredRelation(f"{of}standings", condition=Q(**{f"{of}standings__slot": "now"}))
    )


def my_work(request: HttpRequest) -> Tables:
    """What the person's unit leads, with light and update; what else waits for the unit."""
    unit = request.user.unit_id  # type: ignore[union-attr]
    open_ones = list(Round.objects.filter(closed_at__isnull=True).values_list("pk", flat=True))
    filed = FilteredRelation("updates", condition=Q(updates__round__in=open_ones))
    rows = _light(Initiative.objects.filter(lead=unit)).annotate(filed=filed)
    about = ("initiative__code", "initiative__title", "initiative__plan__slug")
    return [
        rows.order_by("now__need", "code").values_list(
            "code", "title", "plan__slug", "now__light", "filed__state", "filed__round"
        ),
        Direction.objects.filter(initiative__lead=unit, reply="").values_list(
            *about, "words", "due_on"
        ),
        Reminder.objects.filter(unit=unit, read_at__isnull=True).values_list(
            *about, "rung", "basis"
        ),
    ]


def board(request: HttpRequest, plan: Plan) -> Tables:
    """A hundred initiatives of the round with their updates, and the count of each unit."""
    round_ = plan.rounds.filter(closed_at__isnull=True).order_by("filing_due_on", "pk").first()
    filed = FilteredRelation("updates", condition=Q(updates__round=round_))
    rows = Initiative.objects.filter(plan=plan).annotate(filed=filed)
    counts = rows.order_by().values("lead").annotate(n=Count("pk"), n_in=Count("filed"))
    return [
        counts.order_by("lead__position", "lead").values_list(
            "lead", "lead__short_name", "n", "n_in", F("n") - F("n_in"), "lead__position"
        ),
        rows.order_by("lead__position", "lead", "code").values_list(
            "lead__short_name", "code", "title", "filed__state", "filed__submitted_at",
            "filed__approved_at", "filed__public_id",
        )[:100],
    ]  # fmt: skip


def review(request: HttpRequest, plan: Plan) -> Tables:
    """The updates that wait, and what else waits for the office."""
    waiting = Update.objects.filter(round__plan=plan, state="submitted")
    waiting = _light(waiting, "initiative__").order_by("now__need", "submitted_at", "pk")
    about = ("initiative__code", "initiative__title", "initiative__plan__slug")
    requests = Request.objects.filter(initiative__plan=plan, open_key__isnull=False)
    matters = CoordinationMatter.objects.filter(initiative__plan=plan, answer="")
    lives = Initiative.objects.filter(plan=plan, state__in=("declined", "completed"))
    return [
        waiting.values_list(
            "initiative__code", "initiative__title", "now__light", "unit__short_name",
            "round__period", "percent", "done",
        )[:PAGE],
        lives.values_list("code", "title", "plan__slug", "state", "lead__short_name")[:PAGE],
        requests.values_list(*about, "kind", "reason")[:PAGE],
        matters.values_list(*about, "matter", "due_on")[:PAGE],
    ]  # fmt: skip


PAGE = 50


def inbox(request: HttpRequest) -> Tables:
    """Thirty notices."""
    rows = Notice.objects.filter(to=request.user.pk).order_by("-made_at", "-pk")
    return [rows.values_list("kind", "subject", "words", "made_at", "read_at", "public_id")[:30]]


def story(request: HttpRequest, plan: Plan, code: int) -> Tables:
    """One initiative and everything that hangs on it."""
    of = {"initiative__plan": plan, "initiative__code": code}
    rows = Initiative.objects.filter(plan=plan, code=code)
    beside = Measure.objects.filter(area__measures__initiatives__in=rows)
    return [
        rows.values_list("code", "title", "lead__name", "due_on", "measure__area__title",
                         "measure__text", "measure__clause__path"),
        InitiativeUnit.objects.filter(**of).values_list("unit__short_name", "part"),
        StateRow.objects.filter(**of).values_list("recorded_at", "value", "reason", "effective_on"),
        DueRow.objects.filter(**of).values_list("recorded_at", "value", "reason", "effective_on"),
        MilestoneRow.objects.filter(**{f"milestone__{name}": one for name, one in of.items()})
        .values_list("title", "due_on", "done_on", "weight"),
        Update.objects.filter(**of).values_list("round__period", "unit__short_name", "author__name",
                                                "submitted_at", "percent", "self_rating", "done",
                                                "cause", "reviewed_by__name", "approved_at"),
        Request.objects.filter(**of).values_list("requested_at", "kind", "reason", "decision",
                                                 "requested_by__name"),
        CoordinationMatter.objects.filter(**of).values_list("raised_at", "matter", "answer"),
        Direction.objects.filter(**of).values_list("recorded_at", "words", "reply"),
        Reminder.objects.filter(**of).values_list("sent_at", "rung", "basis", "read_at"),
        Standing.objects.filter(**of).values_list("as_of", "light", "percent", "reasons"),
        Indicator.objects.filter(**of).values_list("name", "unit_of_measure"),
        beside.values_list("position"),
    ]  # fmt: skip


def overview(request: HttpRequest, plan: Plan) -> Tables:
    """Every initiative with its light, in the cell of its measure: a row a measure, and a unit."""
    rows = _light(Initiative.objects.filter(plan=plan)).values_list(
        "measure", "code", "now__light", "now__percent", "now__planned", "now__reasons", "lead",
        "lead__short_name", "weight",
    )  # fmt: skip
    cells: dict[int, list[Any]] = {}
    units: dict[int, list[Any]] = {}
    for row in rows:
        cells.setdefault(row[0], []).append(row)
        units.setdefault(row[6], []).append(row)
    measures = plan.measures.order_by("position").values_list("pk", "position", "title")
    return [
        [(place, title, len(cells.get(pk, ())), *_worst(cells.get(pk, ())))
         for pk, place, title in measures],
        [(some[0][7], len(some), *_worst(some)) for some in units.values()][:7],
    ]  # fmt: skip


def _worst(rows: Any) -> tuple[Any, ...]:
    """Light, percent and plan of the one that needs attention most, as well as can be seen."""
    order = ("red", "yellow", "green")
    known = [row for row in rows if row[2] in order]
    first = min(known, key=lambda row: order.index(row[2]), default=None)
    return tuple(first[2:6]) if first else ("", "", "", "")


def _of_plan(tables: Callable[..., Tables]) -> Callable[..., HttpResponse]:
    def page(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        return _drawn(request, tables(request, Plan.objects.get(slug=slug), **more))

    return page


def _of_person(tables: Callable[[HttpRequest], Tables]) -> Callable[..., HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        return _drawn(request, tables(request))

    return page


urlpatterns = [
    path("my-work/", _of_person(my_work)),
    path("inbox/", _of_person(inbox)),
    path("<slug:slug>/board/", _of_plan(board)),
    path("<slug:slug>/review/", _of_plan(review)),
    path("<slug:slug>/overview/", _of_plan(overview)),
    path("<slug:slug>/story/<int:code>/", _of_plan(story)),
]
