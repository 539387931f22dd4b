"""The index is made where records were there before it, or a kind has become searched since."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from core.models import SearchEntry
from core.search.entries import index_all
from core.search.kinds import Kind as Searched
from core.search.kinds import kinds
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register


def _lacks(kind: Searched) -> bool:
    """Whether the first or the last record of a kind has no entry; the rest follows its actions."""
    keys = kind.keys().order_by("pk").values_list("pk", flat=True)
    ends = {key for key in (keys.first(), keys.last()) if key is not None}
    return SearchEntry.objects.filter(kind=kind.mark, key__in=ends).count() < len(ends)


def unindexed(now: datetime) -> Iterator[Due]:
    """Due where records came past the index; once an hour, should it fail for good."""
    if any(_lacks(kind) for kind in kinds().values()):
        yield Due(f"{now:%Y-%m-%dT%H}", now)


def do_reindex(claim: Claim) -> None:
    """Bring every entry up to date, piece by piece: a killed one goes on where it was."""
    index_all(claim.progress)
    with transaction.atomic():
        claim.finish()


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("search.reindex", unindexed, do_reindex, lease=timedelta(seconds=100)))
