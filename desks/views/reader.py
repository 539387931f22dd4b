"""The document as it reads, each tracked sentence in its light."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import may, needs, person
from desks.reading import pages_of
from recommendations.models import DocumentEdition, EditionFile, Plan
from recommendations.permissions import plan_for
from recommendations.queries.documents import editions_of, left_behind, worded_by
from reports.contents import cells, gather


def _whole(value: str) -> int:
    """A number out of the address; 0 for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _edition(plan: Plan, wanted: str, editions: list[DocumentEdition]) -> DocumentEdition:
    """The plan's edition, or an earlier one by its number; else 404."""
    if not wanted or _whole(wanted) == plan.edition.number:
        return plan.edition
    for edition in editions:
        if edition.number == _whole(wanted):
            return edition
    raise Http404


@require_safe
@needs(Permission.PLAN_VIEW)
def reader(request: HttpRequest, slug: str) -> HttpResponse:
    """Sentences with their light in the margin, the chosen measure beside them.

    `?edition=` shows an earlier edition, with the sentences that were tracked in it.
    """
    user = person(request)
    plan = plan_for(user, slug)
    now = timezone.now()
    contents = gather(plan, as_of=timezone.localdate(now), known_at=now)
    by_position = cells(contents)
    editions = editions_of(plan)
    edition = _edition(plan, request.GET.get("edition", ""), editions)
    positions = {pk: one.position for pk, one in worded_by(plan, edition).items()}
    return render(
        request,
        "desks/reader.html",
        {
            "plan": plan,
            "contents": contents,
            "edition": edition,
            "editions": editions,
            "sections": pages_of(edition, positions, by_position),
            "tracked": len(positions),
            "chosen": by_position.get(_whole(request.GET.get("measure", ""))),
            "repairs": len(edition.repairs),
            "file": EditionFile.objects.filter(edition=edition).values("pk").first(),
            "left_behind": left_behind(plan) if edition.pk == plan.edition_id else [],
            "may_manage": may(user, Permission.PLAN_MANAGE),
        },
    )
