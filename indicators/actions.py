"""How indicators change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import Conflict, require
from core.search.entries import index
from indicators.choices import DirectionChoice
from indicators.models import Indicator, Target, Value
from progress.choices import EDITABLE
from progress.models import Update
from recommendations.models import DocumentEdition, Initiative, Plan


@dataclass(frozen=True)
class Baseline:
    """Where the path starts, and the sentence of the document that says so.

    `quote` is looked up in the edition's text, white space apart; it must be there once or more,
    and the first place counts.
    """

    value: Decimal
    on: date
    edition: DocumentEdition | None = None
    quote: str = ""


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Start and end of `quote` in `text`, white space apart; None where it does not stand."""
    wanted = "".join(quote.split())
    kept = [(index, letter) for index, letter in enumerate(text) if not letter.isspace()]
    at = "".join(letter for _index, letter in kept).find(wanted)
    if at < 0 or not wanted:
        return None
    return kept[at][0], kept[at + len(wanted) - 1][0] + 1


def _span(baseline: Baseline | None) -> tuple[int, int] | None:
    """Where the baseline's sentence stands; None where none was given."""
    if baseline is None or not baseline.quote:
        return None
    span = locate(baseline.edition.text, baseline.quote) if baseline.edition else None
    require(span, _("This sentence does not stand in the document. Copy it from there."))
    return span


@transaction.atomic
def add_indicator(
    *, plan: Plan, name: str, unit_of_measure: str, direction: str = DirectionChoice.RISE,
    baseline: Baseline | None = None, initiative: Initiative | None = None,
    is_example: bool = False, now: datetime, by: Actor,
) -> Indicator:  # fmt: skip
    """A new indicator of a plan, numbered next."""
    require(name.strip() and unit_of_measure.strip(), _("Write the name and the unit of measure."))
    span, last = _span(baseline), plan.indicators.order_by("-code").first()
    indicator = Indicator.objects.create(
        plan=plan,
        initiative=initiative,
        code=(last.code if last else 0) + 1,
        name=name,
        unit_of_measure=unit_of_measure,
        direction=direction,
        baseline_value=baseline.value if baseline else None,
        baseline_on=baseline.on if baseline else None,
        baseline_edition=baseline.edition if baseline and span else None,
        baseline_start=span[0] if span else None,
        baseline_end=span[1] if span else None,
        baseline_sentence=baseline.quote if baseline else "",
        added_at=now,
        is_example=is_example,
    )
    index("indicator", [indicator.pk])
    record(
        by=by, verb="indicator.added", subject=indicator, plan=plan.slug,
        after={
            "name": name, "unit": unit_of_measure,
            "baseline": indicator.baseline_value, "baseline_on": indicator.baseline_on,
        },
    )  # fmt: skip
    return indicator


@transaction.atomic
def set_target(
    *, indicator: Indicator, due_on: date, value: Decimal, is_example: bool = False,
    now: datetime, by: Actor,
) -> Target:  # fmt: skip
    """What the indicator should reach by a day."""
    require(
        indicator.baseline_on is None or due_on > indicator.baseline_on,
        _("A target lies after the baseline. Mend the day."),
    )
    require(
        not indicator.targets.filter(due_on=due_on).exists(),
        _("There is already a target for this day."),
        kind=Conflict,
    )
    target = Target.objects.create(
        indicator=indicator, due_on=due_on, value=value, recorded_at=now, is_example=is_example
    )
    record(
        by=by, verb="indicator.target_set", subject=indicator, plan=indicator.plan.slug,
        after={"due_on": due_on, "value": value},
    )  # fmt: skip
    return target


@transaction.atomic
def file_values(
    *, update: Update, values: Mapping[int, Decimal | None], now: datetime, by: Actor
) -> list[Value]:
    """Keep an update's values with its draft; None takes one back."""
    require(
        update.state in EDITABLE,
        _("The update has been handed over and can no longer be edited."),
        kind=Conflict,
    )
    own = {row.pk: row for row in update.initiative.indicators.all()}
    require(set(values) <= set(own), _("An indicator of another initiative was named. Load again."))
    had = {row.indicator_id: row.value for row in update.indicator_values.all()}
    if had == {pk: value for pk, value in values.items() if value is not None}:
        return list(update.indicator_values.all())
    update.indicator_values.all().delete()
    day = min(update.round.ends_on, timezone.localdate(now))
    rows = Value.objects.bulk_create(
        Value(
            indicator=own[pk],
            update_filed=update,
            measured_on=day,
            value=value,
            filed_at=now,
            is_example=update.is_example,
        )  # fmt: skip
        for pk, value in values.items()
        if value is not None
    )
    record(
        by=by, verb="indicator.values_filed", subject=update, plan=update.round.plan.slug,
        after={own[pk].name: value for pk, value in values.items()},
    )  # fmt: skip
    return rows


@transaction.atomic
def approve_values(*, update: Update, now: datetime, by: Actor) -> int:
    """The update was approved: its values count, for the day that the update speaks of."""
    changed = update.indicator_values.filter(approved_at__isnull=True).update(
        approved_at=now, measured_on=update.speaks_on
    )
    record(
        by=by, verb="indicator.values_approved", subject=update, plan=update.round.plan.slug,
        after={"values": changed},
    )  # fmt: skip
    return changed
