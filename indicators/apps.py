"""Indicators, targets, values and their pace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """The room of figures."""

    name = "indicators"
    verbose_name = _("Indicators")

    def ready(self) -> None:
        """Values are filed with updates."""
        from indicators.forms import ValuesPart
        from indicators.search import register_kinds as register_searched
        from progress.filings import register

        register(ValuesPart())
        register_searched()
