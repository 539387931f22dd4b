"""The work calendar: a year at a glance, a day set by hand, a year's list brought in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, may, needs
from core.actions import change_calendar
from core.calendar import (
    DayRow,
    calendar_of,
    fingerprint,
    stored_days,
    with_day,
    with_year,
    work_calendar,
)
from core.daylists import UnreadableList, YearList, read_list
from core.moves import CalendarChange, moves_of
from core.refusals import Refusal
from core.sentences import Language
from core.workdays import WorkCalendar
from desks.calendar.files import read_file
from desks.calendar.forms import AfterForm, BetweenForm, DayForm, YearForm
from desks.calendar.pages import grouped, months_of
from progress.components import reader_language
from recommendations.models import Plan

FIRST, LAST = 2000, 2100
_form_page = require_http_methods(["GET", "HEAD", "POST"])


def _year(request: HttpRequest) -> int:
    """The year of the address, else this one."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if FIRST <= year <= LAST else timezone.localdate().year


def _counted(request: HttpRequest, calendar: WorkCalendar) -> dict[str, Any]:
    """The calculator's two forms with their answers, where the address asks."""
    asked = request.GET
    after = AfterForm(asked if "n" in asked else None, initial={"start": timezone.localdate()})
    between = BetweenForm(asked if "last" in asked else None)
    found: dict[str, Any] = {"after": after, "between": between}
    if after.is_bound and after.is_valid():
        start, n = after.cleaned_data["start"], after.cleaned_data["n"]
        try:
            found["answer"] = calendar.add(start, n)
        except (ValueError, OverflowError):
            after.add_error("start", _("The answer lies outside the years 1 to 9999."))
    if between.is_bound and between.is_valid():
        first, last = between.cleaned_data["first"], between.cleaned_data["last"]
        found["count"] = calendar.between(first, last)
    return found


@require_safe
@needs(Permission.CALENDAR_MANAGE, Permission.ROUND_VIEW)
def year(request: HttpRequest) -> HttpResponse:
    """Twelve months, what is marked in them, and a small calculator."""
    shown, today = _year(request), timezone.localdate()
    rows = stored_days()
    of_year = [row for row in rows if row.date.year == shown]
    calendar = calendar_of(rows)
    months = months_of(shown, rows=of_year, calendar=calendar, today=today)
    context = {
        "year": shown,
        "before": shown - 1 if shown > FIRST else None,
        "after_year": shown + 1 if shown < LAST else None,
        "months": months,
        "rows": of_year,
        "workdays": sum(month.workdays for month in months),
        "sources": list(dict.fromkeys(row.source for row in of_year if row.published)),
        "published": calendar.is_published(shown),
        "first_day": date(shown, 1, 1),
        "manages": may(request.user, Permission.CALENDAR_MANAGE),
        **_counted(request, calendar),
    }
    return render(request, "desks/calendar.html", context)


def _preview(request: HttpRequest, days: Sequence[DayRow]) -> dict[str, Any]:
    """What putting these days in force would move, and what it was computed from."""
    now = timezone.now()
    before = stored_days()
    change = CalendarChange(calendar_of(before), calendar_of(days), timezone.localdate(now), now)
    moves = moves_of(change)
    sees = may(request.user, Permission.PLAN_VIEW)
    names = dict(Plan.objects.values_list("slug", "short_title"))
    old, new = set(before), set(days)
    return {
        "groups": grouped(moves, plans=names, sees_progress=sees),
        "taken": sorted(old - new, key=lambda row: row.date),
        "given": sorted(new - old, key=lambda row: row.date),
        "seen": fingerprint(before),
        "moves": len(moves),
        "changed": len({row.date for row in old ^ new}),
    }


def _apply(request: HttpRequest, days: Sequence[DayRow], reason: str) -> None:
    """Put the days in force as the preview showed them; Refusal where they no longer fit."""
    moves = change_calendar(
        days=days, seen=request.POST.get("seen", ""), reason=reason, now=timezone.now(),
        by=actor_of(request),
    )  # fmt: skip
    told = ngettext(
        "The calendar was changed; %(n)d thing moved with it.",
        "The calendar was changed; %(n)d things moved with it.",
        len(moves),
    )
    messages.success(request, told % {"n": len(moves)})


def _to_year(shown: int) -> HttpResponse:
    return redirect(f"{reverse('calendar')}?year={shown}")


def _refused(form: forms.Form, refusal: Refusal) -> int:
    form.add_error(None, str(refusal.sentence))
    return refusal.status


@_form_page
@needs(Permission.CALENDAR_MANAGE)
def day(request: HttpRequest, day: str) -> HttpResponse:
    """One day set by hand: worked or off, its name, on what basis."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    rows = stored_days()
    named = next((row for row in rows if row.date == on), None)
    worked = work_calendar().is_workday(on)
    initial = {"worked": "yes" if worked else "no", "name": named.name if named else ""}
    form = DayForm(request.POST if request.method == "POST" else None, initial=initial)
    status, preview = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            row = DayRow(on, said["worked"], said["name"], said["reason"], published=False)
            days = with_day(rows, row)
            if request.POST.get("step") != "apply":
                status, preview = 200, _preview(request, days)
            else:
                try:
                    _apply(request, days, said["reason"])
                except Refusal as refusal:
                    status = _refused(form, refusal)
                else:
                    return _to_year(on.year)
    context = {"on": on, "named": named, "worked": worked, "form": form, "preview": preview}
    return render(request, "desks/calendar_day.html", context, status=status)


def _lines(found: YearList) -> str:
    """The list in the one form that carries it from the preview to the applying."""
    return "\n".join(f"{day.date},{'班' if day.worked else '休'},{day.name}" for day in found.days)


def _read(form: YearForm) -> tuple[YearList | None, list[dict[str, Any]]]:
    """The year's list, or the faults for which it is refused whole."""
    said = form.cleaned_data
    try:
        if said["file"]:
            return read_file(said["file"].read(), year=said["year"]), []
        return read_list(said["text"], year=said["year"]), []
    except UnreadableList as refused:
        language: Language = "zh" if reader_language() == "zh" else "en"
        return None, [{"line": one.line, "words": one.words(language)} for one in refused.faults]


@_form_page
@needs(Permission.CALENDAR_MANAGE)
def bring_in(request: HttpRequest) -> HttpResponse:
    """A year's list: read, shown with what would move, then put in force."""
    posted = request.method == "POST"
    form = YearForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"source": _("General Office of the State Council, notice on days off")},
    )
    context: dict[str, Any] = {"form": form}
    status = 200
    if posted:
        status = 422
        try:
            if form.is_valid():
                found, context["faults"] = _read(form)
                if found is not None:
                    source = form.cleaned_data["source"]
                    days = with_year(stored_days(), found, source=source)
                    if request.POST.get("step") == "apply":
                        _apply(request, days, source)
                        return _to_year(found.year)
                    context |= {"found": found, "lines": _lines(found)}
                    context["preview"] = _preview(request, days)
                    status = 200
        except Refusal as refusal:
            status = _refused(form, refusal)
    return render(request, "desks/calendar_import.html", context, status=status)
