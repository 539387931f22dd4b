"""A changed edition of a plan's document, through the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from recommendations.models import Reading
from tests.factories import DOCUMENT, House

Unchanged = Callable[[], Any]
NEW = "/plans/digital/document/new-edition/"


@pytest.fixture
def chen(house: House, client_of: Callable[..., Client]) -> Client:
    return client_of("chen")


def page(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.status_code
    return html.fromstring(answer.content.decode())


def upload(client: Client, data: str, *, to: str = NEW) -> Any:
    return client.post(to, {"file": SimpleUploadedFile("b.txt", data.encode())})


def newest() -> Reading:
    return Reading.objects.order_by("-pk")[0]


def send(client: Client, url: str, verb: str, **more: Any) -> Any:
    return client.post(url, {"verb": verb, "version": newest().version, **more})


def text_of(tree: Any, name: str) -> str:
    return " ".join(" ".join(one.text_content().split()) for one in tree.find_class(name))


def test_a_changed_edition_is_compared_applied_and_the_old_one_stays_readable(
    house: House, chen: Client, unchanged: Unchanged
) -> None:
    changed = DOCUMENT.replace("十个部门", "十二个部门").replace(
        "二是制定共享目录，按季度更新。", "二是培训窗口人员，每年两次。"
    )
    answer = upload(chen, changed, to="/plans/digital/document/new-edition/")
    url = answer.headers["Location"]
    tree = page(chen.get(f"{url}compare/"))
    assert [one.text_content() for one in tree.iter("ins")] == ["二", "培训窗口人员，每年两次"]
    assert [one.text_content() for one in tree.iter("del")] == ["制定共享目录，按季度更新"]
    with unchanged():
        page(send(chen, f"{url}compare/", "apply", number=house.plan.version + 9), 409)
    sent = {"number": house.plan.version}
    assert send(chen, f"{url}compare/", "apply", **sent).status_code == 302
    with unchanged():
        send(chen, f"{url}compare/", "apply", **sent)
    new = page(chen.get("/plans/digital/document/"))
    assert "十二个部门" in text_of(new, "cx-trk")
    assert "制定共享目录" in text_of(new, "cx-panel")
    old = page(chen.get("/plans/digital/document/?edition=1&measure=1"))
    assert "十个部门" in text_of(old, "cx-trk") and "十二个部门" not in text_of(old, "cx-trk")
    assert "制定共享目录" in text_of(old, "cx-trk")
    assert chen.get("/plans/digital/document/?edition=7").status_code == 404
    with unchanged():
        again = upload(chen, changed, to="/plans/digital/document/new-edition/")
    assert again.headers["Location"].endswith("edition=2")


def test_a_person_may_say_what_answers_what(house: House, chen: Client) -> None:
    changed = DOCUMENT.replace("二是制定共享目录，按季度更新。", "二是培训窗口人员，每年两次。")
    url = upload(chen, changed, to="/plans/digital/document/new-edition/").headers["Location"]
    key = next(one.key for one in newest().pieces if one.text.startswith("培训"))
    measure = house.plan.measures.get(position=2)
    page(send(chen, f"{url}compare/", "pair", key=key, measure="x"), 422)
    assert send(chen, f"{url}compare/", "pair", key=key, measure=measure.pk).status_code == 302
    kinds = text_of(page(chen.get(f"{url}compare/")), "k")
    assert "删除" not in kinds and "修改" in kinds


def test_a_story_says_that_its_measure_is_in_force_no_more(house: House, chen: Client) -> None:
    changed = DOCUMENT.replace("二是制定共享目录，按季度更新。", "二是培训窗口人员，每年两次。")
    url = upload(chen, changed, to="/plans/digital/document/new-edition/").headers["Location"]
    send(chen, f"{url}compare/", "apply", number=house.plan.version)
    marked = [
        "现行版本未列" in chen.get(f"/plans/digital/initiatives/{code}/").content.decode()
        for code in (1, 2, 3)
    ]
    assert marked == [False, True, False]


def test_the_choice_of_an_answer_is_offered_for_one_row_at_a_time(
    house: House, chen: Client
) -> None:
    changed = DOCUMENT.replace("二是制定共享目录，按季度更新。", "二是培训窗口人员，每年两次。")
    url = upload(chen, changed, to="/plans/digital/document/new-edition/").headers["Location"]
    assert not page(chen.get(f"{url}compare/")).xpath("//select")
    key = next(one.key for one in newest().pieces if one.text.startswith("培训"))
    tree = page(chen.get(f"{url}compare/?pair={key}"))
    assert len(tree.xpath("//select")) == 1
    assert len(tree.xpath("//option")) == 5
