"""The light rule's pages: read by whoever is lit by it, changed by the chief after a preview."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from lxml import html

from core.models import WorkItem, WorkState
from progress import recompute
from progress.models import LightPolicy, Standing
from progress.presets import PRESETS
from progress.rulebook import rule_lines
from progress.standings import refresh
from progress.status import Light
from tests.desks.picking import picked
from tests.factories import House, at, file_update

NOW = at("2026-09-20 10:00")
RULE, NEW = "/plans/digital/light-rule/", "/plans/digital/light-rule/new/"
ClientOf = Callable[..., Client]
Unchanged = Callable[[], Any]


@pytest.fixture(autouse=True)
def the_moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def tree(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def typed(page: Any, **more: str) -> dict[str, str]:
    """The form as it stands on the page, with what a person changes."""
    form = page.xpath("//form[.//*[@name='effective_on']]")[0]
    said = {name: value or "" for name, value in form.form_values()}
    said.pop("csrfmiddlewaretoken")
    return {**said, "reason": "年底收口", **more}


def lit(house: House, code: int = 1) -> str:
    return Standing.objects.get(
        initiative__plan=house.plan, initiative__code=code, slot="now"
    ).light


def at_sixty(house: House) -> None:
    file_update(house, 1, now=NOW)
    refresh(house.plan.initiatives.all(), as_of=NOW.date(), now=NOW)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "完成不足序时的60%"), ("en", "Done less than 60% of the plan to date")],
)
def test_a_unit_reads_the_rule_that_lights_it(
    house: House, client_of: ClientOf, language: str, said: str
) -> None:
    page = tree(client_of("alice", language).get(RULE))
    assert said in [text(one) for one in picked(page, ".cx-rule li")]
    lights = picked(page, ".cx-rule th .cx-light")
    assert [one.get("class").split("--")[1] for one in lights] == ["red", "yellow", "green"]
    assert not page.xpath(f"//a[@href='{NEW}']")


@pytest.mark.parametrize("name", PRESETS)
def test_every_threshold_of_a_rule_is_in_its_words(house: House, name: str) -> None:
    policy = PRESETS[name]
    said = " ".join(line.words for line in rule_lines(policy))
    shown = {
        "milestone_red_after_days": f"{policy.milestone_red_after_days}",
        "due_soon_percent": "90",
    }
    if policy.compare == "points":
        shown |= {"red": "30", "yellow": "10"}
    else:
        shown |= {"yellow": f"{policy.yellow_below * 100:.0f}%"}
    if policy.not_begun_red_months:
        shown["months"] = str(policy.not_begun_red_months)
    if policy.short_rounds_red:
        shown["rounds"] = str(policy.short_rounds_red)
    assert [figure for figure in shown.values() if figure not in said] == []
    lights = [line.light for line in rule_lines(policy)]
    assert lights == sorted(lights, key=[Light.RED, Light.YELLOW, Light.GREEN, None].index)


def test_what_is_switched_off_is_not_said(house: House) -> None:
    xuancheng = [line.words for line in rule_lines(PRESETS["xuancheng"]) if line.light is Light.RED]
    assert not any("%" in words for words in xuancheng)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fills_the_form_and_says_what_print_leaves_open(
    house: House, client_of: ClientOf, name: str
) -> None:
    client = client_of("dong", "zh-hans")
    page = tree(client.get(f"{NEW}?preset={name}"))
    assert PRESETS[name].name in text(picked(page, ".cx-ask")[0])
    answer = client.post(NEW, typed(page))
    assert answer.status_code == 200
    client.post(NEW, typed(tree(answer), step="apply"))
    if name != "default":
        stored = LightPolicy.objects.get(plan=house.plan).rules
        expected = {
            key: value for key, value in PRESETS[name].as_json().items() if key != "version"
        }
        assert stored == expected
    else:
        assert not LightPolicy.objects.exists(), "the default holds already"


def test_the_preview_counts_and_lists_with_reasons_then_saves(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    at_sixty(house)
    client = client_of("dong", "zh-hans")
    sent = typed(tree(client.get(NEW)), red_below="90", yellow_below="100", name="从严")
    with unchanged():
        answer = client.post(NEW, sent)
    page = tree(answer)
    assert [text(one) for one in picked(page, ".cx-pairs li")] == ["预警 → 滞后 1"]
    (row,) = picked(page, ".cx-table tbody tr")
    assert "完成60%，为序时的83.3%" in text(row) and text(row).startswith("1 ")
    assert "完成不足序时的90%" in text(picked(page, ".cx-rule")[0])
    edited = client.post(NEW, typed(page, step="edit"))
    assert edited.status_code == 200 and typed(tree(edited))["red_below"] == "90"
    answer = client.post(NEW, typed(page, step="apply"), follow=True)
    assert answer.redirect_chain == [(RULE, 302)]
    assert lit(house) == "red"
    page = tree(answer)
    rows = [text(one) for one in picked(page, ".cx-table tbody tr")]
    assert len(rows) == 2 and "施行中" in rows[0] and "Dong" in rows[0] and "年底收口" in rows[0]


def test_where_nothing_changes_colour_it_says_so(house: House, client_of: ClientOf) -> None:
    client = client_of("dong")
    answer = client.post(NEW, typed(tree(client.get(NEW)), name="另名"))
    assert picked(tree(answer), ".cx-empty")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"red_below": "95"}, "yellow_below"),
        ({"yellow_from_points": "31"}, "red_over_points"),
        ({"not_begun_yellow_months": "4", "not_begun_red_months": "3"}, "not_begun_red_months"),
        ({"yellow_below": "101"}, "yellow_below"),
        ({"tolerance_points": "-1"}, "tolerance_points"),
        ({"missed_rounds_red": "0"}, "missed_rounds_red"),
        ({"due_soon_days": "x"}, "due_soon_days"),
        ({"red_below": "60.123"}, "red_below"),
        ({"compare": "luck"}, "compare"),
        ({"plan_by": "weeks"}, "plan_by"),
        ({"name": ""}, "name"),
        ({"reason": ""}, "reason"),
        ({"effective_on": ""}, "effective_on"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused_at_their_field(
    house: House, client_of: ClientOf, unchanged: Unchanged, more: dict[str, str], field: str
) -> None:
    client = client_of("dong")
    sent = typed(tree(client.get(NEW)), **{**more, "step": "apply"})
    with unchanged():
        answer = client.post(NEW, sent)
    assert answer.status_code == 422
    boxes = [one for one in picked(tree(answer), ".cx-field") if picked(one, ".invalid-feedback")]
    assert [one.xpath(".//*[@name]")[0].get("name") for one in boxes] == [field]


@pytest.mark.parametrize(
    ("more", "status"),
    [({"effective_on": "2026-09-19"}, 422), ({"seen": "x"}, 409), ({"seen": "7"}, 409)],
)
def test_what_the_action_refuses_is_said_on_the_page(
    house: House, client_of: ClientOf, unchanged: Unchanged, more: dict[str, str], status: int
) -> None:
    client = client_of("dong")
    page = tree(client.post(NEW, typed(tree(client.get(NEW)), red_below="50")))
    sent = typed(page, **{**more, "step": "apply"})
    with unchanged():
        answer = client.post(NEW, sent)
    assert answer.status_code == status
    assert picked(tree(answer), ".invalid-feedback")


def test_the_second_of_two_is_told(house: House, client_of: ClientOf) -> None:
    client = client_of("dong")
    one = typed(tree(client.post(NEW, typed(tree(client.get(NEW)), red_below="50"))), step="apply")
    two = typed(tree(client.post(NEW, typed(tree(client.get(NEW)), red_below="40"))), step="apply")
    assert client.post(NEW, one).status_code == 302
    assert client.post(NEW, two).status_code == 409
    assert LightPolicy.objects.count() == 1


def test_a_recomputation_under_way_shows_how_far_it_is(
    house: House, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recompute, "AT_ONCE", 0)
    client = client_of("dong")
    page = tree(client.post(NEW, typed(tree(client.get(NEW)), red_below="50")))
    client.post(NEW, typed(page, step="apply"))
    (bar,) = picked(tree(client.get(RULE)), "progress")
    assert (bar.get("value"), bar.get("max")) == ("0", "4")
    WorkItem.objects.update(state=WorkState.PARKED)
    assert not picked(tree(client.get(RULE)), "progress")


def test_versions_say_on_which_days_they_hold(house: House, client_of: ClientOf) -> None:
    for number, day in ((2, "2026-09-01"), (3, "2026-10-01"), (4, "2026-10-01")):
        LightPolicy.objects.create(
            plan=house.plan, number=number, name=f"规则{number}", rules={"name": f"规则{number}"},
            effective_on=day, recorded_at=NOW,
        )  # fmt: skip
    rows = [text(one) for one in picked(tree(client_of("chen", "zh-hans").get(RULE)), "tbody tr")]
    rows = [row for row in rows if "规则" in row and row[0].isdigit()]
    assert "自2026年10月1日" in rows[0] and "施行中" not in rows[0]
    assert "未施行即被替换" in rows[1]
    assert "2026年9月1日 – 2026年10月1日" in rows[2] and "施行中" in rows[2]
    assert "施行中" not in rows[3]


def test_the_addresses(house: House) -> None:
    assert reverse("light-policy", args=["digital"]) == RULE
    assert reverse("light-policy-new", args=["digital"]) == NEW
