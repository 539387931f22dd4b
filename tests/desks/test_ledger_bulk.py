"""Several rows changed at once: chosen, tried, shown row by row, made all or none."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Unit
from desks.bulk import changes
from recommendations.models import DueRow, Initiative, Plan
from tests.desks.ledger_rows import LEDGER, body, codes, tree

Clients = Callable[..., Client]
BULK = f"{LEDGER}change/"
DUE = {"due_on": "2028-06-30", "reason": "统一调整"}


def tokens(client: Client, *numbers: int) -> list[str]:
    """The rows' boxes, as the page has them."""
    page = tree(client.get(LEDGER))
    boxes = dict(zip(codes(page), (row.xpath(".//input[@name='pick']/@value")[0]
                                   for row in body(page)), strict=True))  # fmt: skip
    return [boxes[number] for number in numbers]


def of(number: int) -> Initiative:
    return Initiative.objects.get(plan__slug="beijing-ai", code=number)


def look(client: Client, rows: list[str], **fields: str) -> Any:
    return client.post(BULK, {"rows": " ".join(rows), "step": "look", **fields})


def test_only_those_who_manage_the_plan_choose_rows(example: Plan, client_of: Clients) -> None:
    page = tree(client_of("leader").get(LEDGER))
    assert not page.xpath("//input[@name='pick']") and not page.find_class("cx-bulk")
    assert client_of("leader").post(BULK, {"pick": "x:1"}).status_code == 404


def test_chosen_rows_are_changed_after_they_were_shown(
    example: Plan, client_of: Clients, unchanged: Any
) -> None:
    client = client_of("coordinator")
    rows = tokens(client, 3, 8)
    first = tree(client.post(BULK, {"of": "picked", "pick": rows, "query": "light=red"}))
    carried = first.xpath("//input[@name='rows']/@value")[0]
    assert carried.split() == rows
    assert first.xpath("//h1/text()")[0].startswith("修改2项任务")
    before = {number: of(number).due_on for number in (3, 8)}
    with unchanged():
        shown = tree(look(client, rows, **DUE, query="light=red"))
    said = [" ".join(cell.text_content().split()) for cell in shown.xpath("//tbody//td[1]")]
    for number, words in zip((3, 8), said, strict=True):
        old = before[number]
        assert old is not None
        assert words == f"完成时限：{old.year}年{old.month}月{old.day}日 → 2028年6月30日"
    answer = client.post(BULK, {"rows": carried, "step": "do", "query": "light=red", **DUE})
    assert answer.status_code == 302 and answer["Location"] == f"{LEDGER}?light=red"
    assert {of(3).due_on, of(8).due_on} == {date(2028, 6, 30)}
    assert DueRow.objects.filter(initiative=of(8)).last().reason == "统一调整"  # type: ignore[union-attr]
    assert of(4).due_on != date(2028, 6, 30)


