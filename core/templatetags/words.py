"""Days, months and numbers in the reader's language."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone, translation

from core.exact import show
from core.periods import Period
from core.zh import date_zh, month_zh, weekday_zh

register = template.Library()


def _chinese() -> bool:
    return (translation.get_language() or "").startswith("zh")


def _as_date(value: date | datetime | str | None) -> date | None:
    if not value:
        return None
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        return timezone.localtime(value).date()
    return value


@register.filter
def day(value: date | datetime | str | None) -> str:
    """2026年11月22日, or 22 November 2026; a dash where there is none."""
    found = _as_date(value)
    if found is None:
        return "—"
    return date_zh(found) if _chinese() else f"{found.day} {found:%B} {found.year}"


@register.filter
def short_day(value: date | datetime | str | None) -> str:
    """11月22日, or 22 Nov."""
    found = _as_date(value)
    if found is None:
        return "—"
    return f"{found.month}月{found.day}日" if _chinese() else f"{found.day} {found:%b}"


@register.filter
def weekday(value: date | datetime | str | None) -> str:
    """周日, or Sunday."""
    found = _as_date(value)
    if found is None:
        return ""
    return weekday_zh(found) if _chinese() else f"{found:%A}"


@register.filter
def clock(value: datetime | None) -> str:
    """14:32, local time."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def period(key: str) -> str:
    """2026年10月, or October 2026."""
    found = Period.parse(key)
    return found.label_zh if _chinese() else found.label_en


@register.filter
def month(value: date | str | None) -> str:
    """2026年11月, or November 2026."""
    found = _as_date(value)
    if found is None:
        return "—"
    return month_zh(found) if _chinese() else f"{found:%B} {found.year}"


@register.filter
def exact(value: Decimal | None) -> str:
    """An exact decimal without trailing zeros; a dash where there is none."""
    return "—" if value is None else show(value)
