"""Years' lists as offices have them: the State Council's notices, and one line a day."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.daylists import UnreadableList, cut_lines, read_list, read_rows
from core.workdays import load_seed

# The operative parts of 国办发明电 notices (2020 as amended on 27 January 2020 is left out: the
# amendment was a notice of its own).
NOTICES = {
    2021: """一、元旦：2021年1月1日至3日放假，共3天。
二、春节：2月11日至17日放假调休，共7天。2月7日（星期日）、2月20日（星期六）上班。
三、清明节：4月3日至5日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。
五、端午节：6月12日至14日放假，共3天。
六、中秋节：9月19日至21日放假调休，共3天。9月18日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。""",
    2023: """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2025: """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
    2026: """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}  # fmt: skip
HEAD = """国务院办公厅关于{year}年
部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将{year}年元旦、春节等节假日的放假安排通知如下。
"""
FOOT = """
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作，遇有重大突发事件，要按规定及时报告并妥善处置，确保人民群众祥和平安度过节日假期。
国务院办公厅
{before}年11月4日
"""


def pairs(days):
    return {(day.date, day.worked) for day in days}


def seeded(year):
    return {(day, worked) for day, worked, _ in load_seed() if day.year == year}


@pytest.mark.parametrize("year", list(NOTICES))
def test_a_notice_gives_exactly_the_days_that_were_collected_elsewhere(year: int) -> None:
    text = HEAD.format(year=year) + NOTICES[year] + FOOT.format(before=year - 1)
    found = read_list(text)
    assert found.year == year
    assert {one for one in pairs(found.days) if one[0].year == year} == seeded(year)


def test_new_years_holiday_may_begin_in_december() -> None:
    found = read_list(NOTICES[2023], year=2023)
    # 31 December 2022 is a Saturday: off anyway, so nothing differs from the week.
    assert min(day.date for day in found.days) == date(2023, 1, 2)


def test_days_carry_their_holidays_name_and_line() -> None:
    found = read_list(NOTICES[2026], year=2026)
    by_day = {day.date: day for day in found.days}
    assert (by_day[date(2026, 1, 4)].name, by_day[date(2026, 1, 4)].line) == ("元旦调休上班", 1)
    assert (by_day[date(2026, 10, 1)].name, by_day[date(2026, 10, 1)].line) == ("国庆节", 7)


def test_full_width_digits_and_one_paragraph_read_alike() -> None:
    wide = NOTICES[2026].translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    assert pairs(read_list(wide.replace("\n", ""), year=2026).days) == pairs(
        read_list(NOTICES[2026], year=2026).days
    )


def faults_of(text: str, year: int | None = None) -> list[tuple[int, str]]:
    with pytest.raises(UnreadableList) as refused:
        read_list(text, year=year)
    for fault in refused.value.faults:
        for language in ("zh", "en"):
            assert not set("{}") & set(fault.words(language))
    return [(fault.line, fault.code) for fault in refused.value.faults]


def changed(old: str, new: str, year: int = 2026) -> str:
    assert old in NOTICES[year]
    return NOTICES[year].replace(old, new)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (changed("1月4日（周日）", "1月4日（周六）"), [(1, "wrong_weekday")]),
        (changed("共9天", "共8天"), [(2, "wrong_count")]),
        (changed("6月19日", "6月31日"), [(5, "no_such_day"), (5, "wrong_count")]),
        (changed("至7日（周三）", "至7日（周四）"), [(7, "wrong_weekday")]),
        (changed("10月10日（周六）", "10月9日（周五）"), [(7, "already_worked")]),
        (changed("5月9日（周六）上班", "5月9日（周六）另行通知"), [(4, "not_understood")]),
        (changed("9月20日（周日）", "2027年9月20日"), [(7, "other_year"), (7, "already_worked")]),
        (
            changed("5月1日（周五）至5日（周二）", "5月5日（周二）至1日（周五）"),
            [(4, "backwards"), (4, "wrong_count")],
        ),
        (changed("5月9日（周六）上班", "5月9日（周六）、5月9日（周六）上班"), [(4, "twice")]),
        (changed("4月4日（周六）至6日（周一）放假，共3天", "放假"), [(3, "not_understood")]),
    ],
)  # fmt: skip
def test_a_notice_with_a_fault_is_refused_with_its_line(
    text: str, faults: list[tuple[int, str]]
) -> None:
    assert faults_of(text, 2026) == faults


