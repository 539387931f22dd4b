"""A measure judged by initiatives of other plans: filed once at home, read by every plan served."""

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from progress.actions import open_round
from progress.models import Update
from progress.standings import stands
from recommendations.actions import Change, change_initiatives, merge_initiative, retitle_plan
from recommendations.models import Initiative, InitiativeMeasure, Measure, Plan
from recommendations.queries import breakdowns_of, coverage_gaps
from reports.contents import Contents, cells, gather, lifted
from reports.models import Report
from reports.outputs.annexes import measures_list
from reports.outputs.blocks import Paragraph
from reports.queries import contents_of
from reports.seals import canonical
from tests.factories import BY, SEPTEMBER, House, assign, at, file_update, make_draft_plan, publish
from tests.reports.sample_contents import make_contents

HOME = "home"


def home_of(house: House, *, published: bool = True) -> Plan:
    """Another plan whose four initiatives are unit B's."""
    plan = make_draft_plan(HOME)
    for row in plan.initiatives.select_related("plan").order_by("code"):
        assign(row, house.b)
    if published:
        publish(plan)
        open_round(plan=plan, period=SEPTEMBER, now=at("2026-09-01 09:00"), by=BY)
    return plan


def serve(
    plan: Plan, code: int, *measures: Measure, on: str = "2026-09-01", now: str = "2026-09-02"
) -> Initiative:
    """From a day on the initiative serves these measures and no others beside its own."""
    row = Initiative.objects.select_related("plan", "lead").get(plan=plan, code=code)
    to = replace(breakdowns_of([row])[row.pk], serves=tuple(one.pk for one in measures))
    change_initiatives(
        changes=[Change(row, to, row.version)], on=date.fromisoformat(on), now=at(now), by=BY
    )
    return row


def look(house: House, as_of: str = "2026-09-30", known: str = "2026-10-20") -> Contents:
    return gather(house.plan, as_of=date.fromisoformat(as_of), known_at=at(known))


def filed_at_home(house: House, plan: Plan, code: int, percent: int) -> Update:
    """An approved update of the home plan's own round."""
    initiative = Initiative.objects.select_related("plan", "lead").get(plan=plan, code=code)
    round_ = plan.rounds.get(period=SEPTEMBER.key)
    return Update.objects.create(
        initiative=initiative, round=round_, unit=house.b, state="approved",
        percent=Decimal(percent), self_rating="on_track", done="示例已接入四个部门。",
        author=house.eve, signed_by=house.fan, reviewed_by=house.chen,
        submitted_at=at("2026-09-20"), approved_at=at("2026-09-21"), saved_at=at("2026-09-20"),
        speaks_on=date(2026, 9, 20),
    )  # fmt: skip


def test_one_filing_at_home_is_read_by_the_plan_served(house: House) -> None:
    home, measure = home_of(house), house.plan.measures.get(position=3)
    before = cells(look(house))[3]
    assert before["others"] == []
    row = serve(home, 1, measure)
    filed_at_home(house, home, 1, 5)
    cell = cells(look(house))[3]
    judged = stands([row], as_of=date(2026, 9, 30), known_at=at("2026-10-20"))[row.pk].judged
    assert cell["others"] == [
        {
            "plan": HOME, "plan_title": "数字服务", "code": 1, "title": row.title,
            "light": judged.light.value,
        }
    ]  # fmt: skip
    assert (cell["codes"], cell["light"], judged.light.value) == ([3], "red", "red")
    assert cell["light"] != before["light"]
    assert cell["done"] == "示例已接入四个部门。"
    assert cell["leads"] == ["示例乙局"]
    at_home = gather(home, as_of=date(2026, 9, 30), known_at=at("2026-10-20"))
    assert cells(at_home)[1]["done"] == cell["done"]


def test_means_take_every_serving_initiative_once(house: House) -> None:
    home = home_of(house)
    file_update(house, 3, said=None)
    first, second = house.plan.measures.get(position=3), house.plan.measures.get(position=4)
    row = serve(home, 1, first, second)
    filed_at_home(house, home, 1, 20)
    own = list(house.plan.initiatives.all())
    found = stands([*own, row], as_of=date(2026, 9, 30), known_at=at("2026-10-20"))
    contents = look(house)

    def mean(*rows: Initiative) -> str:
        told = [found[one.pk].judged for one in rows]
        known = [one for one in told if one.planned is not None]
        whole = sum((one.percent or Decimal(0) for one in known), Decimal(0)) / len(known)
        return str(whole.quantize(Decimal("0.1"), "ROUND_HALF_UP"))

    by_code = {one.code: one for one in own}
    assert contents["areas"][1]["percent"] == mean(by_code[3], by_code[4], row)
    assert contents["percent"] == mean(*own, row)
    assert cells(contents)[4]["percent"] == mean(by_code[4], row)


def test_units_and_round_stay_the_plans_own(house: House) -> None:
    before = look(house)
    home = home_of(house)
    serve(home, 1, house.plan.measures.get(position=3))
    filed_at_home(house, home, 1, 60)
    after = look(house)
    assert (after["units"], after["round"]) == (before["units"], before["round"])


