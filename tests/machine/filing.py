"""Updates: written, handed over, signed, on paper too, returned, mended, approved, reopened."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.files.judging import Examined
from progress.actions import (
    Signature,
    Words,
    approve_update,
    hand_over,
    reopen_update,
    return_update,
    save_draft,
    sign_on_paper,
    sign_update,
    start_update,
    withdraw_update,
)
from progress.models import Evidence, Round, RoundExcuse, Update
from progress.queries import unreached
from recommendations.models import Initiative
from tests.core.brought import png
from tests.machine import oracle
from tests.machine.steps import PLAN, Steps
from tests.machine.world import CHANCES, OFFICE, Chance

PERCENT = st.sampled_from(["10", "40", "40", "60", "75.5", "100", "150"])
REASON = st.sampled_from(["请补充接入部门名单。", "请补充接入部门名单。", " "])


def path(update: Any) -> str:
    return f"{PLAN}initiatives/{update.initiative.code}/updates/{update.round.period}/"


class Filing(Steps):
    """The way of an update."""

    def go_on(self, c: Chance) -> None:
        """The first of approving, signing and handing over that there is something for."""
        there = set(Update.objects.values_list("state", flat=True))
        if "submitted" in there and c.n % 3:
            self.approve(c, adopted="")
        elif "for_signing" in there:
            self.sign(c)
        else:
            self.hand_over(c, percent="60", whole=True)

    def _asks(self, round_: Round, row: Initiative) -> bool:
        """Whether the round takes a first word of this initiative today."""
        skipped = RoundExcuse.objects.filter(round=round_, ended_at__isnull=True)
        return (
            round_.closed_at is None
            and round_.opens_on <= timezone.localdate(self.world.now)
            and row.state in oracle.UNDER_WAY
            and row.starts_on <= round_.ends_on
            and not skipped.filter(initiative__isnull=True).exists()
            and not skipped.filter(initiative=row).exists()
        )

    def _said(self, row: Initiative, percent: str, n: int, whole: bool) -> dict[str, Any]:
        said: dict[str, Any] = {
            "percent": "" if row.told_by == "milestones" else percent,
            "self_rating": ("on_track", "at_risk", "behind")[n % 3],
            "done": f"本月完成平台第{n}期建设并接入三个部门。" if whole else "",
            "cause": "两个部门的接口改造尚未完成，联调推迟。",
            "expected_on": "2026-12-20",
            "problems": "",
            "next_steps": "下月完成剩余部门的接入和联调测试。",
        }
        open_steps = unreached(row) if row.told_by == "milestones" and n % 4 == 0 else []
        for step in open_steps[:1]:
            said[f"milestone-{step.pk}"] = timezone.localdate(self.world.now).isoformat()
        return said

    @staticmethod
    def _words(said: dict[str, Any]) -> Words:
        from datetime import date

        steps = {
            int(name.partition("-")[2]): date.fromisoformat(day)
            for name, day in said.items() if name.startswith("milestone-")
        }  # fmt: skip
        facts = {name: value for name, value in said.items() if not name.startswith("milestone-")}
        percent = Decimal(facts.pop("percent")) if facts["percent"] else None
        if "percent" in facts:
            facts.pop("percent")
        return Words(
            percent=percent, steps=steps,
            **{**facts, "expected_on": date.fromisoformat(facts["expected_on"])},
        )  # fmt: skip

    def _write(self, c: Chance, percent: str, *, whole: bool, hand: bool) -> None:
        """Save what is written, begun now or before; perhaps hand it over at once."""
        rows = Initiative.objects.filter(plan__slug="digital").select_related("plan", "lead")
        row, round_ = self._of(c, list(rows.order_by("code"))), self.round(c)
        if round_ is None or row.lead is None:
            return
        old = Update.objects.filter(initiative=row, round=round_).select_related("unit").first()
        unit = old.unit if old else row.lead
        who = self.world.someone(c, {"reporter"}, unit)
        said = self._said(row, percent, c.n, whole)
        fits = said["percent"] != "150" and self.world.holds(who, {"reporter"}, unit)
        if old is not None:
            allowed = fits and old.state in oracle.EDITABLE and self.is_fresh(c, old)
            version = self.version(c, old)
        else:
            allowed, version = fits and self._asks(round_, row), 1
        stale = old is not None and not self.is_fresh(c, old)
        if hand:
            allowed = allowed and whole and row.state in oracle.UNDER_WAY
            if stale and fits and whole and row.state in oracle.UNDER_WAY:
                # An old page that says what is stored anyway may hand it over, unchanged.
                allowed = None if old.state in oracle.EDITABLE else False
        place = f"{PLAN}initiatives/{row.code}/updates/{round_.period}/"

        def act(user: Any, by: Any) -> None:
            now = self.world.now
            update = old or start_update(initiative=row, round_=round_, author=user, now=now, by=by)
            save_draft(
                update=update, words=self._words(said), author=user, version=version, now=now,
                by=by,
            )  # fmt: skip
            if hand:
                hand_over(update=update, author=user, version=update.version, now=now, by=by)

        if not c.page and (old is None or hand):
            act = _all_or_nothing(act)
        done = self.take(
            c, who, "update.handed_over" if hand else "update.saved", allowed,
            page=(f"{place}hand-over/" if hand else place, {**said, "version": version}), act=act,
            beside=("update.started", "update.saved"), nothing=not hand, keeps=hand,
        )  # fmt: skip
        told = [event.verb for event in done.events]
        assert not (stale and "update.saved" in told), "an old page wrote over newer words"

    @rule(c=CHANCES, percent=PERCENT, whole=st.booleans())
    def save(self, c: Chance, percent: str, whole: bool) -> None:
        self._write(c, percent, whole=whole, hand=False)

    @rule(c=CHANCES, percent=PERCENT, whole=st.sampled_from([True, True, True, False]))
    def hand_over(self, c: Chance, percent: str, whole: bool) -> None:
        self._write(c, percent, whole=whole, hand=True)

    @rule(c=CHANCES)
    def sign(self, c: Chance) -> None:
        update = self.update(c, {"for_signing"})
        if update is None:
            return
        who, version = self.world.someone(c, {"unit_lead"}, update.unit), self.version(c, update)
        wrote = {update.author_id, *update.authors.values_list("person", flat=True)}
        allowed = (
            self.world.holds(who, {"unit_lead"}, update.unit)
            and update.state == "for_signing"
            and update.initiative.state in oracle.UNDER_WAY
            and self.is_fresh(c, update)
            and self.world.user(who).pk not in wrote
        )
        self.take(
            c, who, "update.signed", allowed, page=(f"{path(update)}sign/", {"version": version}),
            act=lambda user, by: sign_update(
                update=update, signer=user, version=version, now=self.world.now, by=by
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def sign_on_paper(self, c: Chance) -> None:
        update = self.update(c, {"draft", "returned", "for_signing"})
        if update is None:
            return
        who, version = self.world.someone(c, {"reporter"}, update.unit), self.version(c, update)
        today = timezone.localdate(self.world.now)
        able = (
            self.world.holds(who, {"reporter"}, update.unit)
            and update.state in {*oracle.EDITABLE, "for_signing"}
            and update.initiative.state in oracle.UNDER_WAY
            and self.is_fresh(c, update)
        )
        # Whether it is complete only the product says: drafts may be anything.
        data = png(more=b"")
        files = Evidence.objects.filter(update_filed=update, removed_at__isnull=True)
        name = f"签字页{update.revision}-{files.count()}.png"

        def scan() -> Examined:
            return Examined(name, "png", hashlib.sha256(data).hexdigest(), data)

        self.take(
            c, who, "update.signed_on_paper", None if able else False, beside=("evidence.added",),
            page=(f"{path(update)}paper/", {
                "signer": "张三", "position": "副局长", "signed_on": today.isoformat(), "there": "",
                "scan": SimpleUploadedFile(name, data, "image/png"), "not_secret": "on",
                "version": version,
            }),
            act=lambda user, by: sign_on_paper(
                update=update, said=Signature("张三", "副局长", today), scan=scan(),
                not_secret=True, person=user, version=version, now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES, reason=REASON)
    def send_back(self, c: Chance, reason: str) -> None:
        update = self.update(c, {"for_signing", "submitted"})
        if update is None:
            return
        signing = update.state == "for_signing"
        of = update.unit if signing else None
        roles = {"unit_lead"} if signing else OFFICE
        who, version = self.world.someone(c, roles, of), self.version(c, update)
        allowed = (
            update.state in {"for_signing", "submitted"}
            and self.world.holds(who, roles, of)
            and self.is_fresh(c, update)
            and bool(reason.strip())
        )
        self.take(
            c, who, "update.returned", allowed,
            page=(f"{path(update)}return/", {"version": version, "reason": reason}),
            act=lambda user, by: return_update(
                update=update, reviewer=user, reason=reason, version=version, now=self.world.now,
                by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES, reason=REASON)
    def take_update_back(self, c: Chance, reason: str) -> None:
        update = self.update(c, {"for_signing", "submitted"})
        if update is None:
            return
        roles = {"reporter", "unit_lead"}
        who, version = self.world.someone(c, roles, update.unit), self.version(c, update)
        allowed = (
            update.state in {"for_signing", "submitted"}
            and self.world.holds(who, roles, update.unit)
            and update.round.closed_at is None
            and self.is_fresh(c, update)
            and bool(reason.strip())
        )
        self.take(
            c, who, "update.withdrawn", allowed,
            page=(f"{path(update)}take-back/", {"version": version, "reason": reason}),
            act=lambda user, by: withdraw_update(
                update=update, person=user, reason=reason, version=version, now=self.world.now,
                by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES, adopted=st.sampled_from(["", "采用稿：接入三个部门。"]))
    def approve(self, c: Chance, adopted: str) -> None:
        update = self.update(c, {"submitted"})
        if update is None:
            return
        who, version = self.world.someone(c, OFFICE), self.version(c, update)
        pk = self.world.user(who).pk
        wrote = {update.author_id, update.signed_by_id, *self.world.hands.get(update.public_id, ())}
        allowed = (
            update.state == "submitted"
            and self.world.holds(who, OFFICE)
            and pk not in wrote
            and not update.authors.filter(person=pk).exists()
            and self.is_fresh(c, update)
        )
        self.take(
            c, who, "update.approved", allowed, beside=("milestone.reached", "initiative.moved"),
            page=(f"{path(update)}approve/", {"version": version, "adopted_text": adopted}),
            act=lambda user, by: approve_update(
                update=update, reviewer=user, adopted_text=adopted, version=version,
                now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES, reason=REASON)
    def reopen(self, c: Chance, reason: str) -> None:
        update = self.update(c, {"approved"})
        if update is None:
            return
        who, version = self.world.someone(c, OFFICE), self.version(c, update)
        allowed = (
            update.state == "approved"
            and self.world.holds(who, OFFICE)
            and update.round.closed_at is None
            and not update.steps.exists()
            and self.is_fresh(c, update)
            and bool(reason.strip())
        )
        self.take(
            c, who, "update.reopened", allowed,
            page=(f"{path(update)}reopen/", {"version": version, "reason": reason}),
            act=lambda user, by: reopen_update(
                update=update, reviewer=user, reason=reason, version=version, now=self.world.now,
                by=by,
            ),
        )  # fmt: skip


def _all_or_nothing(act: Any) -> Any:
    """Two actions of one step, as a page would bind them."""
    from django.db import transaction

    def bound(user: Any, by: Any) -> None:
        with transaction.atomic():
            act(user, by)

    return bound
