"""The plan on one page: every number counted again from rows, another way than the gatherer's."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
import time_machine

from core.calendar import work_calendar
from core.periods import Period
from indicators.models import Indicator
from progress.models import Update
from recommendations.choices import InitiativeState
from recommendations.models import Initiative, MilestoneRow, Plan
from reports.contents import gather
from reports.models import Report, Schedule
from reports.queries import contents_of, last_report, latest_report
from tests.desks.conftest import NOW, PLAN
from tests.factories import at
from tests.report_factories import make_draft

TODAY = NOW.date()
WORDS = {
    "red": "滞后",
    "yellow": "预警",
    "green": "正常",
    "done": "已完成",
    "not_started": "未启动",
}
PAUSED = "paused"
Page = Callable[..., Any]
Say = Callable[[Any], str]


def rounded(value: Fraction, places: int) -> str:
    """Half up, as figures are printed."""
    scale = 10**places
    whole = (value * scale * 2 + 1) // 2
    return f"{whole // scale}.{whole % scale:0{places}d}" if places else str(whole)


def steps_of(row: Initiative) -> list[MilestoneRow]:
    """Each milestone as it was last recorded."""
    latest = {one.milestone_id: one for one in MilestoneRow.objects.filter(
        milestone__initiative=row).order_by("recorded_at", "pk")}  # fmt: skip
    return [one for one in latest.values() if not one.dropped]


def day_of(row: Initiative) -> date:
    """The day that the plan is read on: what waits for review is held to the day it spoke of."""
    waits = row.updates.filter(state="submitted").exists()
    update = last_word(row)
    return update.round.ends_on if waits and update else TODAY


def planned_of(row: Initiative) -> Fraction:
    """Straight from start to due, or by the weights of the milestones that are due."""
    today = day_of(row)
    steps = steps_of(row)
    if steps:
        due = sum(Fraction(step.weight) for step in steps if step.due_on <= today)
        return 100 * due / sum(Fraction(step.weight) for step in steps)
    assert row.starts_on and row.due_on
    if row.starts_on > today:
        return Fraction(0)
    passed = Fraction((today - row.starts_on).days, (row.due_on - row.starts_on).days)
    return 100 * min(passed, Fraction(1))


def last_word(row: Initiative) -> Update | None:
    """The latest approved update."""
    return row.updates.filter(state="approved").order_by("-round__period").first()


def percent_of(row: Initiative) -> Fraction:
    """Approved percent: all of it when completed, else reached milestones or the last figure."""
    if row.state == InitiativeState.COMPLETED:
        return Fraction(100)
    steps = steps_of(row)
    if steps:
        done = sum(Fraction(step.weight) for step in steps if step.done_on)
        return 100 * done / sum(Fraction(step.weight) for step in steps)
    update = last_word(row)
    return Fraction(update.percent) if update and update.percent is not None else Fraction(0)


def missed(row: Initiative) -> int:
    """How many closed rounds in a row, counted from the last, went without a filing."""
    count = 0
    for round_ in row.plan.rounds.filter(closed_at__isnull=False).order_by("-period"):
        if row.updates.filter(round=round_, submitted_at__isnull=False).exists():
            break
        count += 1
    return count


def late(row: Initiative) -> int:
    """The most working days by which an open milestone is overdue."""
    open_steps = [step for step in steps_of(row) if not step.done_on]
    return max((work_calendar().between(step.due_on, TODAY) for step in open_steps), default=0)


def light_of(row: Initiative) -> str:
    """The default policy, in the words of the design."""
    if row.state in {InitiativeState.SUSPENDED, InitiativeState.MERGED}:
        return PAUSED
    if row.state == InitiativeState.COMPLETED:
        return "done"
    assert row.starts_on
    if row.starts_on > TODAY:
        return "not_started"
    planned, done, update = planned_of(row), percent_of(row), last_word(row)
    behind = planned - done > 5 and done / planned
    if missed(row) >= 2 or late(row) > 10 or (behind is not False and behind < Fraction(3, 5)):
        return "red"
    at_risk = update is not None and update.self_rating != "on_track"
    if (
        missed(row)
        or late(row) > 0
        or at_risk
        or (behind is not False and behind < Fraction(9, 10))
    ):
        return "yellow"
    return "green"


@pytest.fixture
def rows(example: Plan) -> list[Initiative]:
    return list(
        example.initiatives.select_related("plan", "lead", "measure__area").order_by("code")
    )


def measured(rows: list[Initiative]) -> list[list[Initiative]]:
    """What each measure is judged by: what was merged lives on in another one."""
    found: dict[int, list[Initiative]] = {}
    for row in rows:
        if row.state != InitiativeState.MERGED:
            found.setdefault(row.measure.position, []).append(row)
    return [found[position] for position in sorted(found)]


def light_of_all(group: list[Initiative]) -> str:
    """The one that needs attention first."""
    order = ["red", "yellow", "green", "not_started", PAUSED, "done"]
    return min((light_of(row) for row in group), key=order.index)


def mean(rows: list[Initiative], of: Callable[[Initiative], Fraction]) -> Fraction:
    weight = sum(Fraction(row.weight) for row in rows)
    return sum((of(row) * Fraction(row.weight) for row in rows), Fraction(0)) / weight


def test_each_cell_says_its_own_measures_light_and_percent(
    rows: list[Initiative], page_of: Page, words: Say
) -> None:
    cells = page_of("leader", PLAN).find_class("cx-cell")
    groups = measured(rows)
    assert len(cells) == len(groups) == 22
    for group, cell in zip(groups, cells, strict=True):
        row, said = group[0], words(cell.find("a"))
        assert said.startswith(f"{row.measure.position}{row.measure.title}")
        assert words(cell.find_class("cx-light")[0]) == WORDS[light_of_all(group)]
        story = f"{PLAN}initiatives/{row.code}/"
        sentence = f"{PLAN}document/?measure={row.measure.position}"
        assert cell.find("a").get("href") == (story if len(group) == 1 else sentence)
        if light_of_all(group) != "not_started":
            percent = rounded(mean(group, percent_of), 0)
            assert words(cell.find_class("cx-pct")[0]) == f"{percent}%"
        assert words(cell).count(row.lead.short_name if row.lead else "") == 1


def test_the_sums_are_the_sums_of_the_rows(
    rows: list[Initiative], page_of: Page, words: Say
) -> None:
    tally = page_of("leader", PLAN).find_class("cx-tally")[0].findall("li")
    groups = measured(rows)
    living = [row for group in groups for row in group]
    counts = Counter(map(light_of_all, groups))
    for item, (light, word) in zip(tally, WORDS.items(), strict=False):
        assert re.match(rf"{word} ?{counts[light]}\D", words(item) + " "), words(item)
    assert sum(counts.values()) == 22 and len(tally) == 6
    percent, planned = rounded(mean(living, percent_of), 1), rounded(mean(living, planned_of), 1)
    assert f"{percent}%" in words(tally[-1]) and f"{planned}%" in words(tally[-1])


def test_each_area_sums_its_own_measures(rows: list[Initiative], page_of: Page, words: Say) -> None:
    areas = page_of("leader", PLAN).find_class("cx-area")
    assert len(areas) == 5
    for position, area in enumerate(areas, start=1):
        groups = [g for g in measured(rows) if g[0].measure.area.position == position]
        own = [row for group in groups for row in group]
        said = words(area.find_class("cx-area-p")[0])
        figures = [
            len(groups),
            rounded(mean(own, percent_of), 1),
            rounded(mean(own, planned_of), 1),
        ]
        assert re.findall(r"[\d.]+", said) == [str(figure) for figure in figures]
        assert len(area.find_class("cx-cell")) == len(groups)


def test_attention_lists_red_then_yellow_the_furthest_behind_first(
    rows: list[Initiative], page_of: Page, words: Say
) -> None:
    def gap(row: Initiative) -> Fraction:
        return Fraction(rounded(percent_of(row), 1)) - Fraction(rounded(planned_of(row), 1))

    wanted = sorted(
        (row for row in rows if light_of(row) in {"red", "yellow"}),
        key=lambda row: (light_of(row) == "yellow", gap(row), row.code),
    )
    listed = page_of("leader", PLAN).find_class("cx-att")[0].findall("li")
    assert [int(words(item.find(".//i"))) for item in listed] == [row.code for row in wanted]
    for item, row in zip(listed, wanted, strict=True):
        assert row.lead is not None and row.lead.short_name in words(item)
        assert len(words(item.findall("p")[1])) > 4


def unit_line(group: list[Initiative]) -> list[str]:
    """A unit's row: leads, five lights, filed of due."""
    lights = Counter(light_of(row) for row in group)
    counts = [lights[light] for light in WORDS]
    counts[-1] += lights[PAUSED]
    due = [row for row in group if light_of(row) not in {"done", "not_started", PAUSED}]
    filed = [
        row
        for row in group
        if row.updates.filter(round__period="2026-11", submitted_at__isnull=False).exists()
    ]
    shown = [str(count) if count else "—" for count in counts]
    return [str(len(group)), *shown, f"{len(filed)}/{len(due)}"]


