"""The ledger of a past day: its rows, order and filters are those of that evening."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from core.models import AuditEvent
from desks.ledger.columns import SHOWN
from desks.ledger.past import past_rows
from desks.moments import Moment, end_of
from desks.views.ledger import listing_of
from progress.standings import refresh
from recommendations.actions import assign_initiatives
from recommendations.breakdown import QUARTERS
from recommendations.queries import outline_at
from tests.desks.past_days import change, copy_of, play
from tests.factories import BY, SLUG, House, at, file_update, grow, make_indicator
from tests.progress.ask_steps import answer, raise_one

LEDGER = f"/plans/{SLUG}/ledger/"
ALL = f"{LEDGER}?columns={','.join(SHOWN)}&rows=200"
TODAY, EVENING = at("2026-10-20 10:00"), at("2026-10-15 20:00")
DAY = "as_of=2026-10-15"
LATER: dict[str, Any] = dict.fromkeys((*QUARTERS, "remarks", "contact_words"), "后来")
LATER |= {"goal_year": 2027, "cadence": "", "no_indicator": False}
Page = Callable[..., Any]


def codes(page: Any) -> list[int]:
    found = page.get_element_by_id("ledger").xpath(".//tbody//span[@class='n']")
    return [int(one.text_content()) for one in found]


def rows_of(house: House, query: str) -> list[int]:
    """The numbers of the rows that an address asks for, in their order."""
    request = RequestFactory().get(f"{LEDGER}?{query}")
    request.user = house.chen
    return [row["code"] for row in listing_of(request, SLUG).page_rows()]


def busy(house: House) -> None:
    """By the evening of the fifteenth something stands in every column; later all is otherwise."""
    file_update(house, 1, now=at("2026-09-20"))
    file_update(house, 2, until="submitted", now=at("2026-09-21"))
    file_update(house, 3, until="returned", now=at("2026-09-22"))
    raise_one(house, now=at("2026-10-02"))
    make_indicator(house, now=at("2026-10-02"))
    change(
        house, 1, at("2026-10-05"), annual_goal="目标", deliverable="报告", contact=house.alice.pk,
        joint=(house.b.pk,), supporting=(), weight=Decimal(2), due_on=date(2026, 10, 10),
        goal_year=2026, goal_q1="启动", goal_q2="试点", goal_q3="铺开", goal_q4="建成",
        contact_words="张示例 010-1", cadence="quarter", no_indicator=True, remarks="备注",
    )  # fmt: skip
    change(
        house, 2, at("2026-10-05"), goal_year=2025, cadence="month", goal_q1="动员", remarks="另注",
        contact_words="王示例",
    )  # fmt: skip
    change(house, 4, at("2026-10-06"), ongoing=True, leaders=("王示例", "李示例"))
    play(house, "new", 1, 1, at("2026-10-07"))


def turn(house: House) -> None:
    """Everything is changed after that evening."""
    for code in (1, 2, 3, 4):
        play(house, "fields", code, 3, at("2026-10-17"))
        change(house, code, at("2026-10-17 10:00"), **LATER)
        play(house, "lead", code, code, at("2026-10-17 11:00"))
        play(house, "due", code, 3, at("2026-10-17 12:00"))
        play(house, "weight", code, 3, at("2026-10-17 13:00"))
        play(house, "update", code, 0, at("2026-10-17 14:00"))
        play(house, "light", code, 1, at("2026-10-17 15:00"))
    play(house, "milestones", 2, 1, at("2026-10-17 16:00"))
    play(house, "new", 1, 1, at("2026-10-17 17:00"))
    answer(house, house.initiative(1).matters.get(), now=at("2026-10-17 18:00"))


@pytest.fixture
def then(house: House) -> Iterator[House]:
    """A busy house on the evening of the fifteenth, its standings as after that midnight."""
    busy(house)
    with time_machine.travel(EVENING, tick=False) as clock:
        refresh(house.plan.initiatives.all(), as_of=EVENING.date(), now=EVENING)
        house.__dict__["later"] = lambda: clock.move_to(TODAY, tick=False)
        yield house


SORTS = [f"{sign}{key}" for key, one in SHOWN.items() if one.order for sign in ("", "-")]
FILTERS = [
    "words=平台", "words=3", "light=red&light=yellow", "state=assigned&state=draft", "filing=none",
    "filing=submitted", "filing=returned", "due=overdue", "due=month", "due=30days",
    "due_from=2026-12-01", "due_to=2026-12-20", "behind=20", "ongoing=yes", "ongoing=no",
    "lacks=goal", "lacks=leader&lacks=milestone", "lacks=unit", "lacks=date", "leader=李示例",
]  # fmt: skip


def test_every_column_order_and_filter_is_as_a_copy_of_that_evening(then: House) -> None:
    places = {
        "area": then.plan.areas.order_by("position")[0].pk,
        "measure": then.plan.measures.order_by("position")[0].pk,
        "lead": then.b.pk,
        "unit": then.b.pk,
    }
    asked = [f"sort={one}" for one in SORTS] + ["sort=-light&sort=-code", *FILTERS]
    asked += [f"{name}={pk}" for name, pk in places.items()]
    whole = copy_of("chen", ALL)
    copies = {query: rows_of(then, query) for query in asked}
    assert len({tuple(rows) for rows in copies.values()}) > 20
    then.later()  # type: ignore[operator]
    turn(then)
    assert copy_of("chen", ALL) != whole == copy_of("chen", f"{ALL}&{DAY}")
    for query, rows in copies.items():
        assert rows_of(then, f"{query}&{DAY}") == rows, query


def test_nothing_can_be_done_with_it(then: House, page_of: Page) -> None:
    then.later()  # type: ignore[operator]
    page = page_of("chen", f"{LEDGER}?{DAY}")
    main = page.get_element_by_id("main")
    assert not main.xpath(".//form[@method='post']") and not main.find_class("cx-bulk")
    assert not main.find_class("cx-tools") and not main.xpath(".//input[@name='pick']")
    assert "（只读）" in main.find_class("cx-past")[0].text_content()


@pytest.mark.parametrize("page", ["ledger.xlsx", "ledger.csv", "views/"])
def test_what_is_taken_out_or_kept_is_of_today(
    house: House, client_of: Callable[..., Client], page: str
) -> None:
    with time_machine.travel(TODAY, tick=False):
        client = client_of("chen")
        before = AuditEvent.objects.count()
        assert client.get(f"{LEDGER}{page}?{DAY}").status_code == 422
        assert client.get(f"{LEDGER}{page}").status_code == 200
        assert AuditEvent.objects.count() <= before + 1


def test_its_links_keep_the_day_and_its_forms_too(then: House, page_of: Page) -> None:
    then.later()  # type: ignore[operator]
    page = page_of("chen", f"{LEDGER}?{DAY}&light=green&sort=-percent&rows=20")
    table = page.get_element_by_id("ledger")
    links = [one.get("href") for one in table.iter("a")]
    assert links and all("as_of=2026-10-15" in one for one in links)
    hidden = {(one.get("form"), one.get("name"), one.get("value"))
              for one in page.xpath("//input[@type='hidden']")}  # fmt: skip
    assert ("filter", "as_of", "2026-10-15") in hidden
    assert ("day", "light", "green") in hidden and ("day", "sort", "-percent") in hidden
    back = page.find_class("cx-past")[0].find("a").get("href")
    assert "as_of" not in back and "light=green" in back


def test_lists_of_options_are_those_of_that_day(
    then: House, client_of: Callable[..., Client]
) -> None:
    then.later()  # type: ignore[operator]
    for code in (1, 2, 5):
        change(then, code, TODAY, lead=then.b.pk, joint=(), supporting=(), leaders=("新领导",))
    client = client_of("chen")
    for name, was, now in (("lead", "示例甲局", "示例乙局"), ("leader", "李示例", "新领导")):
        past = client.get(f"{LEDGER}options/{name}/?{DAY}").content.decode()
        present = client.get(f"{LEDGER}options/{name}/").content.decode()
        assert was in past and now in present
        assert (name == "leader" or was not in present) and (name == "lead" or now not in past)
    found = client.get(f"{LEDGER}?lead={then.a.pk}&{DAY}")
    assert found.status_code == 200


def test_more_rows_ask_no_more_of_the_database(
    house: House, client_of: Callable[..., Client]
) -> None:
    with time_machine.travel(TODAY, tick=False):
        client = client_of("chen")
        file_update(house, 1, now=at("2026-09-20"))

        def cost() -> int:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"{LEDGER}?{DAY}&rows=200").status_code == 200
            return len(asked)

        cost()
        few = cost()
        grow(house, 40)
        # Those without kept details are asked for as they are now: three more, however many.
        assert cost() <= few + 3


def test_a_draft_had_no_due_date_of_its_own_then(house: House) -> None:
    play(house, "new", 1, 1, at("2026-10-07"))
    change(house, 5, at("2026-10-08"), due_on=date(2026, 12, 1))
    rows = [house.initiative(5)]
    now = at("2026-10-18")
    assign_initiatives(initiatives=rows, on=now.date(), now=now, by=BY)
    then = moment_at(house, "2026-10-15")
    later = moment_at(house, "2026-10-18")
    assert (then["first_due"], then["state"]) == (None, "draft")
    assert (later["first_due"], later["state"]) == (date(2026, 12, 1), "assigned")


def moment_at(house: House, day: str) -> dict[str, Any]:
    """The row of initiative 5 as the ledger of that day has it."""
    on = date.fromisoformat(day)
    return past_rows(
        outline_at(house.plan, known_at=end_of(on)), Moment(on, end_of(on), TODAY.date())
    )[-1]
