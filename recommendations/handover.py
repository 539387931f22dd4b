"""What of this room hangs on one person: they are the contact for initiatives."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.belongings import Belonging, Handover, Held, belongs
from accounts.models import User
from recommendations.actions import Change, change_initiatives
from recommendations.choices import PlanState
from recommendations.models import Initiative
from recommendations.queries import breakdowns_of
from recommendations.writing import CHANGEABLE


def _contacts(user: User) -> QuerySet[Initiative]:
    """Of what can still change; who was the contact for what has ended is history."""
    rows = Initiative.objects.filter(
        contact=user, state__in=CHANGEABLE, plan__state__in=(PlanState.DRAFT, PlanState.ACTIVE)
    )
    return rows.select_related("plan").order_by("pk")


def _held(user: User) -> Sequence[Held]:
    return [Held(str(row.pk), str(row), row.lead_id) for row in _contacts(user)]


def _move(handover: Handover) -> None:
    rows = list(_contacts(handover.giver))
    values = breakdowns_of(rows)
    changes = [
        Change(row, replace(values[row.pk], contact=handover.taker.pk), row.version) for row in rows
    ]
    change_initiatives(
        changes=changes, on=timezone.localdate(handover.now), now=handover.now, by=handover.by
    )


def register_belongings() -> None:
    """Called when the site starts."""
    belongs("contacts", Belonging(gettext_lazy("contact for initiatives"), _held, _move))
