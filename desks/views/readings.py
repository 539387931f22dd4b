"""A document comes in, a person corrects its outline, and it becomes a plan."""

from collections.abc import Callable
from datetime import date
from typing import Any

from csp.decorators import csp_update
from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from accounts.queries import known_units
from core.refusals import BadInput, Refusal, require
from desks.readings import page_of
from recommendations import actions
from recommendations.choices import ReadingState
from recommendations.forms.readings import KINDS, CorrectionForm, PlanForm, UploadForm
from recommendations.models import DocumentEdition, EditionFile, Plan, Reading
from recommendations.permissions import edition_for, reading_for
from recommendations.readings.pieces import groups, measures

_form_page = require_http_methods(["GET", "HEAD", "POST"])
SUFFIX = ".txt"


def sent_document(form: forms.Form) -> tuple[bytes, str]:
    """The bytes and the name of what was uploaded or pasted."""
    file = form.cleaned_data["file"]
    if file:
        return file.read(), file.name
    text = str(form.cleaned_data["text"])
    name = text.strip().partition("\n")[0].strip()[:40]
    return text.encode(), f"{name}{SUFFIX}"


def put(form: forms.Form, refusal: Refusal) -> int:
    """The refusal's words beside what they are about, else above the form."""
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(words))
    if not refusal.fields:
        form.add_error(None, str(refusal.sentence))
    return refusal.status


def where_it_is(edition: DocumentEdition) -> str:
    """The page of an edition: its reading while it is corrected, then its plan's document."""
    reading = Reading.objects.filter(edition=edition).select_related("of_plan").first()
    if reading is not None and reading.state == ReadingState.OPEN:
        name = "edition-compare" if reading.of_plan_id else "reading"
        return reverse(name, args=[edition.public_id])
    plan = edition.plans.order_by("pk").first()
    if plan is None and reading is not None:
        plan = reading.of_plan
    if plan is None:
        return reverse("documents")
    return f"{reverse('reader', args=[plan.slug])}?edition={edition.number}"


def take_in(request: HttpRequest, form: forms.Form, *, of_plan: Plan | None = None) -> HttpResponse:
    """Read what was sent and lead to its page; the same bytes again lead to what is there."""
    data, name = sent_document(form)
    now = timezone.now()
    more = {key: form.cleaned_data.get(key, "") for key in ("title", "source")}
    edition = actions.add_edition(
        data=data, file_name=name, **more, of_plan=of_plan, now=now, by=actor_of(request)
    )
    if edition.added_at != now:
        messages.info(
            request, _("This very file is here already. Nothing was changed; this is its page.")
        )
        return redirect(where_it_is(edition))
    messages.success(request, _("The document was read. Look at what is unsure first."))
    return redirect("reading", edition.public_id)


@_form_page
@needs(Permission.PLAN_MANAGE)
def documents(request: HttpRequest) -> HttpResponse:
    """The documents that are here, and one more."""
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            return take_in(request, form)
        except Refusal as refusal:
            status = put(form, refusal)
    readings = (
        Reading.objects.select_related("edition__document", "of_plan")
        .prefetch_related("edition__plans")
        .defer("pieces_json", "edition__text", "edition__paragraphs")
        .annotate(steps=Count("corrections"))
        .order_by("-pk")
    )
    context = {"form": form, "readings": readings}
    return render(request, "desks/documents.html", context, status=status)


Act = Callable[..., Any]
# What each verb needs of what was sent.
VERBS: dict[str, tuple[Act, tuple[str, ...]]] = {
    "merge": (actions.merge_piece, ("key",)),
    "split": (actions.split_piece, ("key", "place", "words")),
    "retitle": (actions.retitle_piece, ("key", "title")),
    "settle": (actions.settle_piece, ("key",)),
    "drop": (actions.drop_piece, ("key",)),
    "bring_back": (actions.bring_back_piece, ("key",)),
    "move": (actions.move_piece, ("key", "where", "area")),
    "mark": (actions.mark_piece, ("key", "kind", "sort")),
    "add": (actions.add_piece, ("paragraph", "kind", "sort")),
    "section": (actions.choose_section, ("key", "holds")),
    "match": (actions.match_unit, ("name", "unit")),
    "name": (actions.name_document, ("title",)),
    "undo": (actions.undo_correction, ("number",)),
}
OPTIONAL = {"place", "area", "words", "where", "sort", "unit"}


def _arguments(names: tuple[str, ...], told: dict[str, Any]) -> dict[str, Any]:
    """What was sent as the verb takes it; refuses what is missing."""
    kind, _colon, sort = str(told["kind"]).partition(":")
    unit = known_units().get(told["unit"])
    require(
        unit or not told["unit"],
        _("No unit is called “%(name)s”. Choose one of the list, or leave it empty.")
        % {"name": told["unit"]},
    )
    ready = {**told, "kind": kind, "sort": sort, "unit": unit, "holds": told["holds"] == "yes"}
    given = {name: ready[name] for name in names}
    missing = [name for name in names if name not in OPTIONAL and given[name] in (None, "")]
    require(not missing, _("Something was missing in what was sent. Load the page again."))
    return given


