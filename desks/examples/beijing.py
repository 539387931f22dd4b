"""What the example says. Units are invented; measures are the document's own.

Months are counted from the month of the first run, so that the example is never out of date. A
filing tells its percent as a share of what was planned for its period's end.
"""

from dataclasses import dataclass

# key, full name, short name: in the order of a city's official list.
UNITS = [
    ("plan", "示例综合主管部门", "示例综合部门"),
    ("edu", "示例教育主管部门", "示例教育部门"),
    ("sci", "示例科技主管部门", "示例科技部门"),
    ("ind", "示例产业主管部门", "示例产业部门"),
    ("police", "示例公安主管部门", "示例公安部门"),
    ("talent", "示例人才主管部门", "示例人才部门"),
    ("health", "示例卫健主管部门", "示例卫健部门"),
    ("foreign", "示例外事主管部门", "示例外事部门"),
    ("trade", "示例商务主管部门", "示例商务部门"),
    ("finance", "示例金融主管部门", "示例金融部门"),
    ("data", "示例数据主管部门", "示例数据部门"),
    ("market", "示例市场监管部门", "示例监管部门"),
    ("park", "示例园区管理机构", "示例园区机构"),
    ("district", "示例甲区政府", "示例甲区"),
]
OFFICE = ("office", "示例统筹督查机构", "示例督查室")

# Short working titles, by the clause's path; the official wording stays beside them.
TITLES = {
    "四/（一）/一是": "前瞻布局前沿领域",
    "四/（一）/二是": "支持优势技术领域",
    "四/（一）/三是": "衔接国家计划",
    "四/（一）/四是": "国际机构双向合作",
    "四/（二）/一是": "培育全球龙头企业",
    "四/（二）/二是": "培育高成长企业",
    "四/（二）/三是": "布局高端产业链",
    "四/（二）/四是": "建设人工智能产业园",
    "四/（二）/五是": "发挥资本关键作用",
    "四/（三）/一是": "医疗养老创新应用",
    "四/（三）/二是": "智慧安防智慧小区",
    "四/（三）/三是": "新零售应用推广",
    "四/（三）/四是": "应用试点示范",
    "四/（四）/一是": "搭建资源平台",
    "四/（四）/二是": "开源和公共数据库",
    "四/（四）/三是": "专利和标准化工作",
    "四/（四）/四是": "组建技术创新联盟",
    "四/（五）/一是": "引进全球顶尖人才",
    "四/（五）/二是": "培养创新人才团队",
    "四/（五）/三是": "复合型人才培养",
    "四/（五）/四是": "人工智能基础教育",
    "四/（五）/五是": "建设人工智能学科",
}


@dataclass(frozen=True)
class Row:
    """One initiative. `shares` are for the last three closed rounds, None where nothing was filed.

    `now` is the state of the open round's update, "" where there is none.
    """

    lead: str
    others: tuple[str, ...]
    starts: int
    due: int
    shares: tuple[str | None, str | None, str | None]
    now: str
    done: str
    rating: str = "on_track"
    cause: str = ""
    problem: str = ""
    next_steps: str = "按既定安排推进下一阶段工作，按月通报进展情况。"
    finished: int | None = None


