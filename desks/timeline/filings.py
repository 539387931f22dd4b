"""What a unit filed: handed in, signed, returned, approved."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import BigAutoField, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Permission
from core.prepared import Prepared, given
from core.templatetags.words import period as period_words
from desks.timeline.entries import Entry, Reader
from progress.choices import (
    HANDED_IN,
    ReturnKind,
    SelfRating,
    SignRoad,
)
from progress.models import Evidence, Update, UpdateReturn
from progress.passage import words_of
from progress.templatetags.lights import passed


def _submitted(
    update: Update, reader: Reader, at: datetime, said: Mapping[str, Any], *, how: str,
    files: list[Evidence] | None = None,
) -> Entry:  # fmt: skip
    """An update left its unit, saying this."""
    told = [f"{SignRoad(how).label}. "] if how in (SignRoad.PAPER, SignRoad.ALONE) else []
    if said["percent"] is not None:
        told.append(_("%(n)s%% done. ") % {"n": said["percent"]})
    if said["self_rating"]:
        rating = SelfRating(said["self_rating"]).label
        told.append(_("Own rating: %(rating)s.") % {"rating": rating})
    return Entry(
        at,
        "doc",
        _("Update of %(period)s submitted") % {"period": period_words(update.round.period)},
        f"{reader.unit(update.unit)} {said['author']}",
        ["".join(told), said["done"], said["cause"]],
        files=files or [],
    )


_BACK = {
    ReturnKind.RETURNED: gettext_lazy("Update of %(period)s returned"),
    ReturnKind.WITHDRAWN: gettext_lazy("Update of %(period)s taken back by its unit"),
    ReturnKind.REOPENED: gettext_lazy("Update of %(period)s reopened"),
}


def _of_returns(update: Update, reader: Reader) -> Iterator[Entry]:
    """What was sent back, as it had come in, and why."""
    for row in update.returns.all():
        if row.submitted_at:
            yield _submitted(update, reader, row.submitted_at, row.words, how=row.signed_how)
        if row.approved_at and row.reviewed_by:
            yield Entry(
                row.approved_at,
                "check",
                _("Update of %(period)s approved") % {"period": period_words(update.round.period)},
                row.reviewed_by.name,
            )
        yield Entry(
            row.returned_at,
            "back",
            _BACK[ReturnKind(row.kind)] % {"period": period_words(update.round.period)},
            row.returned_by.name,
            [f"“{row.reason}”"],
            tone="red",
        )


def _of_update(update: Update, reader: Reader, *, whole: bool) -> Iterator[Entry]:
    """What happened to one update; what was not approved only for those who work on it."""
    approved = reader.by_then(update.approved_at)
    if whole:
        yield from _of_returns(update, reader)
    came = update.state in HANDED_IN or not any(row.submitted_at for row in update.returns.all())
    if update.submitted_at and came and (whole or approved):
        yield _submitted(
            update, reader, update.submitted_at, words_of(update), how=update.signed_how,
            files=reader.files(update),
        )  # fmt: skip
    if approved and update.approved_at and update.reviewed_by:
        adopted = _("Adopted text: %(words)s") % {"words": update.adopted_text}
        lasted = passed(update, update.approved_at)
        yield Entry(
            update.approved_at,
            "check",
            _("Update of %(period)s approved") % {"period": period_words(update.round.period)},
            update.reviewed_by.name,
            [
                *([adopted] if update.adopted_text else []),
                *([f"{_('Time at each desk')}{_(': ')}{lasted}"] if lasted else []),
            ],
        )


def _updates() -> QuerySet[Update]:
    returns = UpdateReturn.objects.select_related("returned_by", "reviewed_by")
    return (
        Update.objects.filter(initiative=given("of", BigAutoField()))
        .select_related("round", "unit", "author", "reviewed_by")
        .prefetch_related(Prefetch("returns", queryset=returns))
    )


# Every story asks it.
_UPDATES = Prepared(_updates)


def updates_of(reader: Reader) -> Iterator[Entry]:
    whole = reader.of_unit or reader.may(Permission.UPDATE_REVIEW)
    for update in _UPDATES.ask({"of": reader.initiative.pk}):
        yield from _of_update(update, reader, whole=whole)
