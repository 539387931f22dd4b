"""Reasons put into words, and the lights' names."""

from collections.abc import Mapping

from core.sentences import Language, Sentence
from progress.lights import Light, Reason

LIGHT_WORDS: Mapping[Light, Mapping[str, str]] = {
    Light.RED: {"zh": "滞后", "en": "Behind"},
    Light.YELLOW: {"zh": "预警", "en": "At risk"},
    Light.GREEN: {"zh": "正常", "en": "On track"},
    Light.DONE: {"zh": "已完成", "en": "Completed"},
    Light.NOT_STARTED: {"zh": "未启动", "en": "Not started"},
    Light.ONGOING: {"zh": "常态推进", "en": "Ongoing"},
    Light.PAUSED: {"zh": "暂缓", "en": "Suspended"},
}

SENTENCES: Mapping[str, Sentence] = {
    "completed": Sentence("已于{completed_on}完成", "Completed on {completed_on}"),
    "completed_undated": Sentence("已完成", "Completed"),
    "completed_late": Sentence(
        "已于{completed_on}完成，晚于原定时限（{due_on}）{days}",
        "Completed on {completed_on}, {days} after the due date ({due_on})",
    ),
    "suspended": Sentence("已暂停实施", "Suspended"),
    "cancelled": Sentence("已取消", "Cancelled"),
    "merged": Sentence("已并入其他任务", "Merged into another initiative"),
    "not_started": Sentence("计划于{starts_on}启动", "Planned to start on {starts_on}"),
    "not_assigned": Sentence("尚未交办", "Not yet assigned"),
    "declined": Sentence(
        "牵头单位已退回，待重新交办", "Declined by the lead unit, to be assigned again"
    ),
    "not_begun": Sentence("已交办，尚未启动", "Assigned, not yet begun"),
    "ongoing": Sentence("常态推进，无缺报", "Ongoing, no report missed"),
    "overdue": Sentence(
        "时限{due_on}，已逾期{days}，尚未办结", "Due on {due_on}, overdue by {days} and still open"
    ),
    "milestone_overdue": Sentence(
        "里程碑“{title}”时限{due_on}，已逾期{days}",
        "Milestone “{title}”, due on {due_on}, is overdue by {days}",
    ),
    "behind_plan": Sentence(
        "完成{percent}，为序时的{ratio}",
        "{percent} done, {ratio} of the plan to date",
    ),
    "points_behind": Sentence(
        "完成{percent}，低于序时进度{behind_points}",
        "{percent} done, {behind_points} behind the plan to date",
    ),
    "within_tolerance": Sentence(
        "完成{percent}，低于序时进度{behind_points}，未超过允许的{tolerance_points}",
        "{percent} done, {behind_points} behind the plan to date, "
        "within the {tolerance_points} allowed",
    ),
    "on_plan": Sentence(
        "完成{percent}，序时应达{planned_percent}，为序时的{ratio}",
        "{percent} done, {planned_percent} planned to date, {ratio} of the plan",
    ),
    "nothing_planned_yet": Sentence(
        "完成{percent}，序时尚无进度要求", "{percent} done, nothing planned to date yet"
    ),
    "without_plan": Sentence("完成{percent}，未设序时进度", "{percent} done, no plan to date set"),
    "due_soon": Sentence(
        "距时限{due_on}还有{days}，完成{percent}，未达{needed_percent}",
        "Due on {due_on}, {days} left, {percent} done, short of {needed_percent}",
    ),
    "due_soon_without_figure": Sentence(
        "距时限{due_on}还有{days}，尚无经审核的进度，未达{needed_percent}",
        "Due on {due_on}, {days} left, no approved figure yet, short of {needed_percent}",
    ),
    "missed_round": Sentence("{period}未报送", "Nothing filed for {period}"),
    "missed_rounds": Sentence(
        "连续{count}期未报送，最近一期为{period}",
        "Nothing filed for {count} rounds in a row, the latest being {period}",
    ),
    "short_rounds": Sentence(
        "连续{count}期未达序时，最近一期为{period}",
        "Behind the plan to date for {count} rounds in a row, the latest being {period}",
    ),
    "not_begun_late": Sentence(
        "应于{starts_on}启动，已满{count}个月仍未启动",
        "Was to start on {starts_on}; {count} calendar months are over without a start",
    ),
    "self_at_risk": Sentence("填报单位自评为有风险", "The unit itself says at risk"),
    "self_behind": Sentence("填报单位自评为滞后", "The unit itself says behind"),
    "completion_requested": Sentence(
        "已于{requested_on}申请办结，待审核", "Completion requested on {requested_on}, in review"
    ),
    "told_in_words": Sentence(
        "以文字报送进展，无逾期、无缺报", "Progress told in words, nothing overdue or missed"
    ),
    "no_figure_yet": Sentence(
        "尚无经审核的进度，无逾期、无缺报", "No approved figure yet, nothing overdue or missed"
    ),
    "overridden": Sentence(
        "{by}人工调整为{light}，有效期至{expires_on}，理由：{reason}",
        "Set to {light} by {by} until {expires_on}, because: {reason}",
    ),
}


def words(reason: Reason, language: Language = "zh") -> str:
    """The reason as a sentence without its full stop.

    Raises KeyError for a code or figure it has no words for, ValueError for another language.
    """
    figures = dict(reason.figures)
    if reason.code == "overridden":
        figures["light"] = LIGHT_WORDS[Light(str(figures["light"]))].get(language, "")
    return SENTENCES[reason.code].fill(figures, language)
