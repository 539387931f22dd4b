"""Small, valid things for tests, made by the same actions that people use, at given moments.

The house: units A and B, an office, a person for each role, and a plan of four measures in two
areas whose first round (2026-09) is open. Initiative 1 and 2 are unit A's and under way, 2 told by
milestones; 3 is unit B's and not yet accepted; 4 is unit B's and starts in November.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.actions import add_person, add_unit, grant_role
from accounts.choices import Role
from accounts.models import Notice, Unit, User
from core.audit import Actor
from core.models import AuditEvent
from core.periods import Period
from indicators.actions import Baseline, add_indicator, set_target
from indicators.models import Indicator
from progress.actions import (
    Words,
    approve_update,
    hand_over,
    open_round,
    return_update,
    save_draft,
    sign_update,
    start_update,
)
from progress.models import Round, Update
from recommendations.actions import (
    Assignment,
    NewPlan,
    Step,
    accept_initiative,
    add_edition,
    assign_initiative,
    make_plan,
    publish_plan,
    record_adoption,
    set_milestones,
)
from recommendations.models import DocumentEdition, Initiative, Plan

SHANGHAI = ZoneInfo("Asia/Shanghai")
BY = Actor.system("tests")
SLUG = "digital"
SEPTEMBER = Period.parse("2026-09")
OCTOBER = Period.parse("2026-10")
DOCUMENT = """示例区数字服务发展建议

一、示例区数字服务的问题

（一）数据共享不够充分

各部门数据标准不一，共享目录更新不及时，基期接入部门为 12 个。

二、示例区数字服务发展建议

（一）夯实基础，打通数据

围绕基础能力，先易后难。一是建设统一数据平台，年内接入十个部门。二是制定共享目录，按季度更新。

（二）服务企业，优化流程

