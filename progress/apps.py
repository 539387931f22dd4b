"""Rounds, updates, review, lights."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    """The room of the working loop."""

    name = "progress"
    verbose_name = _("Progress")

    def ready(self) -> None:
        """Say what the clock must do for this room, and follow what changes to its right."""
        from progress.handover import register_belongings
        from progress.moves import register_moves
        from progress.queries import refuse_declining_what_was_filed
        from progress.reminder_words import register_kinds as register_notices
        from progress.search import register_kinds as register_searched
        from progress.standings import follow, follow_added
        from progress.telling import register_kinds as register_told
        from progress.work import register_kinds
        from recommendations.watchers import Watcher, object_to, watch

        register_kinds()
        register_notices()
        register_told()
        register_moves()
        register_belongings()
        watch("standings", Watcher(follow, follow_added))
        object_to("filings", refuse_declining_what_was_filed)
        register_searched()
