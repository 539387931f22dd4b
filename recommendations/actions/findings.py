"""Which measure addresses which finding."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import Conflict, require
from recommendations.models import Finding, Measure, MeasureFinding, Plan


def _link(measure: Measure, finding: Finding, *, now: datetime) -> MeasureFinding:
    require(
        measure.plan_id == finding.plan_id, _("The finding belongs to another plan. Choose again.")
    )
    return MeasureFinding.objects.create(
        measure=measure, finding=finding, recorded_at=now, open_key=f"{measure.pk}-{finding.pk}"
    )


@transaction.atomic
def address_finding(
    *, measure: Measure, finding: Finding, now: datetime, by: Actor
) -> MeasureFinding:
    """Say that a measure addresses a finding of the same plan; the same again is once."""
    there = measure.addresses.in_force().filter(finding=finding).first()
    if there is not None:
        return there
    link = _link(measure, finding, now=now)
    record(
        by=by, verb="measure.addresses", subject=measure, plan=measure.plan.slug,
        after={"finding": finding.title},
    )  # fmt: skip
    return link


@transaction.atomic
def set_measures(
    *,
    finding: Finding,
    measures: Iterable[Measure],
    seen: Iterable[int],
    now: datetime,
    by: Actor,
) -> Finding:
    """Exactly these measures address the finding from now on.

    `seen` are the keys of the measures that the person was shown as addressing it. Those that
    address it no more are kept with their time, for the pages of days before.
    """
    Plan.objects.select_for_update().get(pk=finding.plan_id)
    wanted = {one.pk: one for one in measures}
    links = {
        link.measure_id: link
        for link in finding.addressed_by.in_force().select_related("measure").order_by("pk")
    }
    require(
        set(links) == set(seen),
        _("Somebody else changed which measures address this. Look again, then save."),
        kind=Conflict,
    )
    require(set(links) != set(wanted), _("Exactly these measures address it already."))
    gone = [link.pk for pk, link in links.items() if pk not in wanted]
    finding.addressed_by.filter(pk__in=gone).update(ended_at=now, open_key=None)
    for pk, one in wanted.items():
        if pk not in links:
            _link(one, finding, now=now)
    record(
        by=by, verb="finding.measures_set", subject=finding, plan=finding.plan.slug,
        before={"measures": [str(link.measure) for link in links.values()]},
        after={"measures": [str(one) for one in wanted.values()]},
    )  # fmt: skip
    return finding
