"""Notices come into an inbox, are read there, and leave once by e-mail."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Digest, Notice, User
from accounts.notices import NewNotice, known
from accounts.rules import inside, one_line
from core.audit import Actor, record
from core.refusals import NotAllowed, require

_SUBJECT = 200
_SLICE = 400


def _rows(notices: Iterable[NewNotice], now: datetime) -> dict[tuple[int, str], Notice]:
    """The rows to write, by person and key; the first of two that are the same."""
    rows: dict[tuple[int, str], Notice] = {}
    for one in notices:
        subject = one_line(one.subject)
        if one.kind not in known() or not subject or not one.key or not inside(one.link):
            raise ValueError(f"This is no notice: {one.kind} {one.key}.")
        row = Notice(
            to=one.to, kind=one.kind, key=one.key, subject=subject[:_SUBJECT],
            words=one.words.strip(), link=one.link, made_at=now,
        )  # fmt: skip
        rows.setdefault((one.to.pk, one.key), row)
    return rows


def _new(rows: dict[tuple[int, str], Notice]) -> list[Notice]:
    """Those that are in nobody's inbox yet."""
    keys, there = sorted({key for _to, key in rows}), set()
    for start in range(0, len(keys), _SLICE):
        found = Notice.objects.filter(key__in=keys[start : start + _SLICE])
        there |= set(found.values_list("to_id", "key"))
    return [row for place, row in rows.items() if place not in there]


@transaction.atomic
def post_notices(*, notices: Sequence[NewNotice], now: datetime, by: Actor) -> int:
    """Put notices into inboxes, within the caller's transaction; how many were new.

    Posting again is nothing. A few queries, however many they are. Raises ValueError for what is
    no notice: an unknown kind, no subject, a link that leads out of the site.
    """
    new = _new(_rows(notices, now))
    if not new:
        return 0
    # Of two who post the same at one instant, one row stands.
    Notice.objects.bulk_create(new, ignore_conflicts=True, batch_size=_SLICE)
    record(
        by=by,
        verb="notice.posted",
        subject_name=new[0].subject,
        after={"kinds": dict(Counter(row.kind for row in new)), "count": len(new)},
    )
    return len(new)


def _require_receipts(person: User) -> None:
    require(
        person.keeps_receipts(),
        _("For leaders no time of reading is kept."),
        kind=NotAllowed,
    )


@transaction.atomic
def open_notice(*, notice: Notice, person: User, now: datetime, by: Actor) -> Notice:
    """The receipt: the person whose notice it is has opened it. Again changes nothing."""
    _require_receipts(person)
    require(notice.to_id == person.pk, _("This notice is another person's."), kind=NotAllowed)
    changed = Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)
    if not changed:
        return notice
    notice.read_at = now
    record(by=by, verb="notice.read", subject=notice)
    return notice


@transaction.atomic
def read_notices(
    *, person: User, public_ids: Sequence[str] | None, now: datetime, by: Actor
) -> int:
    """Mark some of the person's notices as read, or all where `public_ids` is None; how many."""
    _require_receipts(person)
    unread = Notice.objects.filter(to=person, read_at__isnull=True)
    if public_ids is not None:
        unread = unread.filter(public_id__in=public_ids)
    changed = unread.update(read_at=now)
    if not changed:
        return 0
    record(by=by, verb="notice.read", subject=person, after={"count": changed})
    return changed


@transaction.atomic
def acknowledge(*, person: User, key: str, now: datetime, by: Actor) -> int:
    """The person did what a notice asked for, so it counts as read; how many that were.

    Nothing where there is none, where it was read before, and for leaders.
    """
    mine = Notice.objects.filter(to=person, key=key, read_at__isnull=True)
    if not person.keeps_receipts() or not mine.update(read_at=now):
        return 0
    record(by=by, verb="notice.read", subject=person, after={"key": key})
    return 1


@transaction.atomic
def keep_digest(
    *, user: User, on: date, notices: Sequence[Notice], now: datetime, by: Actor
) -> Digest:
    """Write down that these notices left in the person's e-mail of that day."""
    digest = Digest.objects.create(user=user, on=on, address=user.email, sent_at=now)
    pks = [notice.pk for notice in notices]
    for start in range(0, len(pks), _SLICE):
        part = pks[start : start + _SLICE]
        Notice.objects.filter(pk__in=part, digest__isnull=True).update(digest=digest)
    record(by=by, verb="digest.sent", subject=user, after={"on": on, "count": len(pks)})
    return digest
