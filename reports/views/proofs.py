"""Proof copies: sent and answered by the office, checked by the units."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.calendar import work_calendar
from core.refusals import BadInput, Refusal, require
from reports.actions import answer_proof, reply_objection, send_proofs
from reports.choices import ProofAnswer
from reports.forms import ObjectionForm, ProofsForm
from reports.layers import place_of
from reports.models import Objection, ProofCopy
from reports.permissions import report_by_id
from reports.proofing import (
    lines_of,
    may_answer,
    own_proofs,
    proof_for,
    state_of,
    units_in,
)
from reports.views.editing import anchor_of, edit_page, form_page

UNIT = (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)


@form_page
@never_cache
@needs(Permission.REPORT_DRAFT)
def send(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Send the chosen units their lines of the draft."""
    report = report_by_id(person(request), slug, public_id)
    back = reverse("report-edit", args=[slug, public_id]) + "#proofs"
    if request.method != "POST":
        return redirect(back)
    form, status = ProofsForm(request.POST, units=list(units_in(report))), 422
    if form.is_valid():
        now = timezone.now()
        due_on = work_calendar().add(timezone.localdate(now), form.cleaned_data["days"])
        try:
            made = send_proofs(
                report=report, units=list(form.cleaned_data["units"]), due_on=due_on,
                person=person(request), now=now, by=actor_of(request),
            )  # fmt: skip
        except Refusal as refusal:
            status = refusal.status
            form.add_error(None, str(refusal.sentence))
        else:
            told = ngettext(
                "Sent to %(n)d unit.", "Sent to %(n)d units.", len(made)
            )  # fmt: skip
            messages.success(request, told % {"n": len(made)})
            return redirect(back)
    return edit_page(request, report, proofs_form=form, status=status)


@form_page
@never_cache
@needs(Permission.REPORT_DRAFT)
def reply(request: HttpRequest, slug: str, public_id: str, objection: str) -> HttpResponse:
    """Accept an objection or decline it."""
    report = report_by_id(person(request), slug, public_id)
    found = (
        Objection.objects.filter(proof__report=report, public_id=objection)
        .select_related("proof__report__schedule__plan", "proof__answered_by")
        .first()
    )
    if found is None:
        raise Http404
    key, _position = place_of(found.key)
    anchor = "proofs" if key == "figures" else anchor_of(key)
    back = f"{reverse('report-edit', args=[slug, public_id])}#{anchor}"
    if request.method != "POST":
        return redirect(back)
    form = ObjectionForm(request.POST)
    require(form.is_valid(), _("Accept the objection or decline it, with words."))
    reply_objection(
        objection=found, accepted=form.cleaned_data["accepted"] == "yes",
        reply=form.cleaned_data["reply"], person=person(request), now=timezone.now(),
        by=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Answered; the unit is told."))
    return redirect(back)


def _told(proof: ProofCopy) -> Any:
    proof.state = state_of(proof, on=timezone.localdate())  # type: ignore[attr-defined]
    return proof


@require_safe
@never_cache
@needs(*UNIT)
def proofs(request: HttpRequest) -> HttpResponse:
    """The proof copies of the person's units: what waits first, then the last year's."""
    since = timezone.now() - timedelta(days=366)
    rows = own_proofs(person(request)).filter(asked_at__gte=since)
    found = [
        _told(row)
        for row in rows.select_related("report__schedule__plan", "unit", "answered_by")
        .defer("report__contents", "report__draft", "report__seal", "lines")
        .order_by("-due_on", "-pk")
    ]
    found.sort(key=lambda row: row.state != ProofAnswer.WAITING)
    return render(request, "reports/proofs.html", {"proofs": found})


def _proof_page(
    request: HttpRequest, proof: ProofCopy, *, typed: dict[str, str] | None = None,
    refusal: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    objections = {row.key: row for row in proof.objections.select_related("replied_by")}
    lines = [
        {
            **line,
            "anchor": anchor_of(line["key"].replace("/", "-")),
            "objection": objections.get(line["key"]),
            "typed": (typed or {}).get(line["key"], ""),
        }
        for line in lines_of(proof)
    ]
    told = _told(proof)
    context = {
        "proof": told,
        "report": proof.report,
        "lines": lines,
        "may_answer": told.state == ProofAnswer.WAITING and may_answer(person(request), proof.unit),
        "refusal": refusal,
    }
    return render(request, "reports/proof.html", context, status=status)


@form_page
@never_cache
@needs(*UNIT, Permission.REPORT_DRAFT)
def proof(request: HttpRequest, public_id: str) -> HttpResponse:
    """One unit's lines: agree with all, or object line by line."""
    found = proof_for(person(request), public_id)
    if request.method != "POST":
        return _proof_page(request, found)
    typed = {
        line["key"]: words
        for line in lines_of(found)
        if (words := request.POST.get(line["key"], "").strip())
    }
    try:
        raw = request.POST.get("version", "")
        require(raw.isascii() and raw.isdigit() and len(raw) < 10, _("Load the page again."))
        _require_clear(agrees="agree" in request.POST, objects=bool(typed))
        answer_proof(
            proof=found, objections=typed, person=person(request), version=int(raw),
            now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        fresh = proof_for(person(request), public_id)
        return _proof_page(
            request, fresh, typed=typed, refusal=str(refusal.sentence), status=refusal.status
        )
    messages.success(request, _("Answered; the coordinating office is told."))
    return redirect("proof", public_id)


def _require_clear(*, agrees: bool, objects: bool) -> None:
    """One or the other, so that no objection is lost behind the wrong button."""
    require(
        not (agrees and objects),
        _("You wrote objections and agree with all. Delete them, or send them as objections."),
        kind=BadInput,
    )
    require(agrees or objects, _("Write what is wrong beside a line, or agree with all of them."))
