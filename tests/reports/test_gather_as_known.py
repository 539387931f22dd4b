"""Contents of other days and other knowledge, and of plans that have little in them."""

from collections import Counter
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit
from progress.actions import open_round
from progress.models import Update
from recommendations.models import Initiative, Measure
from reports.contents import Contents, cells, gather
from tests.factories import BY, OCTOBER, House, at, file_update, grow, make_draft_plan

AS_OF, KNOWN = date(2026, 9, 30), at("2026-10-20 09:00")


def look(house: House, as_of: str = "2026-09-30", known: str = "2026-10-20") -> Contents:
    return gather(house.plan, as_of=date.fromisoformat(as_of), known_at=at(known))


def test_a_round_that_opened_late_was_not_known_before(house: House) -> None:
    open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-20"), by=BY)

    def period(as_of: str, known: str) -> str | None:
        line = look(house, as_of, known)["round"]
        return line["period"] if line else None

    assert period("2026-08-31", "2026-12-31") is None
    assert period("2026-10-07", "2026-12-31") == "2026-09"
    assert period("2026-10-31", "2026-10-19") == "2026-09"
    assert period("2026-10-31", "2026-10-20") == "2026-10"


def test_adopted_words_stand_in_for_the_units_own(house: House) -> None:
    update = file_update(house, 3, now=at("2026-09-20"))
    Update.objects.filter(pk=update.pk).update(adopted_text="采用稿的一句话。")
    assert cells(look(house))[3]["done"] == "采用稿的一句话。"


def test_a_measure_without_an_initiative_has_not_started(house: House) -> None:
    assert cells(look(house))[4]["codes"] == [4]
    house.initiative(4).delete()
    cell = cells(look(house))[4]
    assert (cell["light"], cell["codes"], cell["percent"], cell["leads"]) == (
        "not_started", [], None, [],
    )  # fmt: skip


def test_a_draft_plan_can_be_read_too(house: House) -> None:
    contents = gather(make_draft_plan("draft"), as_of=AS_OF, known_at=KNOWN)
    assert Counter(cell["light"] for cell in cells(contents).values()) == {"not_started": 4}
    assert (contents["percent"], contents["units"], contents["round"]) == (None, [], None)


def test_names_are_those_of_the_moment(house: House) -> None:
    Unit.objects.filter(pk=house.a.pk).update(name="示例新局", short_name="新局")
    Measure.objects.filter(plan=house.plan, position=1).update(title="新题")
    cell = cells(look(house))[1]
    assert (cell["title"], cell["leads"], cell["leads_short"]) == ("新题", ["示例新局"], ["新局"])


def test_thirty_initiatives_ask_as_little_as_three(house: House) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            look(house, "2026-09-30", "2026-10-31")
        return len(queries)

    Initiative.objects.filter(code=4).delete()
    for code in (1, 2, 3):
        file_update(house, code)
    few = cost()
    grow(house, 27)
    assert house.plan.initiatives.count() == 30
    assert cost() == few
