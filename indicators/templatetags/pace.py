"""The pace's reasons in templates."""

from django import template
from django.utils import translation

from indicators.pace import PaceReason, words

register = template.Library()


@register.filter
def pace_words(reason: PaceReason) -> str:
    """A reason in the reader's language."""
    chinese = (translation.get_language() or "zh").startswith("zh")
    return words(reason, "zh" if chinese else "en")
