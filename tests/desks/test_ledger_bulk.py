"""Several rows changed at once: chosen, tried, shown row by row, made all or none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from desks.bulk import changes
from recommendations.breakdown import Breakdown
from recommendations.choices import OPEN_STATES
from recommendations.models import DueRow, Initiative, Plan
from recommendations.queries import breakdowns_of
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
    monkeypatch.setattr(changes, "MOST", 24)
    client = client_of("coordinator")
    answer = client.post(BULK, {"of": "all", "query": ""})
    assert answer.status_code == 422 and "25" in answer.content.decode()


def test_back_to_the_fields_keeps_what_was_typed(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    sent = {"rows": tokens(client, 3)[0], "step": "do", "again": "1", **DUE}
    page = tree(client.post(BULK, sent))
    assert page.xpath("//input[@name='due_on']/@value") == ["2028-06-30"]
    assert page.xpath("//input[@name='reason']/@value") == ["统一调整"]


def notes(page: Any) -> list[str]:
    """What the preview says beside each row."""
    return [cell.text_content().strip() for cell in page.xpath("//tbody//td[2]")]


def carried(page: Any) -> dict[str, list[str]]:
    """What the preview's form would send on."""
    form = page.xpath("//main//form[contains(@class, 'cx-deeds')]")[0]
    found: dict[str, list[str]] = {}
    for one in form.xpath(".//input[@type='hidden']"):
        found.setdefault(one.get("name"), []).append(one.get("value"))
    return found


def free_unit(*numbers: int) -> Unit:
    """A unit that has no part in these."""
    rows = [of(number) for number in numbers]
    taken = {row.lead_id for row in rows}
    taken |= {pk for row in rows for pk in row.units.values_list("unit", flat=True)}
    found = Unit.objects.exclude(pk__in=taken).order_by("-position").first()
    assert found is not None
    return found


def value_of(number: int) -> Breakdown:
    row = of(number)
    return breakdowns_of([row])[row.pk]


