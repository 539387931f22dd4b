"""From the policy document to initiatives that units own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    """The room of documents, plans and initiatives."""

    name = "recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        """Say what workers do and what is searched here, and follow initiatives as they change."""
        from recommendations.handover import register_belongings
        from recommendations.search import register_kinds as register_searched
        from recommendations.telling import register_kinds as register_told
        from recommendations.work import register_kinds

        register_kinds()
        register_told()
        register_belongings()
        register_searched()
