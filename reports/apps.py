"""Schedules, frozen reports, their files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The room of what leadership reads."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Say what the clock must do for this room, and what moves with the calendar."""
        from reports.delivery import register_kinds as register_mail
        from reports.moves import register_moves
        from reports.remarks import register_origins
        from reports.reminding import register_kinds as register_reminders
        from reports.search import register_kinds as register_searched
        from reports.telling import register_kinds as register_notices
        from reports.work import register_kinds

        register_kinds()
        register_mail()
        register_reminders()
        register_notices()
        register_origins()
        register_moves()
        register_searched()
