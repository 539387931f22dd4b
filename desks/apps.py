"""The pages that join rooms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesksConfig(AppConfig):
    """Owns no table."""

    name = "desks"
    verbose_name = _("Desks")

    def ready(self) -> None:
        """Hand the row templates what they call."""
        from django.utils.translation import gettext

        from core.rows import offer
        from core.templatetags.words import day

        offer("day", day)
        offer("_", gettext)
