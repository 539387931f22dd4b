"""Units, people and roles as tables."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import ROLES, Role
from accounts.queries import addresses_of
from accounts.rules import masked
from core.tables import RowTable


class UnitTable(RowTable):
    """One row a unit, in official order unless sorted otherwise."""

    position = tables.Column(verbose_name=_("Rank"), order_by=("position", "pk"))
    name = tables.Column(verbose_name=_("Full name"), order_by=("pinyin", "pk"))
    short_name = tables.Column(verbose_name=_("Short name"), orderable=False)
    category = tables.Column(verbose_name=_("Category"), orderable=False)
    aliases = tables.Column(verbose_name=_("Other names"), orderable=False, empty_values=())
    valid_until = tables.Column(verbose_name=_("Valid"), order_by=("valid_until", "pk"))
    move = tables.Column(verbose_name=_("Move"), orderable=False, empty_values=())

    row_template = "units.html"
    numeric = ("position",)

    def __init__(self, *args: Any, today: date, movable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.movable = today, movable

    def row_context(self) -> dict[str, Any]:
        """A unit that has ended says so; places are changed where the whole list is seen."""
        return {
            "today": self.today,
            "movable": self.movable,
            "places": reverse("unit", args=["0"])[:-2],
        }


class PeopleTable(RowTable):
    """One row a person, by account name unless sorted otherwise."""

    username = tables.Column(verbose_name=_("Account name"), order_by=("username",))
    name = tables.Column(verbose_name=_("Name"), order_by=("pinyin", "pk"))
    unit = tables.Column(verbose_name=_("Unit"), order_by=("unit__position", "unit", "pk"))
    roles = tables.Column(verbose_name=_("Roles"), orderable=False, empty_values=())
    phone = tables.Column(verbose_name=_("Telephone"), orderable=False)
    last_login = tables.Column(verbose_name=_("Last sign-in"), order_by=("last_login", "pk"))

    row_template = "people.html"
    numeric = ()

    def __init__(self, *args: Any, stale: Any, recent: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale, self.recent = stale, recent

    def row_context(self) -> dict[str, Any]:
        """One query for the addresses of the whole page."""
        people = [row.record for row in self.paginated_rows]
        return {
            "stale_before": self.stale,
            "addresses": addresses_of(people, since=self.recent),
            "label": lambda grant: ROLES[Role(grant.role)].label,
            "masked": masked,
            "persons": reverse("person", args=["0"])[:-2],
        }


class GrantTable(RowTable):
    """One row a grant."""

    person = tables.Column(
        verbose_name=_("Person"), accessor="user", order_by=("user__pinyin", "user", "pk")
    )
    role = tables.Column(verbose_name=_("Role"), order_by=("role", "pk"))
    unit = tables.Column(verbose_name=_("Unit"), order_by=("unit__position", "unit", "pk"))
    granted_at = tables.Column(verbose_name=_("Since"), order_by=("granted_at", "pk"))
    ended_at = tables.Column(verbose_name=_("Until"), order_by=("ended_at", "pk"))

    row_template = "grants.html"
    numeric = ()

    def row_context(self) -> dict[str, Any]:
        """Addresses are made once for the page."""
        return {"persons": reverse("roles-of", args=["0"])[:-2]}


class HoldersTable(RowTable):
    """One row a person, with the roles held now."""

    name = tables.Column(verbose_name=_("Name"), order_by=("pinyin", "pk"))
    username = tables.Column(verbose_name=_("Account name"), order_by=("username",))
    unit = tables.Column(verbose_name=_("Unit"), order_by=("unit__position", "unit", "pk"))
    roles = tables.Column(verbose_name=_("Roles"), orderable=False, empty_values=())

    row_template = "holders.html"
    numeric = ()

    def row_context(self) -> dict[str, Any]:
        """Addresses are made once for the page."""
        return {
            "label": lambda grant: ROLES[Role(grant.role)].label,
            "persons": reverse("roles-of", args=["0"])[:-2],
        }
