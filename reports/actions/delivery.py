"""A signed report goes to its recipients: into the inbox at once, by e-mail soon after."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import Conflict, require
from reports.models import Delivery, Report
from reports.recipients import people_for
from reports.telling import tell_signed


@transaction.atomic
def deliver(*, report: Report, now: datetime, by: Actor) -> list[Delivery]:
    """Lay a signed report into its recipients' inboxes, within the transaction that signs it.

    Each person gets it once, however often this is called. The e-mails are planned from the rows.
    """
    require(
        report.signed,
        _("Only a signed report is delivered. Sign it first."),
        kind=Conflict,
    )
    there = set(report.deliveries.values_list("to_id", flat=True))
    people = [user for user in people_for(report) if user.pk not in there]
    made = Delivery.objects.bulk_create(
        Delivery(report=report, to=user, posted_at=now) for user in people
    )
    if not made:
        return made
    tell_signed(report, people, now=now, by=by)
    record(
        by=by, verb="report.delivered", subject=report, plan=report.schedule.plan.slug,
        after={"to": [user.name for user in people]},
    )  # fmt: skip
    return made


@transaction.atomic
def keep_mailed(*, delivery: Delivery, now: datetime, by: Actor) -> Delivery:
    """Write down that the mail server has taken a delivery."""
    Delivery.objects.filter(pk=delivery.pk, mailed_at__isnull=True).update(mailed_at=now)
    delivery.refresh_from_db()
    report = delivery.report
    record(
        by=by, verb="report.mailed", subject=report, plan=report.schedule.plan.slug,
        after={"to": delivery.to.name},
    )  # fmt: skip
    return delivery
