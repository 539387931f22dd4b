"""The document as it reads, each tracked sentence in its light, today or on a past day."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import may, needs, person
from desks.context import stands_for
from desks.moments import moment_of
from desks.reading import pages_of
from recommendations.models import DocumentEdition, EditionFile
from recommendations.permissions import plan_for
from recommendations.queries import outline_at
from recommendations.queries.documents import editions_of, left_behind, worded_by
from reports.contents import cells, gather


def _whole(value: str) -> int:
    """A number out of the address; 0 for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _edition(wanted: str, editions: list[DocumentEdition], in_force: int) -> DocumentEdition:
    """The edition in force, or an earlier one by its number, with its text; else 404. One query."""
    for edition in editions:
        if edition.number == _whole(wanted) if wanted else edition.pk == in_force:
            return DocumentEdition.objects.select_related("document").get(pk=edition.pk)
    raise Http404


@require_safe
@needs(Permission.PLAN_VIEW)
def reader(request: HttpRequest, slug: str) -> HttpResponse:
    """Sentences with their light in the margin, the chosen measure beside them.

    `?edition=` shows an earlier edition, with the sentences that were tracked in it.
    """
    user = person(request)
    plan = plan_for(user, slug)
    stands_for(request, plan)
    moment = moment_of(request, plan, user, now=timezone.now())
    when: dict[str, Any] = {"known_at": moment.known_at}
    contents = gather(plan, as_of=moment.as_of, **when)
    by_position = cells(contents)
    outline = outline_at(plan, **when)
    editions = editions_of(outline, **when)
    edition = _edition(request.GET.get("edition", ""), editions, outline.edition_id)
    positions = {pk: one.position for pk, one in worded_by(outline, edition).items()}
    numbers = {one.pk: one.number for one in editions}
    return render(
        request,
        "desks/reader.html",
        {
            "plan": plan,
            "moment": moment,
            "contents": contents,
            "edition": edition,
            "in_force": outline.edition_id,
            "editions": editions,
            "sections": pages_of(edition, positions, by_position),
            "tracked": len(positions),
            "chosen": by_position.get(_whole(request.GET.get("measure", ""))),
            "repairs": len(edition.repairs),
            "file": EditionFile.objects.filter(edition=edition).values("pk").first(),
            "left_behind": [
                (numbers[one.clause.edition_id], one) for one in left_behind(outline)
            ] if edition.pk == outline.edition_id else [],
            "may_manage": not moment.past and may(user, Permission.PLAN_MANAGE),
        },
    )  # fmt: skip
