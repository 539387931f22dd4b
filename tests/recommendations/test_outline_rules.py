"""Each rule of reading on a small text of its own."""

from __future__ import annotations

from datetime import date

import pytest

from recommendations.outline import Outline, read_outline


def read(text: str, units: tuple[str, ...] = ()) -> Outline:
    return read_outline(text.encode(), units=units)


def outlined(text: str) -> list[tuple[str, str]]:
    return [(measure.path, measure.text) for measure in read(text).measures]


TASKS = "某市意见\n一、主要任务\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            TASKS + "（一）做甲\n一是做丙；二是做丁。\n",
            [("一/（一）/一是", "做丙"), ("一/（一）/二是", "做丁")],
            id="items in a paragraph",
        ),
        pytest.param(
            TASKS + "（一）做甲\n一是做丙。多做。二是做丁。\n",
            [("一/（一）/一是", "做丙。多做"), ("一/（一）/二是", "做丁")],
            id="an item may hold a full stop",
        ),
        pytest.param(
            TASKS + "（一）做甲\n任务有二：一是做丙，二是做丁。\n",
            [("一/（一）/一是", "做丙"), ("一/（一）/二是", "做丁")],
            id="items after a colon, parted by commas",
        ),
        pytest.param(
            TASKS + "（一）做甲。重点之一是快，唯一是好，统一是要。\n",
            [("一/（一）", "做甲。重点之一是快，唯一是好，统一是要")],
            id="turns of phrase are no items",
        ),
        pytest.param(
            TASKS + "（一）做甲。一是快。\n",
            [("一/（一）", "做甲。一是快")],
            id="a lone item is no list",
        ),
        pytest.param(
            TASKS + "（一）做甲\n1.做丙。\n2.做丁。\n（二）做乙\n3.做戊。\n",
            [("一/（一）/1", "做丙"), ("一/（一）/2", "做丁"), ("一/（二）/3", "做戊")],
            id="numbers run on over areas",
        ),
        pytest.param(
            TASKS + "(一)做甲\n1、做丙。\n２．做丁。\n",
            [("一/（一）/1", "做丙"), ("一/（一）/2", "做丁")],
            id="half-width brackets and other points",
        ),
        pytest.param(
            TASKS + "（—）做甲。\n（ニ）做乙。\n",
            [("一/（一）", "做甲"), ("一/（二）", "做乙")],
            id="characters that scanning took for numerals",
        ),
        pytest.param(
            TASKS + "1.做丙。\n2.做丁。\n",
            [("一/1", "做丙"), ("一/2", "做丁")],
            id="two levels only",
        ),
        pytest.param(
            "某市通知\n一、做甲。\n二、做乙。\n三、做丙。\n",
            [("一", "做甲"), ("二", "做乙"), ("三", "做丙")],
            id="one level only",
        ),
        pytest.param(
            "某市条例\n第一章 总则\n第一条 目的。\n"
            "第二章 管理\n第二条 做甲：\n（一）子；\n（二）丑。\n",
            [("第二章/第二条", "做甲：\n（一）子；\n（二）丑")],
            id="articles keep their lists, general rules are no measures",
        ),
        pytest.param(
            TASKS + "一、二季度完成投资。\n二、三产业协调。\n（一）做甲。\n",
            [("一/（一）", "做甲")],
            id="counted things open no heading",
        ),
        pytest.param(
            TASKS + "2019.5万元。\n（第二）名。\n15家企业。\n（一）做甲。\n",
            [("一/（一）", "做甲")],
            id="figures and ranks open no heading",
        ),
        pytest.param(
            TASKS + "（一）做甲。详述。\n专栏1：工程\n工程一。\n说明。\n（二）做乙。\n",
            [("一/（一）", "做甲。详述"), ("一/（二）", "做乙")],
            id="boxes are left out",
        ),
        pytest.param(
            TASKS + "（一）做甲。\n某市人民政府\n2026年3月1日\n（此件公开发布）\n",
            [("一/（一）", "做甲")],
            id="the signature is left out",
        ),
        pytest.param(
            TASKS + "（一）做甲\n说明甲。\n（二）做乙\n说明乙。\n",
            [("一/（一）", "做甲\n说明甲。".rstrip("。")), ("一/（二）", "做乙\n说明乙")],
            id="text under a bare heading belongs to it",
        ),
        pytest.param(
            "某市意见\n一、基本原则\n（一）坚持甲。\n二、主要任务\n（一）做乙。\n",
            [("二/（一）", "做乙")],
            id="principles are no measures",
        ),
    ],
)
def test_the_lowest_numbered_things_are_the_measures(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert outlined(text) == expected


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("一是做丙；三是做丁；四是做戊。", ["一是", "三是", "四是"]),
        ("一是做丙；二是做丁；二是做戊。", ["一是", "二是", "二是"]),
    ],
)
def test_an_authors_wrong_number_is_kept_and_flagged(printed: str, numbers: list[str]) -> None:
    outline = read(TASKS + "（一）做甲\n" + printed + "\n")
    assert [measure.number for measure in outline.measures] == numbers
    assert [warning.code for warning in outline.warnings] == ["numbering"]
    assert len({measure.path for measure in outline.measures}) == 3


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("产业发展现状", "findings"),
        ("发展优势", "findings"),
        ("存在的问题", "findings"),
        ("发展建议", "recommendations"),
        ("问题与对策建议", "recommendations"),
        ("重点任务", "recommendations"),
        ("保障措施", "recommendations"),
        ("补齐发展短板", "recommendations"),
        ("提升发展质量", "recommendations"),
        ("指导思想", "other"),
        ("总体要求", "other"),
        ("结 语", "other"),
    ],
)
def test_a_section_is_known_by_its_title(title: str, kind: str) -> None:
    outline = read(f"某市报告\n一、{title}\n（一）甲。\n（二）乙。\n")
    assert outline.sections[0].kind == kind
    assert bool(outline.measures) == (kind == "recommendations")
    assert bool(outline.findings) == (kind == "findings")


