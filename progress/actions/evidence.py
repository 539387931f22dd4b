"""Files put beside a thing, and taken away again while it is still being worked on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, record, record_many
from core.files.judging import Examined
from core.files.keeping import let_go
from core.refusals import Conflict, require
from progress.evidence import Owner, require_open
from progress.models import Evidence, Update
from progress.writing import facts_of, hold, put, told_of


@transaction.atomic
def add_evidence(
    *, owner: Owner, files: Sequence[Examined], note: str = "", not_secret: bool, person: User,
    now: datetime, by: Actor,
) -> list[Evidence]:  # fmt: skip
    """Put examined files beside an update, a request, a direction or a matter: all, or none.

    `not_secret` is the person's word that they hold no state secrets and no work secrets.
    """
    hold(owner)
    require_open(person, owner)
    added = put(owner=owner, files=files, note=note, not_secret=not_secret, person=person, now=now)
    record_many(by=by, events=[told_of(row) for row in added])
    return added


@transaction.atomic
def remove_evidence(*, evidence: Evidence, person: User, now: datetime, by: Actor) -> None:
    """Take a file away. What an earlier revision was handed in with is only marked as removed."""
    owner = evidence.owner
    hold(owner)
    require_open(person, owner)
    require(
        Evidence.objects.standing().filter(pk=evidence.pk).exists(),
        _("The file has already been taken away. Load the page again."),
        kind=Conflict,
    )
    told = facts_of(evidence)
    if isinstance(owner, Update) and evidence.revision < owner.revision:
        Evidence.objects.filter(pk=evidence.pk).update(
            removed_by=person, removed_at=now, open_key=None
        )
    else:
        Evidence.objects.filter(pk=evidence.pk).delete()
        let_go(evidence.file)
    record(
        by=by, verb="evidence.removed", subject=owner, plan=owner.initiative.plan.slug, before=told
    )
