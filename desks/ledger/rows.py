"""The rows of a ledger: found by one query without wide joins, filled in for a page at a time.

Sorting and filtering ask for keys only, which an index can answer however deep the page; what the
row shows is then read for the fifty that are on it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import (
    BigAutoField,
    DateField,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    SlugField,
    Subquery,
)
from django.http import Http404

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.bulk import among
from core.prepared import Prepared, given
from desks.ledger.columns import SHOWN, Sort, order_of
from desks.ledger.extras import EXTRAS
from progress.filed import going_by, latest_calls
from progress.models import Round, Standing
from recommendations.choices import Cadence
from recommendations.models import Initiative, InitiativeMeasure, Plan

Row = dict[str, Any]
# What every row carries, whatever its columns: its key, its head, its group.
ALWAYS = ("pk", "public_id", "version", "code", "title", "area_pk", "area_number", "area_title")
# Where a name is not the column's own: the way to it.
_NAMES = {
    "area_pk": "measure__area",
    "area_number": "measure__area__number",
    "area_title": "measure__area__title",
    "measure_number": "measure__number",
    "measure_title": "measure__title",
    "wording": "measure__text",
    "lead_name": "lead__name",
    "lead_short": "lead__short_name",
    "contact_name": "contact__name",
    "light": "now__light",
    "percent": "now__percent",
    "planned": "now__planned",
    "gap": "now__gap",
    "reasons": "now__reasons",
    "filing": "round_update__state",
}


def _of_kind(rounds: QuerySet[Round], kind: str) -> QuerySet[Any]:
    """The key of the first of these rounds that is of a month, or of a quarter."""
    found = rounds.filter(period__contains="-")
    if kind == Cadence.QUARTER:
        found = found.filter(period__contains="-Q")
    else:
        found = found.exclude(period__contains="-Q").exclude(period__contains="-H")
    return found.values("pk")[:1]


def _own_round(plan: Any) -> Q:
    """The update of the latest round of each initiative's own cadence."""
    latest = {Cadence.MONTH: plan.month_round, Cadence.QUARTER: plan.quarter_round}
    found = Q(pk__in=[])
    for kind, round_ in latest.items():
        goes_so = Q(cadence=kind) | Q(cadence="") if kind == plan.goes_by else Q(cadence=kind)
        found |= Q(updates__round=round_) & goes_so
    return found


def _head(*, manages: bool, reads: bool) -> QuerySet[Any]:
    """The plan of an address with what `ledger_plan` gives of it."""
    on, user = given("on", DateField()), given("user", BigAutoField())
    rounds = Round.objects.filter(plan=OuterRef("pk"), opens_on__lte=on).order_by("-ends_on", "-pk")
    rows = Initiative.objects.filter(plan=OuterRef("pk")).order_by()
    own = FilteredRelation("ledger_choices", condition=Q(ledger_choices__user=user))
    return (
        Plan.objects.visible(manages=manages, reads=reads)
        .filter(slug=given("slug", SlugField()))
        .annotate(
            own=own,
            # Counted as it stands: grouped, SQLite and PostgreSQL take six times as long.
            total=Subquery(rows.values(n=Func(template="count(*)", output_field=IntegerField()))),
            shows_example=Exists(rows.filter(is_example__in=[True])),  # `in`: SQLite seeks by it
            # Whether it has to be asked at all what other plans do for it.
            served_too=Exists(InitiativeMeasure.objects.filter(measure__plan=OuterRef("pk"))),
            month_round=Subquery(_of_kind(rounds, "month")),
            quarter_round=Subquery(_of_kind(rounds, "quarter")),
            own_columns=F("own__columns"),
            opens_with=F("own__opens_with__public_id"),
        )
        .order_by()
    )


_HEAD = Prepared(_head)


def ledger_plan(user: User, slug: str, *, on: date) -> Any:
    """The plan at this address with what its ledger's head shows, if the person may see it.

    One query: how many initiatives it has, whether some are invented, whether any measure is
    served by more than its own, the latest round of each cadence that has opened, and this
    person's own columns and view. Else 404.
    """
    manages, reads = (may(user, one) for one in (Permission.PLAN_MANAGE, Permission.PLAN_VIEW))
    asked = {"slug": slug, "user": user.pk, "on": on}
    plan = next(iter(_HEAD.ask(asked, manages=manages, reads=reads)), None)
    if plan is None or not reads:
        raise Http404
    found: Any = plan
    found.goes_by = (
        going_by(latest_calls(plan, on=on), plan) if plan.former_cadences else plan.cadence
    )
    found.sees_matters = may(user, Permission.MATTER_VIEW)
    return found


