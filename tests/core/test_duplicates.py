"""Of two who create the same thing at one instant the second is told, not shown a fault."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from core.middleware import RefusalMiddleware, is_duplicate
from core.models import CalendarDay, WorkItem
from tests.factories import at

pytestmark = pytest.mark.django_db


def refused(row: object) -> IntegrityError:
    """What the database says of a row."""
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        row.save(force_insert=True)  # type: ignore[attr-defined]
    return told.value


def test_a_second_row_of_one_key_is_a_conflict_with_a_sentence() -> None:
    day = {"date": date(2026, 1, 1), "is_workday": False, "name": "元旦", "source": "test"}
    CalendarDay.objects.create(**day)
    error = refused(CalendarDay(**day))
    assert is_duplicate(error)
    request = RequestFactory().get("/")
    request.user = None
    middleware = RefusalMiddleware(lambda _request: HttpResponse())
    answer = middleware.process_exception(request, error)
    assert answer is not None
    assert answer.status_code == 409
    assert "请重新打开页面" in answer.content.decode()


def test_any_other_broken_constraint_stays_a_fault() -> None:
    moment = at("2026-01-01 10:00")
    item = WorkItem(kind="x", key="y", due_at=moment, created_at=moment, state="done")
    error = refused(item)
    assert not is_duplicate(error)
    middleware = RefusalMiddleware(lambda _request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), error) is None
