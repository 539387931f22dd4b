"""The pages that join rooms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesksConfig(AppConfig):
    """Owns no table."""

    name = "desks"
    verbose_name = _("Desks")

    def ready(self) -> None:
        """Hand the components to the row templates."""
        from django.utils.translation import gettext

        from core.rows import offer
        from core.templatetags.words import day, exact
        from desks.ledger.columns import SHOWN
        from progress import components

        for name in ("light", "bar", "step", "whole", "filing"):
            offer(name, getattr(components, name))
        # Under other names where a column's macro bears the component's own.
        offer("lamp", components.light)
        offer("filed", components.filing)
        offer("said", lambda key, row: SHOWN[key].value(row))
        offer("day", day)
        offer("exact", exact)
        offer("_", gettext)
