"""The ledger's filters; the address holds them, so that a link shares the view."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.search.find import ask, keys
from progress.choices import LightChoice, UpdateState
from recommendations.models import Area, Initiative, Plan

FILING = [("none", _("nothing yet")), *UpdateState.choices]


class LedgerFilter(django_filters.FilterSet):
    """By light, area, lead unit, this round's filing, and words of the title or wording."""

    light = django_filters.MultipleChoiceFilter(
        choices=LightChoice.choices, field_name="light", label=_("Light")
    )
    area = django_filters.ModelMultipleChoiceFilter(
        queryset=Area.objects.none(), field_name="measure__area", label=_("Area")
    )
    lead = django_filters.ModelMultipleChoiceFilter(
        queryset=Unit.objects.none(), field_name="lead", label=_("Lead unit")
    )
    filing = django_filters.ChoiceFilter(
        choices=FILING, method="by_filing", label=_("This round"), empty_label=_("all")
    )
    words = django_filters.CharFilter(method="by_words", label=_("Words"), max_length=200)

    class Meta:
        model = Initiative
        fields: list[str] = []

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["area"].queryset = plan.areas.order_by("position")
        self.filters["lead"].queryset = (
            Unit.objects.filter(leads__plan=plan).distinct().in_official_order()
        )

    def by_filing(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Where this round's update is; "none" is an initiative without one."""
        if value == "none":
            return rows.filter(filing_state__isnull=True)
        return rows.filter(filing_state=value)

    def by_words(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """What search finds: every word in title, goal or official wording, or the number."""
        return rows.filter(pk__in=keys("initiative", ask(value)))
