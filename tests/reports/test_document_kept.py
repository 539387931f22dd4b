"""A document kept as JSON is the same document when it is read back."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.refusals import Conflict
from reports.outputs.blocks import (
    Attachment,
    Bar,
    BarPart,
    Block,
    Document,
    Heading,
    Paragraph,
    Table,
)
from reports.outputs.kept import document_of
from tests.reports.sample_contents import HOSTILE, made, make_contents

TEXT = st.text(max_size=12) | st.just(HOSTILE)
LIGHT = st.sampled_from(("red", "yellow", "green", "done", "ongoing", "grey"))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(0, 3))

    def line(each: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
        return st.tuples(*(each,) * columns)

    lit = draw(st.none() | st.integers(0, columns - 1))
    return Table(
        draw(TEXT),
        draw(TEXT),
        draw(line(TEXT)),
        tuple(draw(line(TEXT)) for _ in range(rows)),
        tuple(draw(st.sampled_from(("left", "right", "center"))) for _ in range(columns)),
        tuple(draw(st.integers(1, 99)) for _ in range(columns)),
        lit,
        () if lit is None else tuple(draw(LIGHT) for _ in range(rows)),
        draw(st.booleans()),
    )


BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.sampled_from((1, 2, 3)), TEXT),
    st.builds(Paragraph, TEXT, st.sampled_from(("plain", "notice", "note")), TEXT),
    st.builds(
        Bar, TEXT, TEXT, st.lists(st.builds(BarPart, LIGHT, TEXT, st.integers(0, 9))).map(tuple)
    ),
    tables(),
)
BLOCKS = st.lists(BLOCK, max_size=4).map(tuple)
DOCUMENTS = st.builds(
    Document, TEXT, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=3).map(tuple), BLOCKS,
    st.lists(st.builds(Attachment, TEXT, BLOCKS), max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple), TEXT, TEXT, TEXT, TEXT, TEXT,
)  # fmt: skip


@given(DOCUMENTS)
def test_what_was_kept_is_read_back_the_same(document: Document) -> None:
    text = json.dumps(document.data(), ensure_ascii=False, sort_keys=True)
    assert document_of(json.loads(text)) == document
    assert json.dumps(document_of(json.loads(text)).data(), sort_keys=True, ensure_ascii=False) == (
        text
    )


def test_a_whole_report_is_read_back_the_same() -> None:
    report = replace(
        made(make_contents()), signer="李某", recipients="市政府办公厅", copies="各区人民政府",
        printed_on="2026年11月9日", audience="upward",
    )  # fmt: skip
    back = document_of(json.loads(json.dumps(report.data())))
    assert back == report
    assert list(back.texts()) == list(report.texts())


def test_a_passage_keeps_its_name() -> None:
    report = replace(made(make_contents()), blocks=(Paragraph("说", key="area.2.1"),))
    (passage,) = document_of(report.data()).blocks
    assert isinstance(passage, Paragraph) and passage.key == "area.2.1"


@pytest.mark.parametrize("given_format", [0, 2, "1", None])
def test_another_format_is_refused_by_a_sentence(given_format: object) -> None:
    data = made(make_contents()).data() | {"format": given_format}
    with pytest.raises(Conflict, match="format"):
        document_of(data)


def test_another_kind_of_block_is_refused_by_a_sentence() -> None:
    data = made(make_contents()).data()
    data["blocks"][0] = {"kind": "map", "text": ""}
    with pytest.raises(Conflict, match="map"):
        document_of(data)


def test_lines_left_empty_are_left_out() -> None:
    report = made(make_contents())
    assert not (report.signed_by or report.salutation or report.copied or any(report.printed))
    assert "" not in list(report.texts())[:6]


@pytest.mark.parametrize(
    ("copies", "line"),
    [
        ("各区人民政府", "抄送：各区人民政府。"),
        ("抄送：各区人民政府。", "抄送：各区人民政府。"),
        ("送：各牵头单位、配合单位。", "送：各牵头单位、配合单位。"),
    ],
)
def test_who_gets_a_copy_has_its_word_once(copies: str, line: str) -> None:
    assert replace(made(make_contents()), copies=copies).copied == line


@pytest.mark.parametrize("recipients", ["市政府办公厅", "市政府办公厅：", "市政府办公厅:"])
def test_the_addressee_ends_with_one_colon(recipients: str) -> None:
    assert replace(made(make_contents()), recipients=recipients).salutation == "市政府办公厅："
