"""What is done with a report: signed, drawn anew, corrected."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.refusals import Refusal
from reports.actions import correct_report, redraw_report
from reports.contents import Contents
from reports.forms import CorrectForm, RedrawForm, SignForm
from reports.issuing import issue
from reports.models import Report
from reports.outputs.blocks import Document
from reports.permissions import by_id
from reports.preparing import waits_for
from reports.views.reading import report_page
from reports.writing import compose, corrected_words, gather_period


def _do(
    request: HttpRequest, found: Report, name: str, form: forms.Form,
    deed: Callable[[], Report], said: str,
) -> HttpResponse:  # fmt: skip
    """Do it with the valid form, or show the report again with what is wrong."""
    status = 422
    if form.is_valid():
        try:
            done = deed()
        except Refusal as refusal:
            status = refusal.status
            if not set(refusal.fields) & set(form.fields):
                # The page as it is now, with what to press as it is now.
                fresh = by_id(person(request), found.public_id)
                return report_page(request, fresh, status=status, alert=str(refusal.sentence))
            for field, sentence in refusal.fields.items():
                form.add_error(field, str(sentence))
        else:
            messages.success(request, said % {"issue": done.issue})
            return redirect(done.edition_url)
    fresh = by_id(person(request), found.public_id)
    return report_page(request, fresh, status=status, bound={name: form})


@require_POST
@needs(Permission.REPORT_SIGN)
def report_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    """The chief signs what was read: number, seal, files."""
    user, now = person(request), timezone.now()
    found = by_id(user, public_id)
    form = SignForm(request.POST, waits=waits_for(found, now=now))

    def deed() -> Report:
        data = form.cleaned_data
        return issue(
            found, person=user, version=data["version"], seen=data["seen"],
            reason=data.get("reason", ""), now=now, by=actor_of(request),
        )  # fmt: skip

    return _do(request, found, "sign", form, deed, _("Signed: %(issue)s."))


def _as_known_now(found: Report) -> tuple[Contents, Document]:
    """Figures and words of the report's period, were it drafted at this moment."""
    now = timezone.now()
    contents = gather_period(found.schedule, found.subject, known_at=now)
    drafted_on = timezone.localdate(now)
    words = compose(contents, schedule=found.schedule, period=found.subject, drafted_on=drafted_on)
    return contents, words


@require_POST
@needs(Permission.REPORT_DRAFT)
def report_redraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft with the figures as known now."""
    found = by_id(person(request), public_id)
    form = RedrawForm(request.POST)

    def deed() -> Report:
        contents, words = _as_known_now(found)
        if found.corrects is not None:
            words = corrected_words(words, corrects=found.corrects, reason=found.reason)
        return redraw_report(
            report=found, contents=contents, document=words, known_at=timezone.now(),
            reason=form.cleaned_data["reason"], version=form.cleaned_data["version"],
            by=actor_of(request),
        )  # fmt: skip

    return _do(request, found, "redraw", form, deed, _("The draft was drawn anew."))


@require_POST
@needs(Permission.REPORT_DRAFT)
def report_correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """A correction of a signed report, as a draft of its own."""
    found = by_id(person(request), public_id)
    form = CorrectForm(request.POST)

    def deed() -> Report:
        contents, words = _as_known_now(found)
        reason = form.cleaned_data["reason"]
        if found.signed:
            words = corrected_words(words, corrects=found, reason=reason)
        return correct_report(
            report=found, contents=contents, document=words, reason=reason,
            known_at=timezone.now(), by=actor_of(request),
        )  # fmt: skip

    return _do(request, found, "correct", form, deed, _("The correction lies ready as a draft."))
