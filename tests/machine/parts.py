"""What stands beside an update: other units' parts, files, the unit's sheet.

A sheet may be old when it comes back. It is read here without the process apart, which has tests of
its own and would take most of the time.
"""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.files.judging import Examined
from core.marked import marked_copy
from core.sheets import Sheet, read_sheets
from core.sheets.apart import pack_sheets
from progress.actions import (
    add_evidence,
    apply_sheet,
    ask_contributions,
    drop_sheet,
    look_into,
    remove_evidence,
    save_contribution,
    take_back_contribution,
    upload_sheet,
)
from progress.completeness import LEAST_WORDS
from progress.models import Contribution, Evidence, Round, UnitSheet, Update
from progress.sheets.shape import BY_HEAD, ROW_KEY, SHEET_ABOUT
from progress.views.unit_sheets import sheet_of
from recommendations.models import Initiative
from tests.machine import oracle
from tests.machine.filing import path
from tests.machine.parts_hold import check_credits, check_files, check_parts, check_sheet
from tests.machine.steps import PLAN, Steps
from tests.machine.world import CHANCES, Chance, Done, Rows

GIVEN = st.sampled_from(["本单位完成三个系统的对接。", "本单位完成三个系统的对接。", "无", ""])
# One of the answers cannot be read as a percent.
SAID = st.sampled_from([
    {"percent": 55, "done": "本月完成平台二期建设并接入五个部门。"},
    {"percent": 80, "self_rating": "正常推进", "next_steps": "下月开展联调和验收准备。"},
    {"done": "本月完成平台三期建设并接入六个部门。", "problems": "两个部门接口尚未开放。"},
    {"percent": "多半"},
    {},
])  # fmt: skip
SHEET = "/my-work/sheet/"


