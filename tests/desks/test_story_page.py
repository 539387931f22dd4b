"""An initiative's story: what it is, where it stands and why, what happened, what is next."""

from collections.abc import Callable
from typing import Any

import pytest

from desks.examples.beijing import MILESTONES, RETURNED
from recommendations.models import Plan
from tests.desks.conftest import PLAN

STORY = f"{PLAN}initiatives/8/"
Page = Callable[..., Any]
Say = Callable[[Any], str]


def test_it_opens_with_the_documents_own_words(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("leader", STORY)
    measure = example.measures.get(position=8)
    quote = page.find_class("cx-quote")[0]
    said = "".join(quote.find("mark").text_content().split())
    assert said == "".join((measure.number + measure.text).split())
    assert example.edition.document.title in words(quote)
    link = quote.xpath(".//a")[0].get("href")
    assert link == f"{PLAN}document/?measure=8#m8"
    heads = page.xpath("//h1")
    assert len(heads) == 1 and words(heads[0]).startswith(measure.title)


def test_it_says_where_it_stands_and_every_reason(example: Plan, page_of: Page, words: Say) -> None:
    from progress.standings import stands
    from tests.desks.conftest import NOW

    initiative = example.initiatives.get(code=8)
    judged = stands([initiative], as_of=NOW.date(), known_at=NOW)[initiative.pk].judged
    where = words(page_of("leader", STORY).find_class("cx-where")[0])
    assert "滞后" in where and "29" in where
    assert len(judged.reasons) == 3
    for part in (
        "里程碑“一期主体结构封顶”时限2026年11月4日，已逾期12个工作日",
        "完成29%",
        "自评为滞后",
    ):
        assert part in where


def test_milestones_stand_with_dates_state_and_share(
    example: Plan, page_of: Page, words: Say
) -> None:
    table = page_of("leader", STORY).find_class("cx-ms")[0]
    rows = table.xpath(".//tbody/tr")
    total = sum(weight for _title, _day, weight, _done in MILESTONES)
    assert [words(row.find("th")) for row in rows] == [title for title, *_rest in MILESTONES]
    for row, (_title, day, weight, done) in zip(rows, MILESTONES, strict=True):
        state = words(row.findall("td")[1])
        assert (row.get("class") == "is-late") == (not done and day < 0)
        assert ("年" in state) == done
        assert words(row.findall("td")[2]) == f"{round(weight * 100 / total)}%"


@pytest.mark.parametrize("who", ["reporter", "unit-lead", "coordinator", "chief"])
def test_unit_and_office_read_why_it_was_returned(
    example: Plan, page_of: Page, words: Say, who: str
) -> None:
    assert RETURNED in words(page_of(who, STORY).find_class("cx-tl")[0])


@pytest.mark.parametrize("who", ["leader", "secretary"])
def test_readers_see_only_what_was_approved(
    example: Plan, page_of: Page, words: Say, who: str
) -> None:
    told = words(page_of(who, STORY).find_class("cx-tl")[0])
    assert RETURNED not in told
    assert "2026年10月" in told and "2026年11月进展" not in told


def test_the_timeline_runs_from_now_back(example: Plan, page_of: Page) -> None:
    page = page_of("coordinator", STORY)
    moments = [time.get("datetime") for time in page.find_class("cx-tl")[0].iter("time")]
    assert moments == sorted(moments, reverse=True)
    assert len(moments) > 8


@pytest.mark.parametrize(
    ("who", "code", "offered"),
    [
        ("reporter", 8, True), ("reporter", 13, True), ("reporter", 1, False),
        ("unit-lead", 8, False), ("coordinator", 3, True), ("coordinator", 8, False),
        ("leader", 3, False), ("secretary", 8, False), ("reporter", 14, False),
    ],
)  # fmt: skip
def test_only_what_this_person_may_do_now_is_offered(
    example: Plan, page_of: Page, who: str, code: int, offered: bool
) -> None:
    page = page_of(who, f"{PLAN}initiatives/{code}/")
    links = {link.get("href") for link in page.find_class("btn-primary")}
    assert (f"{PLAN}initiatives/{code}/updates/2026-11/" in links) == offered


def test_figures_filed_with_it_are_shown(example: Plan, page_of: Page, words: Say) -> None:
    said = words(page_of("leader", f"{PLAN}initiatives/9/").find_class("cx-side")[0])
    assert "5236.5" in said and "人工智能企业募集资金总额" in said


@pytest.mark.parametrize("code", ["0", "26", "999999999"])
def test_a_number_without_initiative_is_not_found(
    example: Plan, client_of: Callable[..., Any], code: str
) -> None:
    assert client_of("leader").get(f"{PLAN}initiatives/{code}/").status_code == 404
