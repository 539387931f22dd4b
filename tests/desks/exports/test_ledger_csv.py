"""The ledger as CSV: a stream that gives every cell back and runs nothing."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.cells import from_csv, is_live
from desks.exports import cells, file_name
from recommendations.models import Initiative, Plan
from tests.desks.ledger_rows import LEDGER, codes, tree

Clients = Callable[..., Client]


def lines(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_it_holds_exactly_what_is_shown(example: Plan, client_of: Clients) -> None:
    client = client_of("leader")
    query = {"light": "red", "sort": "-percent", "columns": "due_on,percent,lead,gap"}
    answer = client.get(f"{LEDGER}ledger.csv", query)
    assert answer.streaming and answer["Content-Type"] == "text/csv; charset=utf-8"
    heads, *rows = lines(answer)
    assert heads == ["任务编号", "重点任务", "完成时限", "完成比例（%）", "牵头单位",
                     "与序时差（百分点）", "row_key", "row_version"]  # fmt: skip
    assert [int(row[0]) for row in rows] == codes(tree(client.get(LEDGER, query)))
    for row in rows:
        one = Initiative.objects.select_related("lead").get(plan=example, code=row[0])
        now = one.standings.get(slot="now")
        assert one.lead is not None and one.due_on is not None
        assert row[1:3] == [one.title, one.due_on.isoformat()]
        assert float(row[3]) == float(now.percent) and float(row[5]) == float(now.gap)
        assert row[4] == one.lead.name
        assert row[6:] == [one.public_id, str(one.version)]


def test_nothing_runs_and_everything_comes_back(example: Plan, client_of: Clients) -> None:
    texts = ["=1+1", "'=1", "'", "+x", "-1", "@a", "\t=1", "a,b\n“c”", '"', "＝1", " =1"]
    for code, text in enumerate(texts, start=1):
        Initiative.objects.filter(plan=example, code=code).update(annual_goal=text)
    _heads, *rows = lines(client_of("leader").get(f"{LEDGER}ledger.csv?columns=annual_goal"))
    found = [row[2] for row in rows[: len(texts)]]
    assert [from_csv(cell) for cell in found] == texts
    assert not [cell for cell in found if is_live(cell) and not cell.startswith("'")]


def test_it_is_read_in_pieces_and_no_row_twice(
    example: Plan, client_of: Clients, monkeypatch: Any
) -> None:
    monkeypatch.setattr(cells, "CHUNK", 5)
    client = client_of("leader")
    answer = client.get(f"{LEDGER}ledger.csv", {"sort": "-lead"})
    pieces = list(answer.streaming_content)
    assert len(pieces) == 1 + 5, "heads, then five times five rows"
    rows = list(csv.reader(io.StringIO(b"".join(pieces).decode()[1:], newline="")))[1:]
    assert [int(row[0]) for row in rows] == codes(tree(client.get(LEDGER, {"sort": "-lead"})))


def test_no_question_stays_open_while_the_file_is_sent(example: Plan, client_of: Clients) -> None:
    answer = client_of("leader").get(f"{LEDGER}ledger.csv")
    with CaptureQueriesContext(connection) as asked:
        next(iter(answer.streaming_content))
    assert len(asked) == 0, "the heads wait for nothing"


def test_an_initiative_that_goes_away_meanwhile_is_left_out(
    example: Plan, client_of: Clients, monkeypatch: Any
) -> None:
    monkeypatch.setattr(cells, "CHUNK", 5)
    answer = client_of("leader").get(f"{LEDGER}ledger.csv")
    stream = iter(answer.streaming_content)
    next(stream)
    next(stream)
    Initiative.objects.filter(plan=example, code=25).update(plan=other_plan(example))
    assert b"".join(stream).decode().count("\r\n") == 19


def other_plan(plan: Plan) -> Plan:
    copy = Plan.objects.get(pk=plan.pk)
    copy.pk, copy.slug, copy.public_id = None, "other", "another-plan-id"
    copy.save()
    return copy


def test_a_name_that_file_systems_can_bear() -> None:
    name = file_name('a/b\\c:"d"\r\n；', date(2026, 11, 22), "csv")
    assert name == "a_b_c__d___；_台账_20261122.csv"


def test_it_speaks_the_readers_language_to_its_end(example: Plan, client_of: Clients) -> None:
    answer = client_of("leader", "en").get(f"{LEDGER}ledger.csv?columns=light,state,reasons")
    heads, *rows = lines(answer)
    assert heads[2:5] == ["Light", "State", "Reasons"]
    assert {row[2] for row in rows} <= {"Behind", "At risk", "On track", "Completed", "Not started",
                                      "Suspended"}  # fmt: skip
