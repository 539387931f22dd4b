"""Every column of the ledger: what it says, how it sorts, how a person chooses it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.models import AuditEvent
from desks.ledger.columns import DEFAULT, FIRST, SHOWN, Sort, chosen, order_of, sorts
from progress.actions import raise_matter
from progress.models import Standing, Update
from recommendations.actions import Step, set_milestones
from recommendations.choices import InitiativeState, ToldBy
from recommendations.ledger_columns import COLUMNS, known_keys
from recommendations.models import Initiative, LedgerChoice, Plan
from tests.desks.conftest import NOW
from tests.desks.ledger_rows import LEDGER, NUMBERS, codes, column, tree
from tests.factories import BY

TODAY = NOW.date()
Clients = Callable[..., Client]
QUARTERS = (1, 2, 3, 4)
DRAFT, DONE = InitiativeState.DRAFT, InitiativeState.COMPLETED


@pytest.fixture
def rows(example: Plan) -> list[Initiative]:
    """The plan's initiatives, bent so that every column has several values and gaps."""
    every = list(example.initiatives.order_by("code"))
    people = list(User.objects.order_by("pk")[:3])
    for row in every:
        Initiative.objects.filter(pk=row.pk).update(
            deliverable=f"成果{row.code % 4}" if row.code % 5 else "",
            annual_goal=f"目标{row.code % 6}" if row.code % 7 else "",
            weight=Decimal(row.code % 3 + 1),
            contact=people[row.code % 3] if row.code % 4 else None,
            ongoing=row.code % 9 == 0,
            goal_year=2026 + row.code % 2 if row.code % 4 else None,
            **{
                f"goal_q{n}": f"第{n}步{row.code % 3}" if row.code % (n + 1) else ""
                for n in QUARTERS
            },
            contact_words=f"经办{row.code % 5}" if row.code % 6 else "",
            cadence=("", "month", "quarter")[row.code % 3],
            no_indicator=row.code % 8 == 0,
            remarks=f"备注{row.code % 4}" if row.code % 3 else "",
        )
        link = row.units.order_by("position", "pk").first()
        if link is not None and row.code % 2:
            link.part = "joint"
            link.save()
    row = every[2]
    set_milestones(
        initiative=row,
        steps=[Step("早的", TODAY + timedelta(3), Decimal(1)),
               Step("晚的", TODAY + timedelta(90), Decimal(1))],
        on=TODAY, version=Initiative.objects.get(pk=row.pk).version, now=NOW, by=BY,
    )  # fmt: skip
    Initiative.objects.filter(code=22).update(state=DRAFT, lead=None, due_on=None)
    Initiative.objects.filter(code=21).update(state=DONE)
    return list(
        example.initiatives.select_related("measure__area", "lead", "contact")
        .prefetch_related("units__unit", "leaders", "milestones__rows", "due_rows", "standings")
        .order_by("code")
    )


def now_of(row: Any) -> Any:
    return next((one for one in row.standings.all() if one.slot == "now"), None)


def first_unit(row: Any, part: str) -> Any:
    return next((one.unit for one in row.units.all() if one.part == part), None)


def next_step(row: Any) -> Any:
    """The nearest milestone that stands open, told from the rows themselves."""
    open_ones = []
    for step in row.milestones.all():
        last = sorted(step.rows.all(), key=lambda one: (one.effective_on, one.recorded_at, one.pk))
        if last and last[-1].done_on is None and not last[-1].dropped:
            open_ones.append((last[-1].due_on, step.title))
    return min(open_ones, default=None)


def first_due(row: Any) -> date | None:
    given = [one for one in row.due_rows.all() if one.value]
    given.sort(key=lambda one: (one.effective_on, one.recorded_at, one.pk))
    return given[0].value if given else None


def filing(row: Any) -> int | None:
    if row.cadence == "quarter":
        return None  # its own round is a quarter's, and none of those has opened
    order = ["returned", "draft", "for_signing", "submitted", "approved"]
    update = Update.objects.filter(initiative=row, round__period="2026-11").first()
    return order.index(update.state) if update else None


