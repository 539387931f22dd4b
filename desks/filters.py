"""The ledger's filters; the address holds them, so that a link shares the view.

Options that can be many (areas, measures, units, leaders) are asked for only when somebody opens
their list: the page itself knows no more than what is set.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.search.find import ask, keys
from progress.choices import LightChoice, UpdateState
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.models import (
    Area,
    Initiative,
    InitiativeLeader,
    InitiativeUnit,
    Measure,
    Plan,
)

FILING = [("none", _("nothing yet")), *UpdateState.choices]
DUE = [
    ("overdue", _("overdue")),
    ("month", _("this month")),
    ("30days", _("within 30 days")),
]
YES_NO = [("yes", _("yes")), ("no", _("no"))]
LACKS = [
    ("unit", _("lead unit")),
    ("date", _("due date")),
    ("goal", _("annual goal")),
    ("leader", _("leader in charge")),
    ("milestone", _("milestones")),
]
_LACKING: Mapping[str, Q] = {
    "unit": Q(lead__isnull=True),
    # What goes on for good needs no date.
    "date": Q(due_on__isnull=True, ongoing=False),
    "goal": Q(annual_goal=""),
    "leader": Q(leaders__isnull=True),
    "milestone": Q(milestones__isnull=True),
}
# Lists that are fetched when they are opened.
LAZY = ("area", "measure", "lead", "unit", "leader")
# Filters of a few options, which the page draws at once; and those that are typed.
FEW = ("light", "state", "lacks", "filing", "due", "ongoing")
TYPED = ("words", "due_from", "due_to", "behind")
Rows = QuerySet[Any]


def by_words(rows: Rows, wanted: str) -> Rows:
    """What search finds: every word in title, goal or official wording, or the number."""
    return rows.filter(pk__in=keys("initiative", ask(wanted)))


class _Names(forms.MultipleChoiceField):
    """Any names: one that nobody bears finds nothing."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 60


