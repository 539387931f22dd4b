"""What is asked and answered beside the rounds, one step at a time, by the right person or another.

The unit asks on a Sunday in September, the office decides four days later.
"""

from datetime import date
from typing import Any

from progress.actions import (
    answer_matter,
    ask,
    decide,
    override_light,
    raise_matter,
    record_direction,
    remind,
    reply_direction,
)
from progress.models import CoordinationMatter, Direction, LightOverride, Reminder, Request
from progress.standings import stands
from tests.factories import BY, House, at

NOW, LATER = at("2026-09-20 10:00"), at("2026-09-24 15:00")
DUE, NEW_DUE = date(2026, 12, 31), date(2027, 1, 31)
WHY, WHY_NOT = "场地尚未交付", "理由不足"
NEEDS: dict[str, dict[str, Any]] = {
    "extension": {"new_due_on": NEW_DUE},
    "adjustment": {"new_goal": "年内接入十二个部门"},
    "completion": {},
    "cancellation": {},
}


def ask_for(house: House, kind: str, *, code: int = 1, **more: Any) -> Request:
    initiative = house.initiative(code)
    facts = {"person": house.reporter(initiative), "reason": WHY, "now": NOW, "by": BY}
    return ask(initiative=initiative, kind=kind, **{**facts, **NEEDS.get(kind, {}), **more})


def fresh(row: Any) -> Any:
    """The row as it is stored now."""
    return type(row).objects.select_related("initiative__plan", "initiative__lead").get(pk=row.pk)


def settle(house: House, asked: Request, *, agreed: bool = True, **more: Any) -> Request:
    facts = {
        "request": fresh(asked),
        "words": "" if agreed else WHY_NOT,
        "quality": "good" if agreed and asked.kind == "completion" else "",
        "person": house.chen,
        "version": asked.version,
        "now": LATER,
        "by": BY,
    }
    return decide(agreed=agreed, **{**facts, **more})


def raise_one(house: House, *, code: int = 1, **more: Any) -> CoordinationMatter:
    initiative = house.initiative(code)
    facts = {
        "matter": "缺少联调场地",
        "proposal": "请园区调剂两间机房",
        "asked_of": "示例园区",
        "due_on": date(2026, 10, 15),
        "person": house.reporter(initiative),
        "now": NOW,
        "by": BY,
    }
    return raise_matter(initiative=initiative, **{**facts, **more})


def answer(house: House, matter: CoordinationMatter, **more: Any) -> CoordinationMatter:
    facts = {"answer": "已调剂两间", "person": house.chen, "version": matter.version}
    return answer_matter(**{"matter": matter, "now": LATER, "by": BY, **facts, **more})


def direct(house: House, *, code: int = 1, **more: Any) -> Direction:
    facts = {
        "leader": "李示例",
        "words": "请抓紧推进，月底前报进展。",
        "given_on": date(2026, 9, 18),
        "due_on": date(2026, 9, 30),
        "person": house.su,
        "now": NOW,
        "by": BY,
    }
    return record_direction(initiative=house.initiative(code), **{**facts, **more})


def reply(house: House, direction: Direction, **more: Any) -> Direction:
    facts = {"reply": "已接入三个部门", "person": house.alice, "version": direction.version}
    return reply_direction(**{"direction": direction, "now": LATER, "by": BY, **facts, **more})


def send(house: House, rung: str = "remind", *, code: int = 1, **more: Any) -> Reminder:
    facts = {
        "round_": house.round,
        "basis": "本月填报截止日将到",
        "person": house.dong if rung == "supervise" else house.chen,
        "now": NOW,
        "by": BY,
    }
    return remind(initiative=house.initiative(code), rung=rung, **{**facts, **more})


def set_light(house: House, light: str = "red", *, code: int = 1, **more: Any) -> LightOverride:
    facts = {
        "reason": "现场核查进度偏慢",
        "expires_on": date(2026, 9, 30),
        "person": house.dong,
        "now": NOW,
        "by": BY,
    }
    return override_light(initiative=house.initiative(code), light=light, **{**facts, **more})


def light_on(house: House, day: str, code: int = 1) -> str:
    """The light as it is known at ten in the morning of a day."""
    row, now = house.initiative(code), at(f"{day} 10:00")
    return str(stands([row], as_of=now.date(), known_at=now)[row.pk].judged.light)
