"""A plan's light rule: in words, its versions, and a new one with what it would recolour."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, may, needs, person
from core.refusals import Refusal
from core.sentences import Language
from progress.actions import set_light_policy
from progress.components import reader_language
from progress.facts import policies
from progress.forms.policies import PolicyForm, as_initial
from progress.models import LightPolicy
from progress.presets import PRINTED, Preset
from progress.queries import last_policy_number
from progress.reasons import words
from progress.recompute import recomputing
from progress.rulebook import rule_lines
from progress.standings import NEED, Recolour, recoloured
from progress.status import Policy
from recommendations.models import Plan
from recommendations.permissions import plan_for

SLICE = 1_000
MOST_LISTED = 500


def _versions(plan: Plan, *, today: date) -> list[dict[str, Any]]:
    """The rule's versions, newest first, each with the days on which it holds."""
    rows = list(
        LightPolicy.objects.filter(plan=plan)
        .select_related("recorded_by")
        .order_by("effective_on", "number")
    )
    found = []
    for index, row in enumerate(rows):
        later = rows[index + 1].effective_on if index + 1 < len(rows) else None
        found.append(
            {
                "row": row,
                "until": later,
                "never": later == row.effective_on,
                "holds": row.effective_on <= today and (later is None or today < later),
            }
        )
    return sorted(found, key=lambda one: -one["row"].number)


@require_safe
@needs(Permission.PLAN_VIEW)
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """The rule that holds today in words, and its versions. Who is lit by it may read it."""
    plan = plan_for(person(request), slug)
    now = timezone.now()
    today = timezone.localdate(now)
    policy = policies([plan], as_of=today, known_at=now)[plan.pk]
    versions = _versions(plan, today=today)
    context = {
        "plan": plan,
        "policy": policy,
        "lines": rule_lines(policy),
        "versions": versions,
        "default_holds": not any(one["holds"] for one in versions),
        "work": recomputing(plan),
        "manages": may(request.user, Permission.LIGHT_POLICY),
    }
    return render(request, "progress/policy.html", context)


def _compared(plan: Plan, policy: Policy, now: datetime) -> list[Recolour]:
    """Every initiative of the plan under today's rule and under this one, slice by slice."""
    rows = list(plan.initiatives.order_by("code"))
    found: list[Recolour] = []
    for start in range(0, len(rows), SLICE):
        found += recoloured(
            rows[start : start + SLICE], as_of=timezone.localdate(now), known_at=now, policy=policy
        )
    return found


def _said(reasons: Iterable[Any]) -> list[str]:
    language: Language = "zh" if reader_language() == "zh" else "en"
    return [words(reason, language) for reason in reasons]


def _preview(plan: Plan, policy: Policy, now: datetime) -> dict[str, Any]:
    """Counts by from and to, and the initiatives that change, those that get worse first."""
    compared = _compared(plan, policy, now)
    moved = [one for one in compared if one.before.light != one.after.light]
    pairs = Counter((one.before.light, one.after.light) for one in moved)
    moved.sort(key=lambda one: (NEED[one.after.light], NEED[one.before.light], one.initiative.code))
    listed = [
        {
            "initiative": one.initiative,
            "before": one.before.light.value,
            "after": one.after.light.value,
            "was": _said(one.before.reasons[:2]),
            "would": _said(one.after.reasons[:2]),
        }
        for one in moved[:MOST_LISTED]
    ]
    return {
        "all": len(compared),
        "moved": len(moved),
        "more": len(moved) - len(listed),
        "pairs": [
            (before.value, after.value, n)
            for (before, after), n in sorted(
                pairs.items(), key=lambda pair: (NEED[pair[0][1]], NEED[pair[0][0]])
            )
        ],
        "rows": listed,
        "lines": rule_lines(policy),
    }


def _save(request: HttpRequest, plan: Plan, form: PolicyForm, now: datetime) -> int:
    """Put the version on record; 0 when it is, else the status of the refusal."""
    seen = request.POST.get("seen", "")
    try:
        set_light_policy(
            plan=plan,
            policy=form.policy(last_policy_number(plan) + 1),
            effective_on=form.cleaned_data["effective_on"],
            reason=form.cleaned_data["reason"],
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
            person=person(request),
            now=now,
            by=actor_of(request),
        )
    except Refusal as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name, str(sentence))
        if not refusal.fields:
            form.add_error(None, str(refusal.sentence))
        return refusal.status
    messages.success(request, _("The rule was changed."))
    return 0


def _printed(chosen: Preset) -> dict[str, str]:
    """A city's rule for the reader: what was printed, and how its gaps are read."""
    language: Language = "zh" if reader_language() == "zh" else "en"
    return {
        "name": chosen.policy.name,
        "printed": chosen.printed.fill({}, language),
        "gaps": chosen.gaps.fill({}, language),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.LIGHT_POLICY)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new version: from today's rule or a city's; previewed, then put in force."""
    plan = plan_for(person(request), slug)
    now = timezone.now()
    today = timezone.localdate(now)
    chosen = PRINTED.get(request.GET.get("preset", ""))
    basis = chosen.policy if chosen else policies([plan], as_of=today, known_at=now)[plan.pk]
    posted = request.method == "POST"
    initial = {**as_initial(basis), "effective_on": today}
    form = PolicyForm(request.POST if posted else None, initial=initial)
    status, preview = 200, None
    if posted:
        status = 422
        if form.is_valid():
            step = request.POST.get("step")
            if step == "apply":
                status = _save(request, plan, form, now)
                if not status:
                    return redirect("light-policy", slug=plan.slug)
            elif step == "edit":
                status = 200
            else:
                status, preview = (
                    200,
                    _preview(plan, form.policy(last_policy_number(plan) + 1), now),
                )
    context = {
        "plan": plan,
        "form": form,
        "preview": preview,
        "seen": last_policy_number(plan),
        "chosen": _printed(chosen) if chosen else None,
        "presets": [(key, preset.policy.name) for key, preset in PRINTED.items()],
    }
    return render(request, "progress/policy_new.html", context, status=status)
