"""From a stranger's document to a plan, through the pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.models import Unit
from recommendations.models import DocumentEdition, Plan, Reading
from recommendations.readings.pieces import measures
from tests.factories import House

Unchanged = Callable[[], Any]
SAMPLE = Path(__file__).parents[2] / "recommendations" / "samples" / "beijing-ai.txt"
BRACKETS = """示例区数据工作方案

一、重点任务

（一）夯实基础

1. 建设统一数据平台。（责任单位：示例甲局、示例新局，2027年6月底前完成）

3. 制定共享目录，按季度更新。（示例乙局牵头）

（二）强化应用

1. 推进电子证照。

2. 上线企业服务专窗，实现一口受理。
"""
ENGLISH = """Digital Services Action Plan

This plan says what the district will do.

Recommendation 1. Build one data platform for all departments within the year.

Recommendation 2. Publish the shared catalogue and update it every quarter.

Recommendation 3. Open a single window for companies and answer within two days.
"""
FLAT = "示例区工作方案\n\n一、建设平台。年内建成统一平台。\n\n二、制定目录。按季度更新共享目录。\n"


@pytest.fixture
def chen(house: House, client_of: Callable[..., Client]) -> Client:
    return client_of("chen")


def page(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.status_code
    return html.fromstring(answer.content.decode())


def upload(client: Client, data: bytes | str, name: str = "a.txt", to: str = "/documents/") -> Any:
    data = data.encode() if isinstance(data, str) else data
    return client.post(to, {"file": SimpleUploadedFile(name, data)})


def opened(client: Client, data: bytes | str) -> tuple[str, Reading]:
    """The address of the reading of an uploaded document."""
    answer = upload(client, data)
    assert answer.status_code == 302
    return answer.headers["Location"], newest()


def newest() -> Reading:
    return Reading.objects.select_related("edition__document").order_by("-pk")[0]


def send(client: Client, url: str, verb: str, **more: Any) -> Any:
    version = more.pop("version", newest().version)
    return client.post(url, {"verb": verb, "version": version, **more})


def text_of(tree: Any, name: str) -> str:
    return " ".join(" ".join(one.text_content().split()) for one in tree.find_class(name))


def plan_data(slug: str, version: int, **more: Any) -> dict[str, Any]:
    return {
        "title": "示例方案", "short_title": "示例", "slug": slug, "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "area_word": "领域", "measure_word": "举措",
        "initiative_word": "任务", "version": version, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "areas", "count"),
    [
        (SAMPLE.read_bytes(), 5, 22),
        (BRACKETS, 2, 4),
        (ENGLISH, 1, 3),
        (FLAT, 1, 2),
        ("\ufeff" + BRACKETS.replace("\n", "\r\n"), 2, 4),
    ],
    ids=["beijing", "brackets", "english", "no areas", "windows"],
)
@pytest.mark.parametrize("language", ["", "en"])
def test_the_whole_road(
    house: House, client_of: Callable[..., Client], data: Any, areas: int, count: int, language: str
) -> None:
    client = client_of("chen", language)
    url, reading = opened(client, data)
    tree = page(client.get(url))
    marks = [one for one in tree.find_class("cx-trk") if one.get("id")]
    numbers = list(tree.find_class("cx-sheet")[0].find_class("cx-mgn"))
    assert len(measures(reading.pieces)) == len(numbers) == count
    outline = {one.get("href") for one in tree.find_class("cx-pieces")[0].iter("a")}
    assert {one.get("href") for one in marks} <= outline
    told = client.post(f"{url}confirm/", plan_data("road", reading.version))
    assert (told.status_code, told.headers["Location"]) == (302, "/plans/road/")
    plan = Plan.objects.get(slug="road")
    assert (plan.areas.count(), plan.measures.count()) == (areas, count)
    assert plan.initiatives.filter(state="draft").count() == count
    for place in ("", "document/", "ledger/"):
        page(client.get(f"/plans/road/{place}"))
    assert len(page(client.get("/plans/road/document/")).find_class("cx-sheet")[0].find_class(
        "cx-mgn")) >= count  # fmt: skip


def test_pasted_text_is_a_document_too(chen: Client) -> None:
    answer = chen.post("/documents/", {"text": BRACKETS})
    assert answer.status_code == 302
    assert newest().edition.file_name == "示例区数据工作方案.txt"
    assert bytes(newest().edition.file.data).decode().split() == BRACKETS.split()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"text": BRACKETS, "file": SimpleUploadedFile("a.txt", b"x")},
        {"file": SimpleUploadedFile("a.txt", b"")},
        {"file": SimpleUploadedFile("a.bin", b"\x00\x01\x02\x03" * 50)},
        {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 \x00\x01")},
        {"text": "一、总体要求\n\n坚持。\n"},
    ],
    ids=["nothing", "both", "empty", "binary", "broken", "untitled"],
)
def test_what_cannot_be_read_is_told_and_leaves_nothing(
    chen: Client, unchanged: Unchanged, sent: dict[str, Any]
) -> None:
    with unchanged():
        for file in sent.values():
            if hasattr(file, "seek"):
                file.seek(0)
        tree = page(chen.post("/documents/", sent), 422)
    assert len(tree.find_class("invalid-feedback")) == 1


def test_a_body_that_is_too_large_is_refused_unread(
    chen: Client, unchanged: Unchanged, settings: Any
) -> None:
    settings.LARGEST_UPLOAD = 1000
    with unchanged():
        tree = page(upload(chen, "x" * 2000), 413)
    assert len(tree.xpath("//h1")) == 1


def test_the_same_bytes_again_lead_to_what_is_there(chen: Client, unchanged: Unchanged) -> None:
    url, reading = opened(chen, BRACKETS)
    with unchanged():
        again = upload(chen, BRACKETS, "copy.txt")
    assert again.headers["Location"] == url
    chen.post(f"{url}confirm/", plan_data("twice", reading.version))
    with unchanged():
        again = upload(chen, BRACKETS)
    assert again.headers["Location"].startswith("/plans/twice/document/")
    assert DocumentEdition.objects.filter(file_name="copy.txt").count() == 0


def test_the_unsure_stands_first_and_leads_to_its_place(chen: Client) -> None:
    url, reading = opened(chen, BRACKETS)
    tree = page(chen.get(url))
    unsure = tree.find_class("cx-unsure")[0]
    keys = {one.get("href").partition("#d")[2] for one in unsure.iter("a")}
    by_path = {piece.path: str(piece.key) for piece in reading.pieces}
    assert keys == {by_path["一/（一）/1"], by_path["一/（一）/3"], by_path["一/（二）/1"]}
    anchors = {one.get("id") for one in tree.iter() if one.get("id")}
    assert {f"d{key}" for key in keys} <= anchors
    assert "示例新局" in text_of(tree, "cx-unsure")


@pytest.mark.parametrize("chosen", ["piece=3", "piece=1", "piece=99", "piece=x", "paragraph=2",
                                    "paragraph=999", "paragraph=-1"])  # fmt: skip
def test_every_choice_is_a_page(chen: Client, unchanged: Unchanged, chosen: str) -> None:
    url, _reading = opened(chen, BRACKETS)
    with unchanged():
        page(chen.get(f"{url}?{chosen}"))


def test_corrections_through_the_page(chen: Client) -> None:
    url, reading = opened(chen, BRACKETS)
    key = next(one.key for one in reading.pieces if one.path == "一/（一）/1")
    answer = send(chen, url, "split", key=key, words="责任单位")
    assert answer.headers["Location"] == f"{url}?piece={key}#d{key}"
    assert len(measures(newest().pieces)) == 5
    send(chen, url, "merge", key=key)
    send(chen, url, "retitle", key=key, title="统一平台")
    assert measures(newest().pieces)[0].title == "统一平台"
    steps = page(chen.get(url)).find_class("cx-steps-done")[0]
    assert len(list(steps)) == 3
    send(chen, url, "undo", number=3)
    assert measures(newest().pieces)[0].title == "建设统一数据平台"
    added = send(chen, url, "add", paragraph=0, kind="finding:status")
    assert added.status_code == 302
    assert send(chen, url, "drop", key=key).headers["Location"].endswith(f"#o{key}")
    for verb, more in (
        ("bring_back", {"key": key}), ("move", {"key": key, "where": "down"}),
        ("settle", {"key": key}), ("mark", {"key": key, "kind": "area"}),
        ("section", {"key": 1, "holds": "no"}), ("section", {"key": 1, "holds": "yes"}),
        ("name", {"title": "新标题"}),
    ):  # fmt: skip
        assert send(chen, url, verb, **more).status_code == 302, verb


def test_of_two_people_the_second_is_told_and_loses_no_word(
    chen: Client, unchanged: Unchanged
) -> None:
    url, reading = opened(chen, BRACKETS)
    key = measures(reading.pieces)[1].key
    send(chen, url, "retitle", key=key, title="甲的简称")
    with unchanged():
        tree = page(send(chen, url, "retitle", key=key, title="乙的简称", version=1), 409)
    assert "乙的简称" in text_of(tree, "cx-alert")
    assert tree.xpath("//input[@id='id_title']")[0].get("value") == "乙的简称"
    assert tree.xpath("//aside//input[@name='version']")[0].get("value") == "2"
    assert "甲的简称" in text_of(tree, "cx-pieces")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"verb": "merge"}, 422),
        ({"verb": "poem", "key": 3}, 422),
        ({"verb": "merge", "key": 999}, 409),
        ({"verb": "split", "key": 3, "words": "没有"}, 422),
        ({"verb": "retitle", "key": 3, "title": "长" * 61}, 422),
        ({"verb": "match", "name": "示例新局", "unit": "没有的局"}, 422),
        ({"verb": "match", "name": "没写的局", "unit": ""}, 422),
        ({"verb": "mark", "key": 3, "kind": "poem"}, 422),
        ({"verb": "merge", "key": "9" * 30}, 422),
    ],
)
def test_what_is_refused_says_so_on_the_page(
    chen: Client, unchanged: Unchanged, sent: dict[str, Any], status: int
) -> None:
    url, reading = opened(chen, BRACKETS)
    with unchanged():
        tree = page(chen.post(url, {"version": reading.version, **sent}), status)
    assert len(text_of(tree, "cx-alert")) > 5


def test_an_unknown_unit_is_matched_or_left_and_no_unit_is_made(house: House, chen: Client) -> None:
    url, reading = opened(chen, BRACKETS)
    units = Unit.objects.count()
    assert "示例新局" in text_of(page(chen.get(url)), "cx-foldout")
    send(chen, url, "match", name="示例新局", unit=house.b.name)
    chen.post(f"{url}confirm/", plan_data("asked", newest().version, take_over="yes"))
    one, two, *_rest = Plan.objects.get(slug="asked").initiatives.order_by("code")
    assert (one.lead, two.lead) == (house.a, house.b)
    assert [row.unit for row in one.units.all()] == [house.b]
    assert Unit.objects.count() == units


def test_an_address_that_is_taken_comes_back_with_what_was_typed(
    chen: Client, unchanged: Unchanged
) -> None:
    url, reading = opened(chen, BRACKETS)
    with unchanged():
        tree = page(chen.post(f"{url}confirm/", plan_data("digital", reading.version)), 409)
    assert tree.xpath("//input[@name='title']")[0].get("value") == "示例方案"
    assert len(tree.find_class("invalid-feedback")) == 1
    with unchanged():
        page(chen.post(f"{url}confirm/", plan_data("other", reading.version + 1)), 409)


def test_the_file_comes_back_as_it_came_and_no_browser_opens_it(chen: Client) -> None:
    data = b"\xef\xbb\xbf" + BRACKETS.replace("\n", "\r\n").encode()
    url, _reading = opened(chen, data)
    answer = chen.get(f"{url}file/")
    assert answer.content == data
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_reader_gets_the_file_of_a_published_plan_and_no_draft(
    house: House, chen: Client, client_of: Callable[..., Client]
) -> None:
    url, _reading = opened(chen, BRACKETS)
    reader = client_of("lei")
    assert reader.get(f"{url}file/").status_code == 404
    assert reader.get(f"/documents/{house.plan.edition.public_id}/file/").status_code == 200


def test_an_upload_is_discarded(chen: Client) -> None:
    url, reading = opened(chen, BRACKETS)
    assert chen.post(f"{url}discard/", {"version": reading.version}).status_code == 302
    assert chen.get(url).status_code == 404


def test_adoption_is_recorded_later(house: House, chen: Client) -> None:
    data = {"version": house.plan.version, "adopted_by": "示例区政府", "on": "2026-09-02"}
    assert chen.post("/plans/digital/adoption/", data).status_code == 302
    assert Plan.objects.get(slug="digital").adopted_by == "示例区政府"
    assert chen.post("/plans/digital/adoption/", data).status_code == 409


def test_queries_do_not_grow_with_the_document(chen: Client) -> None:
    counts = []
    for times in (1, 20):
        lines = "".join(
            f"\n{at}. 推进第{at}项工作，建设平台{at}。（责任单位：示例甲局、示例第{at}局）\n"
            for at in range(1, 3 * times + 1)
        )
        url, _reading = opened(chen, f"示例{times}方案\n\n一、重点任务\n\n（一）夯实基础\n{lines}")
        chen.get(url)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(chen.get(f"{url}?piece=3"))
        counts.append(len(captured))
    assert counts[0] == counts[1] < 20


def test_many_unknown_units_come_in_portions(chen: Client) -> None:
    lines = "".join(
        f"\n{at}. 推进第{at}项工作，建设平台。（责任单位：示例第{at}局）\n" for at in range(1, 41)
    )
    url, _reading = opened(chen, f"示例方案\n\n一、重点任务\n\n（一）夯实基础\n{lines}")
    tree = page(chen.get(url))
    assert len(tree.xpath("//button[@value='match']")) == 30
    assert "10" in text_of(tree, "cx-foldout")
    send(chen, url, "match", name="示例第1局", unit="")
    names = [one.get("value") for one in page(chen.get(url)).xpath("//input[@name='name']")]
    assert "示例第1局" not in names and "示例第31局" in names
