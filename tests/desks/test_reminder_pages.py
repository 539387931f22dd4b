"""The pages of reminders and orders: what is shown to whom, and what their forms do."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from progress.actions import close_round, send_reminders
from progress.models import HandReminder, ReminderPolicy, SupervisionOrder
from recommendations.models import Initiative
from tests.factories import BY, House, at, file_update, grow

NOW = at("2026-09-28 10:00")
PAGE = "/plans/digital/reminders/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_tells_who_would_get_what_on_a_day(house: House) -> None:
    client = client_of(house.chen)
    rows = {row.unit: lines for row, lines in client.get(PAGE).context["rows"]}
    (line,) = rows[house.a]
    assert line["moment"] == -5
    assert [one.code for one in line["items"]] == [1, 2]
    assert {one.username for one in line["people"]} == {"alice", "bo"}
    later = client.get(f"{PAGE}?on=2026-10-12").context["rows"]
    assert {lines[0]["moment"] for _row, lines in later} == {1}
    quiet = client.get(f"{PAGE}?on=2026-10-08").context
    assert quiet["board"].would == 0, "nothing falls on that very day"


def test_looking_changes_nothing(house: House, unchanged: Any) -> None:
    client = client_of(house.chen)
    with unchanged():
        for on in ("", "?on=2026-10-12", "?on=2026-10-14"):
            assert client.get(PAGE + on).status_code == 200


@pytest.mark.parametrize("on", ["soon", "2026-09-27", "2028-01-01"])
def test_a_day_that_makes_no_sense_is_refused(house: House, on: str) -> None:
    assert client_of(house.chen).get(f"{PAGE}?on={on}").status_code == 422


def test_what_was_sent_stands_there_with_its_receipts(house: House) -> None:
    send_reminders(plan=house.plan, now=NOW, by=BY)
    row = house.alice.notices.get()
    client_of(house.alice).get(f"/inbox/{row.public_id}/")
    page = client_of(house.chen).get(PAGE)
    (a,) = [row for row, _lines in page.context["rows"] if row.unit == house.a]
    assert [one["moment"] for one in a.sent] == [-5]
    read = {one.to.username: one.read_at is not None for one in a.sent[0]["notices"]}
    assert read == {"alice": True, "bo": False}
    assert page.context["board"].would == 0


def test_words_to_copy_name_unit_items_day_and_sender(house: House) -> None:
    User.objects.filter(pk=house.chen.pk).update(phone="010-0000-0001")
    Initiative.objects.filter(code=1).update(contact_words="张示例 010-0000-0009")
    file_update(house, 2, until="submitted", now=NOW)
    page = client_of(house.chen).get(PAGE)
    (a,) = [row for row, _lines in page.context["rows"] if row.unit == house.a]
    assert "示例甲局" in a.words and "2026年10月10日（周六）" in a.words
    assert "尚有1项未报" in a.words and "1.建设统一数据平台" in a.words
    assert "010-0000-0001" in a.words
    assert a.named == ["张示例 010-0000-0009"]
    with time_machine.travel(at("2026-10-12 09:00"), tick=False):
        late = client_of(house.chen).get(PAGE).context["rows"][0][0].words
    assert "已逾期1个工作日" in late and late.startswith("【催报】")


def test_a_call_is_recorded_without_a_script(house: House) -> None:
    client = client_of(house.chen)
    sent = {"unit": house.a.public_id, "channel": "phone", "words": "请填报", "spoken_to": "Bo"}
    assert client.post(f"{PAGE}by-hand/", sent).status_code == 302
    assert HandReminder.objects.get().sent_by == house.chen
    assert "Bo" in client.get(PAGE).content.decode()
    for wrong in ({"channel": "x"}, {"words": ""}, {"unit": ""}):
        assert client.post(f"{PAGE}by-hand/", {**sent, **wrong}).status_code == 422
    assert client.post(f"{PAGE}by-hand/", {**sent, "unit": "nowhere"}).status_code == 404
    close_round(round_=house.round, now=NOW, by=BY)
    assert client.post(f"{PAGE}by-hand/", sent).status_code == 422


def test_the_moments_are_changed_with_a_reason(house: House) -> None:
    client = client_of(house.chen)
    where = f"{PAGE}moments/"
    sent = {
        "around": "−3， 1、 +4", "waiting": "2", "ahead": "8", "order": "on",
        "effective_on": "2026-09-29", "reason": "提前提醒", "seen": "1",
    }  # fmt: skip
    for wrong in ({"reason": ""}, {"around": "morgen"}, {"around": "1,1"}, {"effective_on": "x"}):
        assert client.post(where, {**sent, **wrong}).status_code == 422
    assert client.post(where, {**sent, "seen": "5"}).status_code == 409
    assert client.post(where, sent).status_code == 302
    row = ReminderPolicy.objects.get()
    assert (row.around, row.effective_on) == ([-3, 1, 4], date(2026, 9, 29))
    assert "提前提醒" in client.get(where).content.decode()


def test_more_units_ask_no_more_questions(
    house: House, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(house.chen)
    client.get(PAGE)
    with django_assert_max_num_queries(32) as few:
        client.get(PAGE)
    grow(house, 40)
    for number, row in enumerate(Initiative.objects.filter(code__gte=100)):
        row.updates.all().delete()
        if number % 2:
            Initiative.objects.filter(pk=row.pk).update(lead=house.b)
    with django_assert_num_queries(len(few)):
        client.get(PAGE)


@pytest.fixture
def order(house: House) -> SupervisionOrder:
    send_reminders(plan=house.plan, now=at("2026-10-14"), by=BY)
    return SupervisionOrder.objects.get(initiative__code=1)


def test_a_draft_is_the_offices_until_it_is_signed(house: House, order: SupervisionOrder) -> None:
    where = f"/plans/digital/orders/{order.public_id}/"
    assert client_of(house.alice).get(where).status_code == 404
    assert client_of(house.chen).get(where).context["forms"] == {}
    chief = client_of(house.dong)
    assert set(chief.get(where).context["forms"]) == {"sign", "drop"}
    sent = {
        "basis": "逾期未报", "requirement": "补报", "responsible": "Bo",
        "deadline": "2026-10-21", "version": "1",
    }  # fmt: skip
    assert chief.post(f"{where}sign/", {**sent, "basis": ""}).status_code == 422
    assert chief.post(f"{where}sign/", {**sent, "version": "9"}).status_code == 409
    assert chief.post(f"{where}sign/", {**sent, "version": ""}).status_code == 409
    assert chief.post(f"{where}sign/", sent).status_code == 302
    unit = client_of(house.alice)
    assert set(unit.get(where).context["forms"]) == {"answer"}
    assert client_of(house.eve).get(where).status_code == 404
    assert unit.post(f"{where}answer/", {"outcome": "已补报", "version": "2"}).status_code == 302
    story = client_of(house.chen).get("/plans/digital/initiatives/1/").content.decode()
    assert "督〔2026〕1号" in story and "已补报" in story
    assert "督〔2026〕1号" in unit.get("/plans/digital/orders/").content.decode()
    assert not client_of(house.eve).get("/plans/digital/orders/").context["orders"]


def test_a_draft_is_put_aside_with_a_reason(house: House, order: SupervisionOrder) -> None:
    where, chief = f"/plans/digital/orders/{order.public_id}/", client_of(house.dong)
    assert chief.post(f"{where}drop/", {"reason": "", "version": "1"}).status_code == 422
    assert chief.post(f"{where}drop/", {"reason": "已口头督办", "version": "1"}).status_code == 302
    assert "已口头督办" in chief.get(where).content.decode()
    assert client_of(house.alice).get(where).status_code == 404
