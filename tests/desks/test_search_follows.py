"""The index follows every action, in its transaction: derived is what the records give."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import SearchEntry, WorkItem
from core.search.entries import differences, index, index_all, rebuild
from core.search.find import keys
from core.search.kinds import kinds
from core.search.text import words_of
from core.search.work import unindexed
from core.work.planner import plan_work
from core.work.worker import do_work
from progress.actions import save_draft
from recommendations.actions import assign_initiative, record_adoption
from recommendations.models import Initiative, PolicyDocument
from tests.factories import (
    ADDED,
    BY,
    House,
    advance,
    at,
    file_update,
    make_indicator,
    make_person,
    make_unit,
    new_plan,
    words,
)
from tests.progress.ask_steps import answer, ask_for, direct, raise_one, reply, settle
from tests.reports.test_freeze_report import freeze, schedule

NOW = at("2026-09-20 10:00")


def found(name: str, query: str) -> list[int]:
    return sorted(row["key"] for row in keys(name, words_of(query)))


def agrees() -> None:
    assert list(differences()) == []


def test_everything_that_was_made_is_there(house: House) -> None:
    agrees()
    counts = {name: len(list(kind.keys())) for name, kind in kinds().items()}
    for name, kind in kinds().items():
        assert SearchEntry.objects.filter(kind=kind.mark).count() == counts[name], name
    assert counts["measure"] == counts["initiative"] == 4
    assert counts["finding"] and counts["area"] and counts["unit"] and counts["person"]


def test_an_initiative_is_found_by_number_title_goal_and_wording(house: House) -> None:
    first = house.initiative(1)
    assert found("initiative", "1") == [first.pk]
    assert found("initiative", first.title) == [first.pk]
    assert found("initiative", "年内接入十个部门") == [first.pk]
    assert found("initiative", "接入 部门") == [first.pk]
    asked = settle(house, ask_for(house, "adjustment", new_goal="年内接入十二个部门"))
    assert found("initiative", "十二个部门") == [first.pk]
    assert found("request", "十二个部门") == [asked.pk]
    agrees()


def test_an_assignments_words_are_found(house: House) -> None:
    from recommendations.actions import Assignment

    initiative = Initiative.objects.get(plan=house.plan, code=4)
    Initiative.objects.filter(pk=initiative.pk).update(state="declined")
    initiative.refresh_from_db()
    told = Assignment(house.b, date(2026, 1, 1), date(2026, 12, 31), deliverable="免申即享清单")
    assign_initiative(
        initiative=initiative, assignment=told, on=date(2026, 1, 1), version=initiative.version,
        now=ADDED, by=BY,
    )  # fmt: skip
    assert found("initiative", "享清单") == [initiative.pk]
    agrees()


def test_an_update_is_found_once_it_was_handed_in(house: House) -> None:
    update = file_update(house, until="for_signing", said=words(done="完成鲟龙平台验收工作一期。"))
    assert found("update", "鲟龙") == []
    advance(house, update, until="submitted", now=NOW)
    assert found("update", "鲟龙") == [update.pk]
    agrees()


def test_a_returned_update_is_found_by_what_it_says_now(house: House) -> None:
    update = file_update(house, until="returned", said=words(done="完成鲟龙平台验收工作一期。"))
    assert found("update", "鲟龙") == [update.pk]
    said = words(done="完成白鳍平台验收工作一期。")
    save_draft(
        update=update, words=said, author=house.alice, version=update.version, now=NOW, by=BY
    )
    assert found("update", "鲟龙") == []
    assert found("update", "白鳍") == [update.pk]
    agrees()


def test_an_adopted_text_is_found_beside_the_units_own(house: House) -> None:
    from progress.actions import approve_update

    update = file_update(house, until="submitted")
    approve_update(
        update=update, reviewer=house.chen, adopted_text="鲟龙平台建成。", version=update.version,
        now=NOW, by=BY,
    )  # fmt: skip
    assert found("update", "鲟龙") == found("update", "接入三个部门") == [update.pk]
    agrees()


def test_what_is_asked_and_answered_is_found(house: House) -> None:
    request, matter, direction = ask_for(house, "extension"), raise_one(house), direct(house)
    assert found("request", "场地尚未交付") == [request.pk]
    assert found("matter", "调剂两间机房") == found("matter", "示例园区") == [matter.pk]
    assert found("direction", "月底前报进展") == found("direction", "李示例") == [direction.pk]
    agrees()
    settle(house, request, agreed=False)
    answer(house, matter)
    reply(house, direction)
    assert found("request", "理由不足") == [request.pk]
    assert found("matter", "已调剂") == [matter.pk]
    assert found("direction", "已接入三个") == [direction.pk]
    agrees()


def test_figures_reports_plans_and_documents_are_found(house: House) -> None:
    indicator = make_indicator(house)
    assert found("indicator", "部门数") == found("indicator", "1") == [indicator.pk]
    report = freeze(schedule(house))
    assert found("report", "2026年9月") == found("report", "September 2026") == [report.pk]
    plan = house.plan
    record_adoption(
        plan=plan, adopted_by="鲟龙委员会", number="", on=date(2026, 8, 20), version=plan.version,
        by=BY,
    )  # fmt: skip
    assert found("plan", "鲟龙") == [plan.pk]
    assert found("document", "数字服务发展建议") == [PolicyDocument.objects.get().pk]
    agrees()


@pytest.mark.parametrize("query", ["fgw", "FGW", "发改委", "发展改革", "fazhangaige", "sfzggw"])
def test_a_unit_is_found_by_its_name_and_its_sound(house: House, query: str) -> None:
    whole = make_unit("市发展改革委", 9)
    short = make_unit("发改委", 10)
    expected = (
        [whole.pk] if query in {"发展改革", "fazhangaige", "sfzggw"} else [whole.pk, short.pk]
    )
    assert found("unit", query) == expected
    agrees()


@pytest.mark.parametrize("query", ["张伟", "zw", "zhangwei", "weiz-9"])
def test_a_person_is_found_by_name_account_and_sound(house: House, query: str) -> None:
    person = make_person("weiz-9", name="张伟")
    assert found("person", query) == [person.pk]
    agrees()


def test_what_failed_left_nothing_behind(house: House) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        make_unit("鲟龙局", 9)
        assert len(found("unit", "鲟龙")) == 1
        raise RuntimeError
    assert found("unit", "鲟龙") == []


def test_indexing_again_writes_nothing(house: House) -> None:
    before = list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert index("initiative", house.plan.initiatives.values_list("pk", flat=True)) == 0
    assert index_all() == 0
    assert list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True)) == before


def wrong_ways(house: House) -> dict[str, Callable[[], Any]]:
    entries = SearchEntry.objects.filter(kind="i", key=house.initiative(1).pk)
    return {
        "missing": lambda: entries.delete(),
        "another title": lambda: entries.update(title="鲟龙"),
        "another text": lambda: entries.update(text="鲟龙"),
        "another scope": lambda: entries.update(scope=None),
        "no longer there": lambda: SearchEntry.objects.create(kind="i", key=999_999, text="鲟龙"),
    }


@pytest.mark.parametrize(
    "wrong", ["missing", "another title", "another text", "another scope", "no longer there"]
)
def test_a_difference_is_told_and_mended(house: House, wrong: str) -> None:
    wrong_ways(house)[wrong]()
    assert any(wrong in line for line in differences())
    with pytest.raises(CommandError, match="reindex"):
        call_command("reindex", "--check", stdout=StringIO())
    out = StringIO()
    call_command("reindex", stdout=out)
    assert "initiative: 4" in out.getvalue()
    call_command("reindex", "--check", stdout=out)
    assert found("initiative", "十个部门") == [house.initiative(1).pk]
    assert found("initiative", "鲟龙") == []


def test_rebuilding_and_following_agree(house: House) -> None:
    def stored() -> list[Any]:
        fields = ("kind", "key", "scope", "sign", "title", "text")
        return list(SearchEntry.objects.order_by("kind", "key").values_list(*fields))

    followed = stored()
    rebuild()
    assert stored() == followed
    SearchEntry.objects.all().delete()
    assert index_all() == len(followed)
    assert stored() == followed


def test_a_database_from_before_is_indexed_by_the_worker(house: House) -> None:
    assert list(unindexed(NOW)) == []
    SearchEntry.objects.filter(kind="m").delete()
    plan_work(NOW)
    item = WorkItem.objects.get(kind="search.reindex")
    do_work(lambda: NOW)
    item.refresh_from_db()
    assert item.state == "done" and item.done_steps == item.total_steps > 20
    agrees()
    assert list(unindexed(NOW)) == []


def test_two_plans_keep_their_scope(house: House) -> None:
    from recommendations.actions import make_plan

    other = make_plan(edition=house.plan.edition, new=new_plan("second"), now=ADDED, by=BY)
    scopes = set(SearchEntry.objects.filter(kind="i").values_list("scope", flat=True))
    assert scopes == {house.plan.pk, other.pk}
    agrees()


def test_what_is_gone_is_sought_entry_by_entry(house: House) -> None:
    """Against a list of all keys PostgreSQL compares each with each: hours for half a million."""
    with CaptureQueriesContext(connection) as asked:
        assert list(differences()) == []
    gone = [
        one["sql"] for one in asked if "NOT" in one["sql"] and '"core_search_entry"' in one["sql"]
    ]
    assert len(gone) >= len(kinds())
    assert all("EXISTS" in sql for sql in gone)
