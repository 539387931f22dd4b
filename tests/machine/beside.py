"""What goes on beside updates and requests: lights by hand, reminders, matters, directions, orders,
skipped rounds, work that changes hands, days that pass, and people who only look."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from accounts.actions import grant_role, hand_over_person
from accounts.belongings import fingerprint, held_by
from accounts.choices import Role
from accounts.models import RoleGrant, Unit
from core.models import WorkItem
from core.work.planner import plan_work
from core.work.worker import do_work
from progress.actions import (
    answer_matter,
    answer_order,
    drop_order,
    end_override,
    end_skip,
    override_light,
    raise_matter,
    record_direction,
    remind,
    reply_direction,
    sign_order,
    skip_round,
)
from progress.models import (
    CoordinationMatter,
    Direction,
    LightOverride,
    Reminder,
    RoundExcuse,
    SupervisionOrder,
    Update,
)
from progress.queries import open_rounds
from tests.factories import BY, SHANGHAI
from tests.machine import oracle
from tests.machine.invariants import check_sums
from tests.machine.life import UNIT, place
from tests.machine.steps import PLAN, Steps
from tests.machine.world import CHANCES, OFFICE, Chance, Done

RECORDS = OFFICE | {"secretary"}
LOOKED_AT = (
    "/", "/my-work/", PLAN, f"{PLAN}ledger/", f"{PLAN}rounds/", f"{PLAN}review/",
    f"{PLAN}coverage/", f"{PLAN}matters/", f"{PLAN}directions/", f"{PLAN}reminders/",
    f"{PLAN}orders/", f"{PLAN}light-rule/", f"{PLAN}document/", f"{PLAN}initiatives/1/",
    f"{PLAN}initiatives/2/", f"{PLAN}initiatives/3/", f"{PLAN}initiatives/1/history/",
    f"{PLAN}initiatives/1/updates/2026-09/", f"{PLAN}initiatives/2/updates/2026-09/",
    f"{PLAN}initiatives/2/requests/", f"{PLAN}initiatives/1/state/", "/hand-over/people/",
)  # fmt: skip


class Beside(Steps):
    """Each by those who may and by others."""

    @property
    def _day(self) -> Any:
        return timezone.localdate(self.world.now)

    # --- lights by hand --------------------------------------------------------------------------

    @rule(c=CHANCES, days=st.sampled_from([-1, 0, 3, 60]))
    def override(self, c: Chance, days: int) -> None:
        row, who = self.initiative(c), self.world.someone(c, {"chief"})
        light, until = ("red", "yellow", "green")[c.n % 3], self._day + timedelta(days=days)
        there = LightOverride.objects.filter(
            initiative=row, ended_at__isnull=True, expires_on__gte=self._day
        )
        allowed = self.world.holds(who, {"chief"}) and days >= 0 and not there.exists()
        self.take(
            c, who, "light.overridden", allowed,
            page=(f"{place(row)}light/", {
                "light": light, "reason": "现场核查进度偏慢", "expires_on": until.isoformat(),
            }),
            act=lambda user, by: override_light(
                initiative=row, light=light, reason="现场核查进度偏慢", expires_on=until,
                person=user, now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def end_override(self, c: Chance) -> None:
        rows = list(LightOverride.objects.select_related("initiative__plan").order_by("-pk"))
        if not rows:
            return
        found, who = self._of(c, rows), self.world.someone(c, {"chief"})
        allowed = self.world.holds(who, {"chief"}) and found.open_key is not None
        self.take(
            c, who, "light.override_ended", allowed,
            page=(f"{place(found.initiative)}light/{found.public_id}/end/", {}),
            act=lambda user, by: end_override(
                override=found, person=user, now=self.world.now, by=by
            ),
        )  # fmt: skip

    # --- reminders, matters, directions, orders --------------------------------------------------

    @rule(c=CHANCES, rung=st.sampled_from(["remind", "expedite", "supervise"]))
    def remind(self, c: Chance, rung: str) -> None:
        row = self.initiative(c, oracle.UNDER_WAY)
        if row is None:
            return
        rounds = open_rounds(row.plan, on=self._day)
        if not rounds:
            return
        roles = {"chief"} if rung == "supervise" else OFFICE
        who, round_ = self.world.someone(c, roles), rounds[-1]
        filed = Update.objects.filter(
            initiative=row, round=round_, state__in=oracle.HANDED_IN
        ).exists()
        sent = Reminder.objects.filter(initiative=row, round=round_, rung=rung).exists()
        allowed = (
            self.world.holds(who, roles)
            and row.state in oracle.UNDER_WAY
            and not filed
            and not sent
        )
        self.take(
            c, who, "reminder.sent", allowed,
            page=(f"{place(row)}reminders/", {"rung": rung, "basis": "本月填报截止日将到"}),
            act=lambda user, by: remind(
                initiative=row, round_=round_, rung=rung, basis="本月填报截止日将到", person=user,
                now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def raise_matter(self, c: Chance) -> None:
        row = self.initiative(c)
        who = self.world.someone(c, UNIT, row.lead)
        said = {"matter": "缺少联调场地", "proposal": "请调剂机房", "asked_of": "示例园区"}
        self.take(
            c, who, "matter.raised", self.world.holds(who, UNIT, row.lead),
            page=(f"{place(row)}matters/", {**said, "due_on": ""}),
            act=lambda user, by: raise_matter(
                initiative=row, **said, due_on=None, person=user, now=self.world.now, by=by
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def answer_matter(self, c: Chance) -> None:
        rows = list(
            CoordinationMatter.objects.select_related("initiative__plan", "initiative__lead")
        )
        if not rows:
            return
        found, who = self._of(c, rows), self.world.someone(c, OFFICE)
        allowed = self.world.holds(who, OFFICE) and not found.answer
        self.take(
            c, who, "matter.answered", allowed,
            page=(f"{place(found.initiative)}matters/{found.public_id}/", {"answer": "已调剂"}),
            act=lambda user, by: answer_matter(
                matter=found, answer="已调剂", person=user, version=found.version,
                now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES, ahead=st.sampled_from([0, 0, 1]))
    def record_direction(self, c: Chance, ahead: int) -> None:
        row, who = self.initiative(c), self.world.someone(c, RECORDS)
        given = self._day + timedelta(days=ahead)
        self.take(
            c, who, "direction.recorded", self.world.holds(who, RECORDS) and not ahead,
            page=(f"{place(row)}directions/", {
                "leader": "李示例", "words": "请抓紧推进。", "given_on": given.isoformat(),
                "due_on": "",
            }),
            act=lambda user, by: record_direction(
                initiative=row, leader="李示例", words="请抓紧推进。", given_on=given, due_on=None,
                person=user, now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def reply_direction(self, c: Chance) -> None:
        rows = list(Direction.objects.select_related("initiative__plan", "initiative__lead"))
        if not rows:
            return
        found = self._of(c, rows)
        who = self.world.someone(c, UNIT, found.initiative.lead)
        allowed = self.world.holds(who, UNIT, found.initiative.lead) and not found.reply
        self.take(
            c, who, "direction.replied", allowed,
            page=(f"{place(found.initiative)}directions/{found.public_id}/", {"reply": "已接入"}),
            act=lambda user, by: reply_direction(
                direction=found, reply="已接入", person=user, version=found.version,
                now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES, step=st.sampled_from(["sign", "drop", "answer"]))
    def order(self, c: Chance, step: str) -> None:
        rows = list(
            SupervisionOrder.objects.select_related(
                "initiative__plan", "initiative__lead", "round", "unit"
            )
        )
        if not rows:
            return
        order = self._of(c, rows)
        of = order.initiative.lead if step == "answer" else None
        roles = UNIT if step == "answer" else {"chief"}
        who, version = self.world.someone(c, roles, of), self.version(c, order)
        deadline = self._day + timedelta(days=5)
        allowed = (
            self.world.holds(who, roles, of)
            and order.state == ("signed" if step == "answer" else "draft")
            and self.is_fresh(c, order)
            and (step != "sign" or self._unfiled(order))
        )
        facts: dict[str, dict[str, Any]] = {
            "sign": {"basis": "逾期未报", "requirement": "三日内报送", "responsible": "Bo",
                     "deadline": deadline},
            "drop": {"reason": "已电话了解"},
            "answer": {"outcome": "已报送"},
        }  # fmt: skip
        deeds: dict[str, Any] = {"sign": sign_order, "drop": drop_order, "answer": answer_order}
        now = {} if step == "drop" else {"now": self.world.now}
        self.take(
            c, who,
            {"sign": "order.signed", "drop": "order.dropped", "answer": "order.answered"}[step],
            allowed,
            page=(f"{PLAN}orders/{order.public_id}/{step}/", {**facts[step], "version": version}),
            act=lambda user, by: deeds[step](
                order=order, **facts[step], person=user, version=version, **now, by=by
            ),
        )  # fmt: skip

    @staticmethod
    def _unfiled(order: SupervisionOrder) -> bool:
        here = {"initiative": order.initiative, "round": order.round}
        return (
            order.initiative.state in oracle.UNDER_WAY
            and not Update.objects.filter(**here, state__in=oracle.HANDED_IN).exists()
            and not Reminder.objects.filter(**here, rung="supervise").exists()
        )

    # --- rounds and people -----------------------------------------------------------------------

    @rule(c=CHANCES, whole=st.booleans())
    def skip(self, c: Chance, whole: bool) -> None:
        round_, row = self.round(c), None if whole else self.initiative(c)
        if round_ is None:
            return
        who = self.world.someone(c, OFFICE)
        there = RoundExcuse.objects.filter(round=round_, initiative=row, ended_at__isnull=True)
        allowed = (
            self.world.holds(who, OFFICE)
            and round_.closed_at is None
            and self._day <= round_.review_ends_on
            and not there.exists()
        )
        code = "" if row is None else f"{row.code}/"
        self.take(
            c, who, "round.skipped", allowed,
            page=(f"{PLAN}rounds/{round_.period}/skip/{code}", {"reason": "集中调研"}),
            act=lambda user, by: skip_round(
                round_=round_, initiative=row, reason="集中调研", person=user, now=self.world.now,
                by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def end_skip(self, c: Chance) -> None:
        rows = list(RoundExcuse.objects.select_related("round__plan", "initiative"))
        if not rows:
            return
        excuse, who = self._of(c, rows), self.world.someone(c, OFFICE)
        round_ = excuse.round
        allowed = (
            self.world.holds(who, OFFICE)
            and excuse.open_key is not None
            and round_.closed_at is None
            and self._day <= round_.review_ends_on
        )
        self.take(
            c, who, "round.skip_ended", allowed,
            page=(f"{PLAN}rounds/{round_.period}/skips/{excuse.public_id}/end/", {}),
            act=lambda user, by: end_skip(excuse=excuse, person=user, now=self.world.now, by=by),
        )  # fmt: skip

    @rule(c=CHANCES, names=st.permutations(["alice", "amy", "ben", "eve"]))
    def hand_over_person(self, c: Chance, names: list[str]) -> None:
        giver, taker = (self.world.user(name) for name in names[:2])
        who = self.world.someone(c, {"system_admin"})
        seen = fingerprint(held_by(giver)) if c.fresh else "0" * 32
        writes = Update.objects.filter(
            author=giver, state__in={*oracle.EDITABLE, "for_signing"}
        ).exclude(unit__in=self._files_for(taker.username))
        may = self.world.holds(who, OFFICE | {"system_admin", "unit_lead"})
        allowed = False if not may or not c.fresh or writes.exists() else None
        self.take(
            c, who, "person.handed_over", allowed, beside=("role.ended", "initiative.changed"),
            page=("/hand-over/people/", {
                "giver": giver.public_id, "taker": taker.public_id, "note": "调离", "seen": seen,
                "do": "1",
            }),
            act=lambda user, by: hand_over_person(
                giver=giver, taker=taker, note="调离", seen=seen, person=user, now=self.world.now,
                by=by,
            ),
        )  # fmt: skip

    @staticmethod
    def _files_for(name: str) -> Any:
        return Unit.objects.filter(
            grants__user__username=name, grants__role="reporter",
            grants__ended_at__isnull=True,
        )  # fmt: skip

    @rule(name=st.sampled_from([("alice", "示例甲局"), ("eve", "示例乙局")]))
    def appoint(self, name: tuple[str, str]) -> None:
        """Whoever gave everything away may be needed again."""
        unit, user = Unit.objects.get(name=name[1]), self.world.user(name[0])
        if RoleGrant.objects.filter(user=user, unit=unit, ended_at__isnull=True).exists():
            return
        self.world.pass_time()
        grant_role(user=user, role=Role.REPORTER, unit=unit, now=self.world.now, by=BY)
        self.world.look_again()

    # --- time, and looking -----------------------------------------------------------------------

    @rule(days=st.sampled_from([1, 1, 3, 10, 14, 40]), works=st.sampled_from([True, True, False]))
    def days_pass(self, days: int, works: bool) -> None:
        """The clock goes on to nine in the morning; what is due is done once, a second run nothing.

        Now and then the machine was off on the way, and half of the days are made up for.
        """
        for step in (days // 2, days - days // 2) if works else (days,):
            morning = datetime.combine(self._day + timedelta(days=step), time(9), SHANGHAI)
            if morning <= self.world.now:
                continue
            self.world.pass_time(morning - self.world.now)
            self._work()
        self._settled()

    def _work(self) -> None:
        # A round that opened too late is closed by the planner's next look.
        for _look in range(3):
            if not plan_work(self.world.now):
                break
            do_work(lambda: self.world.now)
        parked = WorkItem.objects.exclude(state="done").values_list("kind", "last_error")
        assert not parked.filter(due_at__lte=self.world.now).exists(), list(parked)

    def _settled(self) -> None:
        before, seq = self.world.rows, self.world.seq
        self.world.look_again()
        from core.models import AuditEvent

        done = Done(True, 200, list(AuditEvent.objects.filter(seq__gt=seq).order_by("seq")))
        assert {event.actor_id for event in done.events} <= {None}
        if done.events:
            self.checked(before, done, "the clock")
        check_sums(self.world)
        assert plan_work(self.world.now) == 0
        assert do_work(lambda: self.world.now) == 0
        quiet = [
            name for name in self.world.rows.differing(type(self.world.rows)())
            if name != "core_heartbeat"
        ]  # fmt: skip
        assert not quiet, f"a second run changed {quiet}"
        self.world.look_again()

    @rule(c=CHANCES, path=st.sampled_from(LOOKED_AT), english=st.booleans())
    def look(self, c: Chance, path: str, english: bool) -> None:
        """Whoever looks, at whatever: a page or a plain no, and nothing is written."""
        self.world.sign_in(c.who)
        before, client = self.world.rows, self.world.clients[c.who]
        answer = client.get(path, headers={"Accept-Language": "en" if english else "zh-Hans"})
        assert answer.status_code in {200, 302, 403, 404}, (path, answer.status_code)
        assert "/sign-in/" not in answer.get("Location", ""), path
        differing = before.differing(type(before)())
        assert not differing, f"looking at {path} changed {differing}"
