"""Fetching and being allowed are one act: a stranger gets 404."""

from django.http import Http404

from accounts.models import User
from recommendations.permissions import plan_for
from reports.choices import Audience, ReportKind
from reports.models import Report, Schedule

_MOST_EDITIONS = 10_000
_CIRCULAR = f"-{Audience.UNITS.value}"


def report_for(
    user: User, slug: str, series: str, period: str, edition: int | None = None
) -> Report:
    """The report at this address, if the person may see it; else 404.

    Without an edition the latest signed one; the draft while none is signed. A special report's
    place of the period is its schedule's id.
    """
    kind = series.removesuffix(_CIRCULAR)
    audience = Audience.UPWARD if kind == series else Audience.UNITS
    rows = Report.objects.visible_to(user).filter(
        schedule__plan=plan_for(user, slug), schedule__kind=kind, schedule__audience=audience
    )
    if kind == ReportKind.SPECIAL:
        rows = rows.filter(schedule__public_id=period)
    else:
        rows = rows.filter(period=period)
    if edition is not None:
        # No database takes any number: beyond this there is no edition.
        rows = rows.filter(edition=edition) if edition <= _MOST_EDITIONS else rows.none()
    found = (
        rows.newest_first()
        .select_related("schedule__plan", "schedule__signer", "corrects", "signed_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def by_id(user: User, public_id: str) -> Report:
    """The report of this id, if the person may see it; else 404."""
    found = (
        Report.objects.visible_to(user)
        .filter(public_id=public_id)
        .select_related("schedule__plan", "schedule__signer", "corrects", "signed_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def schedule_for(user: User, slug: str, public_id: str) -> Schedule:
    """A plan's schedule, if the person may see the plan; else 404."""
    found = (
        Schedule.objects.filter(plan=plan_for(user, slug), public_id=public_id)
        .select_related("plan", "signer")
        .first()
    )
    if found is None:
        raise Http404
    return found


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
