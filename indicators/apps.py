"""Indicators, targets, values and their pace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """The room of figures."""

    name = "indicators"
    verbose_name = _("Indicators")

    def ready(self) -> None:
        """Values are filed with updates; a plan is asked what it measures."""
        from indicators.forms import ValuesPart
        from indicators.queries import without_indicator
        from indicators.search import register_kinds as register_searched
        from progress.filings import register
        from recommendations.gaps import ask_also

        register(ValuesPart())
        ask_also("indicators", without_indicator)
        register_searched()
