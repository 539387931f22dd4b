"""How a person's ledger is kept: columns, views under a name, the view that it opens with."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require
from core.versions import save_version
from recommendations.ledger_columns import known_keys
from recommendations.models import LedgerChoice, Plan, SavedView

MOST_VIEWS = 30
LONGEST_QUERY = 2000


def _name(view: SavedView | None, plan: Plan, owner: User, name: str) -> str:
    """The name without blanks around it; refused where the person has it already."""
    name = name.strip()
    require(name, _("Give the view a name."), fields={"name": _("Give the view a name.")})
    require(len(name) <= 30, _("A name has at most 30 characters. Shorten it."))
    taken = SavedView.objects.filter(plan=plan, owner=owner, name=name)
    require(
        not (taken.exclude(pk=view.pk) if view else taken).exists(),
        _("A view of this name is there already. Choose another name."),
        kind=Conflict,
    )
    return name


def _require_keeper(view: SavedView, person: User) -> None:
    require(
        SavedView.objects.kept_by(person).filter(pk=view.pk).exists(),
        _("This view is shared, or somebody else's. Save one of your own."),
        kind=NotAllowed,
    )


@transaction.atomic
def choose_columns(
    *, plan: Plan, person: User, columns: Sequence[str], by: Actor
) -> LedgerChoice:  # fmt: skip
    """Remember which columns the person sees in this plan's ledger, in this order."""
    keys = known_keys(list(columns))
    require(
        len(keys) == len(columns) and keys,
        _("Choose at least one column, each of them once."),
    )
    choice, _made = LedgerChoice.objects.update_or_create(
        plan=plan, user=person, defaults={"columns": list(keys)}
    )
    record(by=by, verb="ledger.columns_chosen", plan=plan.slug, after={"columns": list(keys)})
    return choice


@transaction.atomic
def save_view(
    *, plan: Plan, person: User, name: str, query: str, shared: bool, by: Actor
) -> SavedView:
    """Keep an address of the ledger under a name; shared by those who manage plans."""
    if shared:
        require_may(person, Permission.PLAN_MANAGE)
    name = _name(None, plan, person, name)
    require(
        len(query) <= LONGEST_QUERY,
        _("The view holds too many conditions. Take some away."),
    )
    own = SavedView.objects.filter(plan=plan, owner=person)
    require(
        own.count() < MOST_VIEWS,
        _("You keep %(n)d views of this plan already. Delete one first.") % {"n": MOST_VIEWS},
    )
    last = own.aggregate(last=Max("position"))["last"] or 0
    view = SavedView.objects.create(
        plan=plan, owner=person, name=name, query=query, shared=shared, position=last + 1
    )
    record(
        by=by, verb="view.saved", subject=view, plan=plan.slug,
        after={"name": name, "query": query, "shared": shared},
    )  # fmt: skip
    return view


@transaction.atomic
def change_view(
    *, view: SavedView, person: User, name: str, shared: bool, position: int, version: int,
    by: Actor,
) -> SavedView:  # fmt: skip
    """Rename a view, move it in the row of views, share it or keep it to oneself."""
    _require_keeper(view, person)
    if shared != view.shared:
        require_may(person, Permission.PLAN_MANAGE)
    name = _name(view, view.plan, view.owner, name)
    before = {"name": view.name, "shared": view.shared, "position": view.position}
    after = {"name": name, "shared": shared, "position": position}
    save_version(view, version=version, **after)
    record(
        by=by, verb="view.changed", subject=view, plan=view.plan.slug, before=before, after=after
    )
    return view


@transaction.atomic
def delete_view(*, view: SavedView, person: User, by: Actor) -> None:
    """Forget a view. What it showed is untouched."""
    _require_keeper(view, person)
    SavedView.objects.filter(pk=view.pk).delete()
    record(by=by, verb="view.deleted", subject=view, plan=view.plan.slug)


@transaction.atomic
def open_ledger_with(
    *, plan: Plan, person: User, view: SavedView | None, by: Actor
) -> LedgerChoice:
    """The view that the person's ledger opens with; None for all initiatives."""
    if view is not None:
        seen = SavedView.objects.visible_to(person).filter(plan=plan, pk=view.pk)
        require(seen.exists(), _("There is no such view in this plan. Choose again."))
    choice, _made = LedgerChoice.objects.update_or_create(
        plan=plan, user=person, defaults={"opens_with": view}
    )
    record(
        by=by, verb="ledger.opens_with", subject=view, plan=plan.slug,
        after={"name": view.name if view else ""},
    )  # fmt: skip
    return choice


@transaction.atomic
def record_export(
    *, plan: Plan, form: str, query: str, columns: Sequence[str], rows: int, by: Actor
) -> None:
    """Somebody took the ledger out as a file: which rows, which columns."""
    record(
        by=by, verb="ledger.exported", subject=plan, plan=plan.slug,
        after={"form": form, "query": query, "columns": list(columns), "rows": rows},
    )  # fmt: skip
