"""Fetching and being allowed are one act: a stranger gets 404."""

from django.http import Http404

from accounts.models import User
from progress.models import Update
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
