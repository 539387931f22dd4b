"""A month where there is little room."""

from datetime import date

from django import template
from django.utils import translation

from core.zh import month_zh

register = template.Library()


@register.filter
def short_month(value: str) -> str:
    """2027年1月, or Jan 2027."""
    found = date.fromisoformat(value)
    if (translation.get_language() or "").startswith("zh"):
        return month_zh(found)
    return f"{found:%b %Y}"
