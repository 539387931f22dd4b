"""A PDF's text layer becomes paragraphs again, without what its pages add."""

from __future__ import annotations

from recommendations.papers.layout import Line, lay_out
from recommendations.papers.letters import proper
from recommendations.papers.paper import Paper
from recommendations.papers.pdf import read_pdf
from tests.recommendations.makers.pdf import make_pdf, write_pdf

LONG = (
    "推进公共数据开放共享和基础设施建设，完善配套制度以及服务体系，同时加强人才培养，"
    + "形成部门协同、上下联动的工作格局。"
)


def paper(data: bytes) -> Paper:
    return Paper.unpack(read_pdf(data))


def left(found: Paper) -> dict[str, int]:
    return {part.kind: part.count for part in found.left_out}


def test_wrapped_lines_are_paragraphs_again() -> None:
    text = ["云州市工作方案", LONG, "一、主要任务", "（一）" + LONG, LONG]
    found = paper(make_pdf(text, numbers=False))
    assert found.text.splitlines() == text
    assert found.left_out == ()


def test_a_paragraph_goes_on_over_the_page() -> None:
    text = ["云州市工作方案", *(f"（{n}）{LONG}{LONG}" for n in "一二三四五六七八九")]
    found = paper(make_pdf(text, head="云州市人民政府公报"))
    assert found.text.splitlines() == text
    assert left(found) == {"page_furniture": 6}


def test_two_full_lines_that_both_begin_indented_are_two_paragraphs() -> None:
    text = ["推进公共数据开放共享和基础设施建设并完善配套制度服务"] * 3
    assert all(len(line) == 26 for line in text)
    assert paper(make_pdf([*text, LONG], numbers=False)).text.splitlines() == [*text, LONG]


def test_a_figure_in_the_middle_of_a_page_is_no_page_number() -> None:
    text = ["云州市工作方案", "共有", "15", "家。", *[LONG] * 2]
    assert "15" in paper(make_pdf(text)).text.splitlines()


def test_pages_without_letters_are_a_scan() -> None:
    assert paper(write_pdf([b"0 0 100 100 re f"] * 2)).cause == "scanned"
    assert paper(make_pdf([], numbers=True)).cause == "scanned"


def test_a_damaged_file_is_told() -> None:
    data = make_pdf([LONG])
    assert paper(data[:200]).cause == "damaged"
    assert paper(b"%PDF-1.7").cause == "damaged"


def test_a_file_with_a_password_is_told() -> None:
    data = make_pdf([LONG])
    lock = (
        "/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
        "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4"
        f"/O<{'11' * 32}>/U<{'22' * 32}>>>"
    )
    assert paper(data.replace(b"/Root 1 0 R", b"/Root 1 0 R" + lock.encode())).cause == "encrypted"


def test_radicals_are_spelt_as_the_letters_they_look_like() -> None:
    assert proper("⼀、⽀持⼩微企业⻔槛⾼") == "一、支持小微企业门槛高"
    assert proper("（一），；：") == "（一），；："
    assert proper("eﬃcient oﬀice") == "efficient office" or proper("eﬃcient") == "efficient"


def line(
    text: str, y: float, *, page: int = 0, x0: float = 50, x1: float = 500, size: float = 10
) -> Line:
    return Line(text, page, x0, x1, y, size, 800)


def english(*rows: tuple[str, float]) -> str:
    """Rows as (text, right edge), one under another."""
    lines = [line(text, 700 - 14 * i, x1=x1) for i, (text, x1) in enumerate(rows)]
    return lay_out(lines)[0]


def test_a_word_broken_at_a_line_is_mended_as_the_document_spells_it() -> None:
    text = english(
        ("The government will publish infor-", 500), ("mation, and this information is long-", 500),
        ("term and a long-term matter of the", 500), ("state.", 80),
    )  # fmt: skip
    assert "publish information, and" in text
    assert "is long-term and" in text


def test_footnotes_in_small_print_are_left_out() -> None:
    body = [line("Words that go from one edge to the other,", 700 - 14 * i) for i in range(8)]
    notes = [line("1 See the annex.", 90, size=8), line("It has more.", 80, size=8)]
    text, gone = lay_out([*body, *notes])
    assert "annex" not in text
    assert [(part.kind, part.count) for part in gone] == [("footnotes", 2)]


def test_a_short_line_ends_its_paragraph() -> None:
    assert english(
        ("A heading", 120), ("The text begins here and is long", 500), ("enough.", 90)
    ) == ("A heading\n\nThe text begins here and is long enough.\n")
