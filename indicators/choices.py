"""The words of indicators."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DirectionChoice(TextChoices):
    """Which way is better."""

    RISE = "rise", _("higher is better")
    FALL = "fall", _("lower is better")
    HOLD = "hold", _("stay in range")