def ledger_rows(plan: Any) -> Any:
    """The plan's initiatives, with the names that filters and orders use. Nothing is joined yet."""
    return Initiative.objects.filter(plan=plan.pk).alias(
        now=FilteredRelation("standings", condition=Q(standings__slot=Standing.NOW)),
        round_update=FilteredRelation("updates", condition=_own_round(plan)),
    )


def _names(keys: Sequence[str]) -> list[str]:
    """The names that these columns read of a row and of what is joined to it."""
    return list(dict.fromkeys([*ALWAYS, *(name for key in keys for name in SHOWN[key].values)]))


def _values(rows: QuerySet[Any], keys: Sequence[str]) -> QuerySet[Any]:
    # By their ways, not as annotations: resolving these takes longer than reading fifty rows.
    return rows.values_list(*(_NAMES.get(name, name) for name in _names(keys)))


def _read(found: Iterable[Any], keys: Sequence[str]) -> list[Row]:
    """The rows by the names of their values."""
    names = _names(keys)
    return [dict(zip(names, row, strict=True)) for row in found]


def _fill(rows: list[Row], keys: Sequence[str]) -> list[Row]:
    """Add what lies in other tables: one query or two for each kind that a column asks for."""
    pks = [row["pk"] for row in rows]
    for name in dict.fromkeys(SHOWN[key].extra for key in keys if SHOWN[key].extra):
        loaded = EXTRAS[name](pks)
        for row in rows:
            row[name] = loaded.get(row["pk"])
    return rows


def _page(
    found: QuerySet[Any],
    every: QuerySet[Any],
    order: Callable[[], Sequence[Any]],
    keys: Sequence[str],
    *,
    start: int,
    end: int,
) -> QuerySet[Any]:
    """The values of `page_rows`, not asked for yet."""
    pks = found.order_by(*order()).values("pk")[start:end]
    return _values(every.filter(pk__in=pks).order_by(*order()), keys)


def page_rows(
    found: QuerySet[Any],
    every: QuerySet[Any],
    order: Callable[[], Sequence[Any]],
    keys: Sequence[str],
    *,
    start: int,
    end: int,
) -> list[Row]:
    """The rows from `start` to `end` of `found`, in order, with what `keys` show.

    `every` are the plan's rows: the page is read from them by its keys, in the same statement.
    `order` makes its expressions anew for each of the two: Django changes those that it nests.
    """
    return _fill(_read(_page(found, every, order, keys, start=start, end=end), keys), keys)


class _AnyPlan(NamedTuple):
    """What stands for the plan in a statement that serves every plan that goes by one cadence."""

    goes_by: str
    pk: Any = given("plan", BigAutoField())
    month_round: Any = given("month", BigAutoField())
    quarter_round: Any = given("quarter", BigAutoField())


def _unfiltered(
    *, goes_by: str, sorts: Sequence[Sort], keys: Sequence[str], start: int, end: int
) -> QuerySet[Any]:
    every = ledger_rows(_AnyPlan(goes_by))
    return _page(every, every, lambda: order_of(sorts), keys, start=start, end=end)


_UNFILTERED = Prepared(_unfiltered)


def unfiltered_rows(
    plan: Any, sorts: Sequence[Sort], keys: Sequence[str], *, start: int, end: int
) -> list[Row]:
    """The rows from `start` to `end` of a whole plan: `page_rows` of all, without building it."""
    found = _UNFILTERED.ask(
        {"plan": plan.pk, "month": plan.month_round, "quarter": plan.quarter_round},
        goes_by=plan.goes_by, sorts=tuple(sorts), keys=tuple(keys), start=start, end=end,
    )  # fmt: skip
    return _fill(_read(found, keys), keys)


def rows_of(every: QuerySet[Any], pks: Sequence[int], keys: Sequence[str]) -> list[Row]:
    """These rows, in the order of their keys; one that has gone since is left out."""
    found = _values(every.filter(pk__in=among(pks)).order_by(), keys)
    by_pk = {row["pk"]: row for row in _read(found, keys)}
    return _fill([by_pk[pk] for pk in pks if pk in by_pk], keys)
