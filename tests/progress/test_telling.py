"""Who hears at once of what happened, and what is settled by doing it."""

from accounts.models import User
from tests.factories import House, advance, file_update
from tests.progress.ask_steps import answer, direct, raise_one, reply, send


def heard(user: User, kind: str) -> list[tuple[str, bool]]:
    rows = user.notices.filter(kind=kind).order_by("pk")
    return [(row.subject, row.read_at is not None) for row in rows]


TITLE = "1 建设统一数据平台"


def test_the_lead_hears_what_waits_for_a_signature_and_has_read_what_was_signed(
    house: House,
) -> None:
    update = file_update(house, until="for_signing")
    assert len(heard(house.bo, "update.signing")) == 1
    assert heard(house.bo, "update.signing")[0][0].endswith(TITLE)
    assert heard(house.bo, "update.signing")[0][1] is False
    assert not heard(house.alice, "update.signing") and not heard(house.fan, "update.signing")
    advance(house, update, until="submitted", now=update.saved_at)
    assert heard(house.bo, "update.signing")[0][1] is True


def test_author_and_lead_hear_what_came_back(house: House) -> None:
    update = file_update(house, until="returned")
    for user in (house.alice, house.bo):
        assert [read for _subject, read in heard(user, "update.returned")] == [False]
        assert "接入部门名单" in user.notices.get(kind="update.returned").words
    advance(house, update, until="for_signing", now=update.saved_at)
    assert heard(house.alice, "update.returned")[0][1] is True, "mended and handed over"


def test_the_unit_hears_a_direction_and_the_secretary_the_reply(house: House) -> None:
    direction = direct(house)
    assert heard(house.alice, "direction") and heard(house.bo, "direction")
    assert not heard(house.eve, "direction")
    reply(house, direction)
    assert heard(house.alice, "direction")[0][1] is True
    assert len(heard(house.su, "direction")) == 1


def test_who_raised_a_matter_hears_the_answer(house: House) -> None:
    answer(house, raise_one(house))
    assert len(heard(house.alice, "matter")) == 1


def test_the_unit_hears_that_it_was_urged(house: House) -> None:
    send(house)
    assert len(heard(house.alice, "reminder.by_hand")) == 1
    assert not heard(house.eve, "reminder.by_hand")
