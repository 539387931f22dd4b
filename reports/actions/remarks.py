"""A leader's remark on a paragraph of a signed report becomes a direction."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, require
from progress.actions import record_directions
from recommendations.models import Initiative
from reports.layers import places
from reports.models import Remark, Report
from reports.writing import document_shown


@transaction.atomic
def record_remark(
    *, report: Report, key: str, leader: str, words: str, given_on: date, due_on: date | None,
    initiatives: Sequence[Initiative], person: User, now: datetime, by: Actor,
) -> Remark:  # fmt: skip
    """Enter what a leader said of a paragraph, verbatim, as a direction on these initiatives.

    The paragraph is kept beside it as it stands in the sealed report.
    """
    require_may(person, Permission.DIRECTION_RECORD)
    require(
        report.signed,
        _("A leader's remark is recorded on a signed report. This one is a draft."),
        kind=Conflict,
    )
    found = {place.key: place.text for place in places(document_shown(report))}
    require(key in found, _("There is no such paragraph in this report. Load the page again."))
    require(
        all(row.plan_id == report.schedule.plan_id for row in initiatives),
        _("Choose initiatives of the report's own plan."),
    )
    made = record_directions(
        initiatives=initiatives, leader=leader, words=words, given_on=given_on, due_on=due_on,
        person=person, now=now, by=by,
    )  # fmt: skip
    remark = Remark.objects.create(
        report=report, key=key, paragraph=found[key], direction=made[0]
    )  # fmt: skip
    record(
        by=by, verb="remark.recorded", subject=report, plan=report.schedule.plan.slug,
        after={"place": key, "leader": leader.strip(), "words": words.strip()},
    )  # fmt: skip
    return remark
