"""What a plan still lacks."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations.choices import InitiativeState
from recommendations.models import Plan


def coverage_gaps(plan: Plan) -> list[str]:
    """What the plan still lacks before it can be published, in words; empty when whole."""
    gaps: list[str] = []
    if not plan.adopted_by:
        gaps.append(_("who adopted it is not recorded"))
    bare = plan.measures.filter(initiatives__isnull=True, served_by__isnull=True).count()
    if bare:
        gaps.append(
            ngettext("%(n)d measure has no initiative", "%(n)d measures have no initiative", bare)
            % {"n": bare}
        )
    unassigned = plan.initiatives.filter(state=InitiativeState.DRAFT).count()
    if unassigned:
        gaps.append(
            ngettext(
                "%(n)d initiative has no lead unit", "%(n)d initiatives have no lead unit",
                unassigned,
            )
            % {"n": unassigned}
        )  # fmt: skip
    return gaps
