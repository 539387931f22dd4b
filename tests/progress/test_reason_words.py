import pytest

from progress.lights import Light, Reason
from progress.reasons import LIGHT_WORDS, SENTENCES, words

PLAN = {"percent": "29", "planned_percent": "51.7", "ratio": "0.5609"}
DUE = {"due_on": "2026-11-04", "days": 12}

WORDED = {
    "completed": ({"completed_on": "2026-11-04"}, "已于2026年11月4日完成", "4 November 2026"),
    "completed_undated": ({}, "已完成", "Completed"),
    "completed_late": (
        {"completed_on": "2026-11-20", **DUE},
        "已于2026年11月20日完成，晚于原定时限（2026年11月4日）12个工作日",
        "Completed on 20 November 2026, 12 working days after the due date (4 November 2026)",
    ),
    "suspended": ({}, "已暂停实施", "Suspended"),
    "cancelled": ({}, "已取消", "Cancelled"),
    "merged": ({}, "已并入其他任务", "Merged into another initiative"),
    "not_started": (
        {"starts_on": "2027-01-01"},
        "计划于2027年1月1日启动",
        "Planned to start on 1 January 2027",
    ),
    "not_assigned": ({}, "尚未交办", "Not yet assigned"),
    "declined": ({}, "牵头单位已退回，待重新交办", "Declined by the lead unit"),
    "not_begun": ({}, "已交办，尚未启动", "Assigned, not yet begun"),
    "ongoing": ({}, "常态推进，无缺报", "Ongoing, no report missed"),
    "overdue": (
        DUE,
        "时限2026年11月4日，已逾期12个工作日，尚未办结",
        "Due on 4 November 2026, overdue by 12 working days and still open",
    ),
    "milestone_overdue": (
        {"title": "平台上线", **DUE},
        "里程碑“平台上线”时限2026年11月4日，已逾期12个工作日",
        "Milestone “平台上线”, due on 4 November 2026, is overdue by 12 working days",
    ),
    "behind_plan": (PLAN, "完成29%，为序时的56%", "29% done, 56% of the plan to date"),
    "points_behind": (
        {**PLAN, "behind_points": "22.7"},
        "完成29%，低于序时进度22.7个百分点",
        "29% done, 22.7 percentage points behind the plan to date",
    ),
    "within_tolerance": (
        {**PLAN, "behind_points": "1", "tolerance_points": "5"},
        "完成29%，低于序时进度1个百分点，未超过允许的5个百分点",
        "29% done, 1 percentage point behind the plan to date, "
        "within the 5 percentage points allowed",
    ),
    "on_plan": (
        {"percent": "57", "planned_percent": "60", "ratio": "0.95"},
        "完成57%，序时应达60%，为序时的95%",
        "57% done, 60% planned to date, 95% of the plan",
    ),
    "nothing_planned_yet": (
        {"percent": "0"},
        "完成0%，序时尚无进度要求",
        "0% done, nothing planned",
    ),
    "without_plan": ({"percent": "3"}, "完成3%，未设序时进度", "3% done, no plan to date set"),
    "due_soon": (
        {"due_on": "2026-11-30", "days": 1, "percent": "70", "needed_percent": "90"},
        "距时限2026年11月30日还有1个工作日，完成70%，未达90%",
        "Due on 30 November 2026, 1 working day left, 70% done, short of 90%",
    ),
    "due_soon_without_figure": (
        {"due_on": "2026-11-30", "days": 0, "needed_percent": "90"},
        "距时限2026年11月30日还有不足1个工作日，尚无经审核的进度，未达90%",
        "Due on 30 November 2026, less than one working day left, no approved figure yet",
    ),
    "missed_round": ({"period": "2026-10"}, "2026年10月未报送", "Nothing filed for October 2026"),
    "missed_rounds": (
        {"period": "2026-Q3", "count": 2},
        "连续2期未报送，最近一期为2026年第三季度",
        "Nothing filed for 2 rounds in a row, the latest being Q3 2026",
    ),
    "self_at_risk": ({}, "填报单位自评为有风险", "The unit itself says at risk"),
    "self_behind": ({}, "填报单位自评为滞后", "The unit itself says behind"),
    "completion_requested": (
        {"requested_on": "2026-11-19"},
        "已于2026年11月19日申请办结，待审核",
        "Completion requested on 19 November 2026, in review",
    ),
    "told_in_words": ({}, "以文字报送进展，无逾期、无缺报", "Progress told in words"),
    "no_figure_yet": ({}, "尚无经审核的进度，无逾期、无缺报", "No approved figure yet"),
    "overridden": (
        {"light": "green", "reason": "上级已同意", "by": "示例协调员", "expires_on": "2026-12-31"},
        "示例协调员人工调整为正常，有效期至2026年12月31日，理由：上级已同意",
        "Set to On track by 示例协调员 until 31 December 2026, because: 上级已同意",
    ),
    "short_rounds": (
        {"count": 2, "period": "2026-10"},
        "连续2期未达序时，最近一期为2026年10月",
        "Behind the plan to date for 2 rounds in a row, the latest being October 2026",
    ),
    "not_begun_late": (
        {"starts_on": "2026-09-01", "count": 3},
        "应于2026年9月1日启动，已满3个月仍未启动",
        "Was to start on 1 September 2026; 3 calendar months are over without a start",
    ),
}


def test_every_code_has_its_words_checked_here():
    assert set(WORDED) == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_reason_is_worded_with_its_figures(code):
    figures, chinese, english = WORDED[code]
    reason = Reason(code, Light.RED, figures)
    assert words(reason) == words(reason, "zh") == chinese
    assert english in words(reason, "en")


def test_an_unknown_code_is_an_error():
    with pytest.raises(KeyError):
        words(Reason("bad_weather", Light.RED))


def test_a_missing_figure_is_an_error():
    with pytest.raises(KeyError):
        words(Reason("overdue", Light.RED))


def test_another_language_is_an_error():
    with pytest.raises(ValueError, match="zh and en, not in fr"):
        words(Reason("merged", Light.PAUSED), "fr")


def test_a_ratio_is_rounded_down_so_that_59_9999_is_not_60():
    figures = {"percent": "47.9999", "planned_percent": "80", "ratio": "0.5999"}
    assert words(Reason("behind_plan", Light.RED, figures)) == "完成48%，为序时的59.9%"


def test_no_whole_working_day_is_said_in_words():
    reason = Reason("overdue", Light.RED, {"due_on": "2026-11-20", "days": 0})
    assert "已逾期不足1个工作日" in words(reason)
    assert "overdue by less than one working day" in words(reason, "en")


def test_a_period_that_is_no_calendar_period_stands_as_it_is():
    assert words(Reason("missed_round", Light.YELLOW, {"period": "专项"})) == "专项未报送"


def test_braces_in_a_title_are_left_alone():
    figures = {"title": "{due_on}", "due_on": "2026-11-04", "days": 3}
    assert words(Reason("milestone_overdue", Light.YELLOW, figures)).startswith("里程碑“{due_on}”")


def test_every_light_has_a_name_in_both_languages():
    assert {light: names["zh"] for light, names in LIGHT_WORDS.items()} == {
        Light.RED: "滞后",
        Light.YELLOW: "预警",
        Light.GREEN: "正常",
        Light.DONE: "已完成",
        Light.NOT_STARTED: "未启动",
        Light.ONGOING: "常态推进",
        Light.PAUSED: "暂缓",
    }
    assert [LIGHT_WORDS[light]["en"] for light in Light] == [
        "Behind",
        "At risk",
        "On track",
        "Completed",
        "Not started",
        "Ongoing",
        "Suspended",
    ]