# What each column sorts by, told from the records without the ledger's code.
SORTED: dict[str, Callable[[Any], Any]] = {
    "area": lambda row: row.measure.area.position,
    "code": lambda row: row.code,
    "title": lambda row: row.title.encode(),
    "measure": lambda row: row.measure.position,
    "deliverable": lambda row: row.deliverable.encode(),
    "annual_goal": lambda row: row.annual_goal.encode(),
    "goal_year": lambda row: row.goal_year,
    "goal_q1": lambda row: row.goal_q1.encode(),
    "goal_q2": lambda row: row.goal_q2.encode(),
    "goal_q3": lambda row: row.goal_q3.encode(),
    "goal_q4": lambda row: row.goal_q4.encode(),
    "contact_words": lambda row: row.contact_words.encode(),
    "cadence": lambda row: {"": None, "month": 0, "quarter": 1}[row.cadence],
    "no_indicator": lambda row: row.no_indicator,
    "remarks": lambda row: row.remarks.encode(),
    "leaders": lambda row: next((one.name for one in row.leaders.all()), None),
    "lead": lambda row: row.lead.position if row.lead else None,
    "joint": lambda row: getattr(first_unit(row, "joint"), "position", None),
    "supporting": lambda row: getattr(first_unit(row, "supporting"), "position", None),
    "contact": lambda row: row.contact.name.encode() if row.contact else None,
    "starts_on": lambda row: row.starts_on,
    "due_on": lambda row: row.due_on,
    "first_due_on": first_due,
    "ongoing": lambda row: row.ongoing,
    "told_by": lambda row: ToldBy.values.index(row.told_by),
    "weight": lambda row: row.weight,
    "milestone_on": lambda row: (next_step(row) or [None])[0],
    "percent": lambda row: now_of(row).percent if now_of(row) else None,
    "planned": lambda row: now_of(row).planned if now_of(row) else None,
    "gap": lambda row: now_of(row).gap if now_of(row) else None,
    "light": lambda row: now_of(row).need if now_of(row) else None,
    "filing": filing,
    "state": lambda row: InitiativeState.values.index(row.state),
}


def test_every_column_has_two_sides() -> None:
    assert [one.key for one in COLUMNS] == list(SHOWN)
    assert {key for key, shown in SHOWN.items() if shown.order} == set(SORTED)
    assert len({one.zh for one in COLUMNS}) == len({one.en for one in COLUMNS}) == len(COLUMNS)


@pytest.mark.parametrize("key", SORTED)
def test_a_column_sorts_both_ways_with_gaps_last(
    rows: list[Initiative], client_of: Clients, key: str
) -> None:
    by_code = {row.code: row for row in rows}
    client = client_of("leader")
    for word in (key, f"-{key}"):
        found = codes(tree(client.get(LEDGER, {"sort": word})))
        assert sorted(found) == NUMBERS
        values = [SORTED[key](by_code[code]) for code in found]
        filled = [value for value in values if value is not None]
        assert values[: len(filled)] == filled, "gaps are last"
        assert filled == sorted(filled, reverse=word != key)
        assert len(set(filled)) > 1 or key == "leaders", "one value shows no order"
        if key not in {"light", "lead"}:
            runs = list(zip(values, found, strict=True))
            assert all(
                one[1] < two[1]
                for one, two in zip(runs, runs[1:], strict=False)
                if one[0] == two[0]
            ), "ties stand by number"


def test_lights_of_one_colour_stand_by_what_is_furthest_behind(
    rows: list[Initiative], client_of: Clients
) -> None:
    by_code = {row.code: now_of(row) for row in rows}
    found = codes(tree(client_of("leader").get(LEDGER, {"sort": "light"})))
    keys = [(by_code[code].need, by_code[code].gap) for code in found if by_code[code].gap]
    assert keys == sorted(keys)


def test_two_keys_and_no_more(rows: list[Initiative], client_of: Clients) -> None:
    by_code = {row.code: row for row in rows}
    client = client_of("leader")
    asked = {"sort": ["state", "-weight", "title"]}
    found = codes(tree(client.get(LEDGER, asked)))
    keys = [(SORTED["state"](by_code[code]), -by_code[code].weight, code) for code in found]
    assert keys == sorted(keys)
    head = tree(client.get(LEDGER, {"sort": "state"})).xpath("//thead//a[@data-also]")
    assert "sort=state&sort=due_on" in [one.get("data-also") for one in head][-2].lstrip("?")
    assert len(sorts(["state", "-weight", "title"])) == 2
    assert len(order_of(sorts(["state"]))) == 3


