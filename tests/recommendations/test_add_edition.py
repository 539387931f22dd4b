"""A file comes in: its text is kept as it is, its outline as clauses."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput
from recommendations.actions import add_edition, make_plan
from recommendations.choices import ClauseKind
from recommendations.models import DocumentEdition, PolicyDocument, Reading
from tests.factories import ADDED, BY, DOCUMENT, at, make_draft_plan, make_edition, new_plan, verbs

Unchanged = Callable[[], Any]
pytestmark = pytest.mark.django_db
# Its second part holds measures directly, without an area's heading above them.
FLAT = """示例区工作方案

一、总体要求

坚持稳中求进，统筹推进各项工作。

二、重点任务

（一）建设平台。年内建成统一平台。

（二）制定目录。按季度更新共享目录。

三、保障措施

（一）加强领导。成立工作专班。

（二）强化督查。按月通报进展。
"""


def test_the_text_is_kept_letter_for_letter() -> None:
    edition = make_edition()
    edition.refresh_from_db()
    assert edition.text == DOCUMENT
    assert edition.sha256 == sha256(DOCUMENT.encode()).hexdigest()
    assert (edition.number, edition.file_name, edition.language) == (1, "digital.txt", "zh")
    assert edition.document.title == "示例区数字服务发展建议"
    assert edition.added_at == ADDED


def test_the_outline_is_kept_as_a_reading_until_a_person_confirms_it() -> None:
    edition = make_edition()
    pieces = edition.reading.pieces
    assert [(piece.kind, piece.path) for piece in pieces] == [
        ("section", "一"),
        ("finding", "一/（一）"),
        ("section", "二"),
        ("area", "二/（一）"),
        ("measure", "二/（一）/一是"),
        ("measure", "二/（一）/二是"),
        ("area", "二/（二）"),
        ("measure", "二/（二）/一是"),
        ("measure", "二/（二）/二是"),
    ]
    assert [piece.key for piece in pieces] == list(range(1, 10))
    for piece in pieces:
        if piece.kind == ClauseKind.MEASURE:
            assert DOCUMENT[piece.start : piece.end] == piece.text
    assert not edition.clauses.exists()


def test_clauses_stand_in_document_order_with_their_places() -> None:
    edition = make_draft_plan().edition
    clauses = list(edition.clauses.order_by("position"))
    assert [(one.kind, one.path) for one in clauses] == [
        (one.kind, one.path) for one in edition.reading.pieces
    ]
    assert [clause.position for clause in clauses] == list(range(1, 10))
    assert Reading.objects.get().state == "confirmed"


def test_the_file_is_kept_byte_for_byte() -> None:
    data = "\ufeff".encode() + DOCUMENT.replace("\n", "\r\n").encode()
    edition = add_edition(data=data, file_name="../a/b.txt", now=ADDED, by=BY)
    assert bytes(edition.file.data) == data
    assert edition.file_name == "b.txt"


def test_the_same_bytes_again_are_the_same_edition(unchanged: Unchanged) -> None:
    first = make_edition()
    with unchanged():
        assert make_edition(file_name="copied.txt") == first


def test_other_bytes_under_one_title_are_the_next_edition() -> None:
    first = make_edition()
    second = make_edition(DOCUMENT.replace("十个", "十二个"))
    assert second.document == first.document
    assert (first.number, second.number) == (1, 2)
    assert PolicyDocument.objects.count() == 1
    assert verbs() == ["document.added", "document.added"]


def test_one_file_may_carry_two_titles() -> None:
    make_edition()
    add_edition(
        data=DOCUMENT.encode(), file_name="b.txt", title=" 另一个题目 ", now=at("2026-08-04"),
        by=BY,
    )  # fmt: skip
    titles = PolicyDocument.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["示例区数字服务发展建议", "另一个题目"]


def test_the_trail_tells_what_came_in() -> None:
    edition = make_edition()
    event = AuditEvent.objects.get()
    assert event.verb == "document.added"
    assert event.subject_id == edition.public_id
    assert event.after == {
        "title": "示例区数字服务发展建议",
        "file": "digital.txt",
        "sha256": edition.sha256,
    }


def test_measures_without_a_heading_of_their_own_keep_their_section() -> None:
    edition = make_edition(FLAT)
    plan = make_plan(edition=edition, new=new_plan(), now=ADDED, by=BY)
    kinds = dict(edition.clauses.values_list("path", "kind"))
    assert kinds["二"] == kinds["三"] == ClauseKind.AREA
    assert kinds["二/（一）"] == ClauseKind.MEASURE
    assert [area.title for area in plan.areas.all()] == ["重点任务", "保障措施"]
    assert [measure.area.number for measure in plan.measures.select_related("area")] == [
        "二、",
        "二、",
        "三、",
        "三、",
    ]


@pytest.mark.parametrize(
    ("data", "title"),
    [(b"", ""), (b"%PDF-1.7 \x00\x01\x02", ""), ("一、总体要求\n\n坚持。\n".encode(), "   ")],
    ids=["empty", "not a text", "no title"],
)
def test_what_cannot_be_read_is_refused(unchanged: Unchanged, data: bytes, title: str) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        add_edition(data=data, file_name="x", title=title, now=ADDED, by=BY)
    assert str(refusal.value.sentence)
    assert not DocumentEdition.objects.exists()


def test_a_title_given_by_hand_helps_where_the_text_shows_none() -> None:
    edition = add_edition(
        data="一、总体要求\n\n坚持。\n".encode(), file_name="x.txt", title="无题文件", now=ADDED,
        by=BY,
    )  # fmt: skip
    assert edition.document.title == "无题文件"
