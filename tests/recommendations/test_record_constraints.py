"""What the database itself refuses, whatever the code above it does.

Each case is a raw write past the actions; the constraint named is the one that must refuse it.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from core.files.judging import Examined
from indicators.models import Indicator, Target, Value
from progress.actions import Signature, sign_on_paper
from progress.models import (
    Evidence,
    LightPolicy,
    PaperSignature,
    Round,
    Standing,
    Update,
    UpdateReturn,
    UpdateStep,
)
from recommendations.models import (
    Area,
    Clause,
    Correction,
    DocumentEdition,
    Finding,
    Initiative,
    InitiativeLeader,
    InitiativeMeasure,
    InitiativeUnit,
    Measure,
    MeasureFinding,
    Milestone,
    MilestoneRow,
    Plan,
    PolicyDocument,
    Reading,
    WeightRow,
)
from tests.factories import ADDED, BY, House, at, file_update, make_draft_plan, make_indicator
from tests.raw_loop_rows import LOOP_CASES
from tests.raw_report_rows import REPORT_CASES
from tests.raw_rows import ASK_CASES, LEDGER_CASES, ON, change, copy


def update_in(house: House, until: str = "draft") -> Update:
    return file_update(house, 1, until=until)


def one(house: House) -> Initiative:
    return house.initiative(1)


def two_rounds(house: House) -> Round:
    copy(
        Round.objects.get(pk=house.round.pk), period="2026-10", number=2,
        ends_on=date(2026, 10, 31),
    )  # fmt: skip
    return Round.objects.get(number=2)


def standing(house: House) -> Standing:
    file_update(house, 1)
    return Standing.objects.get(initiative=one(house), slot="now")


def step(house: House) -> UpdateStep:
    milestone = Milestone.objects.get(title="完成方案")
    return UpdateStep.objects.create(update_filed=update_in(house), milestone=milestone, done_on=ON)


def returned(house: House) -> UpdateReturn:
    file_update(house, 1, until="returned")
    return UpdateReturn.objects.get()


def paper(house: House) -> PaperSignature:
    update = update_in(house)
    sign_on_paper(
        update=update, said=Signature("张三", "局长", update.saved_at.date()), not_secret=True,
        scan=Examined("a.pdf", "pdf", "0" * 64, b"x"), person=house.alice,
        version=update.version, now=update.saved_at, by=BY,
    )  # fmt: skip
    return PaperSignature.objects.get()


def evidence(house: House) -> Evidence:
    paper(house)
    return Evidence.objects.get()


def policy(house: House) -> LightPolicy:
    return LightPolicy.objects.create(
        plan=house.plan, number=2, name="甲", rules={}, effective_on=ON, recorded_at=ADDED
    )


def value(house: House) -> Value:
    indicator = make_indicator(house)
    file_update(house, 1, until="draft", values={indicator.pk: Decimal(3)})
    return Value.objects.get()


def hold_without_range(house: House) -> None:
    change(make_indicator(house), direction="hold")


def area_twice(house: House) -> None:
    copy(Area.objects.get(position=1), clause=Clause.objects.get(path="一"))


def measure_twice(house: House) -> None:
    copy(Measure.objects.get(position=1), clause=Clause.objects.get(path="一"))


def finding_twice(house: House) -> None:
    copy(Finding.objects.get(), clause=Clause.objects.get(path="一"))


def serves_twice(house: House) -> None:
    for _ in range(2):
        InitiativeMeasure.objects.create(
            initiative=one(house), measure=Measure.objects.get(position=2)
        )


def addressed(**more: object) -> MeasureFinding:
    return MeasureFinding.objects.create(
        measure=Measure.objects.get(position=2), finding=Finding.objects.get(),
        recorded_at=ADDED, **more,
    )  # fmt: skip


def negative_step(house: House) -> None:
    change(MilestoneRow.objects.first(), weight=Decimal(0))


def signed_by_author(house: House) -> None:
    change(update_in(house, "submitted"), signed_by=house.alice)


def reviewed_by_author(house: House) -> None:
    change(update_in(house, "approved"), reviewed_by=house.alice)


def correction_twice(house: House) -> None:
    reading = Reading.objects.get()
    for _ in range(2):
        Correction.objects.create(reading=reading, number=1, verb="merged", at=ADDED)


CASES: dict[str, Callable[[House], None]] = {
    "doc_title_not_empty": lambda h: change(PolicyDocument.objects.get(), title=""),
    "edition_number_once": lambda h: copy(DocumentEdition.objects.get(), sha256="x"),
    "edition_file_once": lambda h: copy(DocumentEdition.objects.get(), number=2),
    "clause_path_once": lambda h: copy(Clause.objects.get(path="一"), position=99),
    "clause_position_once": lambda h: copy(Clause.objects.get(path="一"), path="九"),
    "clause_span_not_empty": lambda h: change(Clause.objects.get(path="一"), end=0),
    "correction_number_once": correction_twice,
    "plan_starts_before_it_ends": lambda h: change(h.plan, ends_on=date(2026, 1, 1)),
    "plan_files_before_review": lambda h: change(h.plan, filing_due_after=6),
    "plan_active_was_published": lambda h: change(h.plan, published_at=None),
    "area_position_once": area_twice,
    "area_clause_once": lambda h: copy(Area.objects.get(position=1), position=9),
    "measure_position_once": measure_twice,
    "measure_clause_once": lambda h: copy(Measure.objects.get(position=1), position=9),
    "measure_text_not_empty": lambda h: change(Measure.objects.get(position=1), text=""),
    "finding_position_once": finding_twice,
    "finding_clause_once": lambda h: copy(Finding.objects.get(), position=9),
    "addresses_open_or_ended": lambda h: addressed(ended_at=ADDED, open_key="1-1"),
    "initiative_code_once": lambda h: copy(one(h)),
    "initiative_title_not_empty": lambda h: change(one(h), title=""),
    "initiative_weight_positive": lambda h: change(one(h), weight=Decimal(0)),
    "initiative_lead_once_given": lambda h: change(one(h), lead=None),
    "initiative_starts_before_due": lambda h: change(one(h), due_on=date(2025, 12, 31)),
    "serves_once": serves_twice,
    "initiative_unit_once": lambda h: copy(InitiativeUnit.objects.get(), position=2),
    "initiative_leader_once": lambda h: copy(InitiativeLeader.objects.get(), position=2),
    "weight_row_positive": lambda h: change(WeightRow.objects.first(), value=Decimal(0)),
    "milestone_place_once": lambda h: copy(Milestone.objects.get(position=1), title="另"),
    "milestone_title_not_empty": lambda h: change(Milestone.objects.first(), title=""),
    "milestone_weight_positive": negative_step,
    "round_period_once": lambda h: copy(h.round, number=2),
    "round_number_once": lambda h: copy(h.round, period="2026-10"),
    "round_days_in_order": lambda h: change(h.round, filing_due_on=date(2026, 8, 1)),
    "update_once_a_round": lambda h: copy(update_in(h)),
    "update_percent_0_to_100": lambda h: change(update_in(h), percent=Decimal("100.0001")),
    "update_approved_has_time": lambda h: change(update_in(h), approved_at=ADDED),
    "update_submitted_is_signed": lambda h: change(update_in(h), state="submitted"),
    "update_reviewer_not_author": reviewed_by_author,
    "update_signer_not_author": signed_by_author,
    "paper_once_a_revision": lambda h: copy(paper(h)),
    "paper_signer_named": lambda h: change(paper(h), signer=""),
    "evidence_of_one_thing": lambda h: change(evidence(h), update_filed=None),
    "evidence_name_not_empty": lambda h: change(evidence(h), name=""),
    "evidence_stands_or_removed": lambda h: change(evidence(h), open_key=None),
    "return_reason_not_empty": lambda h: change(returned(h), reason=""),
    "return_once_a_revision": lambda h: copy(returned(h)),
    "update_step_once": lambda h: copy(step(h)),
    "policy_number_once": lambda h: copy(policy(h)),
    "standing_slot_once": lambda h: copy(standing(h)),
    "indicator_code_once": lambda h: copy(make_indicator(h)),
    "indicator_name_not_empty": lambda h: change(make_indicator(h), name=""),
    "indicator_baseline_dated": lambda h: change(make_indicator(h), baseline_on=None),
    "indicator_baseline_span": lambda h: change(make_indicator(h), baseline_end=0),
    "indicator_hold_has_range": hold_without_range,
    "target_day_once": lambda h: copy(make_indicator(h).targets.get()),
    "value_once_an_update": lambda h: copy(value(h)),
}
CASES |= ASK_CASES | LEDGER_CASES | LOOP_CASES | REPORT_CASES
ROOMS = ("recommendations", "progress", "indicators", "reports")


def columns_of(name: str) -> str:
    """What SQLite names instead of a unique constraint: its columns."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for constraint in model._meta.constraints:
                if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
                    table = model._meta.db_table
                    fields = [model._meta.get_field(one).column for one in constraint.fields]
                    return ", ".join(f"{table}.{column}" for column in fields)
    return name


@pytest.mark.parametrize("name", list(CASES))
def test_the_database_refuses_it(house: House, name: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        CASES[name](house)
    told = str(refusal.value)
    assert name in told or columns_of(name) in told


def test_every_constraint_of_these_rooms_has_its_case() -> None:
    declared = {
        constraint.name
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for constraint in model._meta.constraints
    }
    assert declared == set(CASES)


def test_a_units_record_cannot_be_deleted_from_under_its_work(house: House) -> None:
    for row in (house.a, house.plan.edition, house.plan.edition.document):
        with pytest.raises(models.ProtectedError):
            row.delete()
    file_update(house, 1, now=at("2026-09-20"))
    with pytest.raises(models.ProtectedError):
        house.alice.delete()
    assert Plan.objects.filter(pk=house.plan.pk).exists()


def test_targets_and_measures_of_other_plans_do_not_collide(house: House) -> None:
    other = make_draft_plan("other")
    assert list(other.initiatives.values_list("code", flat=True)) == [1, 2, 3, 4]
    assert Indicator.objects.count() == Target.objects.count() == 0
