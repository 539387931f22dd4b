"""Days of work on the small house, and copies of its pages: what somebody printed that evening.

A step does one thing as the right person, or nothing where the product refuses it.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.test import Client
from lxml import html

from accounts.actions import move_unit, rename_unit
from accounts.models import Unit, User
from core.actions import change_calendar
from core.calendar import DayRow, calendar_of, fingerprint, stored_days, with_day
from core.refusals import Refusal
from indicators.actions import add_indicator, set_target
from progress.actions import (
    answer_matter,
    approve_update,
    close_round,
    decide,
    end_override,
    hand_over,
    open_round,
    read_reminder,
    reply_direction,
    return_update,
    save_draft,
    set_light_policy,
    sign_update,
    start_update,
)
from progress.models import CoordinationMatter, Direction, LightOverride, Reminder, Request, Update
from progress.presets import PRESETS
from recommendations.actions import (
    Change,
    Step,
    add_edition,
    add_initiatives,
    apply_edition,
    change_due_date,
    change_initiatives,
    change_milestones,
    change_weight,
    reach_milestone,
    retitle_plan,
    set_measures,
)
from recommendations.breakdown import Breakdown
from recommendations.models import Plan, Reading
from recommendations.queries import breakdowns_of
from recommendations.queries.milestones import standing_rows
from tests.factories import BY, DOCUMENT, OCTOBER, STEPS, House, at, words
from tests.progress.ask_steps import ask_for, direct, fresh, raise_one, send, set_light

FIRST = at("2026-09-21 10:00")


def change(house: House, code: int, now: datetime, **to: Any) -> None:
    """Through the page on which everything of an initiative is set."""
    one = house.initiative(code)
    wanted = replace(breakdowns_of([one])[one.pk], **to)
    change_initiatives(
        changes=[Change(one, wanted, one.version, "调整分工")], on=now.date(), now=now, by=BY
    )


def _due(house: House, code: int, n: int, now: datetime) -> None:
    one = house.initiative(code)
    change_due_date(
        initiative=one, due_on=date(2026, 10, 1) + timedelta(days=40 * n), reason="招标延期",
        on=now.date() - timedelta(days=3 * n), version=one.version, now=now, by=BY,
    )  # fmt: skip


def _weight(house: House, code: int, n: int, now: datetime) -> None:
    one = house.initiative(code)
    change_weight(
        initiative=one, weight=Decimal(n + 1), on=now.date(), version=one.version, now=now, by=BY
    )


def _fields(house: House, code: int, n: int, now: datetime) -> None:
    measures = list(house.plan.measures.order_by("position"))
    measure = measures[n % len(measures)]
    change(
        house, code, now, title=f"改名{n}", measure=measure.pk, leaders=(f"领导{n}",),
        joint=(house.b.pk,) if house.initiative(code).lead_id != house.b.pk else (), supporting=(),
        annual_goal=f"目标{n}",
    )  # fmt: skip


def _lead(house: House, code: int, n: int, now: datetime) -> None:
    other = (house.a, house.b)[n % 2]
    change(house, code, now, lead=other.pk, joint=(), supporting=())


def _new(house: House, code: int, n: int, now: datetime) -> None:
    measure = house.plan.measures.order_by("position")[n % house.plan.measures.count()]
    new = Breakdown(title=f"新增{n}", measure=measure.pk, lead=house.a.pk)
    add_initiatives(plan=house.plan, new=[new], on=now.date(), now=now, by=BY)


def _milestones(house: House, code: int, n: int, now: datetime) -> None:
    two = house.initiative(2)
    kept = [
        Step(f"{row.title}改", row.due_on + timedelta(days=n), row.weight, pk)
        for pk, row in standing_rows(two).items()
    ]
    change_milestones(
        initiative=two, steps=[*kept, *STEPS[:1]][: n + 2], on=now.date(), version=two.version,
        now=now, by=BY,
    )  # fmt: skip


def _reach(house: House, code: int, n: int, now: datetime) -> None:
    step = house.initiative(2).milestones.order_by("position")[n % 3]
    reach_milestone(milestone=step, on=now.date(), now=now, by=BY)


def _update(house: House, code: int, n: int, now: datetime) -> None:
    """One step further on an update's way; now and then back."""
    one = house.initiative(code)
    author, signer = house.reporter(one), house.signer(one)
    update = Update.objects.filter(initiative=one, round=house.round).first()
    if update is None or update.state in {"draft", "returned"}:
        update = start_update(initiative=one, round_=house.round, author=author, now=now, by=BY)
        said = words(
            None if one.told_by == "milestones" else 20 * n + 10, done=f"完成第{n}批部门接入工作。"
        )
        save_draft(update=update, words=said, author=author, version=update.version, now=now, by=BY)
        if n:
            hand_over(update=update, author=author, version=update.version, now=now, by=BY)
    elif update.state == "for_signing":
        sign_update(update=update, signer=signer, version=update.version, now=now, by=BY)
    elif n % 2:
        return_update(
            update=update, reviewer=house.chen, reason="请补充名单。", version=update.version,
            now=now, by=BY,
        )  # fmt: skip
    else:
        approve_update(update=update, reviewer=house.chen, version=update.version, now=now, by=BY)


