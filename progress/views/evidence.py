"""The files beside an update, a request, a matter or a direction: put there, read, taken away."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import actor_of, needs, person
from core.files.judging import examine
from core.files.kinds import ENDINGS
from core.files.serving import serve
from core.refusals import Refusal
from progress.actions import add_evidence, remove_evidence
from progress.evidence import MEGABYTE, Owner, beside, may_add, require_places, room, takes, unit_of
from progress.forms.evidence import EvidenceForm
from progress.models import CoordinationMatter, Direction, Evidence, Request, Update
from progress.permissions import evidence_for, update_for
from recommendations.permissions import initiative_for

_form_page = require_http_methods(["GET", "HEAD", "POST"])


def _rows(kind: str, user: User) -> QuerySet[Any]:
    if kind == "direction":
        return Direction.objects.visible_to(user)
    return Request.objects.all() if kind == "request" else CoordinationMatter.objects.all()


def _words(owner: Owner) -> str:
    """What the page is about, in a line."""
    if isinstance(owner, Request):
        return f"{owner.get_kind_display()}{_(': ')}{owner.reason}"
    return owner.words if isinstance(owner, Direction) else getattr(owner, "matter", "")


def address_of(owner: Owner) -> str:
    """The page of the owner's files."""
    where = [owner.initiative.plan.slug, owner.initiative.code]
    if isinstance(owner, Update):
        return reverse("update-evidence", args=[*where, owner.round.period])
    names = {Request: "request", CoordinationMatter: "matter", Direction: "direction"}
    return reverse(f"{names[type(owner)]}-evidence", args=[*where, owner.public_id])


def _back(owner: Owner) -> str:
    where = [owner.initiative.plan.slug, owner.initiative.code]
    if isinstance(owner, Update):
        return reverse("update", args=[*where, owner.round.period])
    return reverse("story", args=where)


@_form_page
@needs(Permission.PLAN_VIEW)
def of_update(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The files of one update."""
    return _page(request, update_for(person(request), slug, code, period))


@_form_page
@needs(Permission.PLAN_VIEW)
def of_ask(
    request: HttpRequest, slug: str, code: int, public_id: str, *, kind: str
) -> HttpResponse:
    """The files of one request, matter or direction."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    owner = _rows(kind, user).filter(initiative=initiative, public_id=public_id).first()
    if owner is None:
        raise Http404
    owner.initiative = initiative
    return _page(request, owner)


def _added(request: HttpRequest, owner: Owner, form: EvidenceForm) -> int:
    """Put there what was sent; 200 where that went well, else what is wrong is in the form."""
    if not form.is_valid():
        return 422
    sent = form.cleaned_data
    try:
        require_places(owner, len(sent["papers"]))
        # Looked into before the transaction: the database must not wait for a document.
        found = [examine(one) for one in sent["papers"]]
        added = add_evidence(
            owner=owner, files=found, note=sent["note"], not_secret=sent["not_secret"],
            person=person(request), now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        for name, words in refusal.fields.items():
            form.add_error(name, str(words))
        if not refusal.fields:
            form.add_error(None, str(refusal.sentence))
        return refusal.status
    told = ngettext("%(n)d file was added.", "%(n)d files were added.", len(added))
    messages.success(request, told % {"n": len(added)})
    return 200


def _page(request: HttpRequest, owner: Owner) -> HttpResponse:
    user = person(request)
    if not may_add(user, owner):
        raise Http404
    sent = request.method == "POST"
    form = EvidenceForm(request.POST if sent else None, request.FILES if sent else None)
    status = 200
    if sent:
        status = _added(request, owner, form)
        if status == 200:
            return redirect(address_of(owner))
    left = room(owner)
    context = {
        "plan": owner.initiative.plan,
        "initiative": owner.initiative,
        "owner": owner,
        "words": _words(owner),
        "files": list(beside(owner).select_related("file", "uploaded_by")),
        "form": form,
        "takes": takes(owner),
        "back": _back(owner),
        "unit": unit_of(owner),
        "left": left,
        "left_megabytes": left.bytes // MEGABYTE,
        "most_megabytes": settings.FILE_MEGABYTES,
        "endings": "、".join(ENDINGS),
    }
    return render(request, "progress/evidence.html", context, status=status)


@require_safe
@needs(Permission.PLAN_VIEW)
def download(request: HttpRequest, slug: str, code: int, public_id: str) -> StreamingHttpResponse:
    """One file, as an attachment that can do nothing."""
    found = evidence_for(person(request), slug, code, public_id)
    return serve(found.file, name=found.name)


@require_POST
@needs(Permission.PLAN_VIEW)
def remove(request: HttpRequest, slug: str, code: int, public_id: str) -> HttpResponse:
    """Take one file away."""
    user = person(request)
    found: Evidence = evidence_for(user, slug, code, public_id)
    owner = found.owner
    remove_evidence(evidence=found, person=user, now=timezone.now(), by=actor_of(request))
    messages.success(request, _("“%(name)s” was taken away.") % {"name": found.name})
    return redirect(address_of(owner))
