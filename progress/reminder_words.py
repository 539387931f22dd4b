"""The words of reminders: notices in the site's language, and what a person copies for a unit.

What is copied or printed for a unit is official Chinese whatever language the reader has chosen.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import notices as kinds
from accounts.models import Unit, User
from accounts.notices import NewNotice
from core.periods import Period
from core.templatetags.words import day, period, weekday
from core.zh import date_zh, weekday_zh
from progress.models import Round, SupervisionOrder
from progress.reminders import Wanted
from progress.reminding import Decision, Kind
from recommendations.models import Initiative, Plan

FILING, ORDER = "reminder.filing", "reminder.order"
OTHER = {
    Kind.DIRECTION: "reminder.direction",
    Kind.MATTER: "reminder.matter",
    Kind.REQUEST: "reminder.request",
    Kind.DUE: "reminder.due",
}


def register_kinds() -> None:
    """Called when the site starts."""
    kinds.register(FILING, gettext_lazy("Filing"))
    kinds.register(OTHER[Kind.DIRECTION], gettext_lazy("Direction"))
    kinds.register(OTHER[Kind.MATTER], gettext_lazy("Matter"))
    kinds.register(OTHER[Kind.REQUEST], gettext_lazy("Request"))
    kinds.register(OTHER[Kind.DUE], gettext_lazy("Due date"))
    kinds.register(ORDER, gettext_lazy("Supervision order"))


def key_of(wanted: Wanted, decision: Decision) -> str:
    """The key of the notice that tells of a decision; a unit's items of a round share one."""
    ask, moment = decision.ask, decision.moment
    if ask.kind == Kind.FILING:
        unit = wanted.unit(ask).pk
        return f"filing:{ask.subject}:{unit}:{moment}:{wanted.on}"
    return f"{ask.kind.value}:{ask.initiative}:{ask.subject}:{moment}"


def _until(anchor: date, on: date, *, left: int) -> str:
    """How the day stands to today, in working days."""
    facts = {"day": day(anchor), "weekday": weekday(anchor), "n": abs(left)}
    if left > 0:
        many = ngettext(
            "due %(day)s (%(weekday)s), %(n)s working day left",
            "due %(day)s (%(weekday)s), %(n)s working days left",
            left,
        )
        return many % facts
    if on == anchor:
        return _("due today, %(day)s (%(weekday)s)") % facts
    many = ngettext(
        "was due %(day)s, %(n)s working day late", "was due %(day)s, %(n)s working days late", -left
    )
    return many % facts


def _items(rows: Iterable[Initiative]) -> str:
    return "\n".join(f"{row.code} {row.title}" for row in rows)


def filing_notices(
    wanted: Wanted, round_: Round, decisions: Sequence[Decision], people: Sequence[User]
) -> list[NewNotice]:
    """One unit's unfiled items of a round, to each of these people."""
    rows = [wanted.initiatives[one.ask.initiative] for one in decisions]
    left = wanted.calendar.between(wanted.on, round_.filing_due_on)
    facts = {
        "period": period(round_.period),
        "n": len(rows),
        "until": _until(round_.filing_due_on, wanted.on, left=left),
    }
    subject = (
        ngettext(
            "%(period)s: %(n)s item not filed, %(until)s",
            "%(period)s: %(n)s items not filed, %(until)s",
            len(rows),
        )
        % facts
    )
    key = key_of(wanted, decisions[0])
    return [
        NewNotice(user, FILING, key, subject, _items(rows), reverse("my-work")) for user in people
    ]


def office_notices(
    wanted: Wanted, round_: Round, late: Sequence[Decision], people: Sequence[User]
) -> list[NewNotice]:
    """What is late in a round, to the coordinating office: one notice, however many units."""
    units: dict[str, int] = {}
    for one in late:
        name = wanted.unit(one.ask).short_name
        units[name] = units.get(name, 0) + 1
    facts = {"period": period(round_.period), "units": len(units), "n": len(late)}
    subject = _("%(period)s: %(units)s units are late with %(n)s items") % facts
    words = "\n".join(
        _("%(unit)s: %(n)s") % {"unit": unit, "n": number} for unit, number in units.items()
    )
    key = f"filing:{round_.pk}:office:{late[0].moment}:{wanted.on}"
    link = reverse("reminders", args=[wanted.plan.slug])
    return [NewNotice(user, FILING, key, subject, words, link) for user in people]


