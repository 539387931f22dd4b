"""Schedules, frozen reports, their files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The room of what leadership reads."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Say what the clock must do for this room, and what moves with the calendar."""
        from reports.moves import register_moves
        from reports.search import register_kinds as register_searched
        from reports.work import register_kinds

        register_kinds()
        register_moves()
        register_searched()
