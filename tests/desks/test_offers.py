"""What each person may begin at an initiative, by its state and the day."""

from datetime import date, timedelta

import pytest
from django.urls import resolve

from desks.offers import deeds
from recommendations.models import Initiative
from tests.factories import House, file_update, make_draft_plan
from tests.progress.ask_steps import send, set_light

# The first round is open on the one day, and not yet on the other.
OPEN, BEFORE = date(2026, 9, 21), date(2026, 7, 1)


def offered(house: House, who: str, code: int = 1, *, on: date = OPEN) -> list[str]:
    found = deeds(house.initiative(code), house.people[who], on=on)
    assert all(act.url.startswith(f"/plans/digital/initiatives/{code}/") for act in found)
    assert not any(act.posts for act in found) and all(act.label for act in found)
    return [resolve(act.url).url_name for act in found]


OF_UNIT = ["request-new", "matter-new"]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("alice", OF_UNIT),
        ("bo", OF_UNIT),
        ("eve", []),
        ("fan", []),
        ("chen", ["breakdown", "initiative-step", "direction-new", "reminder-new"]),
        (
            "dong",
            [
                "breakdown",
                "initiative-step",
                "direction-new",
                "reminder-new",
                "override-new",
            ],
        ),
        ("lei", []),
        ("su", ["direction-new"]),
        ("gao", []),
        ("zed", []),
    ],
)
def test_each_is_offered_what_they_may_begin(house: House, who: str, names: list[str]) -> None:
    assert offered(house, who) == names


def test_each_unit_is_offered_its_own(house: House) -> None:
    assert (offered(house, "alice", 3), offered(house, "eve", 3)) == ([], OF_UNIT)


def test_nobody_is_reminded_without_an_open_round(house: House) -> None:
    assert offered(house, "chen", on=BEFORE) == [
        "breakdown",
        "initiative-step",
        "direction-new",
    ]


def test_a_reminder_is_offered_while_a_rung_is_left(house: House) -> None:
    send(house)
    assert "reminder-new" in offered(house, "chen")
    send(house, "expedite")
    assert "reminder-new" not in offered(house, "chen"), "an order is the chief's to sign"
    assert "reminder-new" in offered(house, "dong")
    file_update(house, until="submitted")
    assert "reminder-new" not in offered(house, "dong"), "it has been handed in"


def test_a_second_light_by_hand_is_not_offered_before_the_first_has_ended(house: House) -> None:
    override = set_light(house)
    assert "override-new" not in offered(house, "dong")
    assert "override-new" in offered(house, "dong", on=override.expires_on + timedelta(days=1))


@pytest.mark.parametrize("state", ["completed", "suspended", "cancelled"])
def test_what_would_be_refused_is_not_offered(house: House, state: str) -> None:
    """Requests and reminders are about open work only; what has ended is not broken down."""
    Initiative.objects.filter(code=1).update(state=state)
    rests = state == "suspended"
    assert offered(house, "alice") == [*(["request-new"] if rests else []), "matter-new"]
    steps = {"suspended": ["breakdown", "initiative-step"], "completed": ["initiative-step"]}
    assert offered(house, "chen") == [*steps.get(state, []), "direction-new"]


def test_without_a_lead_there_is_nobody_to_remind(house: House) -> None:
    draft = make_draft_plan("draft").initiatives.select_related("plan", "lead").first()
    found = [resolve(act.url).url_name for act in deeds(draft, house.chen, on=OPEN)]
    assert found == ["breakdown", "direction-new"]
