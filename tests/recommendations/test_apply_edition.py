"""A plan goes over to a changed edition; what is tracked stays tracked."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.refusals import BadInput, Conflict
from recommendations.actions import (
    add_edition,
    address_finding,
    apply_edition,
    drop_piece,
    make_plan,
    pair_measure,
)
from recommendations.models import Initiative, Plan, Reading, WordingRow
from recommendations.queries import outline_at
from recommendations.queries.documents import compared, editions_of, left_behind, worded_by
from tests.factories import (
    ADDED,
    BY,
    DOCUMENT,
    assign,
    at,
    make_draft_plan,
    make_edition,
    make_unit,
    new_plan,
    verbs,
)

Unchanged = Callable[[], Any]
pytestmark = pytest.mark.django_db
LATER, ON = at("2026-10-08"), date(2026, 10, 8)
CHANGED = (
    DOCUMENT.replace("年内接入十个部门", "明年接入十二个部门")
    .replace(
        "二是制定共享目录，按季度更新。", "二是培训窗口人员，每年两次。三是建设指挥大厅，统一调度。"
    )
    .replace("（二）服务企业，优化流程\n\n一是", "（二）服务企业，优化流程\n\n先易后难。一是")
)


def upload(plan: Plan, text: str, *, name: str = "new.txt") -> Reading:
    edition = add_edition(data=text.encode(), file_name=name, of_plan=plan, now=LATER, by=BY)
    return Reading.objects.select_related("edition__document", "of_plan").get(edition=edition)


def apply(plan: Plan, reading: Reading, **more: Any) -> Plan:
    plan.refresh_from_db()
    reading.refresh_from_db()
    facts = {"version": reading.version, "plan_version": plan.version, "on": ON}
    return apply_edition(plan=plan, reading=reading, **{**facts, **more}, now=LATER, by=BY)


def kinds(plan: Plan, reading: Reading) -> list[str]:
    return [pair.kind for pair in compared(plan, reading)]


def under_way(plan: Plan) -> None:
    """Every initiative is somebody's."""
    unit = make_unit()
    for initiative in plan.initiatives.select_related("plan"):
        assign(initiative, unit)


def test_the_comparison_tells_what_the_edition_does() -> None:
    plan = make_draft_plan()
    reading = upload(plan, CHANGED)
    assert reading.edition.document == plan.edition.document
    assert reading.edition.number == 2
    assert kinds(plan, reading) == [
        "changed", "added", "added", "unchanged", "unchanged", "removed",
    ]  # fmt: skip


def test_initiatives_stay_with_their_measure() -> None:
    plan = make_draft_plan()
    under_way(plan)
    before = {one.code: (one.measure_id, one.title) for one in plan.initiatives.all()}
    titles = dict(plan.measures.values_list("pk", "title"))
    reading = upload(plan, CHANGED)
    apply(plan, reading)
    plan.refresh_from_db()
    assert plan.edition == reading.edition
    after = {one.code: (one.measure_id, one.title) for one in plan.initiatives.all()}
    assert {code: after[code] for code in before} == before
    assert {pk: plan.measures.get(pk=pk).title for pk in titles} == titles
    texts = [(one.position, one.text) for one in plan.measures.order_by("position")]
    assert texts == [
        (1, "建设统一数据平台，明年接入十二个部门"),
        (2, "培训窗口人员，每年两次"),
        (3, "建设指挥大厅，统一调度"),
        (4, "上线企业服务专窗，实现一口受理"),
        (5, "压缩办理时限，推行免申即享"),
        (6, "制定共享目录，按季度更新"),
    ]
    assert [area.position for area in plan.areas.all()] == [1, 2]
    assert plan.areas.get(position=2).intro == "先易后难。"


def test_added_measures_come_with_drafts_of_new_numbers() -> None:
    plan = make_draft_plan()
    under_way(plan)
    apply(plan, upload(plan, CHANGED))
    plan.refresh_from_db()
    new = plan.initiatives.filter(code__gt=4)
    assert [(one.code, one.title, one.state) for one in new] == [
        (5, "培训窗口人员", "draft"), (6, "建设指挥大厅", "draft"),
    ]  # fmt: skip
    assert plan.last_code == 6
    assert [one.state_rows.get().effective_on for one in new] == [ON, ON]


