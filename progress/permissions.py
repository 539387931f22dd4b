"""Fetching and being allowed are one act: a stranger gets 404."""

from django.http import Http404

from accounts.models import User
from progress.models import Evidence, Update
from recommendations.permissions import plan_for


def update_for(user: User, slug: str, code: int, period: str) -> Update:
    """The update of an initiative in a period, if the person may see it; else 404."""
    update = (
        Update.objects.visible_to(user)
        .filter(initiative__plan=plan_for(user, slug), initiative__code=code, round__period=period)
        .select_related(
            "initiative__plan",
            "initiative__lead",
            "initiative__measure__area",
            "round__plan",
            "unit",
            "author",
            "signed_by",
            "reviewed_by",
        )  # fmt: skip
        .first()
    )
    if update is None:
        raise Http404
    return update


def evidence_for(user: User, slug: str, code: int, public_id: str) -> Evidence:
    """A file beside something of an initiative that the person may see; else 404."""
    found = (
        Evidence.objects.visible_to(user)
        .filter(initiative__plan=plan_for(user, slug), initiative__code=code, public_id=public_id)
        .select_related(
            "file",
            "initiative__plan",
            "initiative__lead",
            "unit",
            "update_filed__initiative__plan",
            "update_filed__round",
            "update_filed__unit",
            "request__initiative__plan",
            "direction__initiative__plan",
            "matter__initiative__plan",
        )  # fmt: skip
        .first()
    )
    if found is None:
        raise Http404
    return found
