"""Rules that cities have published, as policies; what they print, and how their gaps are filled.

A city prints how it holds progress against its plan to date. On milestones, terms running out,
missed filings and self-rating none of them says anything: there the default stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.sentences import Sentence
from progress.lights import DEFAULT_POLICY, Policy


@dataclass(frozen=True)
class Preset:
    """A published rule: the policy it makes, what was printed, and how its gaps were read."""

    policy: Policy
    printed: Sentence
    gaps: Sentence


PRINTED: Mapping[str, Preset] = {
    "default": Preset(
        DEFAULT_POLICY,
        Sentence(
            "本系统默认：低于序时的60%为滞后，低于90%为预警，落后不超过5个百分点不亮灯",
            "This software's own: below 60% of the plan to date red, below 90% yellow, nothing "
            "within 5 percentage points",
        ),
        Sentence("无", "None"),
    ),
    "yinchuan": Preset(
        Policy(
            version=1,
            name="银川规则（2025年）",
            compare="points",
            tolerance_points=Decimal(0),
            not_begun_yellow_months=1,
            not_begun_red_months=3,
        ),
        Sentence(
            "达到序时进度亮绿灯；低于序时进度10至30个百分点（含）亮黄灯；低于30个百分点以上亮红灯；"
            "计划当月未启动亮黄灯，连续三个月未启动亮红灯",
            "At the plan to date green; 10 to 30 percentage points below, both included, yellow; "
            "more than 30 below red; not begun in the planned month yellow, for three months red",
        ),
        Sentence(
            "原文未写低于不足10个百分点如何亮灯，按正常处理；未写何谓“未启动”，"
            "按已交办未启动且无经审核的进度处理；当月最后一日计满一个月",
            "Less than 10 points below is not defined: read as on track. “Not begun” is not "
            "defined: read as assigned, with no approved progress; a month counts on its last day",
        ),
    ),
    "sanya": Preset(
        Policy(
            version=1,
            name="三亚规则（2022年）",
            red_below=Decimal("0.50"),
            yellow_below=Decimal(1),
            tolerance_points=Decimal(0),
            short_rounds_red=2,
        ),
        Sentence(
            "累计完成达到序时亮绿灯；差额不超过序时的50%亮黄灯，超过50%亮红灯；"
            "当月未完成亮黄灯，连续两个月未完成亮红灯",
            "At the plan to date green; short by up to 50% of it yellow, by more red; a month "
            "missed yellow, two months in a row red",
        ),
        Sentence(
            "连续两个月的规定原文针对各区，这里用于每项任务，以填报期为月；"
            "其后已赶上序时的不再计入",
            "The rule of two months was printed for districts: read here for each initiative, a "
            "round as a month; who has caught up since is not counted",
        ),
    ),
    "wuhan": Preset(
        Policy(
            version=1, name="武汉规则", yellow_below=Decimal("0.80"), tolerance_points=Decimal(0)
        ),
        Sentence(
            "完成量与序时之比低于60%亮红灯，低于80%亮黄灯",
            "Below 60% of the plan to date red, below 80% yellow",
        ),
        Sentence(
            "原文未写达到80%及以上如何亮灯，按正常处理",
            "80% and above is not defined: read as on track",
        ),
    ),
    # One threshold only: short of the plan to date, which warns and by itself is never red.
    "xuancheng": Preset(
        Policy(
            version=1,
            name="宣城规则（2020年）",
            red_below=Decimal(0),
            yellow_below=Decimal(1),
            tolerance_points=Decimal(0),
            plan_by="months",
        ),
        Sentence(
            "11月底完成比例低于91.7%（即12个月中的11个月），或增速低于目标，为“未达序时”",
            "Done less than 91.7% at the end of November (11 months of 12), or growth below its "
            "target: “short of the plan to date”",
        ),
        Sentence(
            "原文只有一档，按预警处理；序时按已满的月数计算，保留一位小数；增速由指标的进度规则判断",
            "One grade only: read as at risk. The plan to date counts whole months, to one "
            "decimal. Growth rates are judged by the rule of indicators",
        ),
    ),
}
PRESETS: Mapping[str, Policy] = {name: preset.policy for name, preset in PRINTED.items()}
