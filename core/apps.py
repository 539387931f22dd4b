"""The room that knows nothing of policy."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """History, work by the clock, the calendar."""

    name = "core"
    label = "core"
    verbose_name = _("Foundations")
