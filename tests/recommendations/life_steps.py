"""The steps of an initiative's life, one at a time, by whoever may take them."""

from datetime import date
from typing import Any

from recommendations import actions
from recommendations.life import LifeStep
from recommendations.models import Initiative, StateRow
from tests.factories import BY, House, at

NOW = at("2026-09-21 10:00")
TODAY, LATER = NOW.date(), date(2026, 11, 30)
WHY = "场地尚未交付"


def take(house: House, step: LifeStep, code: int = 1, **more: Any) -> Initiative:
    """One step, by whoever may take it, with what it needs."""
    row = more.pop("row", None) or house.initiative(code)
    on = {"on": more.pop("on", TODAY)}
    facts: dict[LifeStep, tuple[Any, dict[str, Any]]] = {
        LifeStep.ACCEPT: (actions.accept_initiative, on),
        LifeStep.BEGIN: (actions.begin_initiative, on),
        LifeStep.DECLINE: (
            actions.decline_initiative, {"reason": WHY, "person": house.signer(row)}
        ),
        LifeStep.ASK_COMPLETION: (actions.request_completion, on),
        LifeStep.GO_ON: (actions.refuse_completion, on),
        LifeStep.COMPLETE: (actions.complete_initiative, {**on, "quality": "good"}),
        LifeStep.REOPEN: (actions.reopen_initiative, {**on, "reason": WHY}),
        LifeStep.CLOSE: (actions.close_initiative, {**on, "person": house.dong}),
        LifeStep.SUSPEND: (
            actions.suspend_initiative, {**on, "reason": WHY, "until_on": LATER}
        ),
        LifeStep.RESUME: (actions.resume_initiative, {**on, "reason": WHY}),
        LifeStep.CANCEL: (actions.cancel_initiative, {**on, "reason": WHY}),
        LifeStep.MERGE: (
            actions.merge_initiative,
            {**on, "reason": WHY, "into": house.initiative(2 if code == 1 else 1)},
        ),
    }  # fmt: skip
    action, given_ = facts[step]
    return action(initiative=row, version=row.version, now=NOW, by=BY, **{**given_, **more})


def last(house: House, code: int = 1) -> StateRow:
    row = StateRow.objects.filter(initiative__plan=house.plan, initiative__code=code)
    found = row.order_by("effective_on", "recorded_at", "pk").last()
    assert found is not None
    return found


BESIDE = [step for step in LifeStep if step is not LifeStep.ASSIGN]
