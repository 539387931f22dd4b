"""Where an update was at a past moment: its columns tell the present, its returns the past."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.exact import show
from progress.choices import ReturnKind, UpdateState
from progress.models import Update, UpdateReturn

# The columns of an update that tell where it was.
STEPS = (
    "initiative", "state", "started_at", "saved_at", "handed_at", "submitted_at", "speaks_on",
    "approved_at",
)  # fmt: skip
KEPT = ("self_rating", "done", "cause", "problems", "next_steps")


@dataclass(frozen=True)
class Passage:
    """An update at a moment. `state` is "" before it was begun; the submission is the last one."""

    state: str
    submitted_at: datetime | None = None
    speaks_on: date | None = None
    # The row that keeps what counted then and was reopened since.
    counted: UpdateReturn | None = None

    @property
    def approved(self) -> bool:
        """Whether it counted then."""
        return self.state == UpdateState.APPROVED


def words_of(update: Update) -> dict[str, Any]:
    """What the update says, as a return keeps it."""
    return {
        "author": update.author.name,
        "percent": None if update.percent is None else show(update.percent),
        **{name: getattr(update, name) for name in KEPT},
    }


def returns_of(rows: QuerySet[UpdateReturn]) -> Mapping[int, list[UpdateReturn]]:
    """These returns by their update's key. One query; most updates have none."""
    found: dict[int, list[UpdateReturn]] = defaultdict(list)
    for row in rows.order_by("returned_at", "pk"):
        found[row.update_filed_id].append(row)
    return found


def passage(update: Update, returns: Iterable[UpdateReturn], *, known_at: datetime) -> Passage:
    """Where `update` was at `known_at`; `returns` are all of its returns. Asks no database."""
    back = sorted(returns, key=lambda row: (row.returned_at, row.pk))
    begun = [update.started_at or update.saved_at, update.handed_at, update.submitted_at]
    if not any(_by(one, known_at) for one in [*begun, *(row.handed_at for row in back)]):
        return Passage("")
    # What the unit took back was not filed from then on.
    stood = [row for row in back if row.kind != ReturnKind.WITHDRAWN or row.returned_at > known_at]
    sent = [(row.submitted_at, row.speaks_on) for row in stood]
    sent.append((update.submitted_at, update.speaks_on))
    last = [one for one in sent if _by(one[0], known_at)]
    state = _state(update, back, known_at)
    counted = next((row for row in back if row.returned_at > known_at), None)
    return Passage(
        state,
        *(last[-1] if last else (None, None)),
        counted=counted if state == UpdateState.APPROVED else None,
    )


def as_it_counted(update: Update, row: UpdateReturn) -> Update:
    """The update as it counted before it was reopened; never saved."""
    then, said = copy(update), row.words
    then.percent = None if said["percent"] is None else Decimal(said["percent"])
    for name in (*KEPT, "adopted_text"):
        setattr(then, name, said.get(name, ""))
    then.state, then.revision = UpdateState.APPROVED, row.revision
    then.submitted_at, then.speaks_on = row.submitted_at, row.speaks_on
    then.approved_at = row.approved_at
    return then


def begun_on(update: Update) -> date:
    """The day on which the present revision was begun."""
    last = update.returns.order_by("returned_at", "pk").last()
    moment = last.returned_at if last else update.started_at or update.saved_at
    return timezone.localdate(moment)


def _by(moment: datetime | None, known_at: datetime) -> bool:
    return moment is not None and moment <= known_at


def _state(update: Update, back: list[UpdateReturn], known_at: datetime) -> str:
    moments = (update.handed_at, update.submitted_at, update.approved_at)
    events = [*moments, *(row.returned_at for row in back)]
    if not any(one is not None and one > known_at for one in events):
        return update.state
    later = [row for row in back if row.returned_at > known_at]
    revision = later[0] if later else update
    if later and _by(later[0].approved_at, known_at):
        return UpdateState.APPROVED
    if _by(revision.submitted_at, known_at) and (later or _of_now(update, back)):
        return UpdateState.SUBMITTED
    before = [row for row in back if row.returned_at <= known_at]
    since = [row.returned_at for row in before]
    handed = revision.handed_at
    if handed is not None and handed <= known_at and not (since and handed < since[-1]):
        return UpdateState.FOR_SIGNING
    taken = bool(before) and before[-1].kind == ReturnKind.WITHDRAWN
    return UpdateState.RETURNED if since and not taken else UpdateState.DRAFT


def _of_now(update: Update, back: list[UpdateReturn]) -> bool:
    """Whether the update's own submission is of its present revision."""
    return not back or (update.submitted_at or back[-1].returned_at) > back[-1].returned_at
