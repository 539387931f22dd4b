"""The reference translation: English sentences on the same figures, people's words as they are."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.periods import Period
from reports.contents.tallies import tallied
from reports.layers import narrative
from reports.outputs.blocks import Bar, Document, Heading, Paragraph, Table
from reports.outputs.narrative import Spell, document
from reports.outputs.narrative.reference import NOTICE, OWN_WORDS, Issue, reference
from reports.outputs.narrative.together import combined
from reports.outputs.phrases import ENGLISH
from reports.outputs.tongue import EN, ZH, period_en, roman
from tests.reports.figures import figures_en, figures_zh
from tests.reports.sample_contents import make_contents
from tests.reports.test_narrative_kinds import busy, change

DAY = date(2026, 11, 9)
OCTOBER = Period.parse("2026-10")
SPELL = Spell(date(2026, 9, 1), date(2026, 10, 15), "数据平台建设")
DECISIONS = (
    "extended", "advanced", "adjusted", "completed", "struck_off", "reopened", "cancelled",
    "merged", "suspended", "resumed",
)  # fmt: skip


def full(audience: str = "upward", **more: Any) -> Any:
    """The sample with every kind of decision, other plans' work, contributions, values."""
    contents = busy(audience, **more)
    contents["changes"] = [
        change(kind, position, was="接入10个", now="9 数据平台", until="2026-12-01", extensions=2)
        for position, kind in enumerate(DECISIONS, 1)
    ]
    contents["tallies"] = tallied(
        contents["counts"], contents["units"], contents["round"], contents["changes"],
        contents["matters"], contents["directions"],
    )  # fmt: skip
    contents["indicators"][0] |= {"of_target": "37.5", "on_year": "6.5", "last_year": "1549"}
    contents["indicators"][1]["reasons"][0]["en"] = (
        "401.2 on 30 September 2026, 420.8 planned, 72.1% of the change planned"
    )
    for cell in (cell for area in contents["areas"] for cell in area["cells"]):
        for reason in cell["reasons"]:
            percent, ratio = re.findall(r"[\d.]+", reason["zh"])
            reason["en"] = f"{percent}% done, {ratio}% of the plan to date"
    first = contents["areas"][0]["cells"][0]
    first["contributions"] = [
        {"unit": "示例教育主管部门", "unit_short": "示例教育部门", "words": "开放接口12个。"}
    ]
    first["others"] = [
        {"plan": "other", "plan_title": "算力行动方案", "code": 3, "title": "建算力",
         "light": "green"}
    ]  # fmt: skip
    return contents


def official(contents: Any, period: Any = OCTOBER, **more: Any) -> Document:
    return document(contents, period=period, issuer="示例督查室", drafted_on=DAY, **more)


def english(
    contents: Any, period: Any = OCTOBER, *, told: Document | None = None,
    issue: Issue | None = None, **more: Any,
) -> Document:  # fmt: skip
    composed = official(contents, period, **more)
    return reference(
        [contents], period=period, official=told or composed, composed=composed,
        issue=issue or Issue(DAY),
    )  # fmt: skip


def texts(report: Document) -> str:
    return "\n".join(report.texts())


def keys(report: Document) -> list[str]:
    return [block.key for block in report.blocks if isinstance(block, Paragraph) and block.key]


PERIODS = [OCTOBER, *map(Period.parse, ("2026-Q3", "2026-Q4", "2026-H2", "2026")), SPELL]


@pytest.mark.parametrize("audience", ["upward", "units"])
@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("more", [{}, {"ranking": True}], ids=["plain", "ranking"])
def test_its_figures_are_those_of_the_chinese(period: Any, audience: str, more: Any) -> None:
    contents = full(audience)
    chinese, told = official(contents, period, **more), english(contents, period, **more)
    days = figures_en([EN.day("2026-09-01"), EN.day("2026-10-15")])
    said = figures_en(told.texts()) - (days if period is SPELL else figures_en([]))
    assert said == figures_zh(chinese.texts())
    assert len(told.attachments) == len(chinese.attachments)
    assert keys(told) == keys(chinese), "each passage stands for one"


@pytest.mark.parametrize("lights", [{}, {1: "red"}, dict.fromkeys(range(1, 23), "yellow")], ids=len)
def test_of_calm_and_of_stormy_plans_too(lights: dict[int, str]) -> None:
    contents = make_contents(lights=lights, previous=False, indicators=False)
    for cell in (cell for area in contents["areas"] for cell in area["cells"]):
        for reason in cell["reasons"]:
            reason["en"] = " ".join(re.findall(r"[\d.]+", reason["zh"]))
    for period in PERIODS[:2]:
        chinese, told = official(contents, period), english(contents, period)
        assert figures_en(told.texts()) == figures_zh(chinese.texts())
        assert keys(told) == keys(chinese)


