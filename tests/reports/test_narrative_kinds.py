"""What each kind of report says, to leaders and to units; passages that keep their keys."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.periods import Period
from reports.contents import lifted
from reports.contents.tallies import tallied
from reports.outputs.blocks import Document, Heading, Paragraph, Table
from reports.outputs.narrative import PARTS, Spell, document
from reports.outputs.narrative.together import combined
from tests.reports.sample_contents import make_contents
from tests.reports.test_report_narrative import headings, paragraphs, part_text

KEPT = Path(__file__).parent / "kept" / "format-1.json"
DRAFTED = date(2026, 11, 9)


def change(kind: str, position: int = 8, **more: Any) -> dict[str, Any]:
    line = {
        "kind": kind, "position": position, "code": position, "title": "建设产业园",
        "lead": "示例科技主管部门", "lead_short": "示例科技部门", "on": "2026-10-12",
        "decided_on": "2026-10-16", "was_due": "2026-12-31", "now_due": "2027-01-31",
        "original_due": "2026-09-30", "extensions": 1, "until": None, "was": "", "now": "",
        "reason": "场地尚未交付。", "asked": True, "decided_by": "陈某",
    }  # fmt: skip
    return {**line, **more}


def matter(code: int, **more: Any) -> dict[str, Any]:
    line = {
        "position": code, "code": code, "title": "国际机构双向合作", "lead": "示例外事主管部门",
        "lead_short": "示例外事部门", "matter": "缺少联调场地。", "proposal": "请园区调剂两间机房",
        "asked_of": "示例分管领导", "raised_on": "2026-10-09", "due_on": "2026-10-20",
        "overdue": True, "answer": "", "answered_on": None,
    }  # fmt: skip
    return {**line, **more}


def reply(code: int, lead: str, words: str) -> dict[str, Any]:
    return {
        "position": code, "code": code, "title": f"事项{code}", "lead": lead, "lead_short": lead,
        "reply": words, "replied_on": "2026-10-24" if words else None,
    }  # fmt: skip


DIRECTION = {
    "leader": "李示例", "words": "要“倒排工期”，月底前报方案。", "given_on": "2026-10-10",
    "due_on": "2026-10-31", "overdue": False,
    "replies": [reply(8, "示例甲区", "已复工"), reply(15, "示例数据局", "")],
}  # fmt: skip


def busy(audience: str = "upward", **more: Any) -> Any:
    """The sample with decisions, matters and a direction."""
    contents = make_contents(**more)
    contents["audience"] = audience
    contents["changes"] = [change("extended"), change("completed", 14, asked=False)]
    contents["matters"] = [
        matter(4), matter(12, answer="已调剂", answered_on="2026-10-15", overdue=False),
    ]  # fmt: skip
    contents["directions"] = [DIRECTION]
    contents["tallies"] = tallied(
        contents["counts"], contents["units"], contents["round"], contents["changes"],
        contents["matters"], contents["directions"],
    )  # fmt: skip
    return contents


def tell(contents: Any, key: str = "2026-10", **more: Any) -> Document:
    return document(
        contents, period=Period.parse(key), issuer="示例督查室", drafted_on=DRAFTED, **more
    )


def keys(report: Document) -> list[str]:
    return [block.key for block in report.blocks if isinstance(block, Paragraph) and block.key]


def test_what_was_frozen_in_the_first_format_still_reads() -> None:
    kept = json.loads(KEPT.read_text())
    assert kept["format"] == 1
    contents = lifted(kept)
    report = tell(contents)
    text = "".join(report.texts())
    assert paragraphs(report)[1].startswith("截至2026年10月31日，5个领域22项举措中，已完成2项")
    assert headings(report) == [
        "一、总体进展", "二、各领域进展", "三、滞后事项及原因", "四、指标完成情况",
        "五、下一步工作",
    ]  # fmt: skip
    assert "需协调" not in text and "批示" not in text
    for key in ("2026-Q4", "2026-H2", "2026"):
        assert tell(contents, key).attachments
    assert json.loads(KEPT.read_text()) == kept, "what was frozen stays as it is"


def test_leaders_read_first_what_is_asked_of_them() -> None:
    assert headings(tell(busy())) == [
        "一、总体进展", "二、需协调事项", "三、各领域进展", "四、滞后事项及原因",
        "五、指标完成情况", "六、延期、调整、办结情况", "七、批示落实情况", "八、存在问题",
        "九、下一步工作",
    ]  # fmt: skip
    assert headings(tell(busy("units"))) == [
        "一、总体进展", "二、各领域进展", "三、滞后事项及原因", "四、指标完成情况",
        "五、延期、调整、办结情况", "六、需协调事项", "七、批示落实情况", "八、存在问题",
        "九、下一步工作",
    ]  # fmt: skip


def test_every_passage_has_a_key_of_its_own_that_stays() -> None:
    report = tell(busy())
    plain = [b for b in report.blocks if isinstance(b, Paragraph) and b.tone == "plain"]
    assert all(block.key for block in plain)
    assert len(keys(report)) == len(set(keys(report)))
    fewer = busy(lights={4: "red", 7: "red", 12: "yellow"})
    moved = tell(fewer)
    for key in ("overall.1", "area.2.1", "behind.4.1", "matters.4.1", "changes.extended"):
        assert key in keys(report) and key in keys(moved)
    heading = moved.blocks[[getattr(b, "key", "") for b in moved.blocks].index("behind.4.1") - 1]
    assert isinstance(heading, Heading) and "第4项" in heading.text


@pytest.mark.parametrize("part", PARTS)
def test_whole_parts_are_left_out(part: str) -> None:
    full, less = tell(busy()), tell(busy(), without={part})
    if part == "annexes":
        assert full.attachments and not less.attachments
    else:
        assert len(headings(less)) == len(headings(full)) - 1
    numerals = [text.split("、")[0] for text in headings(less)]
    assert numerals == list("一二三四五六七八九")[: len(numerals)]


def test_a_circular_names_no_unit_that_is_behind_unless_told_so() -> None:
    report, told = tell(busy("units")), tell(busy("units"), named=True)
    assert report.masthead == "政策落实通报"
    assert report.title_lines[1] == "2026年10月份落实情况的通报"
    assert "牵头单位为" not in part_text(report, "滞后事项及原因")
    assert "牵头单位为示例数据主管部门" in part_text(told, "滞后事项及原因")
    assert "尚有2项未报送，涉及4家单位。" in paragraphs(report)[0]
    named = "示例科技主管部门、示例产业主管部门、示例教育主管部门等4家单位。"
    assert f"尚有2项未报送，涉及{named}" in paragraphs(told)[0]
    words = part_text(report, "下一步工作")
    assert words.startswith("下一步，请各单位：一是抓紧推进第4项、第7项、")
    assert "；二是尽快补报尚未报送的2项进展；三是按期反馈1件批示的落实情况；" in words
    assert "陈某" not in "".join(report.texts()) and "陈某同意" in "".join(tell(busy()).texts())


def test_decisions_with_both_days_and_how_often() -> None:
    text = part_text(tell(busy()), "延期、调整、办结情况")
    assert text.startswith("本期共延期1项，办结1项。")
    moved = "第8项建设产业园完成时限由2026年12月31日延至2027年1月31日"
    assert f"延期事项：{moved}，理由是场地尚未交付。" in text
    contents = busy()
    contents["changes"] = [
        change("extended", extensions=2), change("adjusted", was="接入十个", now="接入十二个"),
        change("cancelled"), change("merged", now="9 数据平台"),
        change("suspended", until="2026-12-01"), change("resumed"), change("reopened"),
        change("struck_off"), change("advanced", now_due="2026-11-30"),
    ]  # fmt: skip
    contents["tallies"] = tallied(
        contents["counts"], contents["units"], None, contents["changes"], [], []
    )
    text = part_text(tell(contents), "延期、调整、办结情况")
    for said in (
        f"{moved}，为第2次延期，原定2026年9月30日，理由是场地尚未交付。",
        "年度目标由“接入十个”调整为“接入十二个”，", "于2026年10月12日撤销，理由是场地尚未交付。",
        "于2026年10月12日并入第9号任务数据平台，", "自2026年10月12日起暂缓至2026年12月1日，",
        "于2026年10月12日恢复推进，", "于2026年10月12日重新办理，", "于2026年10月12日销号。",
        "完成时限由2026年12月31日提前至2026年11月30日，",
    ):  # fmt: skip
        assert said in text
    assert "。。" not in text


def test_matters_and_directions() -> None:
    report = tell(busy())
    text = part_text(report, "需协调事项")
    assert text.startswith("现有1项事项需要协调，其中1项已超过希望答复的时间。本期已答复1项。")
    assert (
        "示例外事主管部门提出：缺少联调场地。建议：请园区调剂两间机房。"
        "提请示例分管领导协调，希望于2026年10月20日前答复，现已超期。"
    ) in text
    assert "示例分管领导于2026年10月15日答复：已调剂。" in text
    text = part_text(report, "批示落实情况")
    assert text.startswith("领导批示1件，待反馈1件。")
    assert "李示例批示：“要‘倒排工期’，月底前报方案。”要求于2026年10月31日前反馈。" in text
    assert "示例甲区就第8项事项8反馈：已复工。示例数据局就第15项事项15尚未反馈。" in text


def test_a_quarter_tells_shares_pace_and_every_indicator() -> None:
    contents = busy()
    contents["indicators"][0] |= {"of_target": "37.5", "on_year": "6.5", "last_year": "1549"}
    report = tell(contents, "2026-Q3")
    first = paragraphs(report)[0]
    shares = contents["tallies"]["shares"]
    assert f"已完成1项、占{shares['done']}%，正常11项、占50.0%，" in first
    assert sum(map(Decimal, shares.values())) == 100
    tables = [block for block in report.blocks if isinstance(block, Table)]
    assert [table.caption for table in tables] == [
        "表1　各领域进展情况", "表2　各领域序时对比", "表3　主要指标完成情况",
    ]  # fmt: skip
    assert tables[1].rows[-1][0] == "合计" and "−" in tables[1].rows[-1][3]
    assert tables[2].rows[0] == (
        "发明专利授权量（件）", "1200", "2400", "1650", "37.5", "+6.5", "正常",
    )  # fmt: skip
    text = part_text(report, "指标完成情况")
    assert "发明专利授权量为1650件，完成比例为37.5%，同比增长6.5%；" in text
    notes = [b.text for b in report.blocks if isinstance(b, Paragraph) and b.tone == "note"]
    assert sum("四舍五入" in note for note in notes) == 1, "the rule of rounding is said once"


def test_a_year_tells_each_measure_and_the_next_year() -> None:
    report = tell(busy(), "2026")
    assert headings(report)[-1] == "九、下一年度工作安排"
    table = next(one for one in report.attachments if one.title == "举措逐项完成情况表").blocks[0]
    assert isinstance(table, Table)
    assert len(table.rows) == 22
    assert table.rows[0][3] == "已完成前瞻布局前沿领域年度方案的编制和印发"


def test_ranking_is_off_unless_asked_for() -> None:
    assert not [one for one in tell(busy()).attachments if "排序" in one.title]
    table = tell(busy(), ranking=True).attachments[-1].blocks[0]
    assert isinstance(table, Table)
    shares = [Decimal(row[3]) / Decimal(row[2]) for row in table.rows]
    assert shares == sorted(shares, reverse=True)
    order = [row[1] for row in tell(busy()).attachments[2].blocks[0].rows[:-1]]  # type: ignore[union-attr]
    assert order == [line["name"] for line in busy()["units"]], "official order"


def test_a_special_report_has_its_subject_and_its_days() -> None:
    spell = Spell(date(2026, 9, 1), date(2026, 10, 15), "数据平台建设")
    report = document(busy(), period=spell, issuer="示例督查室", drafted_on=DRAFTED)
    assert report.masthead == "政策落实专报"
    assert report.title_lines[1] == "数据平台建设落实情况的专题报告"
    assert spell.label_zh == "2026年9月1日至10月15日"
    assert Spell(date(2025, 12, 1), date(2026, 1, 15)).label_zh == "2025年12月1日至2026年1月15日"
    assert "与上期（2026年9月）相比" in part_text(report, "总体进展")


def test_supporting_units_are_credited_beside_the_measure() -> None:
    contents = busy()
    contents["areas"][0]["cells"][0]["contributions"] = [
        {"unit": "示例教育主管部门", "unit_short": "示例教育部门",
         "words": "开放接口12个。另有2个"},
    ]  # fmt: skip
    text = part_text(tell(contents), "各领域进展")
    assert "年度方案的编制和印发（示例教育部门配合：开放接口12个）；" in text


def test_several_plans_in_one_report() -> None:
    one, two = busy(), busy()
    two["plan"] = {
        **two["plan"],
        "slug": "second",
        "title": "数字服务落实方案",
        "short_title": "数字服务",
    }
    report = combined(
        [one, two], period=Period.parse("2026-10"), issuer="督查室", drafted_on=DRAFTED
    )
    assert headings(report) == [
        "一、总体情况", "二、《北京市人工智能产业发展建议》落实情况",
        "三、《数字服务落实方案》落实情况",
    ]  # fmt: skip
    assert report.title_lines == (
        "关于《北京市人工智能产业发展建议》", "等2个方案2026年10月份落实情况的报告",
    )  # fmt: skip
    assert paragraphs(report)[0].startswith("截至2026年10月31日，2个方案共44项事项，已完成2项")
    table = next(block for block in report.blocks if isinstance(block, Table))
    for column in range(1, len(table.head) - 2):
        *parts, total = [int(row[column]) for row in table.rows]
        assert sum(parts) == total
    assert len(keys(report)) == len(set(keys(report)))
    assert "second.behind.4.1" in keys(report)
    assert headings(report, 2)[0] == "（一）总体进展" and headings(report, 3)[0].startswith("1.")
    assert report.attachments[-1].title.startswith("数字服务：")
    alone = combined([one], period=Period.parse("2026-10"), issuer="督查室", drafted_on=DRAFTED)
    assert headings(alone)[0] == "一、总体进展"
    for wrong in ([], [one, {**two, "as_of": "2026-09-30"}], [one, {**two, "audience": "units"}]):
        with pytest.raises(ValueError, match="one day"):
            combined(wrong, period=Period.parse("2026-10"), issuer="督查室", drafted_on=DRAFTED)