一是上线企业服务专窗，实现一口受理。二是压缩办理时限，推行免申即享。
"""


def at(text: str) -> datetime:
    """A moment of local time: `at("2026-09-01 09:00")`; a day alone is nine in the morning."""
    day, _, clock = text.partition(" ")
    return datetime.fromisoformat(f"{day}T{clock or '09:00'}").replace(tzinfo=SHANGHAI)


ADDED, PUBLISHED, OPENED = at("2026-08-03"), at("2026-09-01 08:00"), at("2026-09-01 09:00")
# Account name, name, role, unit.
PEOPLE = [
    ("alice", "Alice", Role.REPORTER, "A"),
    ("bo", "Bo", Role.UNIT_LEAD, "A"),
    ("eve", "Eve", Role.REPORTER, "B"),
    ("fan", "Fan", Role.UNIT_LEAD, "B"),
    ("chen", "Chen", Role.COORDINATOR, ""),
    ("dong", "Dong", Role.CHIEF, ""),
    ("lei", "Lei", Role.LEADER, ""),
    ("su", "Su", Role.SECRETARY, ""),
    ("gao", "Gao", Role.SYSTEM_ADMIN, ""),
    ("han", "Han", Role.SECURITY_ADMIN, ""),
    ("jin", "Jin", Role.AUDITOR, ""),
    ("zed", "Zed", None, ""),
]


def actor(user: User) -> Actor:
    """The person as an actor."""
    return Actor(id=user.pk, name=user.name)


def make_unit(name: str = "示例甲局", position: int = 1, **more: Any) -> Unit:
    return add_unit(name=name, short_name=name, position=position, by=BY, **more)


def make_person(
    username: str, *, name: str = "", role: Role | None = None, unit: Unit | None = None
) -> User:
    """A person without password, holding one role or none."""
    user = add_person(username=username, name=name or username, password=None, unit=unit, by=BY)
    if role is not None:
        grant_role(user=user, role=role, unit=unit, now=ADDED, by=BY)
    return user


def make_edition(text: str = DOCUMENT, *, file_name: str = "digital.txt") -> DocumentEdition:
    return add_edition(data=text.encode(), file_name=file_name, now=ADDED, by=BY)


def new_plan(slug: str = SLUG, **more: Any) -> NewPlan:
    """What a person decides about the small plan."""
    facts = {
        "title": "数字服务落实方案",
        "short_title": "数字服务",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
    }
    return NewPlan(slug=slug, **{**facts, **more})


def make_draft_plan(slug: str = SLUG, text: str = DOCUMENT) -> Plan:
    return make_plan(edition=make_edition(text), new=new_plan(slug), now=ADDED, by=BY)


def assign(initiative: Initiative, lead: Unit, *, accept: bool = True, **more: Any) -> Initiative:
    """Give it to a unit, from the first of January to the end of the year unless told otherwise."""
    facts = {"starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31)}
    assign_initiative(
        initiative=initiative,
        assignment=Assignment(lead=lead, **{**facts, **more}),
        on=date(2026, 1, 1),
        version=initiative.version,
        now=ADDED,
        by=BY,
    )
    if accept:
        accept_initiative(
            initiative=initiative,
            on=date(2026, 1, 1),
            version=initiative.version,
            now=ADDED,
            by=BY,
        )
    return initiative


STEPS = [
    Step("完成方案", date(2026, 3, 31), Decimal(1)),
    Step("目录上线", date(2026, 9, 20), Decimal(2)),
    Step("全部接入", date(2026, 12, 20), Decimal(1)),
]


def publish(plan: Plan, *, now: datetime = PUBLISHED) -> Plan:
    record_adoption(
        plan=plan, adopted_by="示例领导小组", number="〔2026〕1号", on=date(2026, 8, 20),
        version=plan.version, by=BY,
    )  # fmt: skip
    return publish_plan(plan=plan, version=plan.version, now=now, by=BY)


def build_house() -> None:
    """Everything that the module's first lines tell of."""
    units = {
        "A": make_unit("示例甲局", 2),
        "B": make_unit("示例乙局", 1),
        "office": make_unit("示例督查室", 3),
    }
    for username, name, role, unit in PEOPLE:
        make_person(username, name=name, role=role, unit=units.get(unit))
    plan = make_draft_plan()
    one, two, three, four = plan.initiatives.select_related("plan").order_by("code")
    assign(one, units["A"], supporting=[units["B"]], leaders=["李示例"])
    assign(two, units["A"])
    set_milestones(
        initiative=two, steps=STEPS, on=date(2026, 1, 1), version=two.version, now=ADDED, by=BY
    )
    assign(three, units["B"], accept=False)
    assign(four, units["B"], accept=False, starts_on=date(2026, 11, 1), due_on=date(2026, 12, 20))
    publish(plan)
    # What the units were told of their assignments is read and gone: inboxes begin empty.
    Notice.objects.all().delete()
    open_round(plan=plan, period=SEPTEMBER, now=OPENED, by=BY)


@dataclass
class House:
    """The house as one test holds it: fresh rows."""

    plan: Plan
    round: Round
    a: Unit
    b: Unit
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        if name != "people" and name in self.people:
            return self.people[name]
        raise AttributeError(name)

    def initiative(self, code: int) -> Initiative:
        return Initiative.objects.select_related("plan", "lead").get(plan=self.plan, code=code)

    def reporter(self, initiative: Initiative) -> User:
        return self.alice if initiative.lead_id == self.a.pk else self.eve

    def signer(self, initiative: Initiative) -> User:
        return self.bo if initiative.lead_id == self.a.pk else self.fan


def load_house() -> House:
    plan = Plan.objects.select_related("edition__document").get(slug=SLUG)
    units = {unit.name: unit for unit in Unit.objects.all()}
    people = User.objects.select_related("unit").in_bulk(
        [row[0] for row in PEOPLE], field_name="username"
    )
    round_ = plan.rounds.select_related("plan").get(period=SEPTEMBER.key)
    return House(plan, round_, units["示例甲局"], units["示例乙局"], dict(people))


def words(percent: int | str | None = 60, **more: Any) -> Words:
    """Complete words for an update that is on track."""
    facts = {
        "percent": None if percent is None else Decimal(percent),
        "self_rating": "on_track",
        "done": "本月完成平台一期建设并接入三个部门。",
        "next_steps": "下月完成剩余部门的接入和联调测试。",
    }
    return Words(**{**facts, **more})


WAY = ("draft", "for_signing", "submitted", "approved")


