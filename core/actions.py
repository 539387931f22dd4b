"""How the foundations change, when a person asks."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.models import WorkItem, WorkState
from core.refusals import Conflict, require


@transaction.atomic
def retry_parked(*, item: WorkItem, by: Actor) -> WorkItem:
    """Put a parked item back in the row, with all its attempts. Refuses what is not parked."""
    fresh = {
        "state": WorkState.WAITING,
        "attempts": 0,
        "token": "",
        "lease_until": None,
        "done_steps": 0,
        "total_steps": 0,
    }
    changed = WorkItem.objects.filter(pk=item.pk, state=WorkState.PARKED).update(**fresh)
    require(
        changed == 1, _("This work is not parked any more. Load the page again."), kind=Conflict
    )
    before = {"state": WorkState.PARKED, "attempts": item.attempts, "error": item.last_error}
    item.refresh_from_db()
    record(
        by=by,
        verb="work.retried",
        subject=item,
        before=before,
        after={"state": item.state, "attempts": item.attempts},
    )
    return item