def _row(lead: str, others: str, starts: int, due: int, shares: str, now: str, done: str,
         **more: object) -> Row:  # fmt: skip
    read = [None if share == "-" else share for share in shares.split()]
    return Row(
        lead, tuple(others.split()), starts, due, (read[0], read[1], read[2]), now, done,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


ROWS: dict[int, Row] = {
    1: _row("sci", "edu park", -12, 14, "1.02 1.05 1.08", "approved",
            "发布前沿方向清单，组织立项12项，到位经费1.2亿元。"),
    2: _row("sci", "ind", -12, 15, "0.92 0.97 1.03", "approved",
            "支持优势技术攻关项目9项，其中3项完成中期评估。"),
    3: _row("plan", "sci park", -12, 14, "0.95 0.84 0.76", "submitted",
            "与国家计划衔接的2个项目完成申报材料，1个项目待批复。", rating="at_risk",
            cause="国家计划项目批复时间晚于预期约1个月，配套方案未能定稿。",
            problem="与国家有关部门的衔接渠道不够顺畅，批复进度难以预判。",
            next_steps="每周对接批复进展，先行完善配套方案，批复后10个工作日内印发。"),
    4: _row("foreign", "edu district", -12, 13, "0.58 - -", "",
            "与2家国际机构完成首轮磋商，协议文本尚未议定。", rating="at_risk",
            cause="合作协议文本仍在磋商，对方机构内部审批时间较长。",
            problem="数据出境条款缺少可参照的文本，双方意见尚有分歧。",
            next_steps="先就无争议条款形成备忘录，同步推进数据出境条款会商。"),
    5: _row("ind", "trade district", -12, 14, "1.00 1.02 1.04", "approved",
            "遴选首批培育企业6家，逐家建立服务专员机制。"),
    6: _row("ind", "finance district", -12, 8, "1.01 1.03 1.06", "submitted",
            "新增高成长企业18家，累计157家，完成培训4期。"),
    7: _row("plan", "ind", -12, 14, "0.55 0.66 0.73", "draft",
            "完成产业链图谱编制，链主企业名单报审。", rating="at_risk",
            cause="链主企业名单征求意见时间较长，报审晚于计划15个工作日。",
            problem="部分企业对链主责任认识不一，意见反馈不及时。",
            next_steps="集中回访意见不一的企业，下月上旬完成名单报审。"),
    8: _row("district", "ind plan", -10, 9, "1.00 0.95 0.90", "returned",
            "主体结构完成11层，与6家企业签订入驻意向书。", rating="behind",
            cause="深基坑支护方案调整，主体结构停工33天，现已复工并增加两班作业。",
            problem="冬季施工条件受限，后续工期仍有压力。",
            next_steps="落实冬季施工方案，按周调度主体结构进度，抢回停工工期。"),
    9: _row("finance", "plan", -12, 14, "0.98 1.00 1.02", "approved",
            "引导基金完成2个子基金设立，投向人工智能项目7个。"),
    10: _row("health", "district", -12, 8, "1.02 1.04 1.06", "approved",
             "3家医院上线辅助诊断应用，2个街道开展养老服务试点。"),
    11: _row("police", "district", -12, 5, "1.01 1.02 1.05", "approved",
             "完成42个智慧小区改造，联动平台接入率达到71%。"),
    12: _row("trade", "market", -12, 5, "0.97 0.90 0.83", "",
             "新增智能零售网点120个，2个商圈完成场景验收。", rating="at_risk",
             cause="部分商圈场地协调未完成，第三批网点建设延后。",
            problem="商圈产权分散，设备进场手续办理环节较多。",
            next_steps="依托集中办理机制，下月完成2个商圈的进场手续。"),
    13: _row("district", "ind data", -12, 14, "0.96 1.00 1.02", "draft",
             "征集试点示范项目31个，遴选首批8个。"),
    14: _row("sci", "edu ind", -12, 2, "1.02 1.04 1.06", "",
             "人工智能资源平台建成并通过验收，向46家单位开放。", finished=-1),
    15: _row("data", "sci edu", -12, 11, "0.74 0.60 0.50", "submitted",
             "公共数据库完成需求论证，开放数据集86个。", rating="behind",
             cause="数据脱敏标准未定稿，第二批数据集暂缓开放，核减前期误报4个百分点。",
            problem="数据脱敏和分级标准尚不统一，部门开放数据存在顾虑。",
            next_steps="加快脱敏标准定稿，标准印发后分批开放第二批数据集。"),
    16: _row("market", "sci", -12, 14, "0.99 1.01 1.02", "approved",
             "立项地方标准5项，高质量专利申请累计401件。"),
    17: _row("ind", "sci", -12, 1, "1.05 1.08 -", "",
             "技术创新联盟正式成立，首批成员单位63家。", finished=-2),
    18: _row("talent", "edu", -12, 16, "1.00 1.02 1.03", "approved",
             "引进顶尖人才4名，2个团队签订落户协议。"),
    19: _row("edu", "talent sci", -12, 15, "0.97 1.00 1.04", "approved",
             "新增创新团队3个，联合培养研究生210名。"),
    20: _row("edu", "talent", -12, 14, "1.00 0.93 0.84", "approved",
             "新开设复合型课程12门，2所学校实训基地在建。", rating="at_risk",
             cause="实训基地设备采购流标1次，重新招标需要1个月。",
            problem="设备参数要求较高，符合条件的供应商较少。",
            next_steps="优化采购方案后重新招标，同步开展教师培训。"),
    21: _row("edu", "sci", 2, 16, "- - -", "", ""),
    22: _row("edu", "sci talent", 4, 18, "- - -", "", ""),
    # What the office broke measures down into beside: see `desks.examples.lives`.
    23: _row("district", "edu park", -11, 6, "0.94 - -", "",
             "2个园区实训点完成选址，与3所院校议定课程。"),
    24: _row("talent", "foreign edu", -8, 10, "0.97 0.95 -", "",
             "遴选首批研修人员32名，与2家机构议定研修方案。"),
    25: _row("edu", "talent", 3, 16, "- - -", "", ""),
}  # fmt: skip

# The clause's path that each of these serves, and its title.
MORE = {
    23: ("四/（五）/三是", "园区实训点建设"),
    24: ("四/（五）/二是", "创新人才境外研修"),
    25: ("四/（五）/五是", "人工智能学科评价办法"),
}

# Initiative 8 is told by milestones: title, working days from today (negative: past), weight, done.
MILESTONES = [
    ("项目选址与规划批复", -160, 15, True),
    ("一期开工", -100, 14, True),
    ("一期主体结构封顶", -12, 23, False),
    ("首批企业入驻协议", 70, 18, False),
    ("一期竣工验收", 130, 20, False),
    ("园区开园", 150, 10, False),
]
RETURNED = "完成情况与里程碑不符，封顶未完成不应计入；请补充停工原因和预计封顶日期。"

# Which problem (by its number in section three) each area's measures address.
ADDRESSES = {1: 1, 2: 4, 3: 3, 4: 3, 5: 2}


@dataclass(frozen=True)
class Figure:
    """An indicator of the document. The baseline is real; target and values are invented."""

    name: str
    unit: str
    baseline: str
    on: tuple[int, int, int]
    quote: str
    initiative: int
    target: str
    values: tuple[str, str, str]


FIGURES = [
    Figure(
        "人工智能企业数量", "家", "1100", (2020, 6, 30),
        "截至 2020 年 6 月，北京市以 1100 家人工智能企业数量位列全国第一，"
        "占全国总数量的比重达到 25%",
        6, "2600", ("2180", "2215", "2260"),
    ),
    Figure(
        "国家新一代人工智能开放创新平台", "家", "7", (2020, 10, 31),
        "在目前获批的 15 家国家新一代人工智能开放创新平台中，有 7 家在北京建设",
        15, "20", ("12", "12", "12"),
    ),
    Figure(
        "人工智能企业募集资金总额", "亿元", "3000", (2020, 6, 30),
        "截止到 2020 年 6 月底，北京 AI 企业募集资金总额已超过 3000 亿元",
        9, "6000", ("5120", "5180", "5236.5"),
    ),
]  # fmt: skip