class Parts(Steps):
    """Each by those who may and by others."""

    def __init__(self) -> None:
        super().__init__()
        # By who took it: sheets as they left, the last ones first.
        self.sheets_out: dict[str, list[bytes]] = defaultdict(list)

    # --- what other units give -------------------------------------------------------------------

    def _gathers(self, row: Initiative, round_: Round) -> bool:
        """Whether the lead unit still writes its update of the round."""
        update = Update.objects.filter(initiative=row, round=round_).first()
        if update is not None and update.state not in oracle.EDITABLE:
            return False
        skipped = round_.excuses.filter(ended_at__isnull=True)
        return (
            round_.closed_at is None
            and row.state in oracle.UNDER_WAY
            and (row.starts_on is None or row.starts_on <= round_.ends_on)
            and not skipped.filter(initiative__isnull=True).exists()
            and not skipped.filter(initiative=row).exists()
        )

    def _helped(self, c: Chance) -> tuple[Initiative, Round] | None:
        """One that others help with, mostly, and a round."""
        rows = Initiative.objects.filter(plan__slug="digital").select_related("plan", "lead")
        helped = list(rows.filter(units__isnull=False).order_by("code").distinct())
        round_ = self.round(c)
        listed = helped if c.apt else list(rows.order_by("code"))
        return (self._of(c, listed), round_) if listed and round_ is not None else None

    @rule(c=CHANCES, days=st.sampled_from([0, 2, 90]))
    def ask_for_parts(self, c: Chance, days: int) -> None:
        found = self._helped(c)
        if found is None or found[0].lead is None:
            return
        row, round_ = found
        who = self.world.someone(c, {"reporter"}, row.lead)
        units = [one.unit for one in row.units.select_related("unit")]
        today = timezone.localdate(self.world.now)
        due = today + timedelta(days=days)
        allowed = (
            self.world.holds(who, {"reporter"}, row.lead)
            and self._gathers(row, round_)
            and bool(units)
            and today <= due <= round_.filing_due_on
        )
        if c.page and not allowed:
            return  # its page says so in a message and goes back: both are a redirect
        self.take(
            c, who, "contribution.asked", allowed,
            page=(self._part(row, round_, "ask/"), {"due_on": due.isoformat(), "ask": "请提供"}),
            act=lambda user, by: ask_contributions(
                initiative=row, round_=round_, units=units, ask="请提供", due_on=due, person=user,
                now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @staticmethod
    def _part(row: Initiative, round_: Round, more: str = "") -> str:
        return f"{PLAN}initiatives/{row.code}/updates/{round_.period}/contribution/{more}"

    @rule(c=CHANCES, words=GIVEN, hand_in=st.booleans())
    def give_a_part(self, c: Chance, words: str, hand_in: bool) -> None:
        found = self._helped(c)
        link = None if found is None else found[0].units.select_related("unit").first()
        if found is None or link is None:
            return
        (row, round_), unit = found, link.unit
        who = self.world.someone(c, {"reporter"}, unit)
        there = Contribution.objects.filter(initiative=row, round=round_, unit=unit).first()
        version = 0 if there is None else self.version(c, there)
        allowed = (
            self.world.holds(who, {"reporter"}, unit)
            and self._gathers(row, round_)
            and (not hand_in or len(words.strip()) >= LEAST_WORDS)
            and (there is None or (there.handed_in_at is None and self.is_fresh(c, there)))
        )
        sent = {"words": words, "version": version, **({"hand-in": "1"} if hand_in else {})}
        self.take(
            c, who, "contribution.handed_in" if hand_in else "contribution.saved", allowed,
            page=(self._part(row, round_), sent),
            act=lambda user, by: save_contribution(
                initiative=row, round_=round_, unit=unit, words=words, hand_in=hand_in,
                person=user, version=version, now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def take_a_part_back(self, c: Chance) -> None:
        rows = list(
            Contribution.objects.select_related(
                "initiative__plan", "initiative__lead", "round__plan", "unit"
            ).order_by("pk")
        )
        apt = [one for one in rows if one.handed_in_at is not None] if c.apt else []
        if not (apt or rows):
            return self.give_a_part(c, "本单位完成三个系统的对接。", True)
        part = self._of(c, apt or rows)
        who = self.world.someone(c, {"reporter"}, part.unit)
        allowed = (
            self.world.holds(who, {"reporter"}, part.unit)
            and part.handed_in_at is not None
            and self._gathers(part.initiative, part.round)
        )
        self.take(
            c, who, "contribution.taken_back", allowed,
            page=(self._part(part.initiative, part.round, "back/"), {}),
            act=lambda user, by: take_back_contribution(
                contribution=part, person=user, version=part.version, now=self.world.now, by=by
            ),
        )  # fmt: skip

    # --- files beside an update ------------------------------------------------------------------

    @rule(c=CHANCES, kind=st.integers(0, 3), sworn=st.sampled_from([True, True, True, False]))
    def add_a_file(self, c: Chance, kind: int, sworn: bool) -> None:
        update = self.update(c, oracle.EDITABLE)
        if update is None:
            return
        who = self.world.someone(c, {"reporter"}, update.unit)
        data = f"接入部门名单第{kind}版\n".encode()
        name, digest = f"名单{kind}.txt", hashlib.sha256(data).hexdigest()
        beside = Evidence.objects.filter(update_filed=update, removed_at__isnull=True)
        allowed = (
            self.world.holds(who, {"reporter"}, update.unit)
            and update.state in oracle.EDITABLE
            and sworn
            and not beside.filter(file__sha256=digest).exists()
            and beside.count() < settings.FILES_EACH
        )
        sent = {"papers": SimpleUploadedFile(name, data, "text/plain"), "note": ""}
        self.take(
            c, who, "evidence.added", allowed,
            page=(f"{path(update)}evidence/", {**sent, **({"not_secret": "on"} if sworn else {})}),
            act=lambda user, by: add_evidence(
                owner=update, files=[Examined(name, "text", digest, data)], not_secret=sworn,
                person=user, now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def take_a_file_away(self, c: Chance) -> None:
        rows = list(
            Evidence.objects.filter(update_filed__isnull=False)
            .select_related("update_filed__unit", "initiative__plan", "file")
            .order_by("pk")
        )
        apt = [
            row for row in rows
            if row.removed_at is None and row.update_filed.state in oracle.EDITABLE
        ] if c.apt else []  # fmt: skip
        if not (apt or rows):
            return self.add_a_file(c, 0, True)
        row = self._of(c, apt or rows)
        who = self.world.someone(c, {"reporter"}, row.update_filed.unit)
        allowed = (
            self.world.holds(who, {"reporter"}, row.update_filed.unit)
            and row.update_filed.state in oracle.EDITABLE
            and row.removed_at is None
        )
        place = f"{PLAN}initiatives/{row.initiative.code}/evidence/{row.public_id}/remove/"
        self.take(
            c, who, "evidence.removed", allowed, page=(place, {}),
            act=lambda user, by: remove_evidence(
                evidence=row, person=user, now=self.world.now, by=by
            ),
        )  # fmt: skip

    # --- the unit's sheet ------------------------------------------------------------------------

    def _take_sheet(self, who: str) -> None:
        """A sheet as it is now, if anything is due; taking it out changes nothing but the trail."""
        file = io.BytesIO()
        with translation.override("zh-hans"):
            items = sheet_of(file, self.world.user(who), now=self.world.now)
        if items:
            self.sheets_out[who].append(file.getvalue())

    @staticmethod
    def _filled(data: bytes, said: dict[str, Any], n: int) -> bytes:
        """The file with the answers in one of its rows."""
        sheets = read_sheets(data)
        for sheet in sheets:
            if sheet.name == SHEET_ABOUT:
                continue
            head = next(at for at, row in enumerate(sheet.rows) if ROW_KEY in row)
            places = {BY_HEAD.get(str(word), ""): at for at, word in enumerate(sheet.rows[head])}
            keyed = sheet.rows[head].index(ROW_KEY)
            rows = [row for row in sheet.rows[head + 1 :] if row[keyed]]
            for key, answer in said.items():
                rows[n % len(rows)][places[key]] = answer  # type: ignore[index]
        return marked_copy([Sheet(one.name, one.rows, (), one.hidden) for one in sheets], [],
                           language="zh")  # fmt: skip

    @rule(c=CHANCES, said=SAID)
    def bring_a_sheet(self, c: Chance, said: dict[str, Any]) -> None:
        who = self.world.someone(c, {"reporter"})
        if c.fresh or not self.sheets_out[who]:
            self._take_sheet(who)
        kept = self.sheets_out[who]
        if not kept:
            return
        data = self._filled(kept[-1 if c.fresh else c.n % len(kept)], said, c.n)
        allowed = self.world.holds(who, {"reporter"})
        by_action = Chance(False, c.apt, c.fresh, c.right, c.who, c.n)
        self.take(
            by_action, who, "sheet.uploaded", allowed, page=("", {}),
            act=lambda user, by: upload_sheet(
                data=data, tables=pack_sheets(data), file_name="填报表.xlsx", uploader=user,
                now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES, conflicts=st.sampled_from(["leave", "theirs", "mine"]), hand=st.booleans())
    def apply_a_sheet(self, c: Chance, conflicts: str, hand: bool) -> None:
        sheets = list(UnitSheet.objects.select_related("uploaded_by").order_by("pk"))
        if not sheets:
            return self.bring_a_sheet(c, {"percent": 55})
        sheet = self._of(c, sheets)
        who = sheet.uploaded_by.username if c.right else c.who
        look = look_into(sheet=sheet, now=self.world.now)
        digest = look.digest if c.fresh else "0" * 64
        own = who == sheet.uploaded_by.username
        allowed = (
            own and c.fresh and not look.checked.faults and self.world.holds(who, {"reporter"})
        )
        if c.page and not allowed:
            return  # its page says so in a message and goes back: both are a redirect
        self.take(
            c, who, "sheet.applied", allowed,
            beside=("update.started", "update.saved", "update.handed_over"),
            page=(f"{SHEET}apply/", {"digest": digest, "conflicts": conflicts,
                                     **({"hand": "on"} if hand else {})}),
            act=lambda user, by: apply_sheet(
                sheet=sheet, digest=digest, conflicts=conflicts, hand=hand, user=user,
                now=self.world.now, by=by,
            ),
        )  # fmt: skip

    @rule(c=CHANCES)
    def put_a_sheet_aside(self, c: Chance) -> None:
        sheets = list(UnitSheet.objects.select_related("uploaded_by").order_by("pk"))
        if not sheets or c.n % 4:
            return self.apply_a_sheet(c, "leave", True)
        sheet = self._of(c, sheets)
        who = sheet.uploaded_by.username
        self.take(
            c, who, "sheet.dropped", self.world.holds(who, {"reporter"}) or None,
            page=(f"{SHEET}drop/", {}),
            act=lambda user, by: drop_sheet(sheet=sheet, user=user, by=by),
        )  # fmt: skip

    # --- what holds of them ----------------------------------------------------------------------

    def checked(self, before: Rows, done: Done, where: str) -> None:
        super().checked(before, done, where)
        if done.events:
            after = self.world.rows
            check_files(before, after)
            check_parts(before, after)
            if [event.verb for event in done.events][-1] == "sheet.applied":
                check_sheet(before, after)

    def at_the_end(self) -> None:
        super().at_the_end()
        check_credits(self.world.now)