def file_update(
    house: House,
    code: int = 1,
    *,
    until: str = "approved",
    now: datetime | None = None,
    round_: Round | None = None,
    said: Words | None = None,
    values: dict[int, Decimal] | None = None,
) -> Update:
    """An update written and taken along its way until a state, all at one moment."""
    from indicators.actions import file_values

    when = now or at("2026-09-20 10:00")
    initiative = house.initiative(code)
    author = house.reporter(initiative)
    update = start_update(
        initiative=initiative, round_=round_ or house.round, author=author, now=when, by=BY
    )
    said = said or words(None if initiative.told_by == "milestones" else 60)
    save_draft(update=update, words=said, author=author, version=update.version, now=when, by=BY)
    if values is not None:
        file_values(update=update, values=values, now=when, by=BY)
    return advance(house, update, until=until, now=when)


def advance(house: House, update: Update, *, until: str, now: datetime) -> Update:
    """Take an update further along its way."""
    signer, author = house.signer(update.initiative), update.author
    wanted = "submitted" if until == "returned" else until
    start = 0 if update.state == "returned" else WAY.index(update.state)
    for state in WAY[start + 1 : WAY.index(wanted) + 1]:
        if state == "for_signing":
            hand_over(update=update, author=author, version=update.version, now=now, by=BY)
        elif state == "submitted":
            sign_update(update=update, signer=signer, version=update.version, now=now, by=BY)
        else:
            approve_update(
                update=update, reviewer=house.chen, version=update.version, now=now, by=BY
            )
    if until == "returned":
        return_update(
            update=update, reviewer=house.chen, reason="请补充接入部门名单。",
            version=update.version, now=now, by=BY,
        )  # fmt: skip
    return update


def make_indicator(house: House, code: int | None = 1, **more: Any) -> Indicator:
    """From 12 (end of 2025) to 112 (end of 2026), the baseline quoted from the document."""
    indicator = add_indicator(
        plan=house.plan, name="接入部门数", unit_of_measure="个",
        baseline=Baseline(
            Decimal(12), date(2025, 12, 31), house.plan.edition, "基期接入部门为12个"
        ),
        initiative=house.initiative(code) if code else None, by=BY, **{"now": ADDED, **more},
    )  # fmt: skip
    set_target(indicator=indicator, due_on=date(2026, 12, 31), value=Decimal(112), now=ADDED, by=BY)
    return indicator


def verbs() -> list[str]:
    """What the audit trail says, oldest first."""
    return list(AuditEvent.objects.order_by("seq").values_list("verb", flat=True))


def grow(house: House, count: int) -> None:
    """That many more initiatives of unit A under way, each with rows, straight into the tables."""
    from recommendations.models import DueRow, LeadRow, StateRow, WeightRow

    measures = list(house.plan.measures.order_by("position"))
    made = Initiative.objects.bulk_create(
        Initiative(
            plan=house.plan,
            code=100 + number,
            measure=measures[number % len(measures)],
            title=f"任务{number}",
            state="in_progress",
            lead=house.a,
            starts_on=date(2026, 1, 1),
            due_on=date(2026, 12, 31),
        )  # fmt: skip
        for number in range(count)
    )
    dated = {"effective_on": date(2026, 1, 1), "recorded_at": ADDED}
    for model, more in (
        (StateRow, {"value": "in_progress"}),
        (LeadRow, {"value": house.a}),
        (WeightRow, {"value": Decimal(1)}),
        (DueRow, {"starts_on": date(2026, 1, 1), "value": date(2026, 12, 31)}),
    ):
        model.objects.bulk_create(model(initiative=row, **more, **dated) for row in made)
    updates = Update.objects.bulk_create(
        Update(
            initiative=row,
            round=house.round,
            unit=house.a,
            state="approved",
            percent=Decimal(50),
            self_rating="on_track",
            done="本月完成一批接入工作。",
            author=house.alice,
            signed_by=house.bo,
            reviewed_by=house.chen,
            submitted_at=at("2026-09-20"),
            approved_at=at("2026-09-20"),
            saved_at=at("2026-09-20"),
            speaks_on=date(2026, 9, 20),
        )  # fmt: skip
        for row in made
    )
    assert len(updates) == count
