"""The report's sentences say what the contents say, and nothing else."""

import re
from typing import Any

import pytest

from reports.outputs.blocks import Bar, Document, Heading, Paragraph, Table
from reports.outputs.narrative import EXAMPLE_NOTICE, UNSIGNED
from reports.outputs.words import clean, first_sentence, phrase, stopped, title_mark, typeset
from tests.reports.sample_contents import HOSTILE, LIGHTS, made, make_contents

WORDS = {
    "red": "滞后", "yellow": "预警", "green": "正常", "done": "已完成", "not_started": "未启动",
    "ongoing": "常态推进", "paused": "暂缓",
}  # fmt: skip


def paragraphs(report: Document) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Paragraph)]


def headings(report: Document, level: int = 1) -> list[str]:
    return [b.text for b in report.blocks if isinstance(b, Heading) and b.level == level]


def part(report: Document, title: str) -> list[Any]:
    """The blocks under one heading of the first level."""
    found: list[Any] = []
    inside = False
    for block in report.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text.endswith(title)
        elif inside:
            found.append(block)
    return found


def part_text(report: Document, title: str) -> str:
    return "".join(text for block in part(report, title) for text in block.texts())


def counted(sentence: str) -> dict[str, int]:
    return {
        light: int(found[1]) if (found := re.search(rf"{word}(\d+)项", sentence)) else 0
        for light, word in WORDS.items()
    }


def test_the_first_sentence_counts_every_measure_once() -> None:
    contents = make_contents()
    first = paragraphs(made(contents))[0].split("。")[0]
    assert first.startswith("截至2026年10月31日，5个领域22项举措中，")
    assert counted(first) == contents["counts"]
    assert sum(counted(first).values()) == contents["total"] == 22


def test_the_bar_and_the_first_table_hold_the_same_counts() -> None:
    contents = make_contents()
    report = made(contents)
    bar = next(block for block in report.blocks if isinstance(block, Bar))
    table = next(block for block in report.blocks if isinstance(block, Table))
    assert {p.light: p.n for p in bar.parts} == contents["counts"]
    assert (bar.caption, table.caption) == (
        "图1　22项举措亮灯情况（单位：项）",
        "表1　各领域进展情况",
    )
    assert [row[0] for row in table.rows][::5] == ["（一）发展核心技术", "合计"]
    for column in range(1, len(table.head) - 2):
        *parts, total = [int(row[column]) for row in table.rows]
        assert sum(parts) == total
    assert table.rows[-1][-2:] == (contents["percent"], contents["planned"])


def test_percentages_stand_as_in_the_contents_and_differences_are_in_points() -> None:
    contents = make_contents()
    contents |= {"percent": "44.6", "planned": "47.0", "gap": "-2.4"}
    text = part_text(made(contents), "总体进展")
    assert "总体进度为44.6%，序时进度为47.0%，慢于序时进度2.4个百分点。" in text
    contents["gap"] = "2.4"
    assert "快于序时进度2.4个百分点。" in part_text(made(contents), "总体进展")
    contents["gap"] = "0.0"
    assert "与序时进度持平。" in part_text(made(contents), "总体进展")
    contents |= {"percent": None, "planned": None, "gap": None}
    assert "总体进度为" not in paragraphs(made(contents))[0]


def test_the_change_since_the_last_report_is_told_when_there_is_one() -> None:
    text = paragraphs(made(make_contents()))[1]
    assert text.startswith("与上月相比，总体进度提高3.2个百分点，已完成增加1项，")
    assert "滞后增加1项" in text and "预警减少1项" in text
    assert "其中，第4项国际机构双向合作由预警转为滞后。" in text
    assert text.endswith("新完成的是第14项搭建资源平台。")
    assert "相比" not in "".join(made(make_contents(previous=False)).texts())
    assert "与上期（2026年9月）相比" in paragraphs(made(make_contents(), "2026-11"))[1]


def test_nothing_changed_since_the_last_report() -> None:
    contents = make_contents()
    contents["previous"] |= {"counts": dict.fromkeys(LIGHTS, 0), "percent": "0.0", "moves": []}
    assert "相比，总体进度持平，各类亮灯项数不变。" in paragraphs(made(contents))[1]
    contents["previous"]["percent"] = None
    assert "相比，各类亮灯项数不变。" in paragraphs(made(contents))[1]


def test_parts_are_numbered_without_a_gap() -> None:
    assert headings(made(make_contents())) == [
        "一、总体进展", "二、各领域进展", "三、滞后事项及原因", "四、指标完成情况", "五、存在问题",
        "六、下一步工作",
    ]  # fmt: skip
    calm = make_contents(lights={}, indicators=False)
    assert headings(made(calm)) == ["一、总体进展", "二、各领域进展"]
    assert "本期没有滞后或者预警的举措。" in paragraphs(made(calm))


