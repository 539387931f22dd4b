"""An initiative's story: what it is, where it stands, what happened, what is next."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may, needs, person
from desks.queries import current_round
from desks.timeline import deeds, timeline
from indicators.queries import readings
from progress.choices import EDITABLE, UpdateState
from progress.models import Round, Standing
from progress.standings import stands
from recommendations.choices import OPEN_STATES
from recommendations.models import Initiative
from recommendations.permissions import initiative_for


def _next_step(initiative: Initiative, round_: Round | None, user: User) -> dict[str, Any] | None:
    """What this person may do here now."""
    if round_ is None or round_.closed_at or initiative.lead is None:
        return None
    update = initiative.updates.filter(round=round_).first()
    state = update.state if update else ""
    if may(user, Permission.UPDATE_FILE, unit=initiative.lead) and (
        state in EDITABLE or (not state and initiative.state in OPEN_STATES)
    ):
        return {"kind": "file", "round": round_}
    if state == UpdateState.FOR_SIGNING and may(user, Permission.UPDATE_SIGN, unit=initiative.lead):
        return {"kind": "sign", "round": round_}
    if state == UpdateState.SUBMITTED and may(user, Permission.UPDATE_REVIEW):
        return {"kind": "review", "round": round_}
    return None


def _milestones(facts: Any, today: date) -> list[dict[str, Any]]:
    """Each milestone with its share of the weight and whether it is late."""
    total = sum(step.weight for step in facts.milestones)
    return [
        {
            "title": step.title,
            "due_on": step.due_on,
            "done_on": step.done_on if step.is_done(today) else None,
            "late": not step.is_done(today) and step.due_on < today,
            "share": step.weight * 100 / total,
        }
        for step in facts.milestones
    ]


def _about(initiative: Initiative) -> dict[str, Any]:
    """Who else works on it, and what stands around it in the document."""
    links = initiative.measure.addresses.select_related("finding__clause")
    return {
        "units": list(initiative.units.select_related("unit")),
        "leaders": list(initiative.leaders.all()),
        "siblings": list(initiative.measure.area.measures.order_by("position")),
        "problems": [link.finding for link in links],
    }


@require_safe
@needs(Permission.PLAN_VIEW)
def story(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """Everything about one initiative."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    now = timezone.now()
    today = timezone.localdate(now)
    stand = stands([initiative], as_of=today, known_at=now)[initiative.pk]
    round_ = current_round(initiative.plan, on=today)
    return render(
        request,
        "desks/story.html",
        {
            "plan": initiative.plan,
            "initiative": initiative,
            "stand": stand.judged,
            "reasons": [reason.as_json() for reason in stand.judged.reasons],
            "facts": stand.snapshot.facts,
            "original_due_on": stand.snapshot.original_due_on,
            "milestones": _milestones(stand.snapshot.facts, today),
            **_about(initiative),
            "history": list(initiative.standings.exclude(slot=Standing.NOW).order_by("-as_of")[:6])[
                ::-1
            ],
            "indicators": readings(
                initiative.indicators.order_by("code"), as_of=today, known_at=now
            ),
            "entries": timeline(initiative, user),
            "deeds": deeds(
                initiative, user, round_open=round_ is not None and round_.closed_at is None
            ),
            "override": stand.snapshot.facts.override if stand.judged.overridden else None,
            "round": round_,
            "next_step": _next_step(initiative, round_, user),
            "today": today,
        },
    )
