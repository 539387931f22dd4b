"""Writes past the actions in reports: schedules, the two layers, signing, delivery."""

from collections.abc import Callable
from typing import Any

from reports.models import (
    Delivery,
    Objection,
    Passage,
    ProofCopy,
    Recipient,
    Remark,
    Report,
    ReportFile,
    Schedule,
    SchedulePlan,
)
from tests.factories import ADDED, House
from tests.raw_rows import ON, change, copy, direction


def schedule(house: House, **more: Any) -> Schedule:
    facts: dict[str, Any] = {
        "plan": house.plan, "kind": "month", "first_period": "2026-09", "issuer": "示例督查室",
        "open_key": "1",
    }  # fmt: skip
    return Schedule.objects.create(**{**facts, **more})


def report(house: House, **more: Any) -> Report:
    facts: dict[str, Any] = {
        "period": "2026-09", "period_ends_on": ON, "as_of": ON, "known_at": ADDED,
        "contents": "{}", "sha256": "", "audit_seq": 0,
    }  # fmt: skip
    if "schedule" not in more:
        facts["schedule"] = schedule(house)
    return Report.objects.create(**{**facts, **more})


def signed(house: House) -> Report:
    return report(
        house, state="signed", seal="{}", seal_sha256="1", number=1, number_year=2026,
        number_key="1", signed_by=house.chen, signed_at=ADDED,
    )  # fmt: skip


def correction(house: House) -> Report:
    first = signed(house)
    return report(
        house, schedule=first.schedule, edition=1, corrects=first, reason="数字有误",
        state="signed", seal="{}", seal_sha256="1", number=1, number_year=2026, signed_at=ADDED,
    )  # fmt: skip


def report_file(house: House) -> ReportFile:
    return ReportFile.objects.create(report=report(house), format="docx", name="x", data=b"x")


def further(house: House) -> SchedulePlan:
    return SchedulePlan.objects.create(schedule=schedule(house), plan=house.plan, position=1)


def recipient(house: House) -> Recipient:
    return Recipient.objects.create(
        schedule=schedule(house), kind="role", key="role:leader", role="leader"
    )


def passage(house: House) -> Passage:
    return Passage.objects.create(
        report=report(house), key="overall.1", text="甲", written_by=house.chen, written_at=ADDED
    )


def proof(house: House) -> ProofCopy:
    return ProofCopy.objects.create(
        report=report(house), unit=house.a, unit_name="甲", lines="[]", due_on=ON,
        asked_by=house.chen, asked_at=ADDED,
    )  # fmt: skip


def objection(house: House) -> Objection:
    return Objection.objects.create(proof=proof(house), key="behind.1.1", words="数字有误")


def delivery(house: House) -> Delivery:
    return Delivery.objects.create(report=report(house), to=house.chen, posted_at=ADDED)


def remark(house: House) -> Remark:
    return Remark.objects.create(
        report=report(house), key="overall.1", paragraph="甲", direction=direction(house)
    )


REPORT_CASES: dict[str, Callable[[House], Any]] = {
    "schedule_issuer_not_empty": lambda h: change(schedule(h), issuer=""),
    "schedule_has_formats": lambda h: change(schedule(h), formats=""),
    "schedule_period_of_kind": lambda h: change(schedule(h), special_from=ON),
    "schedule_open_key": lambda h: change(schedule(h), open_key=None),
    "schedule_plan_once": lambda h: copy(further(h)),
    "recipient_once": lambda h: copy(recipient(h)),
    "recipient_names_one": lambda h: change(recipient(h), unit=h.a),
    "report_edition_once": lambda h: copy(report(h)),
    "report_signed_is_sealed": lambda h: change(signed(h), seal=""),
    "report_correction_names_it": lambda h: change(correction(h), reason=""),
    "report_number_key": lambda h: change(signed(h), number_key=None),
    "report_format_once": lambda h: copy(report_file(h)),
    "passage_once": lambda h: copy(passage(h)),
    "passage_not_empty": lambda h: change(passage(h), text=""),
    "proof_once_a_unit": lambda h: copy(proof(h)),
    "proof_answer_has_time": lambda h: change(proof(h), answer="agreed"),
    "objection_once_a_line": lambda h: copy(objection(h)),
    "objection_words_not_empty": lambda h: change(objection(h), words=""),
    "objection_reply_whole": lambda h: change(objection(h), reply="已改"),
    "delivery_once_a_person": lambda h: copy(delivery(h)),
    "remark_names_paragraph": lambda h: change(remark(h), key=""),
}
