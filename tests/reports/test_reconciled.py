"""Every count and percentage of made-up plans, a second time: by plain SQL and whole-number sums.

And every number of the overview and of the files is a frozen figure, in its place. A dozen plans in
each run; RECONCILE_PLANS=1000 for the long one.
"""

import json
from collections import Counter, defaultdict
from copy import deepcopy
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from core.periods import Period
from progress.standings import NEED
from recommendations.models import Plan
from reports.choices import FileFormat
from reports.contents import cells
from reports.contents.shape import LIGHTS
from reports.contents.tasks import means
from reports.outputs.files import make_file
from reports.outputs.narrative import document
from reports.seals import canonical
from tests.factories import at
from tests.reports.check_files import FORMATS, check_files
from tests.reports.check_overview import check_overview
from tests.reports.made_up_town import AS_OF, NOW, SINCE, is_first, tell, town
from tests.reports.raw_reading import day, local, moment, sql
from tests.reports.raw_standings import (
    by_measure,
    living,
    mean,
    rows_of,
    serving_of,
)
from tests.reports.told_numbers import Issue

__all__ = ["town"]
pytestmark = pytest.mark.django_db
BY_NEED = {need: light.value for light, need in NEED.items()}
OFFICE = "示例督查室"
KINDS = [(key, whom) for key in ("2026-11", "2026-Q4", "2026-H2", "2026")
         for whom in ("upward", "units")]  # fmt: skip


def test_lights_and_means(town: list[Plan]) -> None:
    seen: set[str] = set()
    for plan in town:
        contents, rows, serving = tell(plan), rows_of(plan), serving_of(plan)
        groups = {n: living(group) for n, group in by_measure(rows, serving).items()}
        everybody = {row.pk: row for row in serving} | rows
        worst = {n: BY_NEED[min(row.need for row in group)] for n, group in groups.items()}
        found = cells(contents)
        assert {n: cell["light"] for n, cell in found.items()} == {
            n: worst.get(n, "not_started") for n in found
        }
        for n, cell in found.items():
            assert (cell["percent"], cell["planned"]) == mean(groups.get(n, []))
        assert (contents["percent"], contents["planned"]) == mean(living(list(everybody.values())))
        counts = Counter(cell["light"] for cell in found.values())
        assert contents["counts"] == {light: counts[light] for light in LIGHTS}
        assert sum(contents["counts"].values()) == contents["total"] == len(found)
        (measures,) = sql(
            "SELECT COUNT(*) FROM recommendations_measure WHERE plan_id = %s", plan.pk
        )
        assert contents["total"] == measures[0]
        seen |= set(counts) | {t["light"] for c in found.values() for t in c["tasks"]}
    assert len(seen) >= 5, "few kinds of light would prove little"


def test_areas(town: list[Plan]) -> None:
    for plan in town:
        contents = tell(plan)
        for area in contents["areas"]:
            lights = Counter(cell["light"] for cell in area["cells"])
            assert area["counts"] == {light: lights[light] for light in LIGHTS}
            tasks = [task for cell in area["cells"] for task in cell["tasks"]]
            percent, planned = means(tasks)
            assert (area["percent"] is None) == (percent is None)
            if percent is not None and planned is not None:
                assert area["percent"] == str(percent.quantize(Decimal("0.1"), ROUND_HALF_UP))
                gap = Decimal(area["percent"]) - Decimal(area["planned"] or 0)
                assert area["gap"] == str(gap)
        for light in LIGHTS:
            told = sum(area["counts"][light] for area in contents["areas"])
            assert told == contents["counts"][light]


def test_shares_reach_one_hundred(town: list[Plan]) -> None:
    for plan in town:
        contents = tell(plan)
        shares = contents["tallies"]["shares"]
        assert sum(map(Decimal, shares.values())) == 100
        for light, share in shares.items():
            exact = Fraction(contents["counts"][light] * 100, contents["total"])
            assert abs(Fraction(Decimal(share)) - exact) < Fraction(1, 10)