def _correct(request: HttpRequest, reading: Reading) -> str:
    """Do what was asked; the end of the address that shows it then."""
    form = CorrectionForm(request.POST)
    found = VERBS.get(request.POST.get("verb", ""))
    if found is None or not form.is_valid():
        raise BadInput(_("Something was missing in what was sent. Load the page again."))
    act, names = found
    told = form.cleaned_data
    given = _arguments(names, told)
    act(reading=reading, **given, version=told["version"], now=timezone.now(), by=actor_of(request))
    if act is actions.add_piece:
        told["key"] = max(piece.key for piece in reading.pieces)
    if not told["key"]:
        return "#outline"
    # What was set aside has no mark in the text any more.
    side = "o" if act is actions.drop_piece else "d"
    return f"?piece={told['key']}#{side}{told['key']}"


def _typed(request: HttpRequest) -> dict[str, str]:
    """What a person wrote and must not lose."""
    return {name: request.POST.get(name, "")[:400] for name in ("verb", "title", "words")}


def chosen(request: HttpRequest, name: str) -> int | None:
    """A piece or paragraph by its number in the address, or in what was sent."""
    value = request.GET.get(name, "") or request.POST.get({"piece": "key"}.get(name, name), "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else None


@_form_page
@needs(Permission.PLAN_MANAGE)
def reading(request: HttpRequest, public_id: str) -> HttpResponse:
    """The document beside its outline. What is refused comes back with what was typed."""
    found = reading_for(person(request), public_id)
    refused, status = "", 200
    if request.method == "POST":
        try:
            place = _correct(request, found)
        except Refusal as refusal:
            refused, status = str(refusal.sentence), refusal.status
            found = reading_for(person(request), public_id)
        else:
            return redirect(f"{reverse('reading', args=[public_id])}{place}")
    key, paragraph = chosen(request, "piece"), chosen(request, "paragraph")
    context = {
        "reading": found,
        "edition": found.edition,
        "page": page_of(found, key=key, paragraph=paragraph),
        "open": found.state == ReadingState.OPEN,
        "kinds": KINDS,
        "refused": refused,
        "typed": _typed(request) if refused else {},
        "has_file": EditionFile.objects.filter(edition=found.edition).exists(),
        "plans": _other_plans(found),
    }
    return render(request, "desks/reading.html", context, status=status)


def _other_plans(found: Reading) -> list[Plan]:
    """Plans of the same document: this may be a changed edition of theirs."""
    if found.of_plan_id or found.state != ReadingState.OPEN:
        return []
    return list(Plan.objects.filter(edition__document=found.edition.document_id).order_by("slug"))


@require_POST
@needs(Permission.PLAN_MANAGE)
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """An upload that was a mistake."""
    found = reading_for(person(request), public_id)
    form = CorrectionForm(request.POST)
    require(form.is_valid(), _("Something was missing in what was sent. Load the page again."))
    actions.discard_reading(
        reading=found, version=form.cleaned_data["version"], by=actor_of(request)
    )
    messages.success(request, _("The upload was discarded."))
    return redirect("documents")


def _years_end(day: date) -> date:
    """The last day of the next year: most plans run into it."""
    return date(day.year + 1, 12, 31)


def _first_values(found: Reading) -> dict[str, Any]:
    title = found.edition.document.title
    today = timezone.localdate()
    return {
        "title": title,
        "short_title": title[:20],
        "slug": f"plan-{today:%Y}-{found.pk}",
        "starts_on": today,
        "ends_on": _years_end(today),
    }


@_form_page
@needs(Permission.PLAN_MANAGE)
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is still to be decided; then the reading is a draft plan."""
    found = reading_for(person(request), public_id)
    posted = request.method == "POST"
    form = PlanForm(request.POST) if posted else PlanForm(initial=_first_values(found))
    version = CorrectionForm(request.POST)
    status = 422 if posted else 200
    if posted and form.is_valid() and version.is_valid():
        new = actions.NewPlan(**form.cleaned_data, take_over=request.POST.get("take_over") == "yes")
        try:
            plan = actions.make_plan(
                edition=found.edition, new=new, version=version.cleaned_data["version"],
                now=timezone.now(), by=actor_of(request),
            )  # fmt: skip
        except Refusal as refusal:
            status = put(form, refusal)
        else:
            messages.success(request, _("The draft plan was made."))
            return redirect("overview", plan.slug)
    listed = measures(found.pieces)
    context = {
        "reading": found,
        "edition": found.edition,
        "form": form,
        "groups": groups(found.pieces),
        "total": len(listed),
        "with_units": sum(bool(piece.units) for piece in listed),
        "with_due": sum(bool(piece.due_on) for piece in listed),
        "take_over": request.POST.get("take_over") == "yes",
    }
    return render(request, "desks/reading_confirm.html", context, status=status)


# Nothing that a stranger's file holds may run as a page of this site.
@csp_update({"sandbox": ["allow-downloads"]})  # type: ignore[arg-type]
@require_safe
@needs(Permission.PLAN_VIEW)
def edition_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file as it came: an attachment that no browser opens as a page of this site."""
    edition = edition_for(person(request), public_id)
    file = EditionFile.objects.filter(edition=edition).first()
    if file is None:
        raise Http404
    response = HttpResponse(bytes(file.data), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=edition.file_name) or "attachment"
    )
    return response