def _ask(house: House, code: int, n: int, now: datetime) -> None:
    kind = ("extension", "adjustment", "completion", "cancellation")[n]
    ask_for(house, kind, code=code, now=now)


def _settle(house: House, code: int, n: int, now: datetime) -> None:
    row = Request.objects.filter(state="waiting", initiative__code=code).first()
    if row is not None:
        decide(
            request=fresh(row), agreed=bool(n % 2), words="已研究", person=house.chen,
            version=row.version, now=now, by=BY,
        )  # fmt: skip


def _matter(house: House, code: int, n: int, now: datetime) -> None:
    row = CoordinationMatter.objects.filter(answer="").select_related("initiative__plan").first()
    if row is None or n % 2:
        raise_one(house, code=code, now=now)
    else:
        answer_matter(
            matter=row, answer="已调剂", person=house.chen, version=row.version, now=now, by=BY
        )


def _direction(house: House, code: int, n: int, now: datetime) -> None:
    row = Direction.objects.filter(reply="").select_related("initiative__lead").first()
    if row is None or n % 2:
        direct(house, code=code, now=now)
    else:
        reply_direction(
            direction=row, reply="已接入", person=house.reporter(row.initiative),
            version=row.version, now=now, by=BY,
        )  # fmt: skip


def _remind(house: House, code: int, n: int, now: datetime) -> None:
    row = Reminder.objects.filter(read_at__isnull=True).select_related("initiative").first()
    if row is None or n % 2:
        send(house, ("remind", "expedite", "supervise")[n % 3], code=code, now=now)
    else:
        read_reminder(reminder=row, person=house.reporter(row.initiative), now=now, by=BY)


def _light(house: House, code: int, n: int, now: datetime) -> None:
    row = LightOverride.objects.filter(ended_at__isnull=True, initiative__code=code).first()
    if row is None:
        until = now.date() + timedelta(days=n)
        set_light(house, ("red", "yellow")[n % 2], code=code, now=now, expires_on=until)
    else:
        end_override(override=row, person=house.dong, now=now, by=BY)


def _policy(house: House, code: int, n: int, now: datetime) -> None:
    name = sorted(PRESETS)[n % len(PRESETS)]
    last = house.plan.light_policies.order_by("number").last()
    set_light_policy(
        plan=house.plan, policy=PRESETS[name], effective_on=now.date() + timedelta(days=n % 2),
        reason="统一口径", seen=last.number if last else 1, person=house.dong, now=now, by=BY,
    )  # fmt: skip


def _indicator(house: House, code: int, n: int, now: datetime) -> None:
    made = add_indicator(
        plan=house.plan, name=f"指标{n}", unit_of_measure="个", initiative=house.initiative(code),
        now=now, by=BY,
    )  # fmt: skip
    set_target(indicator=made, due_on=date(2026, 12, 31), value=Decimal(50), now=now, by=BY)


def _round(house: House, code: int, n: int, now: datetime) -> None:
    if n % 2:
        close_round(round_=house.round, now=now, by=BY)
    else:
        open_round(plan=house.plan, period=OCTOBER, now=now, by=BY)


def _rename(house: House, code: int, n: int, now: datetime) -> None:
    """From a day on, that has been or is to come, or as a slip that is corrected."""
    unit = Unit.objects.get(pk=(house.a, house.b)[code % 2].pk)
    on = None if n == 3 else now.date() + timedelta(days=5 * (n - 1))
    rename_unit(
        unit=unit, name=f"示例{code}{n}改名局", short_name=f"{code}{n}局", on=on,
        version=unit.version, now=now, by=BY,
    )  # fmt: skip


def _place(house: House, code: int, n: int, now: datetime) -> None:
    """A unit to the top of the official list, or down."""
    unit = Unit.objects.get(pk=(house.a, house.b)[code % 2].pk)
    move_unit(unit=unit, place=n + 1, version=unit.version, now=now, by=BY)


def _retitle(house: House, code: int, n: int, now: datetime) -> None:
    plan = Plan.objects.get(pk=house.plan.pk)
    retitle_plan(
        plan=plan, title=f"数字服务落实方案{n}", short_title=f"服务{n}", version=plan.version,
        now=now, by=BY,
    )  # fmt: skip


