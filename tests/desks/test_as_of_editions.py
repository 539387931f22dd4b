"""Days before a changed edition: what the document was made into then, in its own words."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import rename_unit
from accounts.models import Unit
from recommendations.models import Area, Initiative, Measure
from reports.contents import cells, gather
from tests.desks.past_days import change, copy_of, play
from tests.factories import BY, SLUG, House, at, file_update
from tests.progress.ask_steps import send
from tests.reports.test_gather_other_plans import HOME, home_of, serve

PLAN = f"/plans/{SLUG}/"
TODAY, DAY = at("2026-10-20 10:00"), "as_of=2026-10-10"
THEN: dict[str, Any] = {"as_of": date(2026, 10, 10), "known_at": at("2026-10-10 23:00")}
Page = Callable[..., Any]
Say = Callable[[Any], str]


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def leave_second(house: House) -> Measure:
    """What served the second measure serves the first; then an edition takes the second away."""
    gone = house.plan.measures.get(position=2)
    first = house.plan.measures.get(position=1)
    for row in gone.initiatives.all():
        change(house, row.code, at("2026-10-12"), measure=first.pk)
    play(house, "edition", 1, 3, at("2026-10-14"))
    assert not Measure.objects.filter(pk=gone.pk).exists()
    return gone


def test_a_measure_that_is_gone_stands_where_it_stood(house: House, page_of: Page) -> None:
    before = gather(house.plan, **THEN)
    story = copy_of("lei", f"{PLAN}initiatives/2/?{DAY}")
    ledger = copy_of("chen", f"{PLAN}ledger/?view=all&{DAY}")
    gone = leave_second(house)
    assert gather(house.plan, **THEN) == before
    assert copy_of("lei", f"{PLAN}initiatives/2/?{DAY}") == story
    assert gone.text in " ".join(story)
    assert copy_of("chen", f"{PLAN}ledger/?view=all&{DAY}") == ledger


def test_the_ledger_is_filtered_by_areas_and_measures_of_that_day(
    house: House, page_of: Page, client_of: Callable[..., Client]
) -> None:
    area = house.plan.areas.get(position=1)
    gone = leave_second(house)
    play(house, "edition", 1, 0, at("2026-10-16"))
    page = page_of("chen", f"{PLAN}ledger/?measure={gone.pk}&{DAY}")
    codes = page.get_element_by_id("ledger").xpath(".//tbody//span[@class='n']/text()")
    assert codes == ["2"]
    client = client_of("chen")
    offered = client.get(f"{PLAN}ledger/options/measure/?{DAY}").content.decode()
    assert f"2 {gone.title}" in offered and "开展数据普查" not in offered
    assert area.head in client.get(f"{PLAN}ledger/options/area/?{DAY}").content.decode()
    assert Area.objects.get(pk=area.pk).head != area.head
    assert client.get(f"{PLAN}ledger/?measure={gone.pk}").status_code == 422
    assert client.get(f"{PLAN}ledger/?area=999999&{DAY}").status_code == 422


def test_who_of_another_plan_had_served_it_is_still_told(house: House) -> None:
    home, gone = home_of(house), house.plan.measures.get(position=2)
    row = serve(home, 1, gone)
    serve(home, 1, on="2026-10-12", now="2026-10-12")
    change(house, 2, at("2026-10-12"), title="别的名称")
    before, title = cells(gather(house.plan, **THEN))[2], row.title
    assert [one["title"] for one in before["others"]] == [title]
    story = copy_of("lei", f"/plans/{HOME}/initiatives/1/?{DAY}")
    ledger = copy_of("chen", f"{PLAN}ledger/?view=all&{DAY}")
    assert f"数字服务 2 {gone.title}" in " ".join(story)
    leave_second(house)
    Initiative.objects.filter(pk=row.pk).update(title="后来的名称")
    assert cells(gather(house.plan, **THEN))[2] == before
    assert copy_of("lei", f"/plans/{HOME}/initiatives/1/?{DAY}") == story
    assert copy_of("chen", f"{PLAN}ledger/?view=all&{DAY}") == ledger


def test_the_document_reads_as_it_did_and_links_keep_the_day(
    house: House, page_of: Page, words: Say
) -> None:
    was = copy_of("lei", f"{PLAN}document/?measure=2&{DAY}")
    gone = leave_second(house)
    assert copy_of("lei", f"{PLAN}document/?measure=2&{DAY}") == was
    page = page_of("lei", f"{PLAN}document/?measure=2&{DAY}")
    assert gone.text in words(page.find_class("cx-sheet")[0])
    links = [one.get("href") for one in page.find_class("cx-read")[0].iter("a")]
    inner = [one for one in links if one.startswith(("?", f"{PLAN}initiatives/"))]
    assert inner and all(DAY in one for one in inner)
    assert not page.find_class("cx-deeds")
    now = page_of("lei", f"{PLAN}document/")
    assert "开展数据普查" in words(now.find_class("cx-sheet")[0])
    story = page_of("lei", f"{PLAN}initiatives/1/?{DAY}")
    assert DAY in story.find_class("cx-quote")[0].find(".//a").get("href")


def test_units_are_called_in_the_story_as_on_that_day(house: House) -> None:
    send(house, now=at("2026-10-04"))
    file_update(house, 1, now=at("2026-10-05"))
    path = f"{PLAN}initiatives/1/?{DAY}"
    before = copy_of("chen", path)
    unit = Unit.objects.get(pk=house.a.pk)
    rename_unit(
        unit=unit, name="示例新名局", short_name="新名局", on=date(2026, 10, 15),
        version=unit.version, now=at("2026-10-15"), by=BY,
    )  # fmt: skip
    assert copy_of("chen", path) == before
    assert "新名局" in " ".join(copy_of("chen", f"{PLAN}initiatives/1/"))


def test_many_editions_ask_no_more(house: House, client_of: Callable[..., Client]) -> None:
    client = client_of("chen")
    paths = [PLAN, f"{PLAN}document/", f"{PLAN}ledger/", f"{PLAN}initiatives/1/"]

    def cost() -> list[int]:
        found = []
        for path in paths:
            client.get(f"{path}?{DAY}")
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"{path}?{DAY}").status_code == 200
            found.append(len(asked))
        return found

    play(house, "edition", 1, 0, at("2026-10-12"))
    few = cost()
    for number in (1, 2, 3):
        play(house, "edition", 1, number, at(f"2026-10-1{number + 2}"))
    assert cost() <= few
