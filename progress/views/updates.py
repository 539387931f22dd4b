"""One update: written by the reporter, signed by the unit lead, reviewed by the office."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import actor_of, may, needs, person, require_may
from core.calendar import work_calendar
from core.refusals import BadInput, Refusal, require
from progress.actions import (
    approve_update,
    draft_of,
    hand_over,
    return_update,
    save_draft,
    sign_update,
    start_update,
)
from progress.actions.updates import require_asked, require_under_way
from progress.choices import EDITABLE, SignRoad, UpdateState
from progress.completeness import asked, missing
from progress.components import reader_language
from progress.evidence import beside
from progress.filings import parts
from progress.forms.updates import UpdateForm
from progress.hints import Before, Written, hints
from progress.models import Evidence, PaperSignature, Round, Update
from progress.permissions import update_for
from progress.queries import hands_on, helpers_of, last_approved, writers_of
from progress.standings import stands
from recommendations.permissions import initiative_for


def _find(request: HttpRequest, slug: str, code: int, period: str) -> Update:
    """The update, or an unsaved one for who may file where none is there: reading never writes."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    round_ = Round.objects.filter(plan=initiative.plan, period=period).first()
    if round_ is None:
        raise Http404
    if Update.objects.filter(initiative=initiative, round=round_).exists():
        return update_for(user, slug, code, period)
    if initiative.lead is None or not may(user, Permission.UPDATE_FILE, unit=initiative.lead):
        raise Http404
    return Update(
        initiative=initiative, round=round_, unit=initiative.lead, author=user,
        saved_at=timezone.now(),
    )  # fmt: skip


def _begun(request: HttpRequest, update: Update) -> Update:
    """The update as a row, begun now where it was not."""
    if not update._state.adding:
        return update
    return start_update(
        initiative=update.initiative, round_=update.round, author=person(request),
        now=timezone.now(), by=actor_of(request),
    )  # fmt: skip


def _part_forms(update: Update, data: Any) -> list[tuple[Any, Any]]:
    """Each registered part with its form, where it has one for this update."""
    pairs = [(part, part.form(update=update, data=data)) for part in parts()]
    return [(part, form) for part, form in pairs if form is not None]


def _lacking(update: Update) -> list[tuple[str, str]]:
    """What is still missing: field name and words."""
    form = UpdateForm(update=update)
    found = [
        (name, _("%(field)s is missing or too short") % {"field": form.fields[name].label})
        for name in missing(draft_of(update))
    ]
    return found + [("parts", words) for part in parts() for words in part.missing(update=update)]


