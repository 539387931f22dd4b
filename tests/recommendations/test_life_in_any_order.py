"""Whatever sequence of steps is tried, rows and present agree, and the rest is refused."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.refusals import Conflict
from progress.models import Standing
from progress.standings import differences, refresh_plan
from recommendations.life import LifeStep, allows
from tests.factories import House
from tests.recommendations.life_steps import BESIDE, NOW, TODAY, last, take

pytestmark = pytest.mark.django_db


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=st.lists(st.sampled_from(BESIDE), min_size=1, max_size=8))
def test_rows_and_present_agree_whatever_is_tried(house: House, steps: list[LifeStep]) -> None:
    sid = transaction.savepoint()
    try:
        refresh_plan(house.plan, as_of=TODAY, now=NOW)
        for step in steps:
            before = house.initiative(1)
            rows = before.state_rows.count()
            possible = allows(before.state, step)
            passes = step is not LifeStep.CLOSE or before.quality not in ("", "failed")
            try:
                take(house, step)
            except Conflict:
                assert not (possible and passes)
                assert before.state_rows.count() == rows
                assert house.initiative(1).version == before.version
            else:
                assert possible
            row, told = house.initiative(1), last(house)
            assert (row.state, row.state_until, row.merged_into_id, row.quality) == (
                told.value, told.until_on, told.into_id, told.quality,
            )  # fmt: skip
            assert (row.state == "merged") == (row.merged_into_id is not None)
        assert differences(house.plan, as_of=TODAY, now=NOW) == []
        light = Standing.objects.get(initiative__code=1, slot=Standing.NOW).light
        if house.initiative(1).state in ("suspended", "cancelled", "merged"):
            assert light == "paused"
        if house.initiative(1).state in ("completed", "closed"):
            assert light == "done"
    finally:
        transaction.savepoint_rollback(sid)
