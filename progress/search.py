"""How updates, requests, coordination matters and directions are found.

An update is searched from the moment it was handed in; a unit's draft is nobody else's business.
Whoever finds it must still be one who may read it.
"""

from collections.abc import Iterator, Sequence

from core.search.kinds import Entry, Kind, register
from progress.models import CoordinationMatter, Direction, Request, Update


def _update_entries(keys: Sequence[int]) -> Iterator[Entry]:
    rows = Update.objects.filter(pk__in=keys).values_list(
        "pk", "done", "cause", "problems", "next_steps", "adopted_text", "round__plan_id"
    )
    for pk, *texts, plan in rows:
        yield Entry(pk, texts=texts, scope=plan)


def _request_entries(keys: Sequence[int]) -> Iterator[Entry]:
    rows = Request.objects.filter(pk__in=keys).values_list(
        "pk", "reason", "old_goal", "new_goal", "decision", "initiative__plan_id"
    )
    for pk, *texts, plan in rows:
        yield Entry(pk, texts=texts, scope=plan)


def _matter_entries(keys: Sequence[int]) -> Iterator[Entry]:
    rows = CoordinationMatter.objects.filter(pk__in=keys).values_list(
        "pk", "matter", "proposal", "asked_of", "answer", "initiative__plan_id"
    )
    for pk, *texts, plan in rows:
        yield Entry(pk, texts=texts, scope=plan)


def _direction_entries(keys: Sequence[int]) -> Iterator[Entry]:
    rows = Direction.objects.filter(pk__in=keys).values_list(
        "pk", "words", "leader", "reply", "initiative__plan_id"
    )
    for pk, *texts, plan in rows:
        yield Entry(pk, texts=texts, scope=plan)


KINDS = (
    Kind("update", "u", lambda: Update.objects.filter(submitted_at__isnull=False), _update_entries),
    Kind("request", "r", lambda: Request.objects.all(), _request_entries),
    Kind("matter", "c", lambda: CoordinationMatter.objects.all(), _matter_entries),
    Kind("direction", "b", lambda: Direction.objects.all(), _direction_entries),
)


def register_kinds() -> None:
    """Called when the site starts."""
    for kind in KINDS:
        register(kind)
