"""What the clock asks of proof copies: one reminder, a working day before the deadline."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from core.audit import Actor
from core.calendar import work_calendar
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register
from reports.actions import remind_proof
from reports.choices import ProofAnswer, ReportState
from reports.models import ProofCopy

KIND = "report.proof_due"
PLANNER = Actor.system("planner")
_AT = time(9)
# No deadline lies further off from its last working day before; longer holidays do not occur.
_FURTHEST = timedelta(days=20)


def reminders_due(now: datetime) -> Iterator[Due]:
    """Each proof copy without an answer whose last working day before the deadline has come."""
    today, calendar = timezone.localdate(now), work_calendar()
    rows = ProofCopy.objects.filter(
        answer=ProofAnswer.WAITING,
        report__state=ReportState.DRAFT,
        due_on__gte=today,
        due_on__lte=today + _FURTHEST,
    )
    for row in rows.order_by("due_on", "pk"):
        day = calendar.add(row.due_on, -1)
        moment = timezone.make_aware(datetime.combine(day, _AT))
        if moment <= now and row.asked_at < moment:
            yield Due(f"{row.public_id}:{row.due_on}", moment, {"proof": row.pk})


def do_remind(claim: Claim) -> None:
    """Remind one unit, if it has still not answered."""
    proof = ProofCopy.objects.select_related("report__schedule__plan", "unit").get(
        pk=claim.payload["proof"]
    )
    with transaction.atomic():
        claim.finish()
        remind_proof(proof=proof, now=claim.clock(), by=PLANNER)


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind(KIND, reminders_due, do_remind))