def test_only_yellow_ones_are_not_called_behind() -> None:
    assert "三、预警事项及原因" in headings(made(make_contents(lights={3: "yellow"})))


def test_each_area_sums_to_its_measures() -> None:
    contents = make_contents()
    blocks = part(made(contents), "各领域进展")
    assert len(blocks) == 10
    for area, heading, text in zip(contents["areas"], blocks[::2], blocks[1::2], strict=True):
        assert heading.text == f"{area['number']}{area['title']}"
        told = text.text.split("；")[0]
        assert told.startswith(f"共{len(area['cells'])}项举措，其中")
        assert counted(told) == area["counts"]
        assert f"总体进度为{area['percent']}%" in text.text
        assert text.key.startswith("area.")
    assert "第1项前瞻布局前沿领域，已完成前瞻布局前沿领域年度方案的编制和印发；" in blocks[1].text
    assert "会议" not in blocks[1].text


def test_red_comes_before_yellow_with_lead_reason_cause_and_date() -> None:
    contents = make_contents()
    contents["attention"].reverse()
    report = made(contents)
    named = headings(report, 2)[5:]
    assert [("滞后" in text, "预警" in text) for text in named] == [(True, False)] * 2 + [
        (False, True)
    ] * 4
    text = part_text(report, "滞后事项及原因")
    assert "牵头单位为示例数据主管部门，完成时限为2027年12月31日（原定2027年6月30日）。" in text
    assert "目前进度慢于序时进度31.0个百分点。亮灯依据：完成21%，为序时的40.4%。" in text
    assert "牵头单位说明的原因：合作协议文本尚未议定，有关方面的意见还在征求。" in text
    assert "预计完成时间为2026年12月31日。" in text


def test_indicators_have_a_table_and_their_lags_are_told() -> None:
    text, table = part(made(make_contents()), "指标完成情况")
    assert text.text.startswith("共监测3项指标，其中正常1项，预警1项，无数据1项。核心产业规模")
    assert table.head == ("指标", "基期", "本期", "序时", "目标", "亮灯")
    assert table.rows[0] == ("发明专利授权量（件）", "1200", "1650", "1600", "2400", "正常")
    assert table.rows[2] == ("开源数据集数量（个）", "—", "—", "—", "50", "无数据")


def test_problems_and_next_steps_are_counted_off() -> None:
    report = made(make_contents())
    problems = part_text(report, "存在问题")
    assert problems == (
        "一是第4项国际机构双向合作，专业人员不足，经费下达偏晚；"
        "二是第7项布局高端产业链，专业人员不足，经费下达偏晚。"
    )
    assert part_text(report, "下一步工作").count("是第") == 6
    assert "六是第15项" in part_text(report, "下一步工作")


def test_attachments_hold_every_measure_and_the_units_in_the_given_order() -> None:
    contents = make_contents()
    report = made(contents)
    measures, needy, units = report.attachments
    assert report.listed == ["1.全部22项举措进展汇总表", "2.滞后、预警事项清单", "3.单位统计表"]
    assert [row[1].split("项")[0] for row in needy.blocks[0].rows] == [
        f"第{position}" for position in contents["attention"]
    ]
    table = measures.blocks[0]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == [str(n) for n in range(1, 23)]
    assert measures.blocks[1] == Paragraph(
        "注：“较上期”的单位为百分点；第7项原定完成时限为2027年6月30日。", "note"
    )
    assert list(table.lights) == [c["light"] for a in contents["areas"] for c in a["cells"]]
    by_unit = units.blocks[0]
    assert isinstance(by_unit, Table)
    assert [row[1] for row in by_unit.rows[:-1]] == [line["name"] for line in contents["units"]]
    for column in range(2, len(by_unit.head)):
        *parts, total = [int(row[column]) for row in by_unit.rows]
        assert sum(parts) == total
    assert len(units.blocks) == 1


def test_units_count_tasks_and_say_so_where_they_are_more_than_measures() -> None:
    contents = make_contents()
    contents["units"][0]["total"] += 1
    note = made(contents).attachments[2].blocks[1]
    assert isinstance(note, Paragraph) and "任务数与举措数不必相等" in note.text


def test_steps_since_the_last_report_carry_their_sign() -> None:
    contents = make_contents()
    for cell, step in zip(contents["areas"][0]["cells"], ("3.0", "-1.5", "0.0", None), strict=True):
        cell["step"] = step
    table = made(contents).attachments[0].blocks[0]
    assert isinstance(table, Table)
    column = table.head.index("较上期")
    assert [row[column] for row in table.rows[:4]] == ["+3.0", "−1.5", "0.0", "—"]


