"""Rows past the ORM, and days and moments as either engine gives them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection


def sql(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def moment(value: Any) -> datetime | None:
    """A moment as either engine gives it."""
    if value is None:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo("UTC"))


def day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value))


def local(value: Any) -> date | None:
    found = moment(value)
    return found.astimezone(ZoneInfo("Asia/Shanghai")).date() if found else None
