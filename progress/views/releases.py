"""Buttons beside matters and directions: into circulars to units, and out of them again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from progress.actions import hold_direction, hold_matter, release_direction, release_matter
from progress.models import CoordinationMatter, Direction
from recommendations.permissions import plan_for


def _act(
    request: HttpRequest, slug: str, public_id: str, rows: QuerySet[Any], act: Callable[..., Any],
    name: str, said: str,
) -> HttpResponse:  # fmt: skip
    """Do it to the row that the person may see; else 404."""
    user = person(request)
    found = (
        rows.filter(initiative__plan=plan_for(user, slug), public_id=public_id)
        .select_related("initiative__plan")
        .first()
    )
    if found is None:
        raise Http404
    act(**{name: found}, person=user, now=timezone.now(), by=actor_of(request))
    messages.success(request, said)
    return redirect(f"{name}s", slug)


@require_POST
@needs(Permission.REPORT_DRAFT)
def release_one_matter(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """From now on in circulars."""
    rows = CoordinationMatter.objects.visible_to(person(request))
    said = _("Circulars drawn from now on tell it.")
    return _act(request, slug, public_id, rows, release_matter, "matter", said)


@require_POST
@needs(Permission.REPORT_DRAFT)
def hold_one_matter(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """In no circular from now on."""
    rows = CoordinationMatter.objects.visible_to(person(request))
    said = _("Circulars drawn from now on leave it out.")
    return _act(request, slug, public_id, rows, hold_matter, "matter", said)


@require_POST
@needs(Permission.REPORT_DRAFT)
def release_one_direction(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """From now on in circulars."""
    rows = Direction.objects.visible_to(person(request)).select_related("part_of__initiative__plan")
    said = _("Circulars drawn from now on tell it.")
    return _act(request, slug, public_id, rows, release_direction, "direction", said)


@require_POST
@needs(Permission.REPORT_DRAFT)
def hold_one_direction(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """In no circular from now on."""
    rows = Direction.objects.visible_to(person(request)).select_related("part_of__initiative__plan")
    said = _("Circulars drawn from now on leave it out.")
    return _act(request, slug, public_id, rows, hold_direction, "direction", said)
