"""The house's own app: it holds the commands that join rooms."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wiring only; owns no table."""

    name = "config"
    verbose_name = "Wiring"
