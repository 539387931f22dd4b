"""What may be asked for, and reminded of, at an initiative as it stands: no page offers more."""

from datetime import date

from progress.choices import HANDED_IN, RequestKind, Rung
from progress.deeds import possible
from progress.models import Request, Round
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.life import LifeStep, allows
from recommendations.models import Initiative


def askable(initiative: Initiative, *, on: date) -> list[str]:
    """The kinds of requests that the unit may make now: its state allows them, none of them waits,
    and the due date of what would be put off has not passed. One query.
    """
    waiting = set(
        Request.objects.filter(initiative=initiative, open_key__isnull=False).values_list(
            "kind", flat=True
        )
    )
    in_time = initiative.due_on is not None and on <= initiative.due_on
    return [
        kind
        for kind in RequestKind.values
        if possible(initiative, kind)
        and initiative.state != InitiativeState.DECLINED
        and kind not in waiting
        and (in_time or kind != RequestKind.EXTENSION)
        and (kind != RequestKind.COMPLETION or allows(initiative.state, LifeStep.ASK_COMPLETION))
    ]


def rungs_left(initiative: Initiative, round_: Round) -> list[str]:
    """The rungs of the ladder that were not taken in this round; none once it was filed."""
    if (
        initiative.state not in OPEN_STATES
        or initiative.updates.filter(round=round_, state__in=HANDED_IN).exists()
    ):
        return []
    taken = set(initiative.reminders.filter(round=round_).values_list("rung", flat=True))
    return [rung for rung in Rung.values if rung not in taken]