def _findings(house: House, code: int, n: int, now: datetime) -> None:
    finding = house.plan.findings.order_by("position").first()
    if finding is None:
        return
    measures = house.plan.measures.filter(position__lte=n).order_by("position")
    seen = finding.addressed_by.in_force().values_list("measure_id", flat=True)
    set_measures(finding=finding, measures=measures, seen=list(seen), now=now, by=BY)


def _calendar(house: House, code: int, n: int, now: datetime) -> None:
    """A day that counts towards lateness, or one before the round is due, is worked or not."""
    on = (date(2026, 9, 16), date(2026, 9, 18), date(2026, 10, 9), date(2026, 10, 10))[n]
    days = stored_days()
    worked = not calendar_of(days).is_workday(on)
    change_calendar(
        days=with_day(days, DayRow(on, worked, "调整", "试", published=False)),
        seen=fingerprint(days), reason="试", now=now, by=BY,
    )  # fmt: skip


_SECTION = "二、示例区数字服务发展建议"
_AREAS = DOCUMENT.partition(_SECTION)[2]
_FIRST, _SECOND = "二是制定共享目录，按季度更新。", "一是上线企业服务专窗，实现一口受理。"
_CHANGED = (
    # An area is called otherwise and introduced in other words; a finding too.
    DOCUMENT.replace("夯实基础，打通数据", "夯实底座，贯通数据")
    .replace("先易后难", "先急后缓")
    .replace("数据共享不够充分", "数据共享仍不充分"),
    # A measure goes to the other area, those behind it get other numbers; one finding more.
    DOCUMENT.replace(_FIRST, "")
    .replace(_SECOND, f"{_SECOND}二是制定共享目录，按季度更新。")
    .replace("二是压缩", "三是压缩")
    .replace(_SECTION, f"（二）窗口办理时间偏长\n\n群众反映较多。\n\n{_SECTION}"),
    # The areas change places, the finding is gone.
    DOCUMENT.partition("一、")[0]
    + _SECTION
    + "\n\n"
    + "（一）服务企业"
    + _AREAS.partition("（二）服务企业")[2]
    + "\n"
    + _AREAS.partition("（二）服务企业")[0].strip().replace("（一）夯实", "（二）夯实")
    + "\n",
    # A measure is gone, one is new and stands before all others.
    DOCUMENT.replace(_FIRST, "").replace(
        "一是建设统一数据平台，年内", "一是开展数据普查，摸清底数。二是建设统一数据平台，明年"
    ),
)


def _edition(house: House, code: int, n: int, now: datetime) -> None:
    """The plan goes over to a changed edition of its document."""
    plan = Plan.objects.select_related("edition__document").get(pk=house.plan.pk)
    text = _CHANGED[n].replace("压缩办理时限", f"压缩办理时限至{now:%d}天")
    edition = add_edition(
        data=text.encode(), file_name=f"{code}{n}.txt", of_plan=plan, now=now, by=BY
    )
    reading = Reading.objects.select_related("edition__document", "of_plan").get(edition=edition)
    apply_edition(
        plan=plan, reading=reading, on=now.date(), version=reading.version,
        plan_version=plan.version, now=now, by=BY,
    )  # fmt: skip


DEEDS: dict[str, Callable[[House, int, int, datetime], None]] = {
    "due": _due, "weight": _weight, "fields": _fields, "lead": _lead, "new": _new,
    "milestones": _milestones, "reach": _reach, "update": _update, "ask": _ask,
    "settle": _settle, "matter": _matter, "direction": _direction, "remind": _remind,
    "light": _light, "policy": _policy, "indicator": _indicator, "round": _round,
    "place": _place, "rename": _rename, "retitle": _retitle, "findings": _findings,
    "calendar": _calendar, "edition": _edition,
}  # fmt: skip


def play(house: House, name: str, code: int, n: int, now: datetime) -> None:
    """Do it, or find it refused; `n` from 0 to 3 says which of its kind."""
    with suppress(Refusal), transaction.atomic():
        DEEDS[name](house, code, n, now)


# What a page offers to do, and in which words it says which day it is: not what it shows.
_NOT_SHOWN = ("cx-past", "cx-day", "cx-deeds", "cx-head-act", "cx-tl-act", "cx-noprint",
              "cx-hist-last", "cx-tools", "cx-bulk")  # fmt: skip


def copy_of(who: str, path: str) -> list[str]:
    """The words of a page's main part as this person gets it, its offers left out."""
    client = Client()
    client.force_login(User.objects.get(username=who))
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    main = html.fromstring(answer.content.decode()).get_element_by_id("main")
    for name in _NOT_SHOWN:
        for element in main.find_class(name):
            element.drop_tree()
    return [" ".join(text.split()) for text in main.itertext() if text.strip()]