_SUBJECTS = {
    Kind.DIRECTION: gettext_lazy("Reply to a leader's direction: %(title)s, %(until)s"),
    Kind.MATTER: gettext_lazy("Answer a coordination matter: %(title)s, %(until)s"),
    Kind.REQUEST: gettext_lazy("Decide a request: %(title)s, made %(day)s"),
    Kind.DUE: gettext_lazy("%(title)s, %(until)s"),
}


def other_notices(wanted: Wanted, decision: Decision, people: Sequence[User]) -> list[NewNotice]:
    """One thing that is wanted beside the rounds, to each of these people."""
    ask, row = decision.ask, wanted.initiatives[decision.ask.initiative]
    left = wanted.calendar.between(wanted.on, ask.anchor)
    facts = {
        "title": f"{row.code} {row.title}",
        "until": _until(ask.anchor, wanted.on, left=left),
        "day": day(ask.anchor),
    }
    link = reverse("story", args=[wanted.plan.slug, row.code])
    key, subject = key_of(wanted, decision), str(_SUBJECTS[ask.kind]) % facts
    return [NewNotice(user, OTHER[ask.kind], key, subject, "", link) for user in people]


def draft_key(order: SupervisionOrder) -> str:
    """The key of the notice that an order waits for signature; a draft has no number yet."""
    return f"order:{order.initiative_id}:{order.round_id}:draft"


def order_notices(orders: Sequence[SupervisionOrder], chiefs: Sequence[User]) -> list[NewNotice]:
    """Drafts that wait for a signature, to those who may sign: one notice each."""
    return [
        NewNotice(
            chief,
            ORDER,
            draft_key(order),
            _("Sign a supervision order: %(title)s")
            % {"title": f"{order.initiative.code} {order.initiative.title}"},
            order.basis,
            reverse("order", args=[order.initiative.plan.slug, order.public_id]),
        )
        for order in orders
        for chief in chiefs
    ]


def basis_zh(round_: Round, *, on: date, late: int) -> str:
    """What a supervision order rests on: the round, its day, and how late it is."""
    label = Period.parse(round_.period).label_zh
    return (
        f"{label}进展情况应于{date_zh(round_.filing_due_on)}前报送。"
        f"截至{date_zh(on)}，已逾期{late}个工作日，经多次提醒仍未报送。"
    )


def requirement_zh(round_: Round) -> str:
    """What an order asks for until its deadline, unless the chief writes otherwise."""
    label = Period.parse(round_.period).label_zh
    return (
        f"请按时限要求补报{label}进展情况，说明未按时报送的原因，"
        "经单位负责人审签后提交，并书面反馈办理结果。"
    )


def person_zh(initiative: Initiative, leads: Sequence[User]) -> str:
    """Who answers for it: the contact that was named, else those who sign for the unit."""
    if initiative.contact_words:
        return initiative.contact_words
    if initiative.contact is not None:
        return initiative.contact.name
    return "、".join(user.name for user in leads)[:120]


def copied_zh(
    plan: Plan,
    round_: Round,
    unit: Unit,
    rows: Sequence[Initiative],
    *,
    on: date,
    late: int,
    sender: User,
) -> str:
    """What is pasted into a chat or read out on the telephone: unit, items, day, whom to ask."""
    due, label = round_.filing_due_on, Period.parse(round_.period).label_zh
    when = f"{date_zh(due)}（{weekday_zh(due)}）"
    stands = f"已逾期{late}个工作日" if late > 0 else "请按时报送" if on < due else "今日截止"
    lines = [
        f"【{'催报' if late > 0 else '填报提醒'}】{unit.name}：",
        f"《{plan.title}》{label}进展情况应于{when}前报送，{stands}。贵单位尚有{len(rows)}项未报：",
        *(f"{place}.{row.title}" for place, row in enumerate(rows, start=1)),
        "请登录系统填报，经单位负责人审签后提交。",
        "　".join(
            one
            for one in (sender.unit.name if sender.unit else "", sender.name, sender.phone)
            if one
        ),
    ]
    return "\n".join(lines)