def test_the_units_sum_to_the_plan(rows: list[Initiative], page_of: Page, words: Say) -> None:
    strip = page_of("leader", PLAN).find_class("cx-strip")[0]
    lines = {
        words(line.find("th")): [words(cell) for cell in line.findall("td")]
        for line in strip.iter("tr")
        if line.find("td") is not None
    }
    units: dict[str, list[Initiative]] = {}
    for row in rows:
        assert row.lead is not None
        units.setdefault(row.lead.short_name, []).append(row)
    shown = {name: line for name, line in lines.items() if name in units}
    assert len(shown) == 6
    for name, line in shown.items():
        assert line == unit_line(units[name]), name
    rest = [row for name, group in units.items() if name not in shown for row in group]
    assert lines[f"其余{len(units) - 6}家单位"] == unit_line(rest)
    assert lines["合计"] == unit_line(rows)
    assert all(
        unit_line(group)[1] == unit_line(group)[2] == "—"
        for name, group in units.items()
        if name not in shown
    )


def test_indicators_show_their_last_approved_value(
    example: Plan, page_of: Page, words: Say
) -> None:
    shown = page_of("leader", PLAN).find_class("cx-ind")
    indicators = list(Indicator.objects.filter(plan=example).order_by("code"))
    assert len(shown) == len(indicators) == 3
    for row, line in zip(indicators, shown, strict=True):
        value = row.values.filter(update_filed__state="approved").order_by("-measured_on")[0]
        target = row.targets.get()
        begun, until = row.baseline_on, target.due_on
        assert begun is not None and row.baseline_value is not None
        share = Fraction((value.measured_on - begun).days, (until - begun).days)
        path = Fraction(target.value) - Fraction(row.baseline_value)
        planned = rounded(Fraction(row.baseline_value) + path * share, 1).removesuffix(".0")
        figures = re.findall(r"[\d.]+", words(line.find_class("v")[0]))
        assert figures == [f"{value.value:f}".rstrip("0").rstrip("."), planned], row.name


