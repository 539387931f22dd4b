"""Search over all rooms: which kinds there are, who may see what of each, and in what order.

What a person may not see is not counted either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.search.find import Found, named, newest, ranked
from desks import hits
from desks.hits import Asked, Hit
from progress.models import CoordinationMatter, Direction, Standing, Update
from recommendations.models import Plan
from reports.models import Report

# Any of these opens the search page.
READERS = (
    Permission.PLAN_VIEW,
    Permission.UNIT_MANAGE,
    Permission.PERSON_MANAGE,
    Permission.ROLE_GRANT,
)
_NEED = Subquery(
    Standing.objects.filter(initiative=OuterRef("key"), slot=Standing.NOW).values("need")[:1]
)


def _of_plans(user: User) -> Q:
    """Within the plans that the person may see."""
    return Q(scope__in=Plan.objects.visible_to(user).values("pk"))


def _among(rows: QuerySet[Any]) -> Q:
    """One of these records, asked one by one: nobody needs the whole list of them."""
    return Q(Exists(rows.filter(pk=OuterRef("key"))))


def _documents(user: User) -> Q:
    return Q(Exists(Plan.objects.visible_to(user).filter(edition__document=OuterRef("key"))))


def _people(user: User) -> Q:
    """Those who have left are shown to who keeps the list."""
    people = User.objects.all()
    return _among(people if may(user, Permission.PERSON_MANAGE) else people.filter(is_active=True))


@dataclass(frozen=True)
class Shelf:
    """One kind on the page. `within` says what of it a person may see."""

    name: str
    label: Any
    lines: hits.Lines
    doors: Sequence[Permission] = (Permission.PLAN_VIEW,)
    within: Callable[[User], Q] = _of_plans
    of_plan: bool = True
    newest: bool = False
    then: Sequence[Any] = ("key",)

    def opens_to(self, user: User) -> bool:
        """Whether the person may look for this kind at all."""
        return any(may(user, door) for door in self.doors)

    def find(self, asked: Asked, plan: Plan | None) -> Found:
        """The keys that hold the words, of what the person may see, in a plan or in all."""
        within = self.within(asked.user)
        if plan is not None:
            within &= Q(scope=plan.pk)
        if self.newest:
            return newest(self.name, asked.words, within=within)
        return ranked(self.name, asked.words, within=within, then=self.then)

    def suggest(self, asked: Asked, most: int) -> list[int]:
        """The keys of what is called so, the best first, of what the person may see."""
        within = self.within(asked.user) & named(self.name, asked.words)
        return ranked(self.name, asked.words, within=within, then=self.then, most=most).keys


SHELVES = (
    Shelf(
        "initiative",
        _("Initiatives"),
        hits.initiatives,
        then=(_NEED.asc(nulls_last=True), "key"),
    ),
    Shelf("measure", _("Measures"), hits.measures),
    Shelf("area", _("Areas"), hits.areas),
    Shelf("finding", _("Findings"), hits.findings),
    Shelf(
        "update",
        _("Updates"),
        hits.updates,
        within=lambda user: _of_plans(user) & _among(Update.objects.visible_to(user)),
        newest=True,
    ),
    Shelf("request", _("Requests"), hits.requests, newest=True),
    Shelf(
        "matter",
        _("Coordination matters"),
        hits.matters,
        within=lambda user: _of_plans(user) & _among(CoordinationMatter.objects.visible_to(user)),
        newest=True,
    ),
    Shelf(
        "direction",
        _("Directions"),
        hits.directions,
        within=lambda user: _of_plans(user) & _among(Direction.objects.visible_to(user)),
        newest=True,
    ),
    Shelf("indicator", _("Indicators"), hits.indicators),
    Shelf(
        "report",
        _("Reports"),
        hits.reports,
        doors=(Permission.REPORT_VIEW,),
        within=lambda user: _among(Report.objects.visible_to(user)),
        newest=True,
    ),
    Shelf(
        "plan",
        _("Plans"),
        hits.plans,
        within=lambda user: _among(Plan.objects.visible_to(user)),
    ),
    Shelf("document", _("Documents"), hits.documents, within=_documents, of_plan=False),
    Shelf(
        "unit",
        _("Units"),
        hits.units,
        doors=(Permission.PLAN_VIEW, Permission.UNIT_MANAGE),
        within=lambda _user: Q(),
        of_plan=False,
    ),
    Shelf(
        "person",
        _("People"),
        hits.people,
        doors=(Permission.PLAN_MANAGE, Permission.PERSON_MANAGE, Permission.ROLE_GRANT),
        within=_people,
        of_plan=False,
    ),
)


@dataclass(frozen=True)
class Group:
    """What was found of one kind, for one person."""

    shelf: Shelf
    asked: Asked
    found: Found

    @property
    def count(self) -> int:
        """How many there are, at most as many as are listed."""
        return len(self.found.keys)

    def lines(self, keys: Sequence[int]) -> list[Hit]:
        """Some of them as lines."""
        return self.shelf.lines(self.asked, keys)


def search(asked: Asked, plan: Plan | None) -> list[Group]:
    """Every kind in which something was found. One query or two a kind."""
    groups = [
        Group(shelf, asked, shelf.find(asked, plan))
        for shelf in SHELVES
        if shelf.opens_to(asked.user) and (plan is None or shelf.of_plan)
    ]
    return [group for group in groups if group.count]


# What is gone to by its name. Of updates, requests and the like one looks for what they say.
_CALLED = ("initiative", "measure", "plan", "unit", "person")


def suggest(asked: Asked, most: int) -> list[tuple[Shelf, list[Hit]]]:
    """What a person may mean who is still typing: by kind, at most `most` lines in all.

    The kinds take turns, so that many initiatives hide no unit. One query or a few a kind.
    """
    open_ = [one for one in SHELVES if one.name in _CALLED and one.opens_to(asked.user)]
    found = {shelf: shelf.suggest(asked, most) for shelf in open_}
    turns = [
        (place, shelf) for place in range(most) for shelf in open_ if place < len(found[shelf])
    ]
    shown = [shelf for _place, shelf in turns[:most]]
    return [
        (shelf, shelf.lines(asked, found[shelf][: shown.count(shelf)]))
        for shelf in open_
        if shelf in shown
    ]
