"""The page of schedules and its form, as the office gets them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from lxml import html

from accounts.models import User
from core.models import WorkItem, WorkState
from reports.actions.schedules import FREEZE
from reports.models import Schedule
from tests.factories import BY, House, at
from tests.report_factories import KNOWN, make_draft, make_schedule, sign

PLAN = "/plans/digital/"
NOW = at("2026-10-16 09:00")
MONTH = f"{PLAN}reports/month/2026-09/"
Browser = Callable[[str], Client]


@pytest.fixture(autouse=True)
def moment(house: House) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_(house: House) -> Browser:
    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return signed_in


def tree(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def cells(page: Any) -> list[str]:
    """The rows of a page's tables, cell by cell."""
    return [" ".join(map(text, row)) for row in page.xpath("//tbody/tr")]


def course(as_: Browser, who: str = "chen") -> list[str]:
    return cells(tree(as_(who).get(f"{PLAN}schedules/")))


def test_each_period_says_how_far_it_is(house: House, as_: Browser) -> None:
    on = make_schedule(house.plan)
    july = on.work_key
    assert course(as_)[-1] == "September 2026 14 October 2026 due, a worker takes it next"
    assert course(as_)[0].endswith("planned")
    item = WorkItem.objects.create(
        kind=FREEZE, key=july("2026-09"), due_at=KNOWN, created_at=KNOWN, token="x", attempts=1,
        lease_until=NOW + timedelta(seconds=30), done_steps=2, total_steps=5,
    )  # fmt: skip
    page = tree(as_("chen").get(f"{PLAN}schedules/"))
    (bar,) = page.xpath("//progress")
    assert (bar.get("value"), bar.get("max")) == ("2", "5")
    item.token, item.last_error = "", "ValueError in reports/x.py, line 3; the log has more."
    item.save()
    assert "failed 1 times, tried again at 09:00" in course(as_)[-1]
    item.state, item.lease_until = WorkState.PARKED, None
    item.save()
    assert "parked" in course(as_)[-1] and "ValueError" in course(as_)[-1]
    item.delete()
    report = make_draft(on)
    assert course(as_)[-1].endswith("draft for signature")
    sign(report, house.dong)
    assert course(as_)[-1].endswith("signed, No. 1")


def test_what_is_parked_or_passed_over_is_run_by_hand(house: House, as_: Browser) -> None:
    on = make_schedule(house.plan, missed="none")
    path = f"{PLAN}schedules/{on.public_id}/run/"
    assert "passed over" in course(as_)[-1]
    assert as_("chen").post(path, {"period": "2026-09"}).status_code == 302
    item = WorkItem.objects.get(kind=FREEZE)
    WorkItem.objects.update(state=WorkState.PARKED, attempts=5)
    assert as_("chen").post(path, {"period": "2026-09"}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.attempts) == (WorkState.WAITING, 0)
    assert as_("chen").post(path, {"period": "2026-09"}).status_code == 409
    assert as_("chen").post(path, {"period": "x" * 3000}).status_code == 422
    assert as_("lei").post(path, {"period": "2026-09"}).status_code == 404


FIELDS = {
    "kind": "month", "audience": "upward", "first_period": "2026-09", "due_after": "6",
    "missed": "all", "publishing": "signed", "signer": "", "issuer": "示例督查室",
    "addressee": "示例市政府", "proof_days": "0", "formats": ["docx", "html"],
    "roles": ["leader"], "persons": "Su、alice", "name": "",
}  # fmt: skip


def test_a_schedule_is_set_on_the_page_after_a_look_at_its_days(house: House, as_: Browser) -> None:
    client, path = as_("chen"), f"{PLAN}schedules/new/"
    look = client.post(path, {**FIELDS, "step": "look"})
    assert look.status_code == 200 and not Schedule.objects.exists()
    said = text(tree(look).find_class("cx-ask")[0])
    for told in (
        "October 2026: on 9 November 2026 (Monday)", "November 2026: on 8 December 2026 (Tuesday)",
        "December 2026: on 11 January 2027 (Monday)",
    ):  # fmt: skip
        assert told.rpartition(": ")[0] in said
    assert "October 2026: on 9 November 2026 (Monday)" in said
    assert "1 period has fallen due already." in said and "September 2026" in said
    done = client.post(path, {**FIELDS, "units": [house.a.pk]})
    assert done.status_code == 302
    made = Schedule.objects.get()
    assert made.wanted == ["docx", "html"]
    assert {one.key for one in made.recipients.all()} == {
        "role:leader", f"unit:{house.a.pk}", f"person:{house.su.pk}", f"person:{house.alice.pk}",
    }  # fmt: skip


WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "period": ({"first_period": "next month"}, 422),
    "kind": ({"kind": "quarter"}, 422),
    "person": ({"persons": "Nobody Here"}, 422),
    "days": ({"due_after": "61"}, 422),
    "formats": ({"formats": []}, 422),
    "special": ({"kind": "special"}, 422),
    "special days": (
        {"kind": "special", "name": "防汛", "special_from": "2026-10-02",
         "special_to": "2026-10-01"}, 422,
    ),
    "automatic": ({"publishing": "automatic"}, 403),
    "many": ({"persons": ",".join(f"p{n}" for n in range(201))}, 422),
}  # fmt: skip


@pytest.mark.parametrize("name", list(WRONG))
def test_what_is_wrong_comes_back_at_its_field(house: House, as_: Browser, name: str) -> None:
    more, code = WRONG[name]
    answer = as_("chen").post(f"{PLAN}schedules/new/", {**FIELDS, **more})
    assert answer.status_code == code
    assert tree(answer).find_class("invalid-feedback")
    assert not Schedule.objects.exists()


def test_a_name_that_several_bear_asks_for_the_account(house: House, as_: Browser) -> None:
    User.objects.filter(username="su").update(name="Alice")
    answer = as_("chen").post(f"{PLAN}schedules/new/", {**FIELDS, "persons": "Alice"})
    assert "several named" in tree(answer).find_class("invalid-feedback")[0].text_content()


def test_a_schedule_is_changed_ended_and_resumed_on_its_page(house: House, as_: Browser) -> None:
    on = make_schedule(house.plan, signer=house.dong, formats=["docx", "pdf"])
    client, path = as_("chen"), f"{PLAN}schedules/{on.public_id}/"
    form = tree(client.get(path)).xpath("//form[@class='cx-schedule']")[0]
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    assert (sent["issuer"], sent["signer"]) == (["示例督查室"], [str(house.dong.pk)])
    assert client.post(path, {**sent, "due_after": "9"}).status_code == 302
    on.refresh_from_db()
    assert (on.due_after, on.version, on.signer) == (9, 2, house.dong)
    assert on.wanted == ["docx", "pdf"], "a format that is not made here is not dropped"
    assert client.post(path, {**sent, "due_after": "3"}).status_code == 409
    assert client.post(f"{path}end/", {"version": "2"}).status_code == 302
    assert client.post(f"{path}resume/", {"version": "3"}).status_code == 302
    assert Schedule.objects.get().active
    assert client.post(f"{path}end/", {}).status_code == 422
    assert BY