def test_changes_are_those_since_the_last_signed_report(
    rows: list[Initiative], page_of: Page, words: Say
) -> None:
    report = latest_report(rows[0].plan, known_at=NOW)
    assert report is not None and (report.period, report.issue) == ("2026-09", "第2期")
    assert Report.objects.filter(period="2026-10", state="draft").exists(), "nobody has read it"
    frozen = {
        cell["position"]: cell
        for area in json.loads(report.contents)["areas"]
        for cell in area["cells"]
    }
    page = page_of("leader", PLAN)
    groups = {group[0].measure.position: group for group in measured(rows)}
    moved = [at for at, group in groups.items() if frozen[at]["light"] != light_of_all(group)]
    listed = page.find_class("cx-chg")[0].findall("li")
    assert sorted(int(words(item.find("span"))) for item in listed) == moved == [8, 14]
    for (position, group), cell in zip(groups.items(), page.find_class("cx-cell"), strict=True):
        steps = cell.find_class("cx-delta")
        before = Fraction(frozen[position]["percent"])
        step = Fraction(rounded(mean(group, percent_of), 1)) - before
        if light_of_all(group) == "done":
            assert not steps, "what is completed shows no step"
            continue
        assert (int(words(steps[0])) if steps and words(steps[0]) != "持平" else 0) == abs(
            int(rounded(abs(step), 0))
        ), position


def test_the_page_equals_the_report_of_the_same_day_and_knowledge(
    example: Plan, page_of: Page, words: Say
) -> None:
    """A report frozen on the last evening of its period says what the page says then."""
    evening = at("2026-11-30 23:00")
    schedule = Schedule.objects.get(plan=example, kind="month", audience="upward")
    with time_machine.travel(evening, tick=False):
        page = page_of("leader", PLAN)
        report = make_draft(schedule, Period.parse("2026-11"), known=evening)
    contents = contents_of(report)
    cells = page.find_class("cx-cell")
    frozen = [cell for area in contents["areas"] for cell in area["cells"]]
    assert len(cells) == len(frozen)
    for cell, kept in zip(cells, frozen, strict=True):
        assert words(cell.find_class("cx-light")[0]) == WORDS[kept["light"]]
        if kept["light"] != "not_started":
            percent = rounded(Fraction(kept["percent"] or "0"), 0)
            assert words(cell.find_class("cx-pct")[0]) == f"{percent}%"
        for reason in kept["reasons"]:
            if reason["light"] == kept["light"]:
                assert reason["zh"] in words(cell.find_class("cx-why")[0])
    tally = page.find_class("cx-tally")[0]
    assert f"{contents['percent']}%" in words(tally) and f"{contents['planned']}%" in words(tally)


@pytest.mark.parametrize("period", ["2026-08", "2026-09", "2026-10"])
def test_gathering_again_for_a_reports_moment_gives_what_was_frozen(
    example: Plan, period: str
) -> None:
    report = Report.objects.get(
        schedule__plan=example, schedule__kind="month", schedule__audience="upward", period=period
    )
    earlier = last_report(report.schedule, before=report.period_ends_on)
    again = gather(
        example,
        as_of=report.as_of,
        known_at=report.known_at,
        since=report.subject.starts_on,
        told_until=earlier.known_at if earlier else None,
    )
    kept = contents_of(report)
    assert report.as_of == date.fromisoformat(kept["as_of"])
    for area in kept["areas"]:
        for cell in area["cells"]:
            cell["step"] = None
    assert datetime.fromisoformat(kept["known_at"]) == report.known_at
    assert {**kept, "previous": None, "known_at": ""} == json.loads(
        json.dumps({**again, "known_at": ""})
    )


def test_a_stranger_to_the_plan_finds_no_page(example: Plan, client_of: Callable[..., Any]) -> None:
    assert client_of("auditor").get(PLAN).status_code == 404
