"""What a plan still lacks: measures, initiatives and problems that nobody has thought of yet."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations.choices import FindingKind, InitiativeState
from recommendations.gaps import Gap, asked_also
from recommendations.models import Initiative, InitiativeMeasure, MeasureFinding, Plan

# What is not worked on lacks nothing.
_OUT = (InitiativeState.CANCELLED, InitiativeState.MERGED)


def _adoption(plan: Plan) -> Gap | None:
    if plan.adopted_by:
        return None
    return Gap("adoption", _("who adopted it is not recorded"), stops=True)


def _bare_measures(plan: Plan) -> Gap | None:
    """Measures that no living initiative serves, of this plan or another."""
    first = Initiative.objects.filter(measure__plan=plan).exclude(state__in=_OUT)
    also = InitiativeMeasure.objects.in_force().filter(measure__plan=plan)
    also = also.exclude(initiative__state__in=_OUT)
    bare = plan.measures.exclude(pk__in=first.values("measure"))
    found = list(bare.exclude(pk__in=also.values("measure")).order_by("position"))
    if not found:
        return None
    words = ngettext(
        "%(n)d measure has no initiative", "%(n)d measures have no initiative", len(found)
    )
    return Gap("measures", words % {"n": len(found)}, stops=True, measures=found)


def _lacking(
    key: str, condition: Q, one: Callable[[int], str], *, stops: bool = False
) -> Callable[[Plan], Gap | None]:
    def question(plan: Plan) -> Gap | None:
        rows = plan.initiatives.filter(condition).exclude(state__in=_OUT).order_by("code")
        found: list[Initiative] = list(rows)
        if not found:
            return None
        return Gap(key, one(len(found)) % {"n": len(found)}, stops=stops, initiatives=found)

    return question


def _problems(plan: Plan) -> Gap | None:
    answered = MeasureFinding.objects.in_force().values("finding")
    rows = plan.findings.filter(kind=FindingKind.PROBLEM).exclude(pk__in=answered)
    found = list(rows.select_related("clause").order_by("position"))
    if not found:
        return None
    words = ngettext(
        "%(n)d problem is addressed by no measure", "%(n)d problems are addressed by no measure",
        len(found),
    )  # fmt: skip
    return Gap("problems", words % {"n": len(found)}, findings=found)


_QUESTIONS: tuple[Callable[[Plan], Gap | None], ...] = (
    _adoption,
    _bare_measures,
    _lacking(
        "units",
        Q(lead__isnull=True),
        lambda n: ngettext(
            "%(n)d initiative has no lead unit", "%(n)d initiatives have no lead unit", n
        ),
        stops=True,
    ),
    _lacking(
        "dates",
        Q(due_on__isnull=True, ongoing=False),
        lambda n: ngettext(
            "%(n)d initiative has no due date", "%(n)d initiatives have no due date", n
        ),
        stops=True,
    ),
    _lacking(
        "unassigned",
        Q(state__in=(InitiativeState.DRAFT, InitiativeState.DECLINED), lead__isnull=False)
        & (Q(due_on__isnull=False) | Q(ongoing=True)),
        lambda n: ngettext(
            "%(n)d initiative has not been assigned", "%(n)d initiatives have not been assigned", n
        ),
        stops=True,
    ),
    _lacking(
        "goals",
        Q(annual_goal="", deliverable=""),
        lambda n: ngettext(
            "%(n)d initiative has neither goal nor deliverable",
            "%(n)d initiatives have neither goal nor deliverable", n,
        ),
    ),
    _problems,
)  # fmt: skip


def coverage(plan: Plan) -> list[Gap]:
    """Everything that the plan lacks; what holds up publishing first. Constant in queries."""
    found = [gap for question in _QUESTIONS if (gap := question(plan)) is not None]
    return sorted([*found, *asked_also(plan)], key=lambda gap: not gap.stops)


def coverage_gaps(plan: Plan) -> list[str]:
    """What holds up publishing, in words; empty when nothing does."""
    return [gap.words for gap in coverage(plan) if gap.stops]
