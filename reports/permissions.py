"""Fetching and being allowed are one act: a stranger gets 404."""

from django.http import Http404

from accounts.models import User
from recommendations.permissions import plan_for
from reports.models import Report


def report_for(user: User, slug: str, kind: str, period: str) -> Report:
    """The report at this address, if the person may see it; else 404."""
    report = (
        Report.objects.visible_to(user)
        .filter(schedule__plan=plan_for(user, slug), schedule__kind=kind, period=period)
        .select_related("schedule__plan")
        .first()
    )
    if report is None:
        raise Http404
    return report


def report_by_id(user: User, slug: str, public_id: str) -> Report:
    """The report of this plan with this id, if the person may see it; else 404."""
    report = (
        Report.objects.visible_to(user)
        .filter(schedule__plan=plan_for(user, slug), public_id=public_id)
        .select_related("schedule__plan")
        .first()
    )
    if report is None:
        raise Http404
    return report