def test_unknown_orders_and_columns_are_left_out() -> None:
    assert sorts(["password", "-", "wording", "--light"]) == ()
    assert sorts(["-light", "light"]) == (Sort("light", True),)
    assert chosen(["password", "light", "light", "code"]) == ("light",)
    assert chosen([]) == chosen(None) == chosen({"light": 1}) == DEFAULT
    assert known_keys(["area", 3, "area"]) == ("area",)


ALL = ",".join(key for key in SHOWN if key not in FIRST)


def shown(client: Client, key: str) -> dict[int, str]:
    page = tree(client.get(LEDGER, {"columns": key}))
    return dict(zip(codes(page), column(page, 1), strict=True))


def test_cells_say_what_the_records_hold(rows: list[Initiative], client_of: Clients) -> None:
    client = client_of("leader")
    by_code = {row.code: row for row in rows}
    said: dict[str, Callable[[Any], str]] = {
        "measure": lambda row: f"{row.measure.number}{row.measure.title}",
        "wording": lambda row: row.measure.text,
        "deliverable": lambda row: row.deliverable or "—",
        "annual_goal": lambda row: row.annual_goal or "—",
        "leaders": lambda row: "、".join(one.name for one in row.leaders.all()) or "—",
        "lead": lambda row: row.lead.short_name if row.lead else "—",
        "contact": lambda row: row.contact.name if row.contact else "—",
        "ongoing": lambda row: "是" if row.ongoing else "—",
        "told_by": lambda row: str(ToldBy(row.told_by).label),
        "weight": lambda row: str(int(row.weight)),
        "milestone": lambda row: (next_step(row) or [0, "—"])[1],
        "goal_year": lambda row: str(row.goal_year or "—"),
        "goal_q2": lambda row: row.goal_q2 or "—",
        "contact_words": lambda row: row.contact_words or "—",
        "cadence": lambda row: {"": "—", "month": "按月", "quarter": "按季度"}[row.cadence],
        "no_indicator": lambda row: "是" if row.no_indicator else "—",
        "remarks": lambda row: row.remarks or "—",
        "state": lambda row: str(InitiativeState(row.state).label),
    }
    for part in ("joint", "supporting"):
        said[part] = lambda row, part=part: (  # type: ignore[misc]
            "、".join(one.unit.short_name for one in row.units.all() if one.part == part) or "—"
        )
    from django.utils import translation

    with translation.override("zh-hans"):
        for key, words in said.items():
            wanted = {code: " ".join(words(row).split()) for code, row in by_code.items()}
            assert shown(client, key) == wanted, key
            assert len(set(wanted.values())) > 1 or key == "leaders", key


def test_the_last_approved_update_tells_the_progress(
    rows: list[Initiative], client_of: Clients
) -> None:
    client = client_of("leader")
    progress, problems = shown(client, "progress"), shown(client, "problems")
    told = 0
    for row in rows:
        approved = row.updates.filter(state="approved").order_by("-round__ends_on").first()
        wanted = (approved.adopted_text or approved.done) if approved else "—"
        assert progress[row.code] == " ".join(wanted.split())
        assert problems[row.code] == ((approved.problems if approved else "") or "—")
        told += approved is not None
    assert told > 10


def test_open_matters_and_reasons_are_words(rows: list[Initiative], client_of: Clients) -> None:
    raise_matter(
        initiative=Initiative.objects.get(code=8), matter="缺少场地", proposal="请园区调剂",
        asked_of="园区", due_on=None, person=User.objects.get(username="reporter"), now=NOW, by=BY,
    )  # fmt: skip
    client = client_of("leader")
    matters = shown(client, "matters")
    assert "缺少场地" in matters[8]
    reasons = shown(client, "reasons")
    codes_of = {one["code"] for one in Standing.objects.get(initiative__code=8, slot="now").reasons}
    assert codes_of and reasons[8] != "—" and "{" not in reasons[8]