class _Keys(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows by their keys, read once; nothing is read while nothing is chosen."""

    def clean(self, value: Any) -> Any:
        # A key of more digits is none, and more than a database seeks.
        if any(len(str(one)) > 18 for one in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return list(super().clean(value))


def _many(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False)


def _one(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("all")), *choices], required=False)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def _keys(label: Any, model: Any) -> _Keys:
    return _Keys(label=label, queryset=model.objects.none(), required=False)


class LedgerFilter(forms.Form):
    """What the address asks for. Not valid, it has an error for the person; valid, it filters."""

    # Longer patterns are more than SQLite seeks.
    words = forms.CharField(label=_("Words"), max_length=200, required=False)
    light = _many(_("Light"), LightChoice.choices)
    area = _keys(_("Area"), Area)
    measure = _keys(_("Measure"), Measure)
    lead = _keys(_("Lead unit"), Unit)
    unit = _keys(_("Any unit"), Unit)
    leader = _Names(label=_("Leader in charge"), required=False)
    state = _many(_("State"), InitiativeState.choices)
    filing = _one(_("This round"), FILING)
    due = _one(_("Due"), DUE)
    due_from = _day(_("Due from"))
    due_to = _day(_("Due until"))
    behind = forms.IntegerField(
        label=_("Points behind, at least"), min_value=1, max_value=100, required=False
    )
    ongoing = _one(_("Ongoing"), YES_NO)
    lacks = _many(_("Without"), LACKS)

    def __init__(self, data: QueryDict, *, plan: Plan, today: date) -> None:
        super().__init__(data)
        self.plan, self.today = plan, today
        for name in {"area", "measure", "lead", "unit"} & data.keys():
            self.fields[name].queryset = options_of(plan, name)  # type: ignore[attr-defined]

    def found(self, rows: Rows) -> Rows:
        """The rows that fit everything that is set."""
        for name, value in self.cleaned_data.items():
            if value not in (None, "", []):
                rows = _BY[name](self, rows, value)
        return rows

    def words_of(self, name: str, value: str) -> str:
        """A set value as a chip says it."""
        chosen = self.cleaned_data.get(name)
        if name in {"area", "measure", "lead", "unit"}:
            return next((label_of(row) for row in chosen or () if str(row.pk) == value), value)
        choices = getattr(self.fields[name], "choices", ())
        return {str(key): str(label) for key, label in choices}.get(value, value)

    def due_between(self, name: str) -> tuple[date | None, date | None]:
        """The first and last due date that a range's name means on this day."""
        if name == "overdue":
            return None, self.today - timedelta(days=1)
        if name == "month":
            first = self.today.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return self.today, self.today + timedelta(days=30)


def label_of(row: Any) -> str:
    """A unit, measure or area as a list of options says it."""
    if isinstance(row, Unit):
        return row.short_name
    if isinstance(row, Measure):
        return f"{row.position} {row.title}"
    return f"{row.number}{row.head}"


def _by_due(form: LedgerFilter, rows: Rows, value: str) -> Rows:
    start, end = form.due_between(value)
    if start is not None:
        rows = rows.filter(due_on__gte=start)
    if value == "overdue":
        rows = rows.filter(state__in=OPEN_STATES)
    return rows.filter(due_on__lte=end)


def _by_unit(_form: LedgerFilter, rows: Rows, value: Any) -> Rows:
    """As lead, joint or supporting unit."""
    links = InitiativeUnit.objects.filter(unit__in=value)
    return rows.filter(Q(lead__in=value) | Q(pk__in=links.values("initiative")))


def _by_leader(_form: LedgerFilter, rows: Rows, value: Any) -> Rows:
    links = InitiativeLeader.objects.filter(name__in=value)
    return rows.filter(pk__in=links.values("initiative"))


def _by_filing(_form: LedgerFilter, rows: Rows, value: str) -> Rows:
    """Where this round's update is; "none" is an initiative without one."""
    if value == "none":
        return rows.filter(round_update__isnull=True)
    return rows.filter(round_update__state=value)


def _by_lacks(form: LedgerFilter, rows: Rows, value: list[str]) -> Rows:
    """Without one or the other of these."""
    lacking = Q()
    for one in value:
        lacking |= Q(pk__in=Initiative.objects.filter(_LACKING[one], plan=form.plan).values("pk"))
    return rows.filter(lacking)


_BY: Mapping[str, Callable[[LedgerFilter, Rows, Any], Rows]] = {
    "light": lambda _form, rows, value: rows.filter(now__light__in=value),
    "area": lambda _form, rows, value: rows.filter(measure__area__in=value),
    "measure": lambda _form, rows, value: rows.filter(measure__in=value),
    "lead": lambda _form, rows, value: rows.filter(lead__in=value),
    "unit": _by_unit,
    "leader": _by_leader,
    "state": lambda _form, rows, value: rows.filter(state__in=value),
    "filing": _by_filing,
    "due": _by_due,
    "due_from": lambda _form, rows, value: rows.filter(due_on__gte=value),
    "due_to": lambda _form, rows, value: rows.filter(due_on__lte=value),
    "behind": lambda _form, rows, value: rows.filter(now__gap__lte=Decimal(-value)),
    "ongoing": lambda _form, rows, value: rows.filter(ongoing=value == "yes"),
    "lacks": _by_lacks,
    "words": lambda _form, rows, value: by_words(rows, value),
}
FIELDS = tuple(_BY)
# Known without a form: a page whose address asks for nothing makes none.
LABELS: Mapping[str, Any] = {name: LedgerFilter.base_fields[name].label for name in FIELDS}


def options_of(plan: Plan, name: str) -> QuerySet[Any]:
    """The rows that a list offers: what occurs in this plan's ledger, in official order."""
    if name == "area":
        return plan.areas.order_by("position")
    if name == "measure":
        return plan.measures.order_by("position")
    leads = Q(pk__in=Initiative.objects.filter(plan=plan, lead__isnull=False).values("lead"))
    if name == "unit":
        leads |= Q(pk__in=InitiativeUnit.objects.filter(initiative__plan=plan).values("unit"))
    return Unit.objects.filter(leads).in_official_order()


def labelled(plan: Plan, name: str) -> Iterable[tuple[str, str]]:
    """Value and words of each option of a list that is opened."""
    if name == "leader":
        names = InitiativeLeader.objects.filter(initiative__plan=plan).order_by("name")
        return [(one, one) for one in names.values_list("name", flat=True).distinct()]
    return [(str(row.pk), label_of(row)) for row in options_of(plan, name)]
