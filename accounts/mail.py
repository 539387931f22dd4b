"""The one e-mail of a person and a working day: composed of titles, sent once.

Between the server's yes and our own note of it a kill can fall; then the same mail, with the same
Message-ID, is sent again. That is the one thing in the house that may happen twice.
"""

import smtplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import keep_digest
from accounts.models import Notice, User
from accounts.queries import unmailed, without_address
from accounts.rules import Hours, mailable, message_id
from core.audit import Actor
from core.calendar import work_calendar
from core.refusals import Refusal, require
from core.templatetags.words import day
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register

KIND = "digest.send"
POST = Actor.system("post")
# Titles in one mail; more stand in the inbox alone.
MOST = 40


class MailFailed(Refusal):
    """The mail server said no, or nothing. The work is tried again later."""

    status = 503


def mail_is_on() -> bool:
    """Whether this installation has a mail server."""
    return bool(settings.EMAIL_HOST and settings.MAIL_FROM)


@dataclass(frozen=True, slots=True)
class MailState:
    """What the health page says of mail: by what server, and whom it cannot reach."""

    host: str
    hours: Hours
    unreached: int
    waiting: int


def mail_state() -> MailState:
    """How mail stands now. Two queries; none where there is no mail server."""
    hours = Hours(*settings.MAIL_HOURS)
    if not mail_is_on():
        return MailState("", hours, 0, 0)
    waiting = unmailed().exclude(to__email="").count()
    return MailState(settings.EMAIL_HOST, hours, without_address().count(), waiting)


def may_leave(now: datetime) -> bool:
    """Whether mail may leave now: on a working day, within the hours that are set."""
    here = timezone.localtime(now)
    hours = Hours(*settings.MAIL_HOURS)
    return hours.hold(here, worked=work_calendar().is_workday(here.date()))


def digests_due(now: datetime) -> Iterator[Due]:
    """One for each person with something that was neither read nor mailed, in the hours for mail.

    What comes after a day's mail has left waits for the next working day's.
    """
    if not mail_is_on() or not may_leave(now):
        return
    today = timezone.localdate(now)
    begins = timezone.make_aware(datetime.combine(today, settings.MAIL_HOURS[0]))
    people = User.objects.filter(pk__in=unmailed().values("to"), is_active=True).exclude(email="")
    for user in people.order_by("pk").only("pk", "public_id"):
        yield Due(f"{user.public_id}:{today}", begins, {"user": user.pk})


def compose(user: User, notices: Sequence[Notice], *, on: date) -> EmailMessage:
    """The mail: titles and links back, nothing else of what the notices say."""
    with translation.override(settings.LANGUAGE_CODE):
        count = len(notices)
        subject = ngettext(
            "Cexing: %(n)s new notice, %(day)s", "Cexing: %(n)s new notices, %(day)s", count
        ) % {"n": count, "day": day(on)}
        lines = [_("%(name)s, in your inbox there is:") % {"name": user.name}, ""]
        for number, notice in enumerate(notices[:MOST], start=1):
            address = settings.SITE_URL + reverse("notice", args=[notice.public_id])
            lines += [f"{number}. {notice.subject}", f"   {address}"]
        if count > MOST:
            lines.append(_("… and %(n)s more in the inbox.") % {"n": count - MOST})
        inbox = settings.SITE_URL + reverse("inbox")
        lines += ["", _("All of it: %(address)s") % {"address": inbox}]
        lines += [_("This mail was sent by the system. Please do not answer it.")]
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject,
        "\n".join(lines) + "\n",
        settings.MAIL_FROM,
        [user.email],
        headers={
            "Message-ID": message_id(user.public_id, on, host),
            "Auto-Submitted": "auto-generated",
        },
    )


def send(message: EmailMessage) -> None:
    """Hand the mail to the server. Raises MailFailed with what a person can do about it."""
    where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise MailFailed(
            _("The mail server %(host)s:%(port)s refused the person's address. Mend it.") % where
        ) from error
    except smtplib.SMTPResponseException as error:
        raise MailFailed(
            _("The mail server %(host)s:%(port)s answered %(code)s. Look at its settings.")
            % {**where, "code": error.smtp_code}
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailFailed(
            _("The mail server %(host)s:%(port)s does not take mail (%(error)s).")
            % {**where, "error": type(error).__name__}
        ) from error


def do_digest(claim: Claim) -> None:
    """Send one person's mail of the day, and write down which notices it carried."""
    now, on = claim.clock(), date.fromisoformat(claim.key.rpartition(":")[2])
    user = User.objects.filter(pk=claim.payload["user"], is_active=True).first()
    notices = list(unmailed().filter(to=user)) if user else []
    wanted = bool(notices) and mail_is_on() and timezone.localdate(now) == on and may_leave(now)
    if user is None or not wanted:
        # Too late for today, or nothing left to say: the next working day's mail takes the rest.
        with transaction.atomic():
            claim.finish()
        return
    require(
        mailable(user.email),
        _("The e-mail address of %(name)s cannot be used. Mend it.") % {"name": user.name},
        kind=MailFailed,
    )
    send(compose(user, notices, on=on))
    with transaction.atomic():
        claim.finish()
        keep_digest(user=user, on=on, notices=notices, now=now, by=POST)


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind(KIND, digests_due, do_digest))
