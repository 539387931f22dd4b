"""The first document is read exactly: every number, word and place in it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from recommendations.outline import Outline, read_outline

SAMPLE = Path(__file__).parents[2] / "recommendations" / "samples" / "beijing-ai.txt"
EXPECTED: dict[str, Any] = json.loads(
    Path(__file__).with_name("beijing_ai_expected.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def outline() -> Outline:
    return read_outline(SAMPLE.read_bytes())


def source(outline: Outline, start: int, end: int) -> str:
    """The file's characters of a span, less repairs and white space."""
    gone = {i for repair in outline.repairs for i in range(repair.start, repair.end)}
    kept = (ch for i, ch in enumerate(outline.text[start:end], start) if i not in gone)
    return "".join("".join(kept).split())


def bare(text: str) -> str:
    return "".join(text.split())


def test_title_language_and_fingerprint(outline: Outline) -> None:
    assert outline.title == EXPECTED["title"]
    assert outline.language == "zh"
    assert outline.sha256 == sha256(SAMPLE.read_bytes()).hexdigest()
    assert outline.text == SAMPLE.read_text(encoding="utf-8")


def test_four_sections_with_their_kinds(outline: Outline) -> None:
    found = [[part.number, part.title, part.kind] for part in outline.sections]
    assert found == EXPECTED["sections"]
    assert [part.path for part in outline.sections] == ["一", "二", "三", "四"]


def test_only_the_recommendations_hold_areas(outline: Outline) -> None:
    assert [len(part.areas) for part in outline.sections] == [0, 0, 0, 5]


def test_areas_with_their_introductions(outline: Outline) -> None:
    found = [(area.number, area.title, area.intro) for area in outline.sections[3].areas]
    assert found == [(a["number"], a["title"], a["intro"]) for a in EXPECTED["areas"]]


def test_twenty_two_measures_word_for_word(outline: Outline) -> None:
    found = [[[m.number, m.text] for m in area.measures] for area in outline.sections[3].areas]
    assert found == [area["measures"] for area in EXPECTED["areas"]]
    assert [len(measures) for measures in found] == [4, 5, 4, 4, 5]


def test_paths_tell_equal_numbers_apart(outline: Outline) -> None:
    paths = [measure.path for measure in outline.measures]
    assert len(set(paths)) == 22
    assert paths[0] == "四/（一）/一是"
    assert paths[-1] == "四/（五）/五是"


def test_every_span_leads_back_to_the_measures_words(outline: Outline) -> None:
    for measure in outline.measures:
        assert source(outline, measure.start, measure.end) == bare(measure.text)
        assert measure.number is not None
        assert outline.text[: measure.start].rstrip().endswith(measure.number)


def test_sections_and_areas_enclose_what_they_hold(outline: Outline) -> None:
    for section in outline.sections:
        assert outline.text[section.start :].startswith(section.number or "")
        for area in section.areas:
            assert section.start <= area.start < area.end <= section.end
            assert outline.text[area.start :].startswith(area.number or "")
            for measure in area.measures:
                assert area.start < measure.start < measure.end <= area.end
    ends = [section.end for section in outline.sections]
    assert all(end <= nxt.start for end, nxt in zip(ends, outline.sections[1:], strict=False))


def test_findings_with_their_kinds(outline: Outline) -> None:
    found = [[item.path, item.number, item.title, item.kind] for item in outline.findings]
    assert found == EXPECTED["findings"]


def test_findings_cover_their_body_text(outline: Outline) -> None:
    body = {item.path: source(outline, item.start, item.end) for item in outline.findings}
    assert body["二/（一）"].endswith("构建了有利于人工智能发展的良好政策环境。")
    assert body["二/（五）"].endswith("同比增长95%，融资事件75项。")
    assert body["三/（二）"].startswith(
        "（二）产业化程度高，但专利质量与人才储备短板问题突出产业化"
    )
    assert "人才储备方面，人才供需严重失衡" in body["三/（二）"]
    assert body["一/2"].endswith("深睿医疗、图森未来等。")


def test_introduction_of_the_problems_is_kept(outline: Outline) -> None:
    intro = outline.sections[2].intro
    assert intro.startswith("从产业生态来看，")
    assert "但基础层短板突出" in intro
    assert intro.endswith("未来任重而道远。")


def test_six_watermark_letters_are_found_and_reported(outline: Outline) -> None:
    assert [(r.kind, r.removed) for r in outline.repairs] == [("watermark", "北")] * 6
    assert outline.repairs[0].as_json() == {
        "kind": "watermark",
        "start": 1156,
        "end": 1157,
        "removed": "北",
    }
    for repair, (before, after) in zip(outline.repairs, EXPECTED["watermarks"], strict=True):
        around = outline.text[repair.start - 60 : repair.start], outline.text[repair.end :][:40]
        assert bare(around[0]).endswith(bare(before))
        assert bare(around[1]).startswith(bare(after))


def test_the_two_real_line_ends_with_the_same_letter_stay(outline: Outline) -> None:
    fourth = outline.measures[-2]
    assert "依托北京市丰富的教育资源" in fourth.text
    third = next(item for item in outline.findings if item.path == "三/（三）")
    assert "相较欧美城市，北京市科研成果" in source(outline, third.start, third.end)


def test_nothing_is_doubtful_about_it(outline: Outline) -> None:
    assert outline.warnings == ()


def test_windows_line_ends_give_the_same_outline(outline: Outline) -> None:
    windows = read_outline(SAMPLE.read_bytes().replace(b"\n", b"\r\n"))
    assert windows.sections == outline.sections
    assert windows.repairs == outline.repairs


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_give_the_same_outline(outline: Outline, encoding: str) -> None:
    other = read_outline(outline.text.encode(encoding))
    assert other.sections == outline.sections
    assert other.findings == outline.findings