def test_of_several_plans_too() -> None:
    one, two = full(), full()
    two["plan"] = {**two["plan"], "slug": "other", "title": "算力行动方案", "short_title": "算力"}
    facts: dict[str, Any] = {"period": OCTOBER, "issuer": "示例督查室", "drafted_on": DAY}
    chinese = combined([one, two], **facts)
    told = reference(
        [one, two], period=OCTOBER, official=chinese, composed=chinese, issue=Issue(DAY)
    )
    assert figures_en(told.texts()) == figures_zh(chinese.texts())
    assert keys(told) == keys(chinese)
    assert told.title_lines == (
        "Report on the Implementation of 《北京市人工智能产业发展建议》 and Others (2 plans)",
        "October 2026",
    )
    said = "As of 31 October 2026, there were 44 measures in 2 plans: 2 completed, 22 on track, "
    assert any(text.startswith(said) for text in told.texts())


def test_it_reads_as_an_office_writes_english() -> None:
    told = texts(english(full()))
    for said in (
        "As of 31 October 2026, the 22 measures in 5 areas stood as follows: 1 completed, "
        "11 on track, 4 at risk, 2 behind, 2 not started, 1 ongoing and 1 suspended.",
        "Weighted overall progress was 46.0% against 49.3% planned to date: 3.3 percentage points "
        "behind plan.",
        "For October 2026, 22 progress reports were due and 20 were filed; 2 are still missing, "
        "from 示例科技主管部门, 示例产业主管部门, 示例教育主管部门 and others (4 units in all).",
        "Compared with the previous month, overall progress rose by 3.2 percentage points; "
        "completed up by 1, on track down by 1, at risk down by 1 and behind up by 1.",
        "Measure 4 (国际机构双向合作) went from at risk to behind. "
        "Newly completed: Measure 14 (搭建资源平台).",
        "Lead unit: 示例数据主管部门; due on 31 December 2027 (first set for 30 June 2027). "
        "Progress is 31.0 percentage points behind plan. Basis of the status: 21% done, 40.4% of "
        "the plan to date. Cause given by the lead unit: 合作协议文本尚未议定，",
        "1 matter needs coordination (1 past the day by which an answer was wanted).",
        "1 direction by leaders: 1 awaiting a reply.",
        "On 10 October 2026, 李示例 directed: “要‘倒排工期’，月底前报方案”. A reply is due by "
        "31 October 2026.",
        "3 indicators are monitored: 1 on track, 1 at risk and 1 without data.",
        "Measure 1 (建设产业园) was extended from 31 December 2026 to 31 January 2027 "
        "(extension 2; first set for 30 September 2026), because: 场地尚未交付.",
        "Measure 9 (建设产业园) is suspended from 12 October 2026 until 1 December 2026",
    ):  # fmt: skip
        assert said in told
    assert ".." not in told and " ." not in told and "None" not in told


def test_plural_forms_are_right() -> None:
    contents = make_contents(areas=1, lights={}, indicators=False)
    told = texts(english(contents))
    assert "the 4 measures in 1 area stood as follows: 4 on track." in told
    contents["round"] |= {"due": 1, "filed": 1}
    contents["units"] = []
    assert "1 progress report was due and 1 was filed." in texts(english(contents))
    alone = full()
    alone["tallies"] |= {"matters_open": 2, "matters_overdue": 0, "directions_open": 0}
    assert "2 matters need coordination. 1 matter was answered" in texts(english(alone))


def test_no_chinese_but_what_is_somebodys_own() -> None:
    contents = full()
    own = {"示例督查室", "北京市人工智能产业发展建议", "发明专利授权量", "核心产业规模"}
    known = "".join(
        [*own, str(contents), "建算力算力行动方案开源数据集数量件亿元个《》（）‘’“”，。；、"]
    )
    strangers = {
        letter
        for letter in texts(english(contents))
        if "一" <= letter <= "鿿" and letter not in known
    }
    assert strangers == set()
    for label in (
        "滞后",
        "亮灯",
        "序时",
        "合计",
        "牵头单位",
        "完成时限",
        "附件",
        "签发人",
        "送审稿",
    ):
        assert label not in texts(english(make_contents()))


