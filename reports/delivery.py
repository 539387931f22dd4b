"""The e-mail of a delivery: the report's files, as far as the mail may grow, else links to them.

As with the mail of the day, a kill between the server's yes and our own note sends the same mail,
with the same Message-ID, again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from reports.models import Delivery, Report, ReportFile
from reports.telling import address_of, signed_key, title_of

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
        yield Due(f"{row.report.public_id}:{row.to.public_id}", row.posted_at, {"delivery": row.pk})


def message_id(delivery: Delivery) -> str:
    """The Message-ID of a delivery: sent twice, it is the same mail."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<report.{delivery.report.public_id}.{delivery.to.public_id}@{host}>"


def attached(
    files: Sequence[ReportFile], *, most: int
) -> tuple[list[ReportFile], list[ReportFile]]:
    """The files that fit into a mail of `most` bytes, in their order, and those that do not."""
    taken: list[ReportFile] = []
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


def compose(delivery: Delivery) -> EmailMessage:
    """The mail: the report's title, its files or where they lie. Nothing else of what it says."""
    report, to = delivery.report, delivery.to
    taken, left = attached(list(report.files.all()), most=settings.MAIL_ATTACH_MOST)
    with translation.override(settings.LANGUAGE_CODE):
        subject = one_line(_("Cexing: report %(title)s") % {"title": title_of(report)})
        where = settings.SITE_URL + address_of(report)
        lines = [
            _("%(name)s, a report has been signed and sent to you.") % {"name": to.name},
            "",
            _("Read it: %(address)s") % {"address": where},
        ]
        for file in left:
            address = settings.SITE_URL + reverse("report-file", args=[file.public_id])
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
    opened = dict(
        Notice.objects.filter(
            key=signed_key(report), to__in=[row.to_id for row in rows], read_at__isnull=False
        ).values_list("to_id", "read_at")
    )
    work = {
        item.key.rpartition(":")[2]: item
        for item in WorkItem.objects.filter(
            kind=KIND, key__startswith=f"{report.public_id}:"
        ).exclude(state=WorkState.DONE)
    }
    found = []
    for row in rows:
        item = work.get(row.to.public_id)
        receipts = row.to_id not in leaders
        found.append(
            Delivered(
                row,
                opened.get(row.to_id) if receipts else None,
                receipts,
                item is not None and item.state == WorkState.PARKED,
                item.last_error if item else "",
            )
        )
    return found


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind(KIND, mails_due, do_mail))
