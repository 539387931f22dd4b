"""What the clock asks of this room beside mail: roles whose last day is over are ended."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.actions import end_run_out_roles
from accounts.models import RoleGrant
from core.audit import Actor
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register

PLANNER = Actor.system("planner")


def roles_to_end(now: datetime) -> Iterator[Due]:
    """Once a day on which some have run out."""
    today = timezone.localdate(now)
    if RoleGrant.objects.run_out(today).exists():
        yield Due(today.isoformat(), timezone.make_aware(datetime.combine(today, time.min)), {})


def do_end(claim: Claim) -> None:
    """End whatever has run out by now, whatever day it was planned for."""
    with transaction.atomic():
        claim.finish()
        end_run_out_roles(now=claim.clock(), by=PLANNER)


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("roles.end", roles_to_end, do_end))
