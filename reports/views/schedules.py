"""Schedules: what is due when, how far each report is, and how a schedule is set."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from accounts.views.common import get_or_post, version_of
from core.actions import retry_parked
from core.calendar import work_calendar
from core.models import WorkItem, WorkState
from core.refusals import BadInput, Refusal
from recommendations.models import Plan
from recommendations.permissions import plan_for
from reports.actions import (
    add_schedule,
    change_schedule,
    draft_missed,
    end_schedule,
    resume_schedule,
)
from reports.actions.schedules import FREEZE
from reports.choices import Audience, FileFormat, Missed, Publishing, ReportKind
from reports.forms import ScheduleChangeForm, ScheduleForm, initial_of
from reports.lines import courses
from reports.models import Schedule
from reports.outputs.files import makeable
from reports.periods import Period
from reports.permissions import schedule_for
from reports.planning import Planned, Terms, coming, fallen_due

DOOR = (Permission.REPORT_DRAFT, Permission.REPORT_SIGN)
LOOK = "look"


@require_safe
@needs(*DOOR)
def schedules(request: HttpRequest, slug: str) -> HttpResponse:
    """Each schedule with its periods: planned, under way, drafted, signed, parked and why."""
    plan = plan_for(person(request), slug)
    rows = list(
        Schedule.objects.filter(plan=plan)
        .select_related("plan", "signer")
        .prefetch_related("recipients__unit", "recipients__person", "further__plan")
        .order_by("-active", "-audience", "kind", "pk")
    )
    found = courses(rows, now=timezone.now())
    busy = any(line.state in {"running", "waiting"} for one in found for line in one.lines)
    return render(request, "reports/schedules.html", {"plan": plan, "courses": found, "busy": busy})


def _days_in_words(form: ScheduleForm) -> dict[str, Any]:
    """The next three days on which what the form says falls due, and how many did already."""
    data = form.cleaned_data
    terms = Terms(data["first"], data["due_after"], data["missed"])
    calendar, today = work_calendar(), timezone.localdate()
    fallen = fallen_due(terms, today=today, calendar=calendar)
    wanted: list[Planned] = {
        Missed.LATEST: fallen[-1:],
        Missed.NONE: [one for one in fallen if one.due_on == today],
    }.get(Missed(data["missed"]), fallen)
    return {
        "next": coming(terms, today=today, calendar=calendar),
        "fallen": len(fallen),
        "at_once": wanted,
    }


def _form_page(
    request: HttpRequest, plan: Plan, form: ScheduleForm, *, schedule: Schedule | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    days = _days_in_words(form) if form.is_bound and form.is_valid() else None
    context = {"plan": plan, "form": form, "schedule": schedule, "days": days}
    return render(request, "reports/schedule.html", context, status=status)


def _tried(
    request: HttpRequest, plan: Plan, form: ScheduleForm, deed: Callable[[], Schedule],
    schedule: Schedule | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the days, or save; a refused form comes back with its sentences."""
    if not form.is_valid():
        return _form_page(request, plan, form, schedule=schedule, status=422)
    if request.POST.get("step") == LOOK:
        return _form_page(request, plan, form, schedule=schedule)
    try:
        deed()
    except Refusal as refusal:
        for field, sentence in refusal.fields.items() or [(None, refusal.sentence)]:
            form.add_error(field if field in form.fields else None, str(sentence))
        return _form_page(request, plan, form, schedule=schedule, status=refusal.status)
    messages.success(request, _("The schedule is set."))
    return redirect("schedules", slug=plan.slug)


def _beginning(plan: Plan) -> dict[str, Any]:
    """What a new schedule begins with: the month that runs, signed by whoever may."""
    return {
        "kind": ReportKind.MONTH,
        "audience": Audience.UPWARD,
        "first_period": Period.containing("month", timezone.localdate()).key,
        "due_after": 6,
        "missed": Missed.ALL,
        "publishing": Publishing.SIGNED,
        "proof_days": 0,
        "formats": [one for one in (FileFormat.DOCX, FileFormat.PDF) if one in makeable()],
        "issuer": plan.adopted_by,
    }


@get_or_post
@needs(Permission.REPORT_DRAFT)
def schedule_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new schedule: look at its days, then save."""
    user = person(request)
    plan = plan_for(user, slug)
    common: dict[str, Any] = {"plan": plan, "viewer": user, "on": timezone.localdate()}
    if request.method != "POST":
        return _form_page(request, plan, ScheduleForm(initial=_beginning(plan), **common))
    form = ScheduleForm(request.POST, **common)

    def deed() -> Schedule:
        data = form.cleaned_data
        return add_schedule(
            plan=plan, kind=data["kind"], first_period=data["first"], issuer=data["issuer"],
            audience=data["audience"], manner=form.manner(), person=user, by=actor_of(request),
        )  # fmt: skip

    return _tried(request, plan, form, deed)


@get_or_post
@needs(Permission.REPORT_DRAFT)
def schedule(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Change a schedule."""
    user = person(request)
    found = schedule_for(user, slug, public_id)
    common: dict[str, Any] = {
        "plan": found.plan, "viewer": user, "on": timezone.localdate(), "schedule": found,
    }  # fmt: skip
    if request.method != "POST":
        form: ScheduleForm = ScheduleChangeForm(initial=dict(initial_of(found)), **common)
        return _form_page(request, found.plan, form, schedule=found)
    form = ScheduleChangeForm(request.POST, **common)

    def deed() -> Schedule:
        data = form.cleaned_data
        return change_schedule(
            schedule=found, first_period=data["first"], issuer=data["issuer"],
            manner=form.manner(), version=data["version"], person=user, by=actor_of(request),
        )  # fmt: skip

    return _tried(request, found.plan, form, deed, found)


@require_POST
@needs(Permission.REPORT_DRAFT)
def schedule_end(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Nothing more falls due by it."""
    found = schedule_for(person(request), slug, public_id)
    end_schedule(schedule=found, version=version_of(request), by=actor_of(request))
    messages.success(request, _("The schedule has ended; its reports stay."))
    return redirect("schedules", slug=slug)


@require_POST
@needs(Permission.REPORT_DRAFT)
def schedule_resume(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """It runs again."""
    found = schedule_for(person(request), slug, public_id)
    resume_schedule(schedule=found, version=version_of(request), by=actor_of(request))
    messages.success(request, _("The schedule runs again."))
    return redirect("schedules", slug=slug)


@require_POST
@needs(Permission.REPORT_DRAFT)
def schedule_run(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One period again: what was parked, or what was passed over."""
    found = schedule_for(person(request), slug, public_id)
    key = request.POST.get("period", "")
    if len(key) > len("2026-10-31"):
        raise BadInput(_("The page is not whole. Load it again, then save."))
    item = WorkItem.objects.filter(kind=FREEZE, key=found.work_key(key)).first()
    if item is not None and item.state == WorkState.PARKED:
        retry_parked(item=item, by=actor_of(request))
    else:
        draft_missed(schedule=found, key=key, now=timezone.now(), by=actor_of(request))
    messages.success(request, _("It is drafted next."))
    return redirect("schedules", slug=slug)
