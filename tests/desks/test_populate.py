"""Made-up data is as true as what people enter."""

from typing import Any

import pytest
from django.db import transaction

from accounts.models import Unit, User
from core.models import AuditEvent, SearchEntry
from core.search.entries import differences
from core.search.find import keys
from core.search.text import words_of
from desks.populating.scene import Size
from desks.populating.tables import WRITTEN
from desks.populating.write import populate
from desks.verbs import VERBS
from indicators.models import Value
from progress.choices import UpdateState
from progress.models import Round, Standing, Update
from recommendations.models import Initiative, Plan, PolicyDocument
from tests.desks.invariants import faults
from tests.factories import at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-22 12:00")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Any:
    """A town of middle size, for tests that only look."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        size = Size(plans=3, initiatives=240, units=12, rounds=6, values=200, seed=7)
        counts = populate(size, now=NOW)
    yield counts
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def test_no_action_would_have_left_it_otherwise(made: dict[str, int]) -> None:
    assert faults(NOW) == []


def test_every_model_holds_what_its_fields_allow(made: dict[str, int]) -> None:
    for model in (Plan, Initiative, Update, Round, Standing, Unit, User, Value):
        for row in model.objects.all()[:60]:
            for field in row._meta.concrete_fields:
                value = getattr(row, field.attname)
                if value not in (None, "", []):
                    field.clean(value, row)
            row.validate_constraints()


def test_there_is_as_much_as_was_wanted(made: dict[str, int]) -> None:
    assert Plan.objects.count() == 3
    assert Initiative.objects.count() == 240
    assert Unit.objects.count() == 12
    assert Round.objects.count() == 18
    assert Value.objects.count() == 200
    assert Standing.objects.filter(slot="now").count() == 240
    assert made["progress.Update"] == Update.objects.count() > 600
    assert made["core.AuditEvent"] == AuditEvent.objects.count() > 1_000


def test_there_is_something_of_everything(made: dict[str, int]) -> None:
    for table in WRITTEN:
        if table.label not in {"progress.LightPolicy", "progress.LightOverride",
                               "progress.Direction"}:  # fmt: skip
            assert made.get(table.label), table.label
    assert set(Update.objects.values_list("state", flat=True)) >= set(UpdateState.values)
    lights = set(Standing.objects.filter(slot="now").values_list("light", flat=True))
    assert lights >= {"red", "yellow", "green", "done", "not_started"}
    assert set(Initiative.objects.values_list("told_by", flat=True)) == {
        "percent", "milestones", "words",
    }  # fmt: skip


def test_it_is_found(made: dict[str, int]) -> None:
    assert list(differences()) == []
    assert made["core.SearchEntry"] == SearchEntry.objects.count() > 1_000
    title = Initiative.objects.order_by("pk").first().title  # type: ignore[union-attr]
    assert keys("initiative", words_of(title)).exists()


def test_everything_says_that_it_is_an_example(made: dict[str, int]) -> None:
    for model in (Plan, Initiative, Update, Unit, User, Value):
        assert not model.objects.filter(is_example=False).exists()
    assert all(name.startswith("示例") for name in Unit.objects.values_list("name", flat=True))
    assert all(one.title.startswith("示例") for one in PolicyDocument.objects.all())


def test_nobody_can_sign_in(made: dict[str, int]) -> None:
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_its_verbs_have_words(made: dict[str, int]) -> None:
    assert set(AuditEvent.objects.values_list("verb", flat=True)) <= set(VERBS)