def test_columns_are_remembered_for_a_person_and_a_plan(example: Plan, client_of: Clients) -> None:
    client = client_of("leader")
    sent = {"column": ["area", "state", "light"], "place_state": "1", "place_light": "2",
            "place_area": "7"}  # fmt: skip
    answer = client.post(f"{LEDGER}columns/?light=red&columns=lead&page=2", sent)
    assert answer.status_code == 302 and answer["Location"] == f"{LEDGER}?light=red"
    assert AuditEvent.objects.order_by("-seq")[0].verb == "ledger.columns_chosen"
    heads = tree(client.get(LEDGER)).xpath("//thead//th")
    assert [head.text_content().strip() for head in heads][1:] == ["状态", "亮灯", "领域"]
    others = tree(client_of("coordinator").get(LEDGER)).xpath("//thead//th")
    assert len(others) == 1 + len(DEFAULT)
    page = tree(client.get(f"{LEDGER}columns/"))
    assert page.xpath("//input[@name='column'][@checked]/@value") == ["state", "light", "area"]
    assert client.post(f"{LEDGER}columns/", {"usual": "1"}).status_code == 302
    assert LedgerChoice.objects.get().columns == list(DEFAULT)


@pytest.mark.parametrize("columns", [[], ["password"], ["light", "password"]])
def test_a_choice_of_nothing_is_refused(
    example: Plan, client_of: Clients, columns: list[str], unchanged: Any
) -> None:
    client = client_of("leader")
    client.get(LEDGER)
    with unchanged():
        answer = client.post(f"{LEDGER}columns/", {"column": columns})
    assert answer.status_code == 422


def test_the_address_wins_over_what_is_remembered(example: Plan, client_of: Clients) -> None:
    client = client_of("leader")
    client.post(f"{LEDGER}columns/", {"column": ["area"]})
    heads = tree(client.get(LEDGER, {"columns": "state,weight"})).xpath("//thead//th")
    assert [head.text_content().strip() for head in heads][1:] == ["状态", "权重"]


def test_heads_speak_english(example: Plan, client_of: Clients) -> None:
    heads = tree(client_of("leader", "en").get(LEDGER, {"columns": "lead,gap"})).xpath(
        "//thead//th"
    )
    assert [head.text_content().strip() for head in heads] == [
        "No. and title", "Lead unit", "Gap (points)",
    ]  # fmt: skip


@pytest.mark.parametrize("rows_", ["20", "50", "100", "200"])
def test_rows_on_a_page_and_pages(example: Plan, client_of: Clients, rows_: str) -> None:
    client = client_of("leader")
    first = tree(client.get(LEDGER, {"rows": rows_}))
    assert codes(first) == NUMBERS[: int(rows_)]
    second = tree(client.get(LEDGER, {"rows": rows_, "page": "2"}))
    assert codes(second) == (NUMBERS[20:] if rows_ == "20" else NUMBERS)
    assert bool(first.xpath("//a[@rel='next']")) == (rows_ == "20")


def test_other_numbers_of_rows_are_the_usual_one(example: Plan, client_of: Clients) -> None:
    for rows_ in ("7", "1000000", "-1", "x"):
        assert len(codes(tree(client_of("leader").get(LEDGER, {"rows": rows_})))) == len(NUMBERS)


def test_all_columns_cost_the_same_for_any_number_of_rows(
    rows: list[Initiative], client_of: Clients
) -> None:
    client = client_of("leader")
    client.get(LEDGER, {"columns": ALL})
    counts = []
    for lights in (["red"], ["red", "yellow", "green", "done", "not_started", "ongoing"]):
        with CaptureQueriesContext(connection) as asked:
            page = tree(client.get(LEDGER, {"columns": ALL, "light": lights}))
        counts.append((len(asked), len(codes(page))))
    assert counts[0][1] < counts[1][1]
    assert counts[0][0] == counts[1][0]


def test_the_usual_list_asks_eight_questions_at_most(example: Plan, client_of: Clients) -> None:
    for username in ("leader", "coordinator", "reporter"):
        client = client_of(username)
        client.get(LEDGER)
        for query in ("", "?light=red", "?sort=-percent&page=1"):
            with CaptureQueriesContext(connection) as asked:
                client.get(LEDGER + query)
            assert len(asked) <= 8, (username, query)
        with CaptureQueriesContext(connection) as asked:
            client.get(LEDGER, headers={"HX-Request": "true"})
        assert len(asked) <= 7
