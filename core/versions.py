"""Two people at one record: the second is told, and nothing is lost."""

from typing import Any

from django.db.models import F, Model
from django.utils.translation import gettext as _

from core.refusals import Conflict, require


def save_version(record: Model, *, version: int, **changes: Any) -> None:
    """Write `changes` if the row still carries `version`; else refuse with `Conflict`.

    The comparison and the write are one statement, so of two writers exactly one wins on every
    database. The record in hand is brought up to date.
    """
    manager = type(record)._base_manager  # the plain manager, never a filtered one
    changed = manager.filter(pk=record.pk, version=version).update(
        **changes, version=F("version") + 1
    )
    require(
        changed == 1,
        _("Somebody else changed this in the meantime. Look at the newer text, then save again."),
        kind=Conflict,
    )
    for name, value in changes.items():
        setattr(record, name, value)
    record.version = version + 1  # type: ignore[attr-defined]
