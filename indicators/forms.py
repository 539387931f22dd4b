"""The indicator's part of an update: one figure for each indicator of the initiative."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.audit import Actor
from core.exact import show, to_scaled
from indicators.actions import approve_values, file_values
from indicators.models import Indicator, Value
from progress.filings import Asked
from progress.models import Update


class ValuesForm(forms.Form):
    """One decimal field an indicator, named by its key; empty means not measured this round."""

    def __init__(self, *args: Any, update: Update, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.update_filed = update
        self.indicators: list[Indicator] = list(update.initiative.indicators.all())
        rows = update.indicator_values.all() if update.pk else []
        filed = {row.indicator_id: row.value for row in rows}
        for row in self.indicators:
            value = filed.get(row.pk)
            self.fields[f"indicator-{row.pk}"] = forms.DecimalField(
                label=_("%(name)s (%(unit)s)") % {"name": row.name, "unit": row.unit_of_measure},
                required=False,
                initial=show(value) if value is not None else None,
                error_messages={"invalid": _("Write a number, for example 128.5.")},
                validators=[_fits],
            )

    def values(self) -> dict[int, Decimal | None]:
        """What was written, by indicator."""
        return {row.pk: self.cleaned_data[f"indicator-{row.pk}"] for row in self.indicators}

    def rows(self) -> list[tuple[Any, str]]:
        """Each field with the last approved value beside it."""
        return [(self[f"indicator-{row.pk}"], _last(row)) for row in self.indicators]


def _fits(value: Decimal) -> None:
    try:
        to_scaled(value)
    except ValueError as error:
        raise forms.ValidationError(_("Write a number with at most four decimals.")) from error


def _last(indicator: Indicator) -> str:
    row = (
        Value.objects.filter(indicator=indicator, approved_at__isnull=False)
        .order_by("measured_on", "approved_at", "pk")
        .last()
    )
    return f"{show(row.value)}{indicator.unit_of_measure}" if row else ""


class ValuesPart:
    """Registered with the update's page; see `progress.filings`."""

    name = "indicators"
    template = "indicators/filing.html"
    column = "figures"

    def form(self, *, update: Update, data: Mapping[str, Any] | None) -> ValuesForm | None:
        """A form where the initiative has indicators."""
        form = ValuesForm(data, update=update)
        return form if form.indicators else None

    def asked(self, *, updates: Sequence[Update]) -> list[list[Asked]]:
        """The indicators of each update's initiative with what was filed. Two queries."""
        filed = {
            (row.update_filed_id, row.indicator_id): show(row.value)
            for row in Value.objects.filter(update_filed__in=[row.pk for row in updates if row.pk])
        }
        of: dict[int, list[Indicator]] = defaultdict(list)
        for one in Indicator.objects.filter(initiative__in=[row.initiative_id for row in updates]):
            of[one.initiative_id or 0].append(one)
        return [
            [
                Asked(
                    f"indicator-{one.pk}",
                    f"{one.name}（{one.unit_of_measure}）",
                    filed.get((update.pk, one.pk), ""),
                )
                for one in of[update.initiative_id]
            ]
            for update in updates
        ]

    def save(self, *, update: Update, form: Any, now: datetime, by: Actor) -> None:
        """Keep the values with the draft."""
        file_values(update=update, values=form.values(), now=now, by=by)

    def missing(self, *, update: Update) -> list[str]:
        """Every indicator of the initiative wants a figure."""
        rows = update.indicator_values.all() if update.pk else []
        filed = {row.indicator_id for row in rows}
        return [
            _("%(name)s has no figure") % {"name": row.name}
            for row in update.initiative.indicators.all()
            if row.pk not in filed
        ]

    def approve(self, *, update: Update, now: datetime, by: Actor) -> None:
        """The values count from now on."""
        if update.indicator_values.exists():
            approve_values(update=update, now=now, by=by)

    def counts(self, *, update: Update) -> bool:
        """Whether its values were approved."""
        return update.indicator_values.filter(approved_at__isnull=False).exists()
