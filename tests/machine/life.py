"""An initiative's life: assigned, answered, asked about, decided on, struck off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from progress.actions import act_unasked, ask, decide, withdraw
from progress.models import Request, Update
from recommendations.actions import (
    accept_initiatives,
    assign_initiatives,
    close_initiative,
    decline_initiative,
)
from recommendations.models import Initiative
from tests.machine import oracle
from tests.machine.steps import PLAN, Steps
from tests.machine.world import CHANCES, OFFICE, Chance

UNIT = {"reporter", "unit_lead"}
WHY = st.sampled_from(["场地尚未交付", "场地尚未交付", "场地尚未交付", " "])
ASKED = st.sampled_from([kind for kind in oracle.KINDS if kind != "reopening"])
UNASKED = st.sampled_from([kind for kind in oracle.KINDS if kind != "adjustment"])
QUALITY = st.sampled_from(["good", "good", "failed", ""])
DAYS = st.sampled_from([-3, 0, 20, 45])


def place(row: Initiative) -> str:
    return f"{PLAN}initiatives/{row.code}/"


def text(day: Any) -> str:
    return day.isoformat() if day else ""


class Life(Steps):
    """The steps of `recommendations/life.py`, by those who may take them and by others."""

    @property
    def _today(self) -> Any:
        return timezone.localdate(self.world.now)

    @rule(c=CHANCES)
    def assign(self, c: Chance) -> None:
        row = self.initiative(c, {"draft", "declined"})
        if row is None:
            return
        who = self.world.someone(c, OFFICE)
        if not c.page and not self.world.holds(who, OFFICE):
            return  # who may do this stands at the page's door
        allowed = self.world.holds(who, OFFICE) and row.state in oracle.LIFE["assign"][0]
        self.take(
            c, who, "initiative.assigned", allowed,
            page=(f"{PLAN}coverage/assign/", {"code": str(row.code)}),
            act=lambda user, by: assign_initiatives(
                initiatives=[row], on=self._today, now=self.world.now, by=by
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def accept(self, c: Chance) -> None:
        row = self.initiative(c, {"assigned"})
        if row is None:
            return
        who = self.world.someone(c, UNIT, row.lead)
        row.version = self.version(c, row)
        fresh = c.fresh or Initiative.objects.filter(pk=row.pk, version=row.version).exists()
        allowed = self.world.holds(who, UNIT, row.lead) and row.state == "assigned" and fresh
        self.take(
            c, who, "initiative.accepted", allowed,
            page=("/my-work/accept/", {"pick": f"{row.public_id}:{row.version}"}),
            act=lambda user, by: accept_initiatives(
                initiatives=[row], person=user, now=self.world.now, by=by
            ),
        )  # fmt: skip

    @rule(c=CHANCES, why=WHY)
    def decline(self, c: Chance, why: str) -> None:
        row = self.initiative(c, {"assigned"})
        if row is None:
            return
        who, version = self.world.someone(c, {"unit_lead"}, row.lead), self.version(c, row)
        filed = Update.objects.filter(initiative=row, state__in=oracle.HANDED_IN)
        allowed = (
            self.world.holds(who, {"unit_lead"}, row.lead)
            and row.state == "assigned"
            and not filed.exists()
            and self.is_fresh(c, row)
            and bool(why.strip())
        )
        self.take(
            c, who, "initiative.declined", allowed,
            page=(f"{place(row)}decline/", {"reason": why, "version": version}),
            act=lambda user, by: decline_initiative(
                initiative=row, reason=why, person=user, version=version, now=self.world.now, by=by
            ),
        )  # fmt: skip

    def _terms(self, c: Chance, row: Initiative, days: int) -> dict[str, Any]:
        day = timedelta(days=days)
        other = Initiative.objects.filter(plan=row.plan).select_related("plan").order_by("code")
        return {
            "new_due_on": row.due_on + day if days else None,
            "until_on": self._today + day,
            "into": other[c.n % 4] if c.n < 8 else None,
        }

    @staticmethod
    def _sent(terms: dict[str, Any]) -> dict[str, str]:
        into = terms["into"]
        return {
            "new_due_on": text(terms["new_due_on"]), "until_on": text(terms["until_on"]),
            "into": str(into.code) if into else "",
        }  # fmt: skip

    @rule(c=CHANCES, kind=ASKED, days=DAYS, why=WHY)
    def ask(self, c: Chance, kind: str, days: int, why: str) -> None:
        row = self.initiative(c, oracle.KINDS[kind])
        if row is None:
            return
        who, terms = self.world.someone(c, UNIT, row.lead), self._terms(c, row, days)
        goal = f"年内接入{c.n}个部门"
        allowed = (
            self.world.holds(who, UNIT, row.lead)
            and row.state in oracle.KINDS[kind] - {"declined"}
            and bool(why.strip())
            and not Request.objects.filter(initiative=row, kind=kind, state="waiting").exists()
            and oracle.fits(kind, row, terms, today=self._today)
            and (kind != "extension" or self._today <= row.due_on)
            and (kind != "adjustment" or goal != row.annual_goal)
        )
        self.take(
            c, who, "request.made", allowed, beside=("initiative.moved",),
            page=(f"{place(row)}requests/", {
                "kind": kind, "reason": why, "new_goal": goal, **self._sent(terms),
            }),
            act=lambda user, by: ask(
                initiative=row, kind=kind, reason=why, new_goal=goal, **terms, person=user,
                now=self.world.now, by=by,
            ),
        )  # fmt: skip

    def _request(self, c: Chance) -> Request | None:
        rows = list(
            Request.objects.select_related(
                "initiative__plan", "initiative__lead", "into__plan", "requested_by"
            ).order_by("-pk")
        )
        waiting = [row for row in rows if row.state == "waiting"] if c.apt else []
        return self._of(c, waiting or rows) if rows else None

    @rule(c=CHANCES, agreed=st.sampled_from([True, True, False]), quality=QUALITY, why=WHY)
    def decide(self, c: Chance, agreed: bool, quality: str, why: str) -> None:
        request = self._request(c)
        if request is None:
            return
        row, kind = request.initiative, request.kind
        who = self.world.someone(c, OFFICE)
        terms = {name: getattr(request, name) for name in ("new_due_on", "until_on", "into")}
        if terms["into"] is not None:
            terms["into"].refresh_from_db()
        able = (
            row.state in oracle.KINDS[kind] | ({"completion_requested"} if kind == "completion"
                                               else set())
            and oracle.fits(kind, row, terms, today=self._today)
            and (kind != "completion" or bool(quality))
        )  # fmt: skip
        allowed = (
            self.world.holds(who, OFFICE)
            and request.state == "waiting"
            and request.requested_by.username != who
            and (able if agreed else bool(why.strip()))
        )
        told = ("initiative.moved", "initiative.completed", "initiative.due_changed",
                "initiative.goal_changed", "initiative.changed")  # fmt: skip
        self.take(
            c, who, "request.decided", allowed, beside=told,
            page=(f"{place(row)}requests/{request.public_id}/", {
                "agreed": "yes" if agreed else "no", "decision": why, "granted_on": "",
                "quality": quality,
            }),
            act=lambda user, by: decide(
                request=request, agreed=agreed, words=why, quality=quality, person=user,
                version=request.version, now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def withdraw(self, c: Chance) -> None:
        request = self._request(c)
        if request is None:
            return
        row = request.initiative
        who = self.world.someone(c, UNIT, row.lead)
        allowed = self.world.holds(who, UNIT, row.lead) and request.state == "waiting"
        self.take(
            c, who, "request.withdrawn", allowed, beside=("initiative.moved",),
            page=(f"{place(row)}requests/{request.public_id}/withdraw/", {}),
            act=lambda user, by: withdraw(
                request=request, person=user, version=request.version, now=self.world.now, by=by
            ),
        )  # fmt: skip

    @rule(c=CHANCES, kind=UNASKED, days=DAYS, quality=QUALITY, why=WHY)
    def act_unasked(self, c: Chance, kind: str, days: int, quality: str, why: str) -> None:
        row = self.initiative(c, oracle.KINDS[kind])
        if row is None:
            return
        who, version = self.world.someone(c, OFFICE), self.version(c, row)
        terms = self._terms(c, row, days)
        states = oracle.KINDS[kind] | ({"completion_requested"} if kind == "completion" else set())
        allowed = (
            self.world.holds(who, OFFICE)
            and self.is_fresh(c, row)
            and row.state in states
            and not Request.objects.filter(initiative=row, kind=kind, state="waiting").exists()
            and bool(why.strip())
            and oracle.fits(kind, row, terms, today=self._today)
            and (kind != "completion" or bool(quality))
        )
        self.take(
            c, who, "initiative.acted_on", allowed,
            beside=("initiative.moved", "initiative.completed", "initiative.due_changed",
                    "initiative.changed"),
            page=(f"{place(row)}state/", {
                "kind": kind, "reason": why, "on": "", "quality": quality, "version": version,
                **self._sent(terms),
            }),
            act=lambda user, by: act_unasked(
                initiative=row, kind=kind, reason=why, quality=quality, **terms, person=user,
                version=version, now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def strike_off(self, c: Chance) -> None:
        row = self.initiative(c, {"completed"})
        if row is None:
            return
        who, version = self.world.someone(c, {"chief"}), self.version(c, row)
        allowed = (
            self.world.holds(who, {"chief"})
            and row.state == "completed"
            and row.quality not in ("", "failed")
            and self.is_fresh(c, row)
        )
        self.take(
            c, who, "initiative.moved", allowed,
            page=(f"{place(row)}strike-off/", {
                "on": self._today.isoformat(), "words": "", "version": version,
            }),
            act=lambda user, by: close_initiative(
                initiative=row, on=self._today, person=user, version=version, now=self.world.now,
                by=by,
            ),
        )  # fmt: skip
