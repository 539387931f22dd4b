"""The e-mail of a delivery: the report's files, as far as the mail may grow, else links to them.

As with the mail of the day, a kill between the server's yes and our own note sends the same mail,
with the same Message-ID, again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.choices import Permission, Role
from accounts.mail import POST, MailFailed, mail_is_on, may_leave, send
from accounts.models import Notice, RoleGrant, User
from accounts.permissions import may
from accounts.rules import mailable, one_line
from core.models import WorkItem, WorkState
from core.refusals import require
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register
from reports.actions import keep_mailed
from reports.models import Delivery, Report
from reports.parts import WHOLE
from reports.portfolios import portfolio_files, portfolio_of, sent_as
from reports.telling import delivery_address, delivery_key, delivery_title

KIND = "report.mail"
# What was signed longer ago is no news any more when a mail server is set up.
STILL_NEWS = timedelta(days=14)


def mails_due(now: datetime) -> Iterator[Due]:
    """Every delivery that no mail has carried, to people with an address, in the hours for mail."""
    if not mail_is_on() or not may_leave(now):
        return
    rows = Delivery.objects.filter(
        mailed_at__isnull=True, posted_at__gt=now - STILL_NEWS, to__is_active=True
    ).exclude(to__email="")
    for row in rows.select_related("report", "to").order_by("pk"):
        yield Due(f"{row.report.public_id}:{_own(row)}", row.posted_at, {"delivery": row.pk})


def _own(row: Delivery) -> str:
    """What tells a delivery from the report's others: the person; for a part, the row itself."""
    return row.to.public_id if row.part == WHOLE else row.public_id


def message_id(delivery: Delivery) -> str:
    """The Message-ID of a delivery: sent twice, it is the same mail."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<report.{delivery.report.public_id}.{_own(delivery)}@{host}>"


class Attachable(Protocol):
    """A file with its name and bytes, kept or made for the mail."""

    @property
    def name(self) -> str: ...

    @property
    def data(self) -> bytes | memoryview: ...


One = TypeVar("One", bound=Attachable)


def attached(files: Sequence[One], *, most: int) -> tuple[list[One], list[One]]:
    """The files that fit into a mail of `most` bytes, in their order, and those that do not."""
    taken: list[One] = []
    left, room = [], most
    for file in files:
        # A mail carries bytes as text: four characters for three.
        size = len(file.data) * 4 // 3
        if size <= room:
            taken.append(file)
            room -= size
        else:
            left.append(file)
    return taken, left


def _files(delivery: Delivery) -> list[tuple[Attachable, str]]:
    """The files of what was delivered, each with where it lies."""
    report = delivery.report
    if delivery.part == WHOLE:
        return [(one, reverse("report-file", args=[one.public_id])) for one in report.files.all()]
    where = delivery_address(delivery)
    made = portfolio_files(report, portfolio_of(report, delivery.part), sent_as(report))
    return [(one, f"{where}?form={one.format.value}") for one in made]


def compose(delivery: Delivery) -> EmailMessage:
    """The mail: the report's title, its files or where they lie. Nothing else of what it says."""
    to, files = delivery.to, _files(delivery)
    taken, left = attached([one for one, _where in files], most=settings.MAIL_ATTACH_MOST)
    lies = {id(one): where for one, where in files}
    with translation.override(settings.LANGUAGE_CODE):
        subject = one_line(_("Cexing: report %(title)s") % {"title": delivery_title(delivery)})
        where = settings.SITE_URL + delivery_address(delivery)
        lines = [
            _("%(name)s, a report has been signed and sent to you.") % {"name": to.name},
            "",
            _("Read it: %(address)s") % {"address": where},
        ]
        for file in left:
            address = settings.SITE_URL + lies[id(file)]
            lines.append(
                _("Too large for this mail: %(name)s, %(address)s")
                % {"name": file.name, "address": address}
            )
        lines += ["", _("This mail was sent by the system. Please do not answer it.")]
    message = EmailMessage(
        subject, "\n".join(lines) + "\n", settings.MAIL_FROM, [to.email],
        headers={"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    for file in taken:
        message.attach(file.name, bytes(file.data))
    return message


def do_mail(claim: Claim) -> None:
    """Mail one delivery, if the person still may have it, and write it down."""
    row = (
        Delivery.objects.filter(pk=claim.payload["delivery"])
        .select_related("report__schedule__plan", "to")
        .first()
    )
    wanted = row is not None and row.mailed_at is None and row.to.is_active and mail_is_on()
    if row is None or not wanted or not _may_read(row.to, row.report):
        with transaction.atomic():
            claim.finish()
        return
    require(
        mailable(row.to.email),
        _("The e-mail address of %(name)s cannot be used. Mend it.") % {"name": row.to.name},
        kind=MailFailed,
    )
    send(compose(row))
    with transaction.atomic():
        claim.finish()
        keep_mailed(delivery=row, now=claim.clock(), by=POST)


def _may_read(user: User, report: Report) -> bool:
    """Whether a role taken back since has not taken the right to read along."""
    return may(user, Permission.REPORT_VIEW) and may(user, Permission.PLAN_VIEW)


@dataclass(frozen=True)
class Delivered:
    """One recipient as the report's page lists them; `fault` says why a mail has not left."""

    row: Delivery
    opened_at: datetime | None
    receipts: bool
    parked: bool
    fault: str


def delivered(report: Report) -> list[Delivered]:
    """Who got it, when, and when they opened it; never for leaders. Four queries, however many."""
    rows = list(report.deliveries.select_related("to").order_by("pk"))
    leaders = set(
        RoleGrant.objects.filter(role=Role.LEADER, open_key__isnull=False).values_list(
            "user_id", flat=True
        )
    )
    read = Notice.objects.filter(
        key__in={delivery_key(row) for row in rows}, read_at__isnull=False
    ).values_list("to_id", "key", "read_at")
    opened = {(to, key): at for to, key, at in read}
    work = {
        item.key.rpartition(":")[2]: item
        for item in WorkItem.objects.filter(
            kind=KIND, key__startswith=f"{report.public_id}:"
        ).exclude(state=WorkState.DONE)
    }
    found = []
    for row in rows:
        row.report = report
        item = work.get(_own(row))
        receipts = row.to_id not in leaders
        found.append(
            Delivered(
                row,
                opened.get((row.to_id, delivery_key(row))) if receipts else None,
                receipts,
                item is not None and item.state == WorkState.PARKED,
                item.last_error if item else "",
            )
        )
    return found


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind(KIND, mails_due, do_mail))
