"""The update's form. Parsing only; the rules stand in `progress.completeness` and the actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.exact import show
from progress.actions import Words
from progress.choices import SelfRating
from progress.models import Update
from progress.queries import unreached
from recommendations.choices import ToldBy

LONGEST = 4000


class UpdateForm(forms.Form):
    """What the reporter writes. Everything may be left open until it is handed over."""

    percent = forms.DecimalField(
        label=_("Percent done"), required=False, min_value=0, max_value=100, max_digits=7,
        decimal_places=4,
        error_messages={
            "invalid": _("Write a number from 0 to 100, for example 42.5."),
            "min_value": _("Write a number from 0 to 100, for example 42.5."),
            "max_value": _("Write a number from 0 to 100, for example 42.5."),
        },
    )  # fmt: skip
    self_rating = forms.ChoiceField(
        label=_("Own rating"), required=False, choices=[("", ""), *SelfRating.choices],
        error_messages={"invalid_choice": _("Choose one of the three ratings.")},
    )  # fmt: skip
    done = forms.CharField(label=_("Done this round"), required=False, max_length=LONGEST)
    cause = forms.CharField(
        label=_("Why it is behind or at risk"), required=False, max_length=LONGEST
    )
    expected_on = forms.DateField(
        label=_("Expected on"), required=False,
        error_messages={"invalid": _("Write a day, for example 2026-12-18.")},
    )  # fmt: skip
    problems = forms.CharField(label=_("Problems"), required=False, max_length=LONGEST)
    next_steps = forms.CharField(label=_("Next steps"), required=False, max_length=LONGEST)
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000)

    def __init__(self, data: Any = None, *, update: Update, **kwargs: Any) -> None:
        initial = {
            name: getattr(update, name)
            for name in (
                "self_rating", "done", "cause", "expected_on", "problems", "next_steps", "version",
            )
        }  # fmt: skip
        initial["percent"] = show(update.percent) if update.percent is not None else ""
        super().__init__(data, initial=initial, **kwargs)
        self.milestones = (
            unreached(update.initiative) if update.initiative.told_by == ToldBy.MILESTONES else []
        )
        steps = update.steps.all() if update.pk else []
        claimed = {row.milestone_id: row.done_on for row in steps}
        for row in self.milestones:
            self.fields[f"milestone-{row.pk}"] = forms.DateField(
                label=row.title, required=False, initial=claimed.get(row.pk),
                error_messages={"invalid": _("Write a day, for example 2026-12-18.")},
            )  # fmt: skip

    def milestone_fields(self) -> list[Any]:
        """The bound field of each milestone."""
        return [self[f"milestone-{row.pk}"] for row in self.milestones]

    def words(self) -> Words:
        """What was written, for the action."""
        data = self.cleaned_data
        steps: dict[int, date] = {
            row.pk: data[f"milestone-{row.pk}"]
            for row in self.milestones
            if data.get(f"milestone-{row.pk}")
        }
        return Words(
            percent=data["percent"],
            self_rating=data["self_rating"],
            done=data["done"],
            cause=data["cause"],
            expected_on=data["expected_on"],
            problems=data["problems"],
            next_steps=data["next_steps"],
            steps=steps,
        )