def test_the_days_details_decide_and_what_ended_is_kept(house: House) -> None:
    home, measure = home_of(house), house.plan.measures.get(position=3)
    serve(home, 1, measure, on="2026-09-05", now="2026-09-05 10:00")
    serve(home, 1, on="2026-09-20", now="2026-09-20 10:00")

    def serving(as_of: str, known: str) -> int:
        return len(cells(look(house, as_of, known))[3]["others"])

    assert serving("2026-09-04", "2026-10-20") == 0
    assert serving("2026-09-05", "2026-10-20") == 1
    assert serving("2026-09-19", "2026-10-20") == 1
    assert serving("2026-09-20", "2026-10-20") == 0
    assert serving("2026-09-20", "2026-09-20 09:59") == 1, "as it was known before the change"
    link = InitiativeMeasure.objects.get(initiative__plan=home)
    assert link.ended_at == at("2026-09-20 10:00")
    assert not InitiativeMeasure.objects.in_force().exists()
    serve(home, 1, measure, on="2026-09-25", now="2026-09-25 10:00")
    assert InitiativeMeasure.objects.in_force().get().pk == link.pk, "opened again, not doubled"
    assert serving("2026-09-26", "2026-10-20") == 1


def test_an_ended_link_covers_nothing(house: House) -> None:
    home, measure = home_of(house), house.plan.measures.get(position=4)
    house.initiative(4).delete()
    assert len(coverage_gaps(house.plan)) == 1
    serve(home, 1, measure)
    assert coverage_gaps(house.plan) == []
    serve(home, 1, now="2026-09-03")
    assert len(coverage_gaps(house.plan)) == 1


def test_one_cancelled_among_several_leaves_a_measure_covered(house: House) -> None:
    moved = Initiative.objects.filter(plan=house.plan, code=4)
    moved.update(measure=house.initiative(3).measure)
    told = coverage_gaps(house.plan)
    assert len(told) == 1, "measure 4 is bare now"
    moved.update(state="cancelled")
    assert coverage_gaps(house.plan) == told, "measure 3 has its living one"


def test_a_plan_not_yet_published_is_told_of_nowhere(house: House) -> None:
    home = home_of(house, published=False)
    serve(home, 1, house.plan.measures.get(position=3))
    assert cells(look(house))[3]["others"] == []
    publish(home, now=at("2026-10-10 09:00"))
    assert cells(look(house, known="2026-10-09"))[3]["others"] == []
    assert len(cells(look(house, known="2026-10-11"))[3]["others"]) == 1


def test_the_other_plan_is_called_as_it_was(house: House) -> None:
    home = home_of(house)
    serve(home, 1, house.plan.measures.get(position=3))
    retitle_plan(
        plan=home, title="新方案", short_title="新称", version=home.version,
        now=at("2026-10-15"), by=BY,
    )  # fmt: skip
    assert cells(look(house, known="2026-10-14"))[3]["others"][0]["plan_title"] == "数字服务"
    assert cells(look(house, known="2026-10-16"))[3]["others"][0]["plan_title"] == "新称"


def test_what_was_merged_across_plans_lives_on_in_the_other(house: House) -> None:
    home = home_of(house)
    gone = house.initiative(3)
    into = Initiative.objects.select_related("plan").get(plan=home, code=1)
    merge_initiative(
        initiative=gone, into=into, reason="并入", on=date(2026, 9, 10),
        version=gone.version, now=at("2026-09-10"), by=BY,
    )  # fmt: skip
    cell = cells(look(house))[3]
    assert (cell["codes"], [one["code"] for one in cell["others"]]) == ([], [1])


def test_a_second_measure_of_the_own_plan_is_judged_too(house: House) -> None:
    serve(house.plan, 1, house.plan.measures.get(position=4))
    assert cells(look(house))[4]["codes"] == [1, 4]
    assert cells(look(house))[4]["others"] == []


def test_many_serving_ask_as_little_as_one(house: House) -> None:
    home, measure = home_of(house), house.plan.measures.get(position=3)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            look(house)
        return len(queries)

    none = cost()
    serve(home, 1, measure)
    one = cost()
    for code in (2, 3, 4):
        serve(home, code, measure)
    assert cost() == one == none


@pytest.mark.parametrize("page", ["", "ledger/", "document/?measure=3"])
def test_the_plan_served_shows_them_read_only(house: House, client: Client, page: str) -> None:
    home = home_of(house)
    row = serve(home, 1, house.plan.measures.get(position=3))
    client.force_login(house.lei)
    body = client.get(f"/plans/{house.plan.slug}/{page}").content.decode()
    assert row.title in body
    if page:
        assert reverse("story", args=[HOME, 1]) in body


def test_the_story_names_the_measures_it_also_serves(house: House, client: Client) -> None:
    home, measure = home_of(house), house.plan.measures.get(position=3)
    row = serve(home, 1, measure)
    client.force_login(house.lei)
    body = client.get(reverse("story", args=[HOME, row.code])).content.decode()
    assert f"{reverse('reader', args=[house.plan.slug])}?measure=3" in body


def test_the_report_says_where_they_are_filed() -> None:
    contents = make_contents()
    contents["areas"][0]["cells"][0]["others"] = [
        {"plan": "x", "plan_title": "数字服务", "code": 5, "title": "平台", "light": "green"}
    ]
    listed = measures_list(contents)  # type: ignore[arg-type]
    notes = [block.text for block in listed.blocks if isinstance(block, Paragraph)]
    wanted = "第1项的进展含《数字服务》第5项任务平台，在其所属方案报送"
    assert any(wanted in note for note in notes), notes


def test_contents_of_the_first_format_are_read_and_stay_as_they_are() -> None:
    old: dict[str, Any] = make_contents()
    old["format"] = 1
    for area in old["areas"]:
        for cell in area["cells"]:
            del cell["others"]
    text = canonical(old)
    report = Report(contents=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    found = contents_of(report)
    assert all(cell["others"] == [] for cell in cells(found).values())
    assert report.contents == text
    assert measures_list(found) == measures_list(lifted(make_contents()))