def test_all_sorts_of_fields_in_one_go(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    Initiative.objects.filter(code__in=(3, 8)).update(goal_q1="旧目标", contact_words="旧")
    rows, before = tokens(client, 3, 8), {number: value_of(number) for number in (3, 8)}
    unit = free_unit(3, 8)
    sent = {
        "supporting": unit.short_name, "supporting_how": "add", "leaders": "王示例、李示例",
        "leaders_how": "replace", "cadence": "quarter", "told_by": "words", "starts_on":
        "2026-02-01", "no_indicator": "yes", "ongoing": "yes", "weight": "1.5",
        "goal_year": "2027", "goal_q2": "试点", "goal_q4": "建成\n验收", "remarks": "纳入督查",
        "deliverable": "报告",
    }  # fmt: skip
    answer = client.post(BULK, {"rows": " ".join(rows), "step": "look", **sent,
                                "empty": ["goal_q1", "contact_words"]})  # fmt: skip
    shown = tree(answer)
    assert notes(shown) == ["", ""]
    said = shown.xpath("//tbody//td[1]")[0].text_content()
    assert "填报周期" in said and "王示例、李示例" in said and "纳入督查" in said
    assert client.post(BULK, carried(shown)).status_code == 302
    for number, was in before.items():
        assert value_of(number) == replace(
            was, supporting=(*was.supporting, unit.pk), leaders=("王示例", "李示例"),
            cadence="quarter", told_by="words", starts_on=date(2026, 2, 1), no_indicator=True,
            ongoing=True, weight=Decimal("1.5"), goal_year=2027, goal_q1="", contact_words="",
            goal_q2="试点", goal_q4="建成\n验收", remarks="纳入督查", deliverable="报告",
        )  # fmt: skip


def test_a_cadence_of_their_own_is_given_up(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    Initiative.objects.filter(code=3).update(cadence="quarter")
    sent = {"rows": tokens(client, 3)[0], "step": "do", "cadence": "plan"}
    assert client.post(BULK, sent).status_code == 302
    assert of(3).cadence == ""


@pytest.mark.parametrize("step", ["look", "do"])
def test_a_unit_that_leads_one_of_them_stops_all(
    example: Plan, client_of: Clients, unchanged: Any, step: str
) -> None:
    client = client_of("coordinator")
    rows = tokens(client, 3, 8)
    lead = of(8).lead
    assert lead is not None and of(3).lead != lead
    of(3).units.filter(unit=lead).delete()
    sent = {"joint": lead.name, "joint_how": "add"}
    with unchanged():
        answer = client.post(BULK, {"rows": " ".join(rows), "step": step, **sent})
    words = f"{lead.name}是这项任务的牵头单位，不能再作联合或配合单位。"
    assert words in answer.content.decode()
    if step == "look":
        assert notes(tree(answer)) == ["", words]
    else:
        assert answer.status_code == 422


def test_a_unit_of_the_other_part_is_named(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    unit = of(5).units.filter(part="supporting").first()
    assert unit is not None
    shown = tree(look(client, tokens(client, 5), joint=unit.unit.name))
    assert unit.unit.name in notes(shown)[0] and "移出" in notes(shown)[0]


def test_a_contact_works_in_one_of_the_units(
    example: Plan, client_of: Clients, unchanged: Any
) -> None:
    client = client_of("coordinator")
    rows = tokens(client, 3, 8)
    page = tree(client.post(BULK, {"pick": rows}))
    offered = [int(pk) for pk in page.xpath("//select[@name='contact']/option/@value") if pk]
    parts = {
        number: {of(number).lead_id, *of(number).units.values_list("unit", flat=True)}
        for number in (3, 8)
    }
    assert offered and {User.objects.get(pk=pk).unit_id for pk in offered} <= parts[3] | parts[8]
    person = next(
        one for one in User.objects.filter(pk__in=offered)
        if (one.unit_id in parts[3]) != (one.unit_id in parts[8])
    )  # fmt: skip
    fits = [number for number in (3, 8) if person.unit_id in parts[number]]
    found = notes(tree(look(client, rows, contact=str(person.pk))))
    assert [not note for note in found] == [number in fits for number in (3, 8)]
    assert any(person.name in note for note in found)
    with unchanged():
        answer = client.post(BULK, {"rows": " ".join(rows), "step": "do", "contact": person.pk})
    assert answer.status_code == 422
    one = tokens(client, *fits)
    sent = {"rows": one[0], "step": "do", "contact": person.pk}
    assert client.post(BULK, sent).status_code == 302
    assert of(fits[0]).contact == person


def test_a_unit_that_has_ended_gets_nothing_new(
    example: Plan, client_of: Clients, unchanged: Any
) -> None:
    client = client_of("coordinator")
    unit = free_unit(3, 8)
    Unit.objects.filter(pk=unit.pk).update(valid_until=date(2026, 10, 1))
    rows = tokens(client, 3, 8)
    sent = {"supporting": unit.name}
    assert [unit.name in note for note in notes(tree(look(client, rows, **sent)))] == [True, True]
    with unchanged():
        answer = client.post(BULK, {"rows": " ".join(rows), "step": "do", **sent})
    assert answer.status_code == 422 and unit.name in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"remarks": "x", "empty": "remarks"}, "填写内容和清空只能选一种。"),
        ({"leaders_how": "replace", "remarks": "x"}, "请填写替换成哪些；如要清空，请勾选清空。"),
        ({"joint": "没有这个单位"}, "单位名录中没有“没有这个单位”"),
        ({"empty": "due_on"}, "请填写调整时限的理由。"),
        ({"joint_how": "remove"}, "请至少填写一项"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_asked_again(
    example: Plan, client_of: Clients, fields: dict[str, str], words: str, unchanged: Any
) -> None:
    client = client_of("coordinator")
    rows = tokens(client, 3)
    with unchanged():
        answer = client.post(BULK, {"rows": rows[0], "step": "do", **fields})
    assert answer.status_code == 422 and words in answer.content.decode()


@pytest.mark.parametrize(
    "fields", [{"empty": "title"}, {"contact": "1"}, {"goal_year": "26"}, {"ongoing": "x"},
               {"joint": "x", "joint_how": "swap"}, {"contact_words": "长" * 121}],
)  # fmt: skip
def test_what_no_form_offers_is_refused(
    example: Plan, client_of: Clients, fields: dict[str, str], unchanged: Any
) -> None:
    client = client_of("coordinator")
    rows = tokens(client, 3)
    with unchanged():
        assert client.post(BULK, {"rows": rows[0], "step": "do", **fields}).status_code == 422


def test_it_is_told_in_english_too(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator", "en")
    shown = look(client, tokens(client, 3, 8), leaders="王示例", cadence="month")
    text = shown.content.decode()
    assert "Leaders in charge" in text and "Filing cycle" in text and "monthly" in text


def test_more_rows_ask_no_more_of_the_database(example: Plan, client_of: Clients) -> None:
    client = client_of("coordinator")
    going = list(
        example.initiatives.filter(state__in=OPEN_STATES)
        .order_by("code")
        .values_list("code", flat=True)
    )
    assert len(going) > 12
    costs = []
    for step in ("look", "do"):
        for some in (going[:2], going):
            # Another text each time: what is so already is not written.
            sent = {
                "rows": " ".join(tokens(client, *some)),
                "step": step,
                "remarks": str(len(some)),
            }
            with CaptureQueriesContext(connection) as asked:
                assert client.post(BULK, sent).status_code in {200, 302}
            costs.append(len(asked))
    assert costs[0] == costs[1] and costs[2] == costs[3], costs