def test_all_that_the_filter_finds(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    found = codes(tree(client.get(LEDGER, {"light": "red"})))
    page = tree(client.post(BULK, {"of": "all", "query": "light=red&columns=lead"}))
    rows = page.xpath("//input[@name='rows']/@value")[0].split()
    assert len(rows) == len(found) == 3
    sent = {"rows": " ".join(rows), "step": "do", "weight": "2.5", "annual_goal": "全部接入"}
    assert client.post(BULK, sent).status_code == 302
    changed = Initiative.objects.filter(plan=example, weight=Decimal("2.5"))
    assert sorted(changed.values_list("code", flat=True)) == sorted(found)
    assert set(changed.values_list("annual_goal", flat=True)) == {"全部接入"}


def test_a_draft_gets_its_lead_and_keeps_the_rest(example: Plan, client_of: Clients) -> None:
    row = of(5)
    Initiative.objects.filter(pk=row.pk).update(state="draft", lead=None)
    others = list(row.units.values_list("unit", "part"))
    lead = Unit.objects.exclude(pk__in=[pk for pk, _part in others]).last()
    assert lead is not None and others
    client = client_of("coordinator")
    sent = {"rows": tokens(client, 5)[0], "step": "do", "lead": str(lead.pk), **DUE}
    assert client.post(BULK, sent).status_code == 302
    now = of(5)
    assert (now.lead, now.state, now.due_on) == (lead, "draft", date(2028, 6, 30))
    assert list(now.units.values_list("unit", "part")) == others
    assert now.leaders.count() == row.leaders.count()


def test_one_that_cannot_be_stops_all_and_is_named(
    example: Plan, client_of: Clients, unchanged: Any
) -> None:
    client = client_of("coordinator")
    rows = tokens(client, 3, 8)
    Initiative.objects.filter(code=8).update(starts_on=date(2027, 1, 1))
    sent = {"due_on": "2026-12-01", "reason": "提前"}
    shown = tree(look(client, rows, **sent))
    notes = [cell.text_content().strip() for cell in shown.xpath("//tbody//td[2]")]
    assert notes[0] == "" and notes[1] != ""
    assert not shown.xpath("//main//button[contains(@class, 'btn-primary')]")
    with unchanged():
        answer = client.post(BULK, {"rows": " ".join(rows), "step": "do", **sent})
    assert answer.status_code == 422
    assert str(of(8)) in answer.content.decode()


def test_somebody_elses_change_is_told_row_by_row(
    example: Plan, client_of: Clients, unchanged: Any
) -> None:
    client = client_of("coordinator")
    rows = tokens(client, 3, 8)
    Initiative.objects.filter(code=3).update(version=99)
    shown = tree(look(client, rows, **DUE))
    notes = [cell.text_content().strip() for cell in shown.xpath("//tbody//td[2]")]
    assert notes == ["选中之后已被他人修改，请先查看，再重新选择。", ""]
    with unchanged():
        answer = client.post(BULK, {"rows": " ".join(rows), "step": "do", **DUE})
    assert answer.status_code == 409


def test_what_already_is_so_is_left_alone(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    due = of(3).due_on
    assert due is not None
    sent = {"rows": tokens(client, 3)[0], "due_on": due.isoformat(), "reason": "核对"}
    assert (
        tree(client.post(BULK, {**sent, "step": "look"}))
        .xpath("//h1/text()")[0]
        .startswith("将修改0项")
    )
    version = of(3).version
    assert client.post(BULK, {**sent, "step": "do"}).status_code == 302
    assert of(3).version == version


@pytest.mark.parametrize(
    "sent",
    [{}, {"pick": "x"}, {"pick": "x:y"}, {"pick": ":"}, {"pick": "x:-1"}, {"rows": "a:1:2"},
     {"of": "all", "query": "words=没有这样的词"}, {"of": "all", "query": "light=purple"}],
)  # fmt: skip
def test_a_damaged_choice_is_refused(
    example: Plan, client_of: Clients, sent: dict[str, str]
) -> None:
    assert client_of("coordinator").post(BULK, sent).status_code == 422


def test_a_row_that_is_not_there_is_refused(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    assert client.post(BULK, {"pick": [*tokens(client, 3), "gone:1"]}).status_code == 409


@pytest.mark.parametrize(
    "fields",
    [{}, {"reason": "只有理由"}, {"due_on": "2028-06-30"}, {"due_on": "2028-06-30", "reason": " "},
     {"weight": "0"}, {"weight": "-1"}, {"weight": "1.23456"}, {"lead": "999999"},
     {"due_on": "2028-02-30", "reason": "x"}, {"annual_goal": "长" * 301}],
)  # fmt: skip
def test_what_cannot_be_meant_is_asked_again(
    example: Plan, client_of: Clients, fields: dict[str, str], unchanged: Any
) -> None:
    client = client_of("coordinator")
    rows = tokens(client, 3)
    for step in ("look", "do"):
        with unchanged():
            answer = client.post(BULK, {"rows": rows[0], "step": step, **fields})
        assert answer.status_code == 422


def test_at_most_so_many_at_once(
    example: Plan, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST", 21)
    client = client_of("coordinator")
    answer = client.post(BULK, {"of": "all", "query": ""})
    assert answer.status_code == 422 and "22" in answer.content.decode()


def test_back_to_the_fields_keeps_what_was_typed(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    sent = {"rows": tokens(client, 3)[0], "step": "do", "again": "1", **DUE}
    page = tree(client.post(BULK, sent))
    assert page.xpath("//input[@name='due_on']/@value") == ["2028-06-30"]
    assert page.xpath("//input[@name='reason']/@value") == ["统一调整"]
