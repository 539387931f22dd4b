"""Days, months and numbers in the reader's language."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django import template
from django.utils import timezone, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.calendar import SHIPPED, work_calendar
from core.exact import show
from core.periods import Period
from core.workdays import seed_calendar
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
def weekday_short(value: date) -> str:
    """日, or Su: the head of a month's column."""
    return weekday_zh(value)[1:] if _chinese() else f"{value:%a}"[:2]


@register.filter
def day_source(source: str) -> str:
    """Where a calendar's day comes from; those that are shipped say so in words."""
    return _("State Council's yearly notices, as shipped") if source == SHIPPED else source


@register.simple_tag
def unpublished(*days: date | str | None) -> SafeString | str:
    """One note where one of these computed days lies in a year whose holidays are not known.

    Asks the database only for years beyond those that are shipped, so most pages pay nothing.
    """
    years = {found.year for found in map(_as_date, days) if found}
    unknown = sorted(year for year in years if not seed_calendar().is_published(year))
    if unknown:
        calendar = work_calendar()
        unknown = [year for year in unknown if not calendar.is_published(year)]
    if not unknown:
        return ""
    told = _("The days off of %(years)s are not published; Monday to Friday are counted.") % {
        "years": ("、" if _chinese() else ", ").join(
            f"{year}年" if _chinese() else str(year) for year in unknown
        )
    }
    return format_html('<p class="cx-hint">{}</p>', told)


@register.filter
def clock(value: datetime | None) -> str:
    """14:32, local time."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


class Labelled(Protocol):
    """What has a name in both languages, as a period has."""

    @property
    def label_zh(self) -> str: ...

    @property
    def label_en(self) -> str: ...


@register.filter
def period(value: str | Labelled) -> str:
    """2026年10月, or October 2026; of a period's key, or of what has such names itself."""
    found = Period.parse(value) if isinstance(value, str) else value
    return found.label_zh if _chinese() else found.label_en


@register.filter
def month(value: date | str | None) -> str:
    """2026年11月, or November 2026."""
    found = _as_date(value)
    if found is None:
        return "—"
    return month_zh(found) if _chinese() else f"{found:%B} {found.year}"


_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")


@register.filter
def spoken(text: str, language: str) -> SafeString | str:
    """A text of a document in this language; Chinese within English is marked as such.

    So that it is read aloud, and drawn, as what it is.
    """
    if language != "en" or text.isascii():
        return text
    marked = _CHINESE.sub(lambda run: f'<span lang="zh-CN">{run[0]}</span>', escape(text))
    return mark_safe(marked)  # noqa: S308  # escaped before it was marked


@register.filter
def exact(value: Decimal | None) -> str:
    """An exact decimal without trailing zeros; a dash where there is none."""
    return "—" if value is None else show(value)