UNIT_LINES = """
    SELECT u.name, s.light, COUNT(*) FROM progress_standing s
    JOIN recommendations_initiative i ON i.id = s.initiative_id
    JOIN accounts_unit u ON u.id = i.lead_id
    WHERE s.slot = 'now' AND i.plan_id = %s GROUP BY u.name, s.light
"""
FILED = """
    SELECT i.lead_id, i.id FROM progress_update p
    JOIN recommendations_initiative i ON i.id = p.initiative_id
    JOIN progress_round r ON r.id = p.round_id
    WHERE i.plan_id = %s AND r.period = %s AND p.submitted_at IS NOT NULL
"""


def test_units_in_official_order_and_who_filed(town: list[Plan]) -> None:
    for plan in town:
        contents = tell(plan)
        expected: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(LIGHTS, 0))
        for name, light, number in sql(UNIT_LINES, plan.pk):
            expected[name][light] = number
        assert {line["name"]: line["counts"] for line in contents["units"]} == dict(expected)
        names = [line["name"] for line in contents["units"]]
        order = [name for (name,) in sql("SELECT name FROM accounts_unit ORDER BY position, id")]
        assert names == [name for name in order if name in expected]
        line = contents["round"]
        if line is None:
            continue
        assert all(one["total"] == sum(one["counts"].values()) for one in contents["units"])
        assert sum(one["due"] for one in contents["units"]) == line["due"]
        assert sum(one["filed"] for one in contents["units"]) == line["filed"] <= line["due"]
        assert contents["tallies"]["unfiled"] == line["due"] - line["filed"]
        own = sql("SELECT COUNT(*) FROM recommendations_initiative WHERE plan_id = %s"
                  " AND cadence <> '' AND cadence <> %s", plan.pk, plan.cadence)[0][0]  # fmt: skip
        if not own:
            assert len(sql(FILED, plan.pk, line["period"])) == line["filed"]


def window(effective: Any, recorded: Any) -> bool:
    """The report's own rule: of the period, or learned of in it."""
    begun = at("2026-11-01 00:00")
    on, known = day(effective), moment(recorded)
    assert on is not None and known is not None
    return on <= AS_OF and (on >= SINCE or known > begun)


def test_decisions(town: list[Plan]) -> None:
    kinds = {"completed": "completed", "closed": "struck_off", "cancelled": "cancelled",
             "merged": "merged", "suspended": "suspended"}  # fmt: skip
    seen = 0
    for plan in town:
        expected: Counter[str] = Counter()
        was: dict[int, str] = {}
        for pk, value, effective, recorded in sql(
            "SELECT r.initiative_id, r.value, r.effective_on, r.recorded_at"
            " FROM recommendations_staterow r JOIN recommendations_initiative i"
            " ON i.id = r.initiative_id WHERE i.plan_id = %s"
            " ORDER BY r.effective_on, r.recorded_at, r.id", plan.pk,
        ):  # fmt: skip
            before, was[pk] = was.get(pk, ""), value
            up = {"completed": "reopened", "closed": "reopened", "suspended": "resumed"}
            kind = kinds.get(value) or up.get(before)
            if kind and value != before and window(effective, recorded):
                expected[kind] += 1
        due: dict[int, Any] = {}
        for pk, value, reason, effective, recorded in sql(
            "SELECT r.initiative_id, r.value, r.reason, r.effective_on, r.recorded_at"
            " FROM recommendations_duerow r JOIN recommendations_initiative i"
            " ON i.id = r.initiative_id WHERE i.plan_id = %s ORDER BY r.recorded_at, r.id",
            plan.pk,
        ):  # fmt: skip
            old, due[pk] = due.get(pk), value
            if old and value and reason and old != value and window(effective, recorded):
                expected["extended" if value > old else "advanced"] += 1
        for (decided,) in sql(
            "SELECT q.decided_at FROM progress_request q JOIN recommendations_initiative i"
            " ON i.id = q.initiative_id WHERE i.plan_id = %s AND q.kind = 'adjustment'"
            " AND q.state = 'approved'", plan.pk,
        ):  # fmt: skip
            expected["adjusted"] += window(local(decided), decided)
        assert tell(plan)["tallies"]["changes"] == dict(+expected)
        seen += expected.total()
    assert seen, "no decision at all would prove nothing"


