"""What every action guarantees, held against whatever stands in the database. `faults()` names it.

Each line of `_RULES` is a question whose rows would all be faults; standings are recomputed by the
one road to a light, plan by plan and round by round.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import RoleGrant
from core.audit.verify import verify_chain
from indicators.models import Indicator, Value
from progress.actions.updates import draft_of
from progress.choices import HANDED_IN, UpdateState
from progress.completeness import missing
from progress.models import Reminder, Request, Round, Standing, Update, UpdateReturn, UpdateStep
from progress.standings import COMPARED, computed_rows, differences
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.models import (
    Area,
    Clause,
    DueRow,
    Initiative,
    InitiativeUnit,
    LeadRow,
    Measure,
    Milestone,
    MilestoneRow,
    Plan,
    StateRow,
    WeightRow,
)

Question = tuple[str, QuerySet[Any]]


def _questions(now: Any) -> Iterator[Question]:
    today = timezone.localdate(now)
    signs = RoleGrant.objects.filter(user=OuterRef("signed_by"), unit=OuterRef("unit"))
    writes = RoleGrant.objects.filter(user=OuterRef("author"), unit=OuterRef("unit"))
    reviews = RoleGrant.objects.filter(
        user=OuterRef("reviewed_by"), role__in=["coordinator", "chief"]
    )
    updates = Update.objects
    yield "a round without its plan's publication", Round.objects.exclude(plan__state="active")
    yield (
        "a round opened before publication",
        Round.objects.filter(opened_at__lt=F("plan__published_at")),
    )
    yield (
        "a round that should have closed",
        Round.objects.filter(closed_at__isnull=True, review_ends_on__lt=today),
    )
    yield (
        "a round closed early",
        Round.objects.filter(closed_at__isnull=False, review_ends_on__gte=today),
    )
    yield "filed before the start", updates.filter(initiative__starts_on__gt=F("round__ends_on"))
    yield "filed in another plan's round", updates.exclude(round__plan=F("initiative__plan"))
    yield "filed by another unit", updates.exclude(unit=F("initiative__lead"))
    yield "written without the right", updates.filter(~Exists(writes.filter(role="reporter")))
    yield (
        "signed without the right",
        updates.filter(~Exists(signs.filter(role="unit_lead")), signed_by__isnull=False),
    )
    yield "reviewed without the right", updates.filter(~Exists(reviews), reviewed_by__isnull=False)
    yield "approved by its signer", updates.filter(reviewed_by=F("signed_by"))
    yield "approved before it was signed", updates.filter(approved_at__lte=F("submitted_at"))
    yield "signed before it was handed over", updates.filter(submitted_at__lte=F("handed_at"))
    yield "speaks of a day after its round", updates.filter(speaks_on__gt=F("round__ends_on"))
    yield "approved after its round closed", updates.filter(approved_at__gte=F("round__closed_at"))
    yield "written before its round opened", updates.filter(saved_at__lt=F("round__opened_at"))
    yield (
        "a return without its revision",
        UpdateReturn.objects.filter(revision__gte=F("update_filed__revision")),
    )
    yield "returned and no reason", updates.filter(state=UpdateState.RETURNED, returns__isnull=True)
    yield (
        "another's milestone",
        UpdateStep.objects.exclude(milestone__initiative=F("update_filed__initiative")),
    )
    yield "a unit twice", InitiativeUnit.objects.filter(unit=F("initiative__lead"))
    yield "milestones of another way", Milestone.objects.exclude(initiative__told_by="milestones")
    yield (
        "a value of another's indicator",
        Value.objects.exclude(update_filed__initiative=F("indicator__initiative")),
    )
    yield (
        "a value that counts too soon",
        Value.objects.exclude(
            Q(approved_at=F("update_filed__approved_at"))
            | Q(approved_at__isnull=True, update_filed__approved_at__isnull=True)
        ),
    )
    yield (
        "a reminder of what was filed",
        Reminder.objects.filter(
            initiative__updates__round=F("round"),
            initiative__updates__submitted_at__lt=F("sent_at"),
        ),
    )
    yield (
        "a request after the due date",
        Request.objects.filter(kind="extension", requested_on__gt=F("old_due_on")),
    )
    yield (
        "completed without a beginning",
        Initiative.objects.filter(state=InitiativeState.COMPLETED).exclude(
            state_rows__value=InitiativeState.IN_PROGRESS
        ),
    )
    yield "an area of another plan", Measure.objects.exclude(area__plan=F("plan"))
    yield (
        "codes that are not the plan's last",
        Plan.objects.annotate(n=Count("initiatives")).exclude(n=F("last_code")),
    )
    for model, names in (
        (Update, ("saved_at", "approved_at")), (StateRow, ("recorded_at",)),
        (DueRow, ("recorded_at",)), (Round, ("opened_at", "closed_at")),
        (Request, ("requested_at", "decided_at")), (UpdateReturn, ("returned_at",)),
    ):  # fmt: skip
        for name in names:
            yield f"{name} lies ahead", model.objects.filter(**{f"{name}__gt": now})


def _last(model: Any, key: str, *names: str) -> dict[int, tuple[Any, ...]]:
    rows = model.objects.order_by("effective_on", "recorded_at", "pk")
    return {row[0]: row[1:] for row in rows.values_list(key, *names)}


def _present() -> Iterator[str]:
    """The columns of today are the last dated rows."""
    states, dues = (
        _last(StateRow, "initiative", "value"),
        _last(DueRow, "initiative", "starts_on", "value"),
    )
    leads, weights = _last(LeadRow, "initiative", "value"), _last(WeightRow, "initiative", "value")
    for row in Initiative.objects.all():
        if (row.state,) != states[row.pk]:
            yield f"{row.pk}: state"
        if (row.starts_on, row.due_on) != dues.get(row.pk, (None, None)):
            yield f"{row.pk}: due"
        if (row.lead_id,) != leads.get(row.pk, (None,)):
            yield f"{row.pk}: lead"
        if row.lead_id and (row.weight,) != weights[row.pk]:
            yield f"{row.pk}: weight"
    if set(Milestone.objects.values_list("pk", flat=True)) != set(
        _last(MilestoneRow, "milestone", "due_on")
    ):
        yield "a milestone of which nothing is known"


def _under_way() -> Iterator[str]:
    """Nothing is filed in a round in which the initiative was not under way."""
    history: dict[int, list[tuple[Any, str]]] = {}
    for pk, on, value in StateRow.objects.order_by("effective_on", "recorded_at", "pk").values_list(
        "initiative", "effective_on", "value"
    ):
        history.setdefault(pk, []).append((on, value))
    for update in Update.objects.select_related("round"):
        day = update.speaks_on or update.round.ends_on
        held = [value for on, value in history[update.initiative_id] if on <= day]
        if not held or held[-1] not in OPEN_STATES:
            yield f"update {update.pk} of an initiative that was {held[-1:]}"


def _spans() -> Iterator[str]:
    """What a clause says stands where it says."""
    for clause in Clause.objects.select_related("edition"):
        shown = clause.edition.text[clause.start : clause.end]
        if clause.kind == "measure" and shown != clause.text:
            yield f"clause {clause.path}"
    for measure in Measure.objects.select_related("clause"):
        if measure.text != measure.clause.text:
            yield f"measure {measure.pk}"
    for area in Area.objects.select_related("clause"):
        if area.clause.kind != "area":
            yield f"area {area.pk}"


def _baselines() -> Iterator[str]:
    """A baseline's sentence stands in its document."""
    for row in Indicator.objects.exclude(baseline_sentence="").select_related("baseline_edition"):
        said = row.baseline_edition.text[row.baseline_start : row.baseline_end]
        if said != row.baseline_sentence:
            yield f"baseline of {row.pk}"


