"""A plan's rule changes from a day on; the present follows, what was frozen stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEvent, WorkItem, WorkState
from core.refusals import BadInput, Conflict, NotAllowed, Refusal
from core.work.worker import do_work
from progress import recompute as recomputing
from progress.actions import close_round, set_light_policy
from progress.facts import policies, snapshots
from progress.models import LightPolicy, Standing
from progress.presets import PRESETS
from progress.queries import last_policy_number
from progress.standings import computed_rows, differences, recoloured, refresh, stands
from progress.status import DEFAULT_POLICY, Policy
from recommendations.choices import PlanState
from recommendations.models import Plan
from tests.factories import BY, House, at, file_update, grow, verbs

NOW = at("2026-09-20 10:00")
TODAY = NOW.date()
Unchanged = Callable[[], Any]
# All but nothing is red below nine tenths, so initiative 1 (0.83 of its plan) turns red.
STRICT = replace(DEFAULT_POLICY, name="从严", red_below=Decimal("0.9"), yellow_below=Decimal(1))


def change(house: House, policy: Policy = STRICT, **more: Any) -> LightPolicy:
    said = {
        "plan": house.plan, "policy": policy, "effective_on": TODAY, "reason": "年底收口",
        "seen": last_policy_number(house.plan), "person": house.dong, "now": NOW, "by": BY,
    }  # fmt: skip
    return set_light_policy(**{**said, **more})


def light(house: House, code: int = 1, slot: str = "now") -> str:
    return Standing.objects.get(initiative__plan=house.plan, initiative__code=code, slot=slot).light


def at_sixty(house: House) -> None:
    """Initiative 1 at 60 of 71.98 planned: yellow by the default."""
    file_update(house, 1, now=NOW)
    refresh(house.plan.initiatives.all(), as_of=TODAY, now=NOW)
    assert light(house) == "yellow"


def test_a_new_version_counts_at_once_and_standings_follow(house: House) -> None:
    at_sixty(house)
    row = change(house)
    assert (row.number, row.name, row.reason, row.recorded_by) == (
        2,
        "从严",
        "年底收口",
        house.dong,
    )
    assert light(house) == "red"
    assert Standing.objects.get(initiative__code=1, slot="now").policy_number == 2
    assert differences(house.plan, as_of=TODAY, now=NOW) == []
    event = AuditEvent.objects.order_by("-seq")[0]
    assert verbs()[-1] == "light.policy_set"
    assert event.before == {"name": "默认规则", "red_below": "0.6", "yellow_below": "0.9"}
    assert event.after["red_below"] == "0.9" and event.after["effective_on"] == TODAY.isoformat()


def test_a_version_of_a_later_day_waits_for_it(house: House) -> None:
    at_sixty(house)
    later = TODAY + timedelta(days=3)
    change(house, effective_on=later)
    assert light(house) == "yellow"
    assert differences(house.plan, as_of=TODAY, now=NOW) == []
    rules = {
        day: policies([house.plan], as_of=day, known_at=NOW)[house.plan.pk].version
        for day in (TODAY, later - timedelta(days=1), later)
    }
    assert list(rules.values()) == [1, 1, 2]
    refresh(house.plan.initiatives.all(), as_of=later, now=at("2026-09-23"))
    assert light(house) == "red"


def test_what_was_frozen_and_what_is_past_never_change(house: House) -> None:
    file_update(house, 1, now=NOW)
    closed = at("2026-10-14 00:05")
    close_round(round_=house.round, now=closed, by=BY)
    frozen = list(Standing.objects.filter(slot="2026-09").order_by("pk").values())
    end = date(2026, 9, 30)
    rows = list(house.plan.initiatives.all())
    before = {pk: one.judged for pk, one in stands(rows, as_of=end, known_at=closed).items()}
    now = at("2026-10-20")
    change(house, effective_on=now.date(), now=now)
    assert list(Standing.objects.filter(slot="2026-09").order_by("pk").values()) == frozen
    after = {pk: one.judged for pk, one in stands(rows, as_of=end, known_at=now).items()}
    assert after == before


def test_on_one_day_the_higher_number_holds(house: House) -> None:
    change(house)
    change(house, PRESETS["wuhan"])
    assert policies([house.plan], as_of=TODAY, known_at=NOW)[house.plan.pk].version == 3


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"effective_on": TODAY - timedelta(days=1)}, BadInput),
        ({"effective_on": date(2027, 1, 1)}, BadInput),
        ({"reason": "  "}, BadInput),
        ({"seen": 0}, Conflict),
        ({"seen": 2}, Conflict),
        ({"policy": DEFAULT_POLICY}, Conflict),
    ],
)
def test_what_does_not_fit_is_refused(
    house: House, unchanged: Unchanged, more: dict[str, Any], kind: type[Refusal]
) -> None:
    with unchanged(), pytest.raises(kind):
        change(house, **more)


def test_only_the_chief_changes_a_rule(house: House, unchanged: Unchanged) -> None:
    for person in (house.chen, house.alice, house.gao, house.lei):
        with unchanged(), pytest.raises(NotAllowed):
            change(house, person=person)


def test_a_closed_plans_rule_stays(house: House, unchanged: Unchanged) -> None:
    Plan.objects.filter(pk=house.plan.pk).update(state=PlanState.CLOSED)
    house.plan.refresh_from_db()
    with unchanged(), pytest.raises(Conflict):
        change(house)


def test_a_plans_last_day_is_still_its_own(house: House) -> None:
    assert change(house, effective_on=house.plan.ends_on).number == 2


def test_the_preview_is_what_then_happens_and_writes_nothing(
    house: House, unchanged: Unchanged
) -> None:
    at_sixty(house)
    rows = list(house.plan.initiatives.all())
    with unchanged():
        seen = recoloured(rows, as_of=TODAY, known_at=NOW, policy=replace(STRICT, version=2))
    change(house)
    now = stands(rows, as_of=TODAY, known_at=NOW)
    assert {one.initiative.pk: one.after for one in seen} == {
        pk: one.judged for pk, one in now.items()
    }
    assert [one.initiative.code for one in seen if one.before.light != one.after.light] == [1]


def test_the_previews_queries_do_not_grow(house: House) -> None:
    def count() -> int:
        rows = list(house.plan.initiatives.all())
        with CaptureQueriesContext(connection) as found:
            recoloured(rows, as_of=TODAY, known_at=NOW, policy=STRICT)
        return len(found)

    few = count()
    grow(house, 30)
    assert count() == few <= 16


def test_a_big_plan_is_recomputed_by_a_worker_slice_by_slice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_sixty(house)
    monkeypatch.setattr(recomputing, "AT_ONCE", 3)
    monkeypatch.setattr(recomputing, "SLICE", 2)
    change(house)
    assert light(house) == "yellow"
    item = recomputing.recomputing(house.plan)
    assert item is not None and (item.kind, item.total_steps) == (recomputing.KIND, 4)
    assert do_work(lambda: NOW) >= 1
    assert light(house) == "red"
    item.refresh_from_db()
    assert (item.state, item.done_steps) == (WorkState.DONE, 4)
    assert recomputing.recomputing(house.plan) is None
    assert differences(house.plan, as_of=TODAY, now=NOW) == []


def test_a_worker_that_is_stopped_half_way_is_followed_by_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_sixty(house)
    monkeypatch.setattr(recomputing, "AT_ONCE", 0)
    monkeypatch.setattr(recomputing, "SLICE", 1)
    change(house)
    real, calls = recomputing.refresh, []

    def stops(rows: Any, **more: Any) -> int:
        calls.append(rows)
        if len(calls) == 3:
            raise RuntimeError("stopped")
        return real(rows, **more)

    monkeypatch.setattr(recomputing, "refresh", stops)
    do_work(lambda: NOW)
    assert WorkItem.objects.get(kind=recomputing.KIND).state == WorkState.WAITING
    later = NOW + timedelta(minutes=5)
    do_work(lambda: later)
    assert WorkItem.objects.get(kind=recomputing.KIND).state == WorkState.DONE
    assert differences(house.plan, as_of=TODAY, now=later) == []


def test_rounds_tell_what_was_approved_in_them(house: House) -> None:
    """The rule of rounds in a row reads each round's own figure, as it was known."""
    file_update(house, 1, now=NOW)
    known = at("2026-10-20")
    close_round(round_=house.round, now=at("2026-10-14 00:05"), by=BY)

    def told(moment: Any) -> list[tuple[bool, Decimal | None]]:
        found = snapshots([house.initiative(1)], as_of=date(2026, 10, 20), known_at=moment)
        (one,) = found.values()
        return [(closed.filed, closed.percent) for closed in one.facts.rounds]

    assert told(known) == [(True, Decimal(60))]
    two = snapshots([house.initiative(2)], as_of=date(2026, 10, 20), known_at=known)
    assert [closed.percent for one in two.values() for closed in one.facts.rounds] == [None]


def test_rows_of_a_plan_without_versions_are_the_defaults(house: House) -> None:
    rows = computed_rows(house.plan.initiatives.all(), slot="now", as_of=TODAY, known_at=NOW)
    assert {row.policy_number for row in rows} == {1}
    assert last_policy_number(house.plan) == 1
