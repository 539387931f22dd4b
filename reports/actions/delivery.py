"""A signed report goes to its recipients: into the inbox at once, by e-mail soon after."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import Conflict, require
from reports.models import Delivery, Report
from reports.parts import WHOLE
from reports.recipients import people_for, shares_of
from reports.telling import tell_signed


@transaction.atomic
def deliver(*, report: Report, now: datetime, by: Actor) -> list[Delivery]:
    """Lay a signed report into its recipients' inboxes, within the transaction that signs it.

    Each person gets it once, and each part that is theirs once, however often this is called.
    The e-mails are planned from the rows.
    """
    require(
        report.signed,
        _("Only a signed report is delivered. Sign it first."),
        kind=Conflict,
    )
    there = set(report.deliveries.values_list("to_id", "part"))
    wanted = [(user, WHOLE) for user in people_for(report)]
    wanted += [(user, share.part) for share in shares_of(report) for user in share.people]
    made = Delivery.objects.bulk_create(
        Delivery(report=report, to=user, part=part, posted_at=now)
        for user, part in wanted
        if (user.pk, part) not in there
    )
    if not made:
        return made
    tell_signed(report, made, now=now, by=by)
    whole = [row.to.name for row in made if row.part == WHOLE]
    parts = [{"of": row.whose, "to": row.to.name} for row in made if row.part != WHOLE]
    record(
        by=by, verb="report.delivered", subject=report, plan=report.schedule.plan.slug,
        after={"to": whole} | ({"parts": parts} if parts else {}),
    )  # fmt: skip
    return made


@transaction.atomic
def keep_mailed(*, delivery: Delivery, now: datetime, by: Actor) -> Delivery:
    """Write down that the mail server has taken a delivery."""
    Delivery.objects.filter(pk=delivery.pk, mailed_at__isnull=True).update(mailed_at=now)
    delivery.refresh_from_db()
    report = delivery.report
    told = {"to": delivery.to.name} | ({"of": delivery.whose} if delivery.whose else {})
    record(
        by=by, verb="report.mailed", subject=report, plan=report.schedule.plan.slug, after=told
    )  # fmt: skip
    return delivery