@pytest.mark.parametrize(
    ("title", "kind"), [("现状", "status"), ("主要优势", "strength"), ("突出问题", "problem")]
)
def test_a_finding_is_known_by_its_sections_title(title: str, kind: str) -> None:
    outline = read(f"某市报告\n一、{title}\n（一）甲\n话。\n二、建议\n（一）做乙。\n")
    assert [(f.path, f.title, f.kind) for f in outline.findings] == [("一/（一）", "甲", kind)]


@pytest.mark.parametrize(
    ("clause", "known", "units"),
    [
        ("（甲局、乙局负责）", (), [("甲局", "lead"), ("乙局", "joint")]),
        (
            "（甲局牵头，乙局、丙局配合）",
            (),
            [("甲局", "lead"), ("乙局", "supporting"), ("丙局", "supporting")],
        ),
        (
            "（责任单位：甲委（甲局）、乙局等；各区政府）",
            (),
            [("甲委（甲局）", "lead"), ("乙局", "joint"), ("各区政府", "joint")],
        ),
        ("（牵头单位：甲局；配合单位：乙局）", (), [("甲局", "lead"), ("乙局", "supporting")]),
        ("（甲局、乙局等有关部门负责）", (), [("甲局", "lead"), ("乙局", "joint")]),
        (
            "（甲局负责，排在第一位的部门为牵头部门，下同）",
            (),
            [("甲局", "lead")],
        ),
        (
            "（甲、乙联席会议办公室、丙局负责）",
            ("甲、乙联席会议办公室",),
            [
                ("甲、乙联席会议办公室", "lead"),
                ("丙局", "joint"),
            ],
        ),
        ("（见附件）", (), []),
        ("", (), []),
    ],
)
def test_units_are_read_from_the_closing_bracket(
    clause: str, known: tuple[str, ...], units: list[tuple[str, str]]
) -> None:
    outline = read(TASKS + f"（一）做甲。{clause}\n（二）做乙。\n", known)
    measure = outline.measures[0]
    assert [(unit.name, unit.role) for unit in measure.units] == units
    assert measure.text.endswith(clause or "做甲")


def test_units_on_their_own_lines_belong_to_the_measure() -> None:
    text = TASKS + "1.做甲。\n牵头单位：甲局\n配合单位：乙局\n2.做乙。\n"
    first, second = read(text).measures
    assert [(u.name, u.role) for u in first.units] == [("甲局", "lead"), ("乙局", "supporting")]
    assert second.units == ()