def test_an_empty_plan_says_so() -> None:
    report = made(make_contents(areas=0, indicators=False, previous=False))
    assert headings(report) == ["一、总体进展"]
    assert paragraphs(report) == ["截至2026年10月31日，尚无纳入跟踪的举措。"]
    assert report.attachments == ()


def test_examples_are_named_as_such_before_anything_else() -> None:
    first = made(make_contents(is_example=True)).blocks[0]
    assert first == Paragraph(EXAMPLE_NOTICE, "notice")
    contents = make_contents()
    assert EXAMPLE_NOTICE not in paragraphs(made(contents))
    contents["areas"][4]["cells"][0]["is_example"] = True
    assert made(contents).blocks[0] == first
    contents = make_contents()
    contents["indicators"][0]["is_example"] = True
    assert made(contents).blocks[0] == first


@pytest.mark.parametrize(
    ("period", "masthead", "line"),
    [
        ("2026-10", "政策落实月报", "2026年10月份落实情况的报告"),
        ("2026-Q3", "政策落实季报", "2026年第三季度落实情况的报告"),
        ("2026-H1", "政策落实半年报", "2026年上半年落实情况的报告"),
        ("2026", "政策落实年报", "2026年度落实情况的报告"),
    ],
)
def test_head_and_title_follow_the_period(period: str, masthead: str, line: str) -> None:
    report = made(make_contents(), period)
    assert (report.masthead, report.issue_line) == (masthead, UNSIGNED)
    assert report.title_lines == ("关于《北京市人工智能产业发展建议》", line)
    assert report.closing == ("示例督查室", "2026年11月9日")


def test_hostile_words_stand_whole_but_for_what_breaks_files() -> None:
    report = made(make_contents(words=HOSTILE))
    for text in report.texts():
        assert text == clean(text)
        text.encode()
    assert "<b>&\"'已办结\u200f😀]]>" in part_text(report, "滞后事项及原因")


def test_forty_thousand_characters_stand_whole() -> None:
    long = "办" * 40_000
    report = made(make_contents(words=long))
    # What needs attention has told it as its cause already.
    assert part_text(report, "存在问题").count("办") == 16 * 40_000
    assert part_text(report, "滞后事项及原因").count("办") == 6 * 40_000


def test_several_sentences_are_not_joined_by_semicolons() -> None:
    contents = make_contents(words="甲。乙", lights={4: "red", 7: "red", 8: "red"})
    contents["areas"][1]["cells"][2]["next_steps"] = "丙。丁"
    text = part_text(made(contents), "下一步工作")
    assert text == (
        "一是第4项国际机构双向合作、第8项建设产业园，甲。乙。二是第7项布局高端产业链，丙。丁。"
    ), "what two say alike is said once"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("甲,乙;丙:丁", "甲，乙；丙：丁"),
        ("部门(牵头)负责", "部门（牵头）负责"),
        ('称"平台"建成', "称“平台”建成"),
        ("a,b (c) 1,200 10:30", "a,b (c) 1,200 10:30"),
        ("(" * 40_000, "(" * 40_000),
    ],
)
def test_half_width_marks_among_chinese_become_full_width(given: str, expected: str) -> None:
    assert typeset(given) == expected


def test_small_words() -> None:
    assert phrase(" 甲。\r\n\r\n乙；\n丙：\n丁 ") == "甲。乙。丙：丁"
    assert phrase(" \n。") == first_sentence("") == ""
    assert first_sentence("已办3件！另有1件。") == "已办3件"
    assert (stopped("甲"), stopped("甲？"), stopped("甲。")) == ("甲。", "甲？", "甲。")
    assert title_mark("甲") == title_mark("《甲》") == "《甲》"
    assert title_mark("《甲》任务分解表") == "《〈甲〉任务分解表》"
    assert clean("a\x00\ud83d\u202eb\tc") == "ab\tc"


def test_no_forbidden_mark_stands_in_the_words() -> None:
    for text in made(make_contents()).texts():
        assert not re.search(r"(?<=[\u4e00-\u9fff])[,;:()\"](?=[\u4e00-\u9fff])", text), text
        assert not re.search(r"\([一二三四五六七八九十]+\)|\d、", text), text
        assert "。。" not in text and "，。" not in text and "；。" not in text, text


def test_headings_carry_no_full_stop() -> None:
    report = made(make_contents())
    assert not [t for level in (1, 2) for t in headings(report, level) if t.endswith("。")]


def test_a_table_refuses_rows_that_do_not_fit_its_head() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table("", "", ("甲",), (("1", "2"),), ("left",), (1,))
    with pytest.raises(ValueError, match="one for each row"):
        Table("", "", ("甲",), (("1",),), ("left",), (1,), light_column=0)