def test_a_removed_measure_stays_where_work_hangs_on_it_and_is_listed() -> None:
    plan = make_draft_plan()
    under_way(plan)
    apply(plan, upload(plan, CHANGED))
    plan.refresh_from_db()
    (left,) = left_behind(outline_at(plan, known_at=LATER))
    assert left.text == "制定共享目录，按季度更新"
    assert left.initiatives.count() == 1
    assert left.clause.edition.number == 1


def test_a_removed_measure_without_anything_is_gone() -> None:
    plan = make_draft_plan()
    plan.initiatives.get(code=2).delete()
    apply(plan, upload(plan, CHANGED))
    plan.refresh_from_db()
    assert left_behind(outline_at(plan, known_at=LATER)) == []
    assert plan.measures.count() == 5


def test_the_old_wording_is_kept_with_its_day() -> None:
    plan = make_draft_plan()
    measure = plan.measures.get(position=1)
    apply(plan, upload(plan, CHANGED))
    rows = WordingRow.objects.filter(measure=measure).select_related("clause")
    assert [(row.clause.text, row.effective_on) for row in rows] == [
        ("建设统一数据平台，年内接入十个部门", date(2026, 1, 1)),
        ("建设统一数据平台，明年接入十二个部门", ON),
    ]
    plan.refresh_from_db()
    first, second = editions_of(outline_at(plan, known_at=LATER), known_at=LATER)
    assert (first.number, second.number) == (1, 2)
    now = outline_at(plan, known_at=LATER)
    assert len(worded_by(now, first)) == 4 and len(worded_by(now, second)) == 5


def test_applying_twice_changes_nothing(unchanged: Unchanged) -> None:
    plan = make_draft_plan()
    reading = upload(plan, CHANGED)
    apply(plan, reading)
    assert set(kinds(Plan.objects.get(), reading)) == {"unchanged", "removed"}
    with unchanged():
        apply(plan, reading)
        upload(plan, CHANGED, name="copy.txt")
    assert verbs()[-1] == "plan.edition_applied"


def test_a_measure_that_comes_back_is_the_same_one() -> None:
    plan = make_draft_plan()
    under_way(plan)
    measure = plan.measures.get(position=2)
    apply(plan, upload(plan, CHANGED))
    apply(plan, upload(plan, DOCUMENT.replace("先易后难", "先难后易"), name="third.txt"))
    plan.refresh_from_db()
    measure.refresh_from_db()
    assert measure.position == 2
    assert measure.clause.edition == plan.edition
    assert [one.text for one in left_behind(outline_at(plan, known_at=LATER))] == [
        "培训窗口人员，每年两次", "建设指挥大厅，统一调度",
    ]  # fmt: skip


def test_findings_follow_and_stay_addressed() -> None:
    plan = make_draft_plan()
    finding = plan.findings.get()
    address_finding(measure=plan.measures.get(position=1), finding=finding, now=ADDED, by=BY)
    text = CHANGED.replace("（一）数据共享不够充分", "（一）数据共享仍不够充分")
    apply(plan, upload(plan, text))
    finding.refresh_from_db()
    assert finding.title == "数据共享仍不够充分"
    assert finding.addressed_by.count() == 1
    apply(plan, upload(plan, CHANGED.replace("（一）数据共享不够充分\n", ""), name="3.txt"))
    finding.refresh_from_db()
    assert finding.addressed_by.count() == 1


def test_what_a_person_says_answers_wins() -> None:
    plan = make_draft_plan()
    reading = upload(plan, CHANGED)
    new = next(one.key for one in reading.pieces if one.text.startswith("培训窗口"))
    old = plan.measures.get(position=2)
    pair_measure(reading=reading, key=new, measure=old, version=reading.version, now=LATER, by=BY)
    assert kinds(plan, reading).count("removed") == 0
    apply(plan, reading)
    old.refresh_from_db()
    assert old.text == "培训窗口人员，每年两次"
    assert old.initiatives.get().code == 2