def test_half_a_notice_is_no_year() -> None:
    half = NOTICES[2026].split("\n四、")[0]
    assert faults_of(half, 2026) == [(0, "festival_missing")] * 3
    without_spring = "\n".join(line for line in NOTICES[2026].split("\n") if "春节" not in line)
    assert faults_of(without_spring, 2026) == [(0, "no_spring_festival")]


def test_a_notice_without_its_year_asks_for_it() -> None:
    assert faults_of(NOTICES[2026]) == [(0, "no_year")]


def test_a_notice_for_another_year_is_caught_by_its_weekdays() -> None:
    assert {code for _, code in faults_of(NOTICES[2026], 2027)} >= {"wrong_weekday"}


def lines_of(year: int) -> list[str]:
    rows = [row for row in load_seed() if row[0].year == year]
    return [f"{day},{'班' if worked else '休'},{name}" for day, worked, name in rows]


def test_one_line_a_day_reads_back_what_is_shipped() -> None:
    found = read_list("日期,类型,名称\n" + "\n".join(lines_of(2026)))
    assert found.year == 2026
    assert pairs(found.days) == seeded(2026)


@pytest.mark.parametrize(
    "write",
    [
        lambda d: f"{d:%Y/%m/%d}",
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: f"{d.year}.{d.month}.{d.day}",
        lambda d: f"'{d:%Y-%m-%d}",
    ],
)
@pytest.mark.parametrize("cut", ["\t", "，", ";", "、"])
def test_dates_and_cuts_as_people_write_them(write: Callable[[date], str], cut: str) -> None:
    rows = [(d, worked, name) for d, worked, name in load_seed() if d.year == 2025]
    text = "\n".join(cut.join([write(d), "上班" if w else "放假", n]) for d, w, n in rows)
    assert pairs(read_list(text + "\n\n").days) == seeded(2025)


def test_cells_of_a_sheet_are_dates_and_numbers() -> None:
    rows = [
        (datetime(d.year, d.month, d.day), float(worked), name)  # noqa: DTZ001 as a sheet has it
        for d, worked, name in load_seed()
        if d.year == 2025
    ]
    rows[0] = (rows[0][0].date(), *rows[0][1:])
    found = read_rows([("日期", "类型", "名称"), (None, None, None), *rows])
    assert pairs(found.days) == seeded(2025)
    assert found.days[0].line == 3


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("2026-01-04,班", "2026-02-30,班", "no_such_day"),
        ("2026-01-04,班", "元月四日,班", "no_date"),
        ("2026-01-04,班", "2026-01-04,半天", "no_kind"),
        ("2026-01-04,班", "2026-01-04", "no_kind"),
        ("2026-01-04,班", "2026-01-05,班", "already_worked"),
        ("2026-01-04,班", "2026-01-01,休", "twice"),
        ("2026-01-04,班", "2025-01-04,班", "other_year"),
        ("2026-01-04,班,元旦", "2026-01-04,班," + "长" * 101, "long_name"),
    ],
)
def test_a_line_with_a_fault_is_refused_with_its_number(old: str, new: str, fault: str) -> None:
    text = "\n".join(lines_of(2026))
    found = text.split("\n")
    line = next(number for number, one in enumerate(found, 1) if one.startswith(old))
    wrong = text.replace(
        found[line - 1], new if "元旦" in old else found[line - 1].replace(old, new)
    )
    assert faults_of(wrong) == [(line, fault)]


def test_nothing_at_all_is_said_to_be_nothing() -> None:
    for text in ("", "\n\n", "日期,类型,名称"):
        assert faults_of(text) == [(0, "empty")]


def test_a_line_too_many_is_named_beside_every_other_fault() -> None:
    text = "\n".join(["2026-13-01,休", *lines_of(2026), "明天,休"])
    assert faults_of(text) == [(1, "no_such_day"), (len(lines_of(2026)) + 2, "no_date")]


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="一二、：:。（）()元旦放假上班至共天年月日0123456789，,\n周", max_size=200))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    try:
        found = read_list(text)
    except UnreadableList as refused:
        assert refused.faults
    else:
        assert found.days and all(
            day.date.year in (found.year, found.year - 1) for day in found.days
        )


def test_cutting_keeps_the_number_of_lines() -> None:
    assert len(cut_lines("a,b\n\nc")) == 3