def _complete() -> Iterator[str]:
    """What was handed over lacked nothing."""
    done = Update.objects.filter(handed_at__isnull=False).select_related("initiative", "round")
    for update in done:
        if missing(draft_of(update)):
            yield f"update {update.pk} lacks {missing(draft_of(update))}"
    filed = Update.objects.filter(state__in=HANDED_IN, initiative__indicators__isnull=False)
    for update in filed.distinct().prefetch_related("indicator_values"):
        if (
            not update.indicator_values.exists()
            and update.indicator_values.model.objects.filter(
                indicator__initiative=update.initiative,
                update_filed__round__ends_on__lt=update.round.ends_on,
            ).exists()
        ):
            yield f"update {update.pk} lacks its value"


def _standings(now: Any) -> Iterator[str]:
    """Each light is what the rule gives, now and at every round's close."""
    today = timezone.localdate(now)
    for plan in Plan.objects.filter(state="active"):
        yield from differences(plan, as_of=today, now=now)
        for round_ in plan.rounds.filter(closed_at__isnull=False):
            kept = {
                row[0]: row[1:]
                for row in Standing.objects.filter(
                    initiative__plan=plan, slot=round_.period
                ).values_list("initiative", "as_of", "known_at", *COMPARED)
            }
            for row in computed_rows(
                plan.initiatives.all(), slot=round_.period, as_of=round_.ends_on,
                known_at=round_.closed_at,
            ):  # fmt: skip
                names = ("as_of", "known_at", *COMPARED)
                should = tuple(getattr(row, name) for name in names)
                if kept.get(row.initiative_id) != should:
                    yield f"{plan.slug} {round_.period} {row.initiative_id}: " + ", ".join(
                        f"{name} {have!r} ≠ {want!r}"
                        for name, have, want in zip(
                            names, kept.get(row.initiative_id, should), should, strict=True
                        )
                        if have != want
                    )


def faults(now: Any) -> list[str]:
    """Everything that no action would have left behind, in words; empty where all is well."""
    connection.check_constraints()
    found = [
        f"{name}: {rows.count()}, such as {rows.first()!r}"
        for name, rows in _questions(now)
        if rows.exists()
    ]
    found += [*_present(), *_under_way(), *_spans(), *_baselines(), *_complete(), *_standings(now)]
    verdict = verify_chain()
    return found if verdict.ok else [*found, verdict.why]
