"""The report as a page's fragment: everything escaped, the same numbers as in the Word file."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine

from reports.outputs.blocks import Bar, BarPart, Document
from tests.reports.sample_contents import HOSTILE, made, make_contents

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def page(report: Document) -> str:
    engine = Engine(
        dirs=[str(TEMPLATES)], string_if_invalid="MISSING", builtins=["core.templatetags.words"]
    )
    return engine.get_template("reports/document.html").render(Context({"document": report}))


def texts(html: str) -> str:
    """What a reader sees."""
    return unescape(re.sub(r"<[^>]+>", "\n", html))


@pytest.fixture(scope="module")
def html() -> str:
    return page(made(make_contents()))


def test_every_text_of_the_document_is_there_in_order(html: str) -> None:
    report = made(make_contents())
    at, seen = 0, texts(html)
    for text in report.texts():
        # The bar draws a figure and its word apart.
        if text in {f"{part.word}{part.n}" for part in _bar(report).parts}:
            continue
        assert seen.find(text, at) >= 0, text
        at = seen.find(text, at) + len(text)
    assert "MISSING" not in html


def _bar(report: Document) -> Bar:
    return next(block for block in report.blocks if isinstance(block, Bar))


def test_numbers_equal_the_documents(html: str) -> None:
    report = made(make_contents())
    assert NUMBER.findall(texts(html)) == NUMBER.findall("\n".join(report.texts()))


def test_lights_are_shape_and_word(html: str) -> None:
    light = re.compile(
        r'<span class="cx-light cx-light--(\w+)"><svg aria-hidden="true" viewBox="0 0 12 12">'
        r'<use href="#l-(\w+)"/></svg>(\w+)</span>'
    )
    found = light.findall(html)
    assert len(found) == 22 + 3 + 6, "measures, indicators, and those that need attention"
    assert {(css, shape, word) for css, shape, word in found} == {
        ("red", "red", "滞后"), ("yellow", "yellow", "预警"), ("green", "green", "正常"),
        ("done", "done", "已完成"), ("grey", "grey", "未启动"), ("grey", "grey", "常态推进"),
        ("grey", "grey", "暂缓"), ("grey", "grey", "无数据"),
    }  # fmt: skip


def test_nothing_inline_that_a_strict_policy_refuses(html: str) -> None:
    assert not re.search(r"<script|\sstyle=|\son\w+=|javascript:|https?:", html)


def test_everything_is_escaped() -> None:
    contents = make_contents(words=HOSTILE + "<script>alert(1)</script>")
    for place in (contents["plan"], contents["areas"][0], contents["areas"][0]["cells"][0]):
        place["title"] = HOSTILE
    contents["units"][0]["name"] = contents["areas"][0]["head"] = HOSTILE
    contents["indicators"][0] |= {"name": HOSTILE, "unit": HOSTILE, "actual": HOSTILE}
    html = page(made(contents))
    assert "<script" not in html and "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_an_example_is_marked() -> None:
    assert '<p class="cx-warn flush"><strong>示例数据：' in page(
        made(make_contents(is_example=True))
    )


def test_an_empty_plan_is_a_page() -> None:
    html = page(made(make_contents(areas=0, indicators=False, previous=False)))
    assert "尚无纳入跟踪的举措。" in html and "<table" not in html


@pytest.mark.parametrize(
    "counts",
    [
        (2, 4, 11, 1, 2, 1, 1),
        (1, 1, 2000, 1, 1, 1, 1),
        (1, 0, 0, 0, 0, 0, 1),
        (0, 0, 5, 0, 0, 0, 0),
    ],
)
def test_labels_of_the_bar_do_not_overlap(counts: tuple[int, ...]) -> None:
    words = ("滞后", "预警", "正常", "已完成", "未启动", "常态推进", "暂缓")
    parts = tuple(BarPart("red", word, n) for word, n in zip(words, counts, strict=True))
    end = 0.0
    segments: list[Any] = Bar("图1", "", parts).segments
    assert len(segments) == sum(n > 0 for n in counts)
    for segment in segments:
        half = sum(8 if letter.isascii() else 14 for letter in segment.label) / 2
        assert float(segment.label_x) - half >= end - 0.1
        end = float(segment.label_x) + half
        assert re.search(r"\d", segment.figure + segment.label)
    assert end <= 594
    widths = [float(segment.width) for segment in segments]
    assert max(widths) == widths[[n for n in counts if n].index(max(counts))]
    assert float(segments[-1].x) + widths[-1] <= 594