def _hints(update: Update) -> dict[str, list[str]]:
    """What might still be mended, by field, in the reader's language."""
    last = last_approved(update.initiative, before=update.round)
    before = Before(last.round.period, last.percent, last.done, last.next_steps) if last else None
    now = Written(
        percent=update.percent, self_rating=update.self_rating, done=update.done,
        cause=update.cause, next_steps=update.next_steps,
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for hint in hints(now, before):
        found.setdefault(hint.field, []).append(hint.words(reader_language()))
    return found


def _helpers(update: Update, *, today: date) -> dict[str, Any]:
    """What the other units give, and by when they might be asked for it."""
    helpers = helpers_of(update.initiative, update.round)
    given = [row for _unit, _part, row in helpers if row]
    last = update.round.filing_due_on
    return {
        "helpers": helpers,
        "helped": sum(row.handed_in_at is not None for row in given),
        "unasked": len(helpers) - sum(row.asked_at is not None for row in given),
        # Two working days before filing is due, so that the lead unit can still write.
        "ask_by": max(today, min(last, work_calendar().add(last, -2))),
    }


def _paper(update: Update) -> PaperSignature | None:
    """The signature on paper of the present revision."""
    if update.signed_how != SignRoad.PAPER:
        return None
    rows = update.paper_signatures.select_related("scan__file", "entered_by")
    return rows.filter(revision=update.revision).first()


def _files(update: Update, user: User) -> list[Evidence]:
    """The files that stand beside it."""
    if not update.pk:
        return []
    return list(beside(update).visible_to(user).select_related("file", "uploaded_by"))


def why_not(update: Update) -> str:
    """Why nothing can be written or signed now, as the actions say it; "" where it can."""
    try:
        if update._state.adding:
            require_asked(update.initiative, update.round, today=timezone.localdate())
        elif update.state in {*EDITABLE, UpdateState.FOR_SIGNING}:
            require_under_way(update)
    except Refusal as refusal:
        return str(refusal.sentence)
    return ""


def _rights(update: Update, user: User, *, idle: str) -> dict[str, bool]:
    """What this person may do with it now; with `idle` nothing is written or signed."""
    files = not idle and may(user, Permission.UPDATE_FILE, unit=update.unit)
    return {
        "may_edit": files and update.state in EDITABLE,
        "may_sign": not idle
        and update.state == UpdateState.FOR_SIGNING
        and may(user, Permission.UPDATE_SIGN, unit=update.unit)
        and (update.unit.signs_alone or user.pk not in writers_of(update)),
        "may_enter": files and update.state in {*EDITABLE, UpdateState.FOR_SIGNING},
        "may_withdraw": update.state in {UpdateState.FOR_SIGNING, UpdateState.SUBMITTED}
        and update.round.closed_at is None
        and any(
            may(user, one, unit=update.unit)
            for one in (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
        ),
        "may_reopen": update.state == UpdateState.APPROVED
        and update.round.closed_at is None
        and may(user, Permission.UPDATE_REVIEW),
        "may_review": update.state == UpdateState.SUBMITTED
        and may(user, Permission.UPDATE_REVIEW)
        and user.pk not in hands_on(update),
    }


def _context(
    request: HttpRequest, update: Update, form: UpdateForm, pairs: list[tuple[Any, Any]]
) -> dict[str, Any]:
    user, now = person(request), timezone.now()
    today = timezone.localdate(now)
    initiative = update.initiative
    stand = stands([initiative], as_of=today, known_at=now)[initiative.pk]
    due_on, idle = update.round.filing_due_on, why_not(update)
    return {
        "plan": initiative.plan,
        "idle": idle,
        "initiative": initiative,
        "update": update,
        "now": now,
        "form": form,
        "parts": pairs,
        "asked": asked(draft_of(update)),
        "last": last_approved(initiative, before=update.round),
        "lacking": _lacking(update),
        "hints": _hints(update),
        **_helpers(update, today=today),
        "stand": stand.judged,
        "returns": list(update.returns.select_related("returned_by")) if update.pk else [],
        "days_left": work_calendar().between(today, due_on),
        **_rights(update, user, idle=idle),
        "paper": _paper(update),
        "files": _files(update, user),
        "steps": list(update.steps.select_related("milestone")) if update.pk else [],
    }


def _page(
    request: HttpRequest, update: Update, form: UpdateForm, pairs: list[tuple[Any, Any]],
    *, status: int = 200, refusal: str = "",
) -> HttpResponse:  # fmt: skip
    """The form for who writes, the text for who reads."""
    context = _context(request, update, form, pairs)
    name = "progress/update.html" if context["may_edit"] else "progress/update_read.html"
    return render(request, name, {**context, "refusal": refusal}, status=status)


def _save(request: HttpRequest, update: Update, user: User) -> None:
    """Keep what was sent; refuses with the fields' own sentences."""
    require_may(user, Permission.UPDATE_FILE, unit=update.unit)
    form = UpdateForm(request.POST, update=update)
    pairs = _part_forms(update, request.POST)
    valid = form.is_valid() and all(part_form.is_valid() for _part, part_form in pairs)
    if not valid:
        raise _FormRefused(form, pairs)
    now, by = timezone.now(), actor_of(request)
    # The draft and its figures are kept together, or neither.
    with transaction.atomic():
        save_draft(
            update=update, words=form.words(), author=user, version=form.cleaned_data["version"],
            now=now, by=by,
        )  # fmt: skip
        for part, part_form in pairs:
            part.save(update=update, form=part_form, now=now, by=by)


def _kept(request: HttpRequest, update: Update) -> Update:
    """The update with what was sent, begun now where it was not: both, or neither."""
    with transaction.atomic():
        begun = _begun(request, update)
        _save(request, begun, person(request))
    return begun


class _FormRefused(BadInput):
    """Some fields cannot be used; each says how to mend it."""

    def __init__(self, form: UpdateForm, pairs: list[tuple[Any, Any]]) -> None:
        super().__init__(_("Some answers cannot be used as they are. Mend the marked ones."))
        self.form, self.pairs = form, pairs


def _refused(request: HttpRequest, update: Update, refusal: Refusal) -> HttpResponse:
    """The page again with everything that was typed, and the sentence that says how to mend it."""
    if isinstance(refusal, _FormRefused):
        form, pairs = refusal.form, refusal.pairs
    else:
        form = UpdateForm(request.POST, update=update)
        pairs = _part_forms(update, request.POST)
    return _page(request, update, form, pairs, status=refusal.status, refusal=str(refusal.sentence))


def _saved_quietly(update: Update) -> JsonResponse:
    """What the page needs to know after it saved as somebody typed."""
    return JsonResponse(
        {
            "version": update.version,
            "saved_at": f"{timezone.localtime():%H:%M}",
            "lacking": [words for _name, words in _lacking(update)],
            "hints": _hints(update),
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PLAN_VIEW)
def update(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """Show the update; save it as a draft, by the button or as it is typed."""
    found = _find(request, slug, code, period)
    if request.method != "POST":
        return _page(request, found, UpdateForm(update=found), _part_forms(found, None))
    quiet = request.headers.get("X-Autosave") == "1"
    try:
        found = _kept(request, found)
    except Refusal as refusal:
        if quiet:
            return JsonResponse({"sentence": str(refusal.sentence)}, status=refusal.status)
        return _refused(request, found, refusal)
    if quiet:
        return _saved_quietly(found)
    messages.success(request, _("Saved as a draft."))
    return redirect("update", slug=slug, code=code, period=period)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PLAN_VIEW)
def save_and_go(
    request: HttpRequest, slug: str, code: int, period: str, *, to: str
) -> HttpResponse:
    """Save what was typed, then open a page about the same update; nothing typed is lost."""
    if request.method != "POST":
        return redirect("update", slug=slug, code=code, period=period)
    found = _find(request, slug, code, period)
    try:
        found = _kept(request, found)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    return redirect(to, slug=slug, code=code, period=period)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PLAN_VIEW)
def hand_over_update(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """Save, then give it to the unit lead for signing."""
    if request.method != "POST":
        # Who had to sign in again is sent back here, and finds the words in the form.
        return redirect("update", slug=slug, code=code, period=period)
    user = person(request)
    found = _find(request, slug, code, period)
    try:
        found = _kept(request, found)
        hand_over(
            update=found,
            author=user,
            version=found.version,
            now=timezone.now(),
            by=actor_of(request),
        )
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Handed over for signing."))
    return redirect("my-work")


def version_of(request: HttpRequest) -> int:
    """The version that the person saw."""
    raw = request.POST.get("version", "")
    require(
        raw.isascii() and raw.isdigit() and len(raw) < 10,
        _("The page is incomplete. Load it again."),
    )
    return int(raw)


@require_POST
@needs(Permission.PLAN_VIEW)
def sign(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The unit lead signs."""
    user = person(request)
    found = update_for(user, slug, code, period)
    sign_update(
        update=found, signer=user, version=version_of(request), now=timezone.now(),
        by=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Signed and submitted."))
    return redirect("my-work")


@require_POST
@needs(Permission.PLAN_VIEW)
def approve(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The coordinating office approves."""
    user = person(request)
    found = update_for(user, slug, code, period)
    approve_update(
        update=found, reviewer=user, adopted_text=request.POST.get("adopted_text", ""),
        version=version_of(request), now=timezone.now(), by=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Approved; the light follows at once."))
    return redirect("review-desk", slug=slug)


@require_POST
@needs(Permission.PLAN_VIEW)
def send_back(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """Return with a reason, from the unit lead's desk or the office's."""
    user = person(request)
    found = update_for(user, slug, code, period)
    signing = found.state == UpdateState.FOR_SIGNING
    try:
        return_update(
            update=found, reviewer=user, reason=request.POST.get("reason", ""),
            version=version_of(request), now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except BadInput as refusal:
        form = UpdateForm(update=found)
        return _page(request, found, form, [], status=refusal.status, refusal=str(refusal.sentence))
    messages.success(request, _("Returned with the reason."))
    if signing:
        return redirect("my-work")
    return redirect("review-desk", slug=slug)
