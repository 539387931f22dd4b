"""An initiative's story: what it is, where it stands, what happened, what is next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may, needs, person
from desks.queries import current_round
from indicators.queries import readings
from progress.choices import EDITABLE, UpdateState
from progress.models import Round, Standing, Update
from progress.standings import stands
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.models import Initiative
from recommendations.permissions import initiative_for


@dataclass(frozen=True)
class Event:
    """One entry of the timeline."""

    at: datetime
    kind: str
    who: str
    update: Update | None = None
    words: str = ""
    day: date | None = None
    before: date | None = None


def _update_events(update: Update, *, whole: bool) -> list[Event]:
    """What happened to one update; drafts and returns only for those who may see them."""
    found = []
    if update.submitted_at and update.signed_by and (whole or update.approved_at):
        who = f"{update.unit.short_name} {update.author.name}"
        found.append(Event(update.submitted_at, "submitted", who, update))
    if update.approved_at and update.reviewed_by:
        found.append(Event(update.approved_at, "approved", update.reviewed_by.name, update))
    if whole:
        found += [
            Event(row.returned_at, "returned", row.returned_by.name, update, row.reason)
            for row in update.returns.all()
        ]
    return found


def _events(initiative: Initiative, user: User) -> list[Event]:
    """The timeline, newest first. Six queries, whatever happened."""
    whole = may(user, Permission.UPDATE_REVIEW) or may(
        user, Permission.UPDATE_FILE, unit=initiative.lead
    ) or may(user, Permission.UPDATE_SIGN, unit=initiative.lead)  # fmt: skip
    events: list[Event] = []
    rows = initiative.updates.select_related(
        "round", "unit", "author", "signed_by", "reviewed_by"
    ).prefetch_related("returns__returned_by")
    for update in rows:
        events += _update_events(update, whole=whole)
    for state in initiative.state_rows.exclude(value=InitiativeState.DRAFT).order_by(
        "recorded_at", "pk"
    ):
        events.append(
            Event(
                state.recorded_at,
                "state",
                "",
                words=state.get_value_display(),
                day=state.effective_on,
            )  # fmt: skip
        )
    previous: date | None = None
    for due in initiative.due_rows.order_by("recorded_at", "pk"):
        if previous is not None and due.value != previous:
            events.append(
                Event(due.recorded_at, "due", "", words=due.reason, day=due.value, before=previous)
            )
        previous = due.value
    # Stable, then turned: of two at one moment the later step stands above.
    return sorted(events, key=lambda event: event.at)[::-1]


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
    area = initiative.measure.area
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
            "units": list(initiative.units.select_related("unit")),
            "leaders": list(initiative.leaders.all()),
            "siblings": list(area.measures.order_by("position")),
            "problems": [
                link.finding
                for link in initiative.measure.addresses.select_related("finding__clause")
            ],
            "history": list(initiative.standings.exclude(slot=Standing.NOW).order_by("-as_of")[:6])[
                ::-1
            ],
            "indicators": readings(
                initiative.indicators.order_by("code"), as_of=today, known_at=now
            ),
            "events": _events(initiative, user),
            "round": round_,
            "next_step": _next_step(initiative, round_, user),
            "today": today,
        },
    )
