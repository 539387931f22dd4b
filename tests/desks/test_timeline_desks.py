"""How long an update lay on each desk, as its approval tells it."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from desks.timeline import Entry, timeline
from tests.factories import House, advance, at, file_update

APPROVED = "Update of September 2026 approved"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def approval(house: House, code: int) -> Entry:
    """The entry of the approval, as the coordinator sees it."""
    entries = timeline(house.initiative(code), house.chen)
    (found,) = [entry for entry in entries if entry.title == APPROVED]
    return found


def test_a_time_that_was_none_is_not_told(house: House) -> None:
    file_update(house, 1)
    assert not any("each desk" in line for line in approval(house, 1).said)


def test_each_desk_has_its_time(house: House) -> None:
    update = file_update(house, 2, until="for_signing", now=at("2026-09-20"))
    advance(house, update, until="submitted", now=at("2026-09-21"))
    advance(house, update, until="approved", now=at("2026-09-24"))
    assert approval(house, 2).said == ["Time at each desk: signing 1 day, office 3 days"]