def test_it_says_that_the_chinese_governs() -> None:
    told = english(make_contents(is_example=True))
    notices = [b.text for b in told.blocks if isinstance(b, Paragraph) and b.tone == "notice"]
    assert notices[0] == NOTICE and "governs" in NOTICE and notices[1].startswith("Example data")
    assert told.issue_line == "Draft for signature"
    assert (told.masthead, told.date_text) == (
        "Monthly Report on Policy Implementation", "9 November 2026",
    )  # fmt: skip


def test_a_signed_issue_and_a_correction_say_so() -> None:
    signed = replace(
        official(make_contents()), signer="陈某", recipients="市政府", printed_on="某日"
    )
    told = english(make_contents(), told=signed, issue=Issue(DAY, number=3))
    assert (told.issue_line, told.signed_by) == ("No. 3", "Signed by: 陈某")
    assert (told.salutation, told.printed) == (
        "To: 市政府", ("示例督查室", "Printed on 9 November 2026"),
    )  # fmt: skip
    issue = Issue(DAY, 3, 2, "Correction of No. 3", date(2026, 11, 5), "数字有误")
    again = english(make_contents(), told=signed, issue=issue)
    assert again.issue_line == "Correction 2 of No. 3"
    said = (
        "This issue corrects and replaces Correction of No. 3, signed on 5 November 2026. "
        "Reason for the correction: 数字有误."
    )
    assert said in texts(again)


def test_what_people_wrote_stands_as_they_wrote_it() -> None:
    composed = official(make_contents())
    written = {"overall.1": "本月进展平稳。\n请继续推进。", "area.2.1": ""}
    told = english(make_contents(), told=narrative(composed, written))
    said = [b.text for b in told.blocks if isinstance(b, Paragraph)]
    place = said.index(f"{OWN_WORDS}本月进展平稳。")
    assert said[place + 1] == "请继续推进。"
    assert "As of 31 October 2026" not in texts(told)
    assert OWN_WORDS in said and len([one for one in said if OWN_WORDS in one]) == 2


def test_no_passage_of_the_original_is_lost() -> None:
    composed = official(make_contents())
    strange = replace(composed, blocks=(*composed.blocks, Paragraph("另有一段。", key="older.1")))
    told = english(make_contents(), told=strange)
    assert [b.text for b in told.blocks[-2:] if isinstance(b, Heading | Paragraph)] == [
        "Further passages of the original", f"{OWN_WORDS}另有一段。",
    ]  # fmt: skip


def test_lists_go_by_paragraphs_as_the_official_ones_do() -> None:
    contents = make_contents(words="某单位说的话很长，" * 30)
    for cell in (cell for area in contents["areas"] for cell in area["cells"]):
        cell["problems"] += str(cell["position"])
    chinese, told = official(contents), english(contents)
    assert "problems.1" in keys(chinese) and "problems.2" in keys(chinese)
    assert keys(told) == keys(chinese)


def test_every_label_has_its_english() -> None:
    assert all(ENGLISH.values()) is False, "a counting word has none"
    for label, said in ENGLISH.items():
        assert set(re.findall(r"\{(\w+)\}", said)) <= set(re.findall(r"\{(\w+)\}", label))
        assert not re.search("[一-鿿]", said)
        assert ZH(label, **dict.fromkeys(re.findall(r"\{(\w+)\}", label), "")) is not None
    with pytest.raises(KeyError):
        EN("没有这个词")


def test_periods_and_numbers_in_english() -> None:
    assert [period_en(Period.parse(key)) for key in ("2026-10", "2026-Q3", "2026-H2", "2026")] == [
        "October 2026", "the third quarter of 2026", "the second half of 2026", "the year 2026",
    ]  # fmt: skip
    assert [roman(n) for n in (1, 4, 9, 14, 19, 40)] == ["I", "IV", "IX", "XIV", "XIX", "XXXX"]


def test_bars_and_tables_are_numbered_in_english() -> None:
    told = english(full(), Period.parse("2026-Q3"))
    captions = [block.caption for block in told.blocks if isinstance(block, Bar | Table)]
    assert captions == [
        "Figure 1. 22 measures by status", "Table 1. Progress by area",
        "Table 2. Progress against plan by area", "Table 3. Main indicators against their targets",
    ]  # fmt: skip
    bar = next(block for block in told.blocks if isinstance(block, Bar))
    assert bar.description.startswith("Behind 2, At risk 4, On track 11")