@pytest.mark.parametrize(
    ("printed", "text", "on"),
    [
        ("2027年6月30日前完成", "2027年6月30日前", date(2027, 6, 30)),
        ("2027年2月底前完成", "2027年2月底前", date(2027, 2, 28)),
        ("2027年6月前完成", "2027年6月前", date(2027, 5, 31)),
        ("2027年底前完成", "2027年底前", date(2027, 12, 31)),
        ("年底前完成", "年底前", date(2026, 12, 31)),
        ("年内完成", "年内", date(2026, 12, 31)),
        ("上半年完成", "上半年", date(2026, 6, 30)),
    ],
)
def test_deadlines_are_read_in_the_documents_year(printed: str, text: str, on: date) -> None:
    outline = read(TASKS + f"（一）做甲，{printed}。\n（二）做乙。\n某市\n2026年3月1日\n")
    due = outline.measures[0].due
    assert due is not None
    assert (due.text, due.on) == (text, on)
    assert outline.measures[1].due is None


def test_without_a_year_a_deadline_has_no_date() -> None:
    due = read(TASKS + "（一）做甲，年底前完成。\n").measures[0].due
    assert due is not None
    assert due.as_json() == {"text": "年底前", "on": None}


@pytest.mark.parametrize("printed", ["三年内完成", "近几年内完成", "2027年13月底前"])
def test_spans_of_time_are_no_deadlines(printed: str) -> None:
    due = read(TASKS + f"（一）做甲，{printed}。\n").measures[0].due
    assert due is None or due.on is None


def test_hard_wrapped_lines_are_joined_in_the_middle_of_words() -> None:
    words = "推进公共数据开放共享和基础设施建设并完善配套制度以及服务体系同时加强人才培养"
    body = "支持特色产业" + words * 5 + "。"
    lines = [body[:26], *(body[i : i + 28] for i in range(26, len(body), 28))]
    text = (
        "某市建议\n\n一、工作建议\n\n（一）推进工作\n\n" + "\n\n".join(lines) + "\n\n（二）再来\n"
    )
    first = read(text).measures[0]
    assert first.text == "推进工作\n" + body.rstrip("。")


def test_a_title_over_two_lines_is_one() -> None:
    assert read("某省关于促进某区\n高质量发展的若干意见\n一、任务\n（一）做甲。\n").title == (
        "某省关于促进某区高质量发展的若干意见"
    )


def test_measures_right_under_a_section_stand_in_an_area_of_its_name() -> None:
    (area,) = read("某市意见\n一、保障措施\n（一）做甲。\n").sections[0].areas
    assert (area.number, area.title) == ("一、", "保障措施")


def test_without_areas_one_nameless_area_holds_the_measures() -> None:
    (section,) = read("1.做甲。\n2.做乙。\n").sections
    (area,) = section.areas
    assert (area.number, area.title, len(area.measures)) == (None, None, 2)


def test_a_text_without_measures_gives_a_warning() -> None:
    outline = read("今天天气很好。\n")
    assert outline.measures == ()
    assert [warning.code for warning in outline.warnings] == ["no_measures"]


ENGLISH = """Plan for Parks

1. Trees and gates
1.1 Planting more trees in every district of the city and
its suburbs
We need trees.

   1. Plant well-
      known trees by:

   • the river
   • the road

   2. Water them.

2. Keepers
2.1 Hiring

   3. Hire keepers.
"""


def test_english_recommendations_stand_under_their_headings() -> None:
    outline = read(ENGLISH)
    assert outline.title == "Plan for Parks"
    areas = [area for section in outline.sections for area in section.areas]
    assert [(a.number, a.title, len(a.measures)) for a in areas] == [
        ("1.1", "Planting more trees in every district of the city and its suburbs", 2),
        ("2.1", "Hiring", 1),
    ]
    assert outline.measures[0].text == "Plant well-known trees by:\n• the river\n• the road"
    assert [measure.path for measure in outline.measures] == ["1/1.1/1", "1/1.1/2", "2/2.1/3"]


def test_an_english_list_without_headings_is_one_area() -> None:
    outline = read("Plan\n\n1. Plant trees.\n2. Open gates.\n")
    (area,) = outline.sections[0].areas
    assert (area.number, [m.text for m in area.measures]) == (None, ["Plant trees.", "Open gates."])
