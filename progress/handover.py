"""What of this room hangs on one person: drafts, what waits for a signature, questions that wait.

Who wrote words stays on record with the words: who gives a draft away may still not approve it.
"""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.belongings import Belonging, Handover, Held, belongs
from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may
from core.refusals import require
from core.versions import save_version
from progress.choices import EDITABLE, UpdateState
from progress.models import CoordinationMatter, Request, Update, UpdateAuthor

_OF_UNIT = (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
_MOVING = (*EDITABLE, UpdateState.FOR_SIGNING)


def _require_role(taker: User, unit: Unit | None, *rights: Permission) -> None:
    """Refuse a taker who could not go on with it: nothing may be left lying."""
    if unit is not None:
        require(
            any(may(taker, right, unit=unit) for right in rights),
            _("%(name)s may not act for %(unit)s. Let the role be granted first.")
            % {"name": taker.name, "unit": unit.name},
        )


def _updates(user: User) -> QuerySet[Update]:
    """What the person writes and what they have handed to their lead; filed ones are history."""
    rows = Update.objects.filter(author=user, state__in=_MOVING)
    return rows.select_related("initiative", "round", "unit").order_by("pk")


def _held_updates(user: User) -> Sequence[Held]:
    return [
        Held(f"{row.pk}.{row.version}", str(row), row.unit_id) for row in _updates(user)
    ]  # fmt: skip


def _move_updates(handover: Handover) -> None:
    """The taker writes on. What they once signed needs another's signature now."""
    for row in _updates(handover.giver):
        _require_role(handover.taker, row.unit, Permission.UPDATE_FILE)
        UpdateAuthor.objects.get_or_create(
            update_filed=row, person=handover.giver, defaults={"since": handover.now}
        )
        signed = {"signed_by": None} if row.signed_by_id == handover.taker.pk else {}
        reviewed = {"reviewed_by": None} if row.reviewed_by_id == handover.taker.pk else {}
        save_version(row, version=row.version, author=handover.taker, **signed, **reviewed)


def _requests(user: User) -> QuerySet[Request]:
    rows = Request.objects.filter(kept_by=user, open_key__isnull=False)
    return rows.select_related("initiative__lead").order_by("pk")


def _matters(user: User) -> QuerySet[CoordinationMatter]:
    return (
        CoordinationMatter.objects.filter(kept_by=user, answer="")
        .select_related("initiative__lead")
        .order_by("pk")
    )


def _held_requests(user: User) -> Sequence[Held]:
    return [Held(str(row.pk), str(row), row.initiative.lead_id) for row in _requests(user)]


def _held_matters(user: User) -> Sequence[Held]:
    return [Held(str(row.pk), str(row), row.initiative.lead_id) for row in _matters(user)]


def _move_requests(handover: Handover) -> None:
    """Who asked stays on record, and still may not decide; who follows it up changes."""
    for row in _requests(handover.giver):
        _require_role(handover.taker, row.initiative.lead, *_OF_UNIT)
        save_version(row, version=row.version, kept_by=handover.taker)


def _move_matters(handover: Handover) -> None:
    for row in _matters(handover.giver):
        _require_role(handover.taker, row.initiative.lead, *_OF_UNIT)
        save_version(row, version=row.version, kept_by=handover.taker)


def register_belongings() -> None:
    """Called when the site starts."""
    belongs(
        "updates",
        Belonging(
            gettext_lazy("updates being written or waiting for a signature"),
            _held_updates,
            _move_updates,
        ),
    )
    belongs(
        "requests",
        Belonging(gettext_lazy("requests that wait"), _held_requests, _move_requests),
    )
    belongs(
        "matters",
        Belonging(gettext_lazy("matters that wait"), _held_matters, _move_matters),
    )
