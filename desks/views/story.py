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
from accounts.queries import units_on
from desks.context import stands_for
from desks.moments import Moment, moment_of, require_there
from desks.offers import deeds
from desks.timeline import Reader, timeline
from indicators.models import Indicator
from indicators.queries import readings
from progress.choices import EDITABLE, UpdateState
from progress.filed import current_round
from progress.models import Round, Standing
from progress.queries import expected_in
from progress.standings import Stand, stands
from recommendations.breakdown import Breakdown
from recommendations.choices import OPEN_STATES
from recommendations.models import Initiative, Measure, Plan
from recommendations.permissions import initiative_for
from recommendations.queries import (
    all_called_on,
    as_it_was,
    breakdowns_on,
    outline_at,
    outlines_at,
)


def _next_step(initiative: Initiative, round_: Round | None, user: User) -> dict[str, Any] | None:
    """What this person may do here now."""
    if round_ is None or round_.closed_at or initiative.lead is None:
        return None
    update = initiative.updates.filter(round=round_).first()
    state = update.state if update else ""
    # What rests or has ended is neither filed nor signed; what was handed in is still judged.
    open_ = initiative.state in OPEN_STATES
    if (
        open_
        and may(user, Permission.UPDATE_FILE, unit=initiative.lead)
        and (
            state in EDITABLE
            or (not state and expected_in(round_).filter(pk=initiative.pk).exists())
        )
    ):
        return {"kind": "file", "round": round_}
    if (
        open_
        and state == UpdateState.FOR_SIGNING
        and may(user, Permission.UPDATE_SIGN, unit=initiative.lead)
    ):
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


def _problems(initiative: Initiative, moment: Moment) -> list[Any]:
    """What the measure answered in the document."""
    links = initiative.measure.addresses.known_at(moment.known_at)
    rows = links.select_related("finding__clause").order_by("finding__position", "pk")
    return [link.finding for link in rows]


def _in_document(initiative: Initiative, moment: Moment) -> dict[str, Any]:
    """Where its measure stood: what else its area held, which problems it answered. Two queries."""
    outline = outline_at(initiative.plan, known_at=moment.known_at)
    found: dict[str, Any] = {"in_force": outline.edition_id}
    if outline.kept is None:
        # As today: there is no need to read the whole outline.
        beside = initiative.measure.area.measures.order_by("position")
        return found | {"siblings": list(beside), "problems": _problems(initiative, moment)}
    initiative.measure = outline.by_key.get(initiative.measure_id) or initiative.measure
    area = initiative.measure.area_id
    links = initiative.measure.addresses.known_at(moment.known_at)
    answered = set(links.values_list("finding", flat=True))
    return found | {
        "siblings": [one for one in outline.measures if one.area_id == area],
        "problems": [one for one in outline.findings if one.pk in answered],
    }


def _also_serves(was: Breakdown, moment: Moment, user: User) -> list[Measure]:
    """The other measures that it served, of the plans that this person may see."""
    visible = Plan.objects.visible_to(user)
    rows = Measure.objects.filter(pk__in=[0, *was.serves], plan__in=visible)
    found = list(rows.select_related("plan").order_by("plan__slug", "position"))
    if not moment.past or not was.serves:
        return found
    changed = visible.filter(former_outlines__recorded_at__gt=moment.known_at).distinct()
    plans = {plan.pk: plan for plan in [*(row.plan for row in found), *changed]}
    called = all_called_on(plans.values(), known_at=moment.known_at)
    outlines = outlines_at(called.values(), known_at=moment.known_at)
    then = [
        outline.by_key[key]
        for outline in outlines.values()
        for key in was.serves
        if key in outline.by_key
    ]
    return sorted(then, key=lambda measure: (measure.plan.slug, measure.position))


def _what_it_was(
    initiative: Initiative, stand: Stand, moment: Moment, user: User
) -> dict[str, Any]:
    """The initiative and who worked on it that day, from its dated rows."""
    when: dict[str, Any] = {"as_of": moment.as_of, "known_at": moment.known_at}
    was = breakdowns_on([initiative], **when)[initiative.pk]
    named = {key for key in (was.lead, *was.joint, *was.supporting) if key}
    # A past day's story names other units too, as they were called.
    units = units_on(**when, keys=None if moment.past else named)
    then = as_it_was(initiative, was, state=stand.snapshot.facts.state, units=units)
    return {
        "initiative": then,
        "names": units,
        "units": [units[pk] for pk in (*was.joint, *was.supporting)],
        "leaders": was.leaders,
        **_in_document(then, moment),
        "serves": _also_serves(was, moment, user),
    }


def _for_now(initiative: Initiative, user: User, round_: Round | None) -> dict[str, Any]:
    """What this person may do here, which is only ever so now."""
    return {
        "may_accept": Reader(user, initiative).of_unit,
        "deeds": deeds(initiative, user, on=timezone.localdate()),
        "next_step": _next_step(initiative, round_, user),
    }


def _standings(initiative: Initiative, moment: Moment) -> list[Standing]:
    """Where it stood at the last six rounds that had closed, oldest first."""
    rows = initiative.standings.exclude(slot=Standing.NOW).filter(known_at__lte=moment.known_at)
    return list(rows.order_by("-as_of")[:6])[::-1]


@require_safe
@needs(Permission.PLAN_VIEW)
def story(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """Everything about one initiative, today or on a past day."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    plan = initiative.plan
    stands_for(request, plan)
    moment = moment_of(request, plan, user, now=timezone.now())
    require_there(initiative, moment)
    when: dict[str, Any] = {"as_of": moment.as_of, "known_at": moment.known_at}
    stand = stands([initiative], **when)[initiative.pk]
    facts = stand.snapshot.facts
    round_ = current_round(plan, stand.snapshot.cadence, on=moment.as_of, known_at=moment.known_at)
    indicators = Indicator.objects.filter(initiative=initiative).known_at(moment.known_at)
    then = _what_it_was(initiative, stand, moment, user)
    context = {
        "plan": plan,
        "moment": moment,
        "stand": stand.judged,
        "reasons": [reason.as_json() for reason in stand.judged.reasons],
        "facts": facts,
        "original_due_on": stand.snapshot.original_due_on,
        "extensions": stand.snapshot.extensions,
        "milestones": _milestones(facts, moment.as_of),
        **then,
        "history": _standings(initiative, moment),
        "indicators": readings(indicators.order_by("code"), **when),
        "entries": timeline(
            initiative, user, until=moment.known_at if moment.past else None, units=then["names"]
        ),
        "override": facts.override if stand.judged.overridden else None,
        "round": round_,
        "today": moment.as_of,
    }
    if not moment.past:
        context |= _for_now(initiative, user, round_)
    return render(request, "desks/story.html", context)