def test_corrections_of_the_new_edition_count() -> None:
    plan = make_draft_plan()
    reading = upload(plan, CHANGED)
    key = next(one.key for one in reading.pieces if one.text.startswith("建设指挥"))
    drop_piece(reading=reading, key=key, version=reading.version, now=LATER, by=BY)
    apply(plan, reading)
    assert not plan.measures.filter(text__startswith="建设指挥").exists()


def test_two_people_at_one_comparison(unchanged: Unchanged) -> None:
    plan = make_draft_plan()
    reading = upload(plan, CHANGED)
    with unchanged(), pytest.raises(Conflict):
        apply(plan, reading, version=reading.version + 1)
    with unchanged(), pytest.raises(Conflict):
        apply(plan, reading, plan_version=plan.version + 1)


def test_an_edition_of_another_plan_is_refused(unchanged: Unchanged) -> None:
    plan, other = make_draft_plan(), make_draft_plan("other")
    reading = upload(plan, CHANGED)
    with unchanged(), pytest.raises(BadInput):
        apply(other, reading)
    foreign = other.measures.first()
    key = next(one.key for one in reading.pieces if one.kind == "measure")
    with unchanged(), pytest.raises(BadInput):
        pair_measure(
            reading=reading, key=key, measure=foreign, version=reading.version, now=LATER, by=BY
        )


def test_pairs_are_for_changed_editions_only(unchanged: Unchanged) -> None:
    reading = make_edition().reading
    with unchanged(), pytest.raises(BadInput):
        pair_measure(
            reading=reading, key=5, measure=None, version=reading.version, now=LATER, by=BY
        )


def test_an_edition_without_measures_is_refused(unchanged: Unchanged) -> None:
    plan = make_draft_plan()
    reading = upload(plan, "关于表扬先进的通报\n\n全年工作成绩突出，予以表扬。\n")
    with unchanged(), pytest.raises(BadInput):
        apply(plan, reading)


MEASURE = st.text(alphabet="建设平台数据目录企业服务推进完善机制", min_size=6, max_size=16)
AREAS = st.lists(st.lists(MEASURE, min_size=1, max_size=4), min_size=1, max_size=3)
NUMBERS = "一二三四五六七八九"


def written(areas: list[list[str]]) -> str:
    """A document with these measures."""
    lines = ["示例区行动方案", "一、重点任务"]
    for area, texts in zip(NUMBERS, areas, strict=False):
        lines.append(f"（{area}）方面{area}")
        lines += [f"{at}. {text}。" for at, text in enumerate(texts, start=1)]
    return "\n\n".join(lines) + "\n"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(AREAS, AREAS)
def test_after_going_over_nothing_differs_and_no_initiative_has_moved(
    old: list[list[str]], new: list[list[str]]
) -> None:
    with transaction.atomic():
        plan = make_plan(edition=make_edition(written(old)), new=new_plan(), now=ADDED, by=BY)
        before = dict(Initiative.objects.values_list("code", "measure"))
        edition = add_edition(
            data=(written(new) + "\n").encode(), file_name="n", of_plan=plan, now=LATER, by=BY
        )
        reading = Reading.objects.select_related("edition__document").get(edition=edition)
        same = {
            pair.old: plan.measures.get(pk=pair.old).text
            for pair in compared(plan, reading)
            if pair.kind in ("unchanged", "moved")
        }
        apply(plan, reading)
        plan.refresh_from_db()
        assert dict(Initiative.objects.filter(code__in=before).values_list("code", "measure")) == (
            before
        )
        for pk, text in same.items():
            assert plan.measures.get(pk=pk).text == text
        assert set(kinds(plan, reading)) <= {"unchanged", "removed"}
        positions = list(plan.measures.values_list("position", flat=True))
        assert sorted(positions) == list(range(1, len(positions) + 1))
        assert {one.clause.edition_id for one in left_behind(outline_at(plan, known_at=LATER))} <= {
            one.pk for one in editions_of(outline_at(plan, known_at=LATER), known_at=LATER)
        }
        transaction.set_rollback(True)
