"""The room that knows nothing of policy."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """History, work by the clock, the calendar."""

    name = "core"
    label = "core"
    verbose_name = _("Foundations")

    def ready(self) -> None:
        """Say what the clock must do for this room."""
        from core.search.work import register_kinds

        register_kinds()
