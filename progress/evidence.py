"""Which things take evidence, from whom and how long, and how much there is room for."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may
from core.models import StoredFile
from core.refusals import Conflict, NotAllowed, require
from progress.choices import EDITABLE, RequestState
from progress.models import CoordinationMatter, Direction, Evidence, Request, Update
from progress.models.evidence import EvidenceQuerySet

Owner = Update | Request | Direction | CoordinationMatter
MEGABYTE = 1 << 20
# The name of the column that ties evidence to its owner, and the word in an address.
COLUMNS: dict[type[Any], str] = {
    Update: "update_filed",
    Request: "request",
    Direction: "direction",
    CoordinationMatter: "matter",
}


def column(owner: Owner) -> str:
    """The column that ties evidence to this kind of owner."""
    return COLUMNS[type(owner)]


def unit_of(owner: Owner) -> Unit | None:
    """On whose account its files are: the unit's that files, or the lead's."""
    return owner.unit if isinstance(owner, Update) else owner.initiative.lead


def takes(owner: Owner) -> bool:
    """Whether files may still be added to it and taken away."""
    if isinstance(owner, Update):
        return owner.state in EDITABLE
    if isinstance(owner, Request):
        return owner.state == RequestState.WAITING
    if isinstance(owner, Direction):
        return not owner.reply
    return not owner.answer


def may_add(user: User, owner: Owner) -> bool:
    """Whether this person may add files to it or take them away, as long as it takes any."""
    if isinstance(owner, Direction) and may(user, Permission.DIRECTION_RECORD):
        return True
    unit = unit_of(owner)
    if unit is None:
        return False
    if isinstance(owner, Update):
        return may(user, Permission.UPDATE_FILE, unit=unit)
    return any(
        may(user, one, unit=unit) for one in (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
    )


def require_open(user: User, owner: Owner) -> None:
    """Refuse unless this person may change the owner's files now."""
    require(
        may_add(user, owner),
        _("Your roles do not allow this. Ask the security administrator if they should."),
        kind=NotAllowed,
    )
    require(
        takes(owner),
        _("This has been handed over or settled: its files stay as they are."),
        kind=Conflict,
    )


def require_places(owner: Owner, count: int) -> None:
    """Refuse more files than there are places beside it, before anything looks into them."""
    left = room(owner).files
    told = _(
        "At most %(most)d files stand beside one thing; there is room for %(left)d more. Leave"
        " some out, or put several papers into one PDF."
    ) % {"most": settings.FILES_EACH, "left": left}
    require(count <= left, told, kind=Conflict, fields={"papers": told})


@dataclass(frozen=True)
class Room:
    """What is left: files beside this thing, and bytes on the unit's account."""

    files: int
    bytes: int


def used_by(unit: Unit) -> int:
    """The bytes on a unit's account; the same content counts once."""
    own = StoredFile.objects.filter(pk__in=Evidence.objects.filter(unit=unit).values("file"))
    return int(own.aggregate(total=Sum("size"))["total"] or 0)


def beside(owner: Owner) -> EvidenceQuerySet:
    """The files that stand beside it."""
    return Evidence.objects.standing().filter(**{column(owner): owner})


def room(owner: Owner) -> Room:
    """How much more can be put beside the owner."""
    unit = unit_of(owner)
    most = settings.FILES_UNIT_MEGABYTES * MEGABYTE
    return Room(
        files=max(0, settings.FILES_EACH - beside(owner).count()),
        bytes=max(0, most - used_by(unit)) if unit else most,
    )
