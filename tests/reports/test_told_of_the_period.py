"""What a period brought: each decision once, matters and directions by audience and moment."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from progress.actions import (
    act_unasked,
    hold_direction,
    hold_matter,
    record_directions,
    release_direction,
    release_matter,
)
from progress.models import Contribution
from recommendations.models import Initiative
from reports.contents import Contents, cells, gather
from tests.factories import BY, House, assign, at, file_update, grow, make_draft_plan
from tests.progress.ask_steps import (
    DUE,
    LATER,
    NEW_DUE,
    NOW,
    answer,
    ask_for,
    direct,
    raise_one,
    reply,
    settle,
)

SINCE, AS_OF, KNOWN = date(2026, 9, 1), date(2026, 9, 30), at("2026-10-12 09:00")


def told(house: House, **more: Any) -> Contents:
    facts: dict[str, Any] = {"as_of": AS_OF, "known_at": KNOWN, "since": SINCE}
    return gather(house.plan, **{**facts, **more})


def october(house: House, **more: Any) -> Contents:
    facts: dict[str, Any] = {
        "as_of": date(2026, 10, 31), "known_at": at("2026-11-10"), "since": date(2026, 10, 1),
        "told_until": KNOWN,
    }  # fmt: skip
    return gather(house.plan, **{**facts, **more})


def unasked(house: House, kind: str, *, code: int = 1, now: datetime = NOW, **more: Any) -> None:
    row = Initiative.objects.select_related("plan", "lead").get(code=code, plan=house.plan)
    act_unasked(
        initiative=row, kind=kind, reason="统筹安排", person=house.chen, version=row.version,
        now=now, by=BY, **more,
    )  # fmt: skip


def kinds(contents: Contents) -> list[tuple[str, int]]:
    return [(line["kind"], line["code"]) for line in contents["changes"]]


# --- decisions


def test_an_extension_with_both_days_how_often_and_who_agreed(house: House) -> None:
    settle(house, ask_for(house, "extension"))
    (line,) = told(house)["changes"]
    assert (line["kind"], line["code"], line["position"]) == ("extended", 1, 1)
    assert (line["was_due"], line["now_due"], line["original_due"]) == (
        DUE.isoformat(), NEW_DUE.isoformat(), DUE.isoformat(),
    )  # fmt: skip
    assert (line["extensions"], line["asked"], line["decided_by"]) == (1, True, "Chen")
    assert (line["on"], line["decided_on"]) == ("2026-09-20", "2026-09-24")
    assert (line["lead"], line["reason"]) == ("示例甲局", "场地尚未交付")


def test_a_second_extension_is_counted_and_keeps_the_first_day(house: House) -> None:
    settle(house, ask_for(house, "extension"))
    unasked(house, "extension", now=at("2026-10-20"), new_due_on=date(2027, 3, 31))
    (line,) = october(house)["changes"]
    assert (line["extensions"], line["was_due"], line["original_due"]) == (
        2, NEW_DUE.isoformat(), DUE.isoformat(),
    )  # fmt: skip
    assert (line["asked"], line["decided_by"]) == (False, "")


def test_a_refused_request_changes_nothing(house: House) -> None:
    settle(house, ask_for(house, "extension"), agreed=False)
    assert told(house)["changes"] == []


def test_goals_that_were_adjusted(house: House) -> None:
    settle(house, ask_for(house, "adjustment"))
    (line,) = told(house)["changes"]
    assert (line["kind"], line["now"], line["asked"]) == ("adjusted", "年内接入十二个部门", True)
    assert october(house)["changes"] == []


def test_ends_rests_and_work_taken_up_again(house: House) -> None:
    settle(house, ask_for(house, "completion"))
    unasked(house, "suspension", code=2, until_on=date(2026, 12, 1))
    unasked(house, "cancellation", code=3)
    assert kinds(told(house)) == [("completed", 1), ("cancelled", 3), ("suspended", 2)]
    unasked(house, "resumption", code=2, now=at("2026-10-21"))
    unasked(house, "reopening", code=1, now=at("2026-10-21"))
    assert kinds(october(house)) == [("reopened", 1), ("resumed", 2)]


def test_a_merger_names_the_one_that_lives_on(house: House) -> None:
    unasked(house, "merge", code=1, into=house.initiative(2))
    (line,) = told(house)["changes"]
    assert (line["kind"], line["now"].split()[0]) == ("merged", "2")


def test_each_decision_is_told_in_exactly_one_report(house: House) -> None:
    """Decided in time, decided late but known, and known only after the report was drawn."""
    unasked(house, "completion", code=1, quality="good", now=at("2026-10-08"), on=AS_OF)
    unasked(house, "suspension", code=2, until_on=date(2026, 12, 1), now=at("2026-10-08"))
    settle(house, ask_for(house, "extension", code=3), now=at("2026-10-14"))
    assert kinds(told(house)) == [("completed", 1)]
    assert kinds(october(house)) == [("extended", 3), ("suspended", 2)]


def test_without_a_period_nothing_is_asked_for(house: House) -> None:
    settle(house, ask_for(house, "extension"))
    raise_one(house)
    direct(house)
    contents = told(house, since=None)
    assert [contents[key] for key in ("since", "changes", "matters", "directions")] == [
        None, [], [], [],
    ]  # fmt: skip


# --- matters and directions


def test_a_matter_that_waits_and_one_that_was_answered(house: House) -> None:
    answer(house, raise_one(house, matter="已答"))
    raise_one(house, matter="待答", due_on=date(2026, 9, 29))
    first, second = told(house)["matters"]
    assert (first["matter"], first["answer"], first["overdue"]) == ("待答", "", True)
    assert (second["answer"], second["answered_on"]) == ("已调剂两间", "2026-09-24")
    assert (second["asked_of"], second["proposal"]) == ("示例园区", "请园区调剂两间机房")
    assert (second["raised_on"], second["due_on"]) == ("2026-09-20", "2026-10-15")
    assert [line["matter"] for line in october(house)["matters"]] == ["待答"]


def test_an_answer_of_after_the_day_is_told_next_time(house: House) -> None:
    answer(house, raise_one(house), now=at("2026-10-08"))
    assert told(house)["matters"][0]["answered_on"] is None
    assert october(house)["matters"][0]["answered_on"] == "2026-10-08"


def test_a_direction_with_every_units_reply(house: House) -> None:
    rows = record_directions(
        initiatives=[house.initiative(1), house.initiative(3)], leader="李示例", words="请抓紧。",
        given_on=date(2026, 9, 18), due_on=date(2026, 9, 28), person=house.su, now=NOW, by=BY,
    )  # fmt: skip
    reply(house, rows[0])
    (line,) = told(house)["directions"]
    assert (line["leader"], line["words"], line["given_on"]) == ("李示例", "请抓紧。", "2026-09-18")
    assert [(one["code"], one["reply"]) for one in line["replies"]] == [
        (1, "已接入三个部门"),
        (3, ""),
    ]
    assert line["overdue"] is True
    reply(house, rows[1], person=house.eve, now=at("2026-10-09"))
    assert told(house)["directions"] == [line], "a reply of after the day"
    assert all(one["replied_on"] for one in october(house)["directions"][0]["replies"])
    november = october(
        house, as_of=date(2026, 11, 30), known_at=at("2026-12-08"), since=date(2026, 11, 1)
    )
    assert november["directions"] == []


def test_a_circular_has_what_was_released_when_it_was_drawn(house: House) -> None:
    matter, direction = raise_one(house), direct(house)
    raise_one(house, matter="不公开")
    common: dict[str, Any] = {"person": house.chen, "by": BY}

    def shown(known: str) -> tuple[int, int]:
        contents = told(house, known_at=at(known), audience="units")
        return len(contents["matters"]), len(contents["directions"])

    assert shown("2026-10-01") == (0, 0)
    release_matter(matter=matter, now=at("2026-10-02"), **common)
    release_direction(direction=direction, now=at("2026-10-03"), **common)
    assert [shown(f"2026-10-0{day}") for day in (1, 2, 3)] == [(0, 0), (1, 0), (1, 1)]
    hold_matter(matter=matter, now=at("2026-10-04"), **common)
    hold_direction(direction=direction, now=at("2026-10-05"), **common)
    release_matter(matter=matter, now=at("2026-10-06"), **common)
    days = [shown(f"2026-10-0{day}") for day in range(1, 7)]
    assert days == [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0)]
    assert len(told(house, known_at=at("2026-10-01"))["matters"]) == 2, "upward needs no release"


def test_every_part_of_a_released_direction_is_there(house: House) -> None:
    rows = record_directions(
        initiatives=[house.initiative(1), house.initiative(3)], leader="李示例", words="请抓紧。",
        given_on=date(2026, 9, 18), due_on=None, person=house.su, now=NOW, by=BY,
    )  # fmt: skip
    release_direction(direction=rows[1], person=house.chen, now=LATER, by=BY)
    (line,) = told(house, audience="units")["directions"]
    assert len(line["replies"]) == 2


# --- who did what


def test_supporting_units_are_credited_with_their_own_words(house: House) -> None:
    update = file_update(house, 1, now=at("2026-09-20"))
    Contribution.objects.create(
        initiative=update.initiative, round=update.round, unit=house.b, author=house.eve,
        words="开放接口12个", handed_in_at=at("2026-09-21"),
    )  # fmt: skip
    assert cells(told(house))[1]["contributions"] == [
        {"unit": "示例乙局", "unit_short": "示例乙局", "words": "开放接口12个"}
    ]
    assert cells(told(house, known_at=at("2026-09-20 23:00")))[1]["contributions"] == []


def test_a_cell_names_its_tasks_and_their_leaders(house: House) -> None:
    draft = make_draft_plan("draft").initiatives.order_by("code")[0]
    assign(draft, house.a, leaders=["王示例", "李示例"])
    cell = cells(gather(draft.plan, as_of=AS_OF, known_at=KNOWN))[1]
    assert cell["leaders"] == cell["tasks"][0]["leaders"] == ["王示例", "李示例"]
    cell = cells(told(house))[1]
    (task,) = cell["tasks"]
    assert (task["code"], task["plan"], task["lead"], task["weight"]) == (1, "", "示例甲局", "1")
    assert (task["due"], task["filed"], task["gone"]) == (True, False, False)


def test_the_number_of_queries_is_constant(house: House) -> None:
    def ask() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            told(house, audience="units")
        return len(asked)

    def fill(code: int) -> None:
        raise_one(house, code=code)
        direct(house, code=code)
        settle(house, ask_for(house, "extension", code=code))

    fill(1)
    file_update(house, 1, now=at("2026-09-20"))
    few = ask()
    fill(2)
    fill(3)
    grow(house, 20)
    assert ask() == few


@pytest.mark.parametrize("audience", ["upward", "units"])
def test_the_same_question_gives_the_same_answer_later(house: House, audience: str) -> None:
    matter, direction = raise_one(house), direct(house)
    common: dict[str, Any] = {"person": house.chen, "now": LATER, "by": BY}
    release_matter(matter=matter, **common)
    release_direction(direction=direction, **common)
    settle(house, ask_for(house, "extension"))
    before = told(house, audience=audience)
    answer(house, matter, now=at("2026-10-20"))
    reply(house, direction, now=at("2026-10-20"))
    hold_matter(matter=matter, person=house.chen, now=at("2026-10-21"), by=BY)
    unasked(house, "suspension", now=at("2026-10-21"), until_on=date(2026, 12, 1))
    assert told(house, audience=audience) == before