def test_matters_and_directions(town: list[Plan]) -> None:
    matters = directions = 0
    for plan in town:
        tallies = tell(plan)["tallies"]
        waiting = answered = overdue = 0
        for answered_at, due_on in sql(
            "SELECT c.answered_at, c.due_on FROM progress_coordinationmatter c"
            " JOIN recommendations_initiative i ON i.id = c.initiative_id WHERE i.plan_id = %s",
            plan.pk,
        ):
            on = local(answered_at)
            waiting += on is None
            answered += on is not None and on >= SINCE
            wanted = day(due_on)
            overdue += on is None and wanted is not None and wanted < AS_OF
        assert (tallies["matters_open"], tallies["matters_answered"]) == (waiting, answered)
        assert tallies["matters_overdue"] == overdue
        groups: dict[int, list[tuple[date | None, date | None]]] = defaultdict(list)
        for pk, part_of, given_on, replied_at in sql(
            "SELECT d.id, d.part_of_id, d.given_on, d.replied_at FROM progress_direction d"
            " JOIN recommendations_initiative i ON i.id = d.initiative_id WHERE i.plan_id = %s",
            plan.pk,
        ):
            groups[part_of or pk].append((day(given_on), local(replied_at)))
        told = [
            group
            for group in groups.values()
            if any(
                (given is not None and given >= SINCE) or on is None or on >= SINCE
                for given, on in group
            )
        ]
        open_ = sum(any(on is None for _given, on in group) for group in told)
        assert (tallies["directions"], tallies["directions_open"]) == (len(told), open_)
        assert tallies["directions_replied"] == len(told) - open_
        matters, directions = matters + waiting + answered, directions + len(told)
    # Not every later batch has a direction.
    assert matters and (directions or not is_first(town))


def test_the_overview_equals_the_report(town: list[Plan]) -> None:
    """The live page asks without a period: whatever both show is the same."""
    period = {"since", "changes", "matters", "directions", "tallies"}
    for plan in town:
        report, live = deepcopy((tell(plan), tell(plan, since=None)))
        for area in (*report["areas"], *live["areas"]):
            for cell in area["cells"]:
                cell["contributions"] = []
        assert {k: v for k, v in report.items() if k not in period} == {
            k: v for k, v in live.items() if k not in period
        }
        assert report["tallies"]["shares"] == live["tallies"]["shares"]
        assert report["tallies"]["unfiled"] == live["tallies"]["unfiled"]


def test_every_figure_of_the_overview_is_the_reports(town: list[Plan]) -> None:
    """The page as a reader gets it at that moment."""
    client = Client()
    client.force_login(User.objects.get(username__endswith="-chief"))
    with time_machine.travel(NOW, tick=False):
        for plan in town:
            contents = json.loads(canonical(tell(plan)))
            check_overview(client.get(f"/plans/{plan.slug}/"), contents)


@pytest.mark.parametrize(("key", "audience"), KINDS)
def test_every_number_of_the_files_is_a_figure(town: list[Plan], key: str, audience: str) -> None:
    """Each plan as one kind of report, so that eight of them are every kind."""
    for plan in town[KINDS.index((key, audience)) :: len(KINDS)]:
        frozen = canonical(tell(plan, audience=audience))
        report = document(
            json.loads(frozen), period=Period.parse(key), issuer=OFFICE, drafted_on=AS_OF
        )
        files = {
            form: make_file(form, json.loads(frozen), report, on=AS_OF).data
            for form in (*FORMATS, FileFormat.XLSX)
        }
        issue = Issue(key, OFFICE, AS_OF.isoformat(), named=audience == "upward")
        check_files(json.loads(frozen), issue, files, title=report.title, line="送审稿")
