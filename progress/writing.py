"""What the actions on files share: written within the action's transaction, recorded by it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from core.audit import Told
from core.files.judging import Examined
from core.files.keeping import store
from core.refusals import Conflict, require
from progress.evidence import MEGABYTE, Owner, beside, column, require_places, room, unit_of
from progress.models import Evidence, Update
from recommendations.models import Initiative

LONGEST_NOTE = 200


def hold(owner: Owner) -> None:
    """The owner as it is now, held: of two who add at once one takes the last place."""
    unit = unit_of(owner)
    if unit is not None:
        Unit.objects.select_for_update().get(pk=unit.pk)
    Initiative.objects.select_for_update().get(pk=owner.initiative_id)
    owner.refresh_from_db()


def _require_room(owner: Owner, files: Sequence[Examined]) -> None:
    require_places(owner, len(files))
    left = room(owner)
    known = set(
        Evidence.objects.filter(
            unit=unit_of(owner), file__sha256__in=[one.sha256 for one in files]
        ).values_list("file__sha256", flat=True)
    )
    needed = sum(len(one.data) for one in files if one.sha256 not in known)
    told = _(
        "The unit's files may take %(most)d MB, of which %(left)s MB are left, and these need"
        " %(needed)s MB. Make them smaller, or ask the system administrator for more room."
    ) % {
        "most": settings.FILES_UNIT_MEGABYTES,
        "left": f"{left.bytes / MEGABYTE:.1f}",
        "needed": f"{needed / MEGABYTE:.1f}",
    }
    require(needed <= left.bytes, told, kind=Conflict, fields={"papers": told})


def _require_new(owner: Owner, files: Sequence[Examined]) -> None:
    """The same content beside the same thing twice is a slip of the hand."""
    there = dict(beside(owner).values_list("file__sha256", "name"))
    for one in files:
        told = _("“%(name)s” is the same file as “%(other)s”. Leave one of them out.") % {
            "name": one.name,
            "other": there.get(one.sha256, ""),
        }
        require(one.sha256 not in there, told, kind=Conflict, fields={"papers": told})
        there[one.sha256] = one.name


def facts_of(evidence: Evidence) -> dict[str, Any]:
    return {
        "name": evidence.name,
        "sha256": evidence.file.sha256,
        "size": evidence.file.size,
        "note": evidence.note,
    }


def put(
    *, owner: Owner, files: Sequence[Examined], note: str, not_secret: bool, person: User,
    now: datetime,
) -> list[Evidence]:  # fmt: skip
    """The files as rows, for an action that holds the owner, asks who may, and records it."""
    require(
        files, _("Choose at least one file."), fields={"papers": _("Choose at least one file.")}
    )
    sworn = _("Confirm that the files hold no state secrets and no work secrets.")
    require(not_secret, sworn, fields={"not_secret": sworn})
    short = _("The note is longer than 200 letters. Shorten it.")
    require(len(note.strip()) <= LONGEST_NOTE, short, fields={"note": short})
    _require_new(owner, files)
    _require_room(owner, files)
    return [_add(owner, one, note=note.strip(), person=person, now=now) for one in files]


def told_of(evidence: Evidence) -> Told:
    """The event that it was put there."""
    owner = evidence.owner
    plan = owner.initiative.plan.slug
    return Told("evidence.added", subject=owner, plan=plan, after=facts_of(evidence))


def _add(owner: Owner, one: Examined, *, note: str, person: User, now: datetime) -> Evidence:
    file = store(one, now=now)
    return Evidence.objects.create(
        initiative=owner.initiative,
        file=file,
        unit=unit_of(owner),
        revision=owner.revision if isinstance(owner, Update) else 1,
        name=one.name,
        note=note,
        uploaded_by=person,
        uploaded_at=now,
        open_key=f"{column(owner)}:{owner.pk}:{file.pk}",
        **{column(owner): owner},
    )
