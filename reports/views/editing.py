"""A draft as it is polished: each paragraph beside what the units wrote and what they object to."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.refusals import Refusal, require
from reports.actions import restore_passage, write_passage
from reports.forms import ProofsForm
from reports.layers import Place, Sentence, changed, known_in, place_of, places, spoken_of
from reports.models import Objection, Passage, Report
from reports.permissions import report_by_id
from reports.proofing import lines_of, state_of, units_in
from reports.queries import contents_of
from reports.writing import draft_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass
class Edited:
    """One paragraph on the page. `typed` is what was sent and refused, with the sentence why."""

    place: Place
    row: Passage | None
    sentences: list[Sentence]
    strangers: list[str]
    originals: list[Any] = field(default_factory=list)
    objections: list[Any] = field(default_factory=list)
    heads: list[tuple[int, str]] = field(default_factory=list)
    typed: str | None = None
    refusal: str = ""

    @property
    def text(self) -> str:
        """As it reads now."""
        return self.row.text if self.row else self.place.text

    @property
    def shown(self) -> str:
        """What stands in the box: what was typed, else as it reads now."""
        return self.text if self.typed is None else self.typed

    @property
    def version(self) -> int:
        """The passage's; 0 for the paragraph as composed."""
        return self.row.version if self.row else 0

    @property
    def anchor(self) -> str:
        """The paragraph's id on the page."""
        return anchor_of(self.place.key)

    @property
    def rows(self) -> int:
        """How many lines the box shows."""
        return min(max(len(self.shown) // 44 + 2, 2), 14)


def anchor_of(key: str) -> str:
    """A key as an id of the page: p-area-2-1."""
    return "p-" + key.replace(".", "-")


def _marked(place: Place, row: Passage | None, known: frozenset[str]) -> Edited:
    text = row.text if row else place.text
    sentences = changed(place.text, text, known)
    strangers = [
        piece.text for one in sentences for piece in one.pieces if piece.stranger and piece.text
    ]
    return Edited(place, row, sentences, list(dict.fromkeys(strangers)))


def _objections(report: Report) -> dict[str, list[Any]]:
    """The units' objections by the paragraph that they speak of. One query."""
    found: dict[str, list[Any]] = defaultdict(list)
    rows = Objection.objects.filter(proof__report=report).select_related(
        "proof__answered_by", "replied_by"
    )
    for row in rows.order_by("proof__unit__position", "pk"):
        key, row.measure = place_of(row.key)  # type: ignore[attr-defined]
        row.said_of = next(  # type: ignore[attr-defined]
            (line.get("text", "") for line in lines_of(row.proof) if line["key"] == row.key), ""
        )
        found[key].append(row)
    return found


def _home(position: int, edited: list[Edited]) -> Edited | None:
    """Where an objection against a measure's figures stands: its own paragraph, else its area's."""
    about = [one for one in edited if any(cell["position"] == position for cell in one.originals)]
    own = [one for one in about if one.place.key.startswith(f"behind.{position}.")]
    return next(iter(own or about or edited), None)


def _heads(edited: list[Edited]) -> None:
    """Each heading once, above the first paragraph that stands under it."""
    above: tuple[str, ...] = ()
    for one in edited:
        now = one.place.headings
        same = next((n for n, (a, b) in enumerate(zip(above, now, strict=False)) if a != b), None)
        first = min(len(above), len(now)) if same is None else same
        one.heads = [(level + 2, text) for level, text in enumerate(now) if level >= first]
        above = now


def edited_of(report: Report) -> list[Edited]:
    """Every paragraph with its originals, changes, strangers and objections. Three queries."""
    contents, draft = contents_of(report), draft_of(report)
    known = known_in(contents, draft)
    rows = {row.key: row for row in report.passages.select_related("written_by")}
    edited = []
    for place in places(draft):
        one = _marked(place, rows.get(place.key), known)
        one.originals = [
            cell
            for cell in spoken_of(contents, place.key, place.text)
            if any(cell[name] for name in ("done", "cause", "problems", "next_steps"))
        ]
        edited.append(one)
    by_key = {one.place.key: one for one in edited}
    for key, objections in _objections(report).items():
        for row in objections:
            home = by_key.get(key) or _home(row.measure, edited)
            if home is not None:
                home.objections.append(row)
    _heads(edited)
    return edited


def _proofs(report: Report) -> list[Any]:
    today = timezone.localdate()
    rows = list(report.proofs.select_related("unit", "asked_by", "answered_by"))
    for row in rows:
        row.report = report
        row.state = state_of(row, on=today)  # type: ignore[attr-defined]
    return rows


def edit_page(
    request: HttpRequest, report: Report, *, edited: list[Edited] | None = None,
    proofs_form: ProofsForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page, with what was refused where it was typed."""
    units = units_in(report)
    proofs = _proofs(report)
    asked = {row.unit_id for row in proofs if row.answer != "waiting"}
    open_units = [unit for unit in units if unit.pk not in asked]
    days = report.schedule.proof_days or 2
    edited = edited_of(report) if edited is None else edited
    context = {
        "plan": report.schedule.plan,
        "report": report,
        "edited": edited,
        "written": sum(one.row is not None for one in edited),
        "strange": sum(bool(one.strangers) for one in edited),
        "open_objections": sum(row.accepted is None for one in edited for row in one.objections),
        "proofs": proofs,
        "units": [(unit, units[unit]) for unit in open_units],
        "proofs_form": proofs_form or ProofsForm(units=open_units, initial={"days": days}),
        "chosen": request.POST.getlist("units") if proofs_form else [],
    }
    return render(request, "reports/edit.html", context, status=status)


@require_safe
@never_cache
@needs(Permission.REPORT_DRAFT)
def edit(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The draft, paragraph by paragraph; a signed report is read, not edited."""
    report = report_by_id(person(request), slug, public_id)
    if report.signed:
        return redirect(report)
    return edit_page(request, report)


def _version(request: HttpRequest) -> int:
    raw = request.POST.get("version", "")
    require(
        raw.isascii() and raw.isdigit() and len(raw) < 10,
        _("The page is incomplete. Load it again."),
    )
    return int(raw)


def _refused(request: HttpRequest, report: Report, key: str, refusal: Refusal) -> HttpResponse:
    """The page again with what was typed, and beside it what stands there now."""
    edited = edited_of(Report.objects.select_related("schedule__plan").get(pk=report.pk))
    for one in edited:
        if one.place.key == key:
            one.typed, one.refusal = request.POST.get("text", ""), str(refusal.sentence)
    if not any(one.refusal for one in edited):
        raise refusal
    return edit_page(request, report, edited=edited, status=refusal.status)


def _quietly(report: Report, key: str) -> JsonResponse:
    """What the page needs to know after it saved as somebody typed."""
    contents, draft = contents_of(report), draft_of(report)
    place = next(one for one in places(draft) if one.key == key)
    row = report.passages.filter(key=key).first()
    one = _marked(place, row, known_in(contents, draft))
    return JsonResponse(
        {
            "version": one.version,
            "saved_at": f"{timezone.localtime():%H:%M}",
            "shown": render_to_string("reports/edit_shown.html", {"one": one}),
        }
    )


@form_page
@never_cache
@needs(Permission.REPORT_DRAFT)
def passage(request: HttpRequest, slug: str, public_id: str, key: str) -> HttpResponse:
    """Save a paragraph, by the button or as it is typed."""
    report = report_by_id(person(request), slug, public_id)
    back = f"{reverse('report-edit', args=[slug, public_id])}#{anchor_of(key)}"
    if request.method != "POST":
        # Who had to sign in again is sent back here, and finds the words in the box.
        return redirect(back)
    quiet = request.headers.get("X-Autosave") == "1"
    try:
        write_passage(
            report=report, key=key, text=request.POST.get("text", ""), version=_version(request),
            drawn=request.POST.get("drawn", ""), person=person(request), now=timezone.now(),
            by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        if quiet:
            return JsonResponse({"sentence": str(refusal.sentence)}, status=refusal.status)
        return _refused(request, report, key, refusal)
    if quiet:
        return _quietly(report, key)
    messages.success(request, _("Saved."))
    return redirect(back)


@form_page
@never_cache
@needs(Permission.REPORT_DRAFT)
def restore(request: HttpRequest, slug: str, public_id: str, key: str) -> HttpResponse:
    """Take back what was written instead of a paragraph."""
    report = report_by_id(person(request), slug, public_id)
    back = f"{reverse('report-edit', args=[slug, public_id])}#{anchor_of(key)}"
    if request.method != "POST":
        return redirect(back)
    try:
        restore_passage(
            report=report, key=key, version=_version(request),
            drawn=request.POST.get("drawn", ""), person=person(request), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, report, key, refusal)
    messages.success(request, _("Restored as composed."))
    return redirect(back)
