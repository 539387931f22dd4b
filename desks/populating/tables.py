"""Which columns are written, table by table, in an order in which every row finds what it names.

A column that does not stand here gets its field's default; a table that does not stand here stays
empty. To fill another one: name its columns here, and append tuples to `rows[NAME.label]` where
the thing is made. `remove_examples` empties the tables of a plan by the same list, backwards.
"""

from typing import NamedTuple


class Table(NamedTuple):
    """A model by its label, the fields that are given, and the road from it to its plan."""

    label: str
    names: tuple[str, ...]
    plan: str = ""


def _table(label: str, names: str, *, plan: str = "") -> Table:
    return Table(label, tuple(names.split()), plan)


UNIT = _table("accounts.Unit", "id public_id name short_name position is_example pinyin initials")
PERSON = _table(
    "accounts.User",
    "id public_id username password name unit is_active is_example email pinyin initials",
)
GRANT = _table("accounts.RoleGrant", "user role unit granted_at ended_at open_key")
DOCUMENT = _table("recommendations.PolicyDocument", "id public_id title issuer issued_on source")
EDITION = _table(
    "recommendations.DocumentEdition",
    "id public_id document number file_name sha256 text language paragraphs repairs warnings"
    " added_at",
)
CLAUSE = _table(
    "recommendations.Clause", "id edition kind path number title text start end position"
)
PLAN = _table(
    "recommendations.Plan",
    "id public_id slug edition title short_title starts_on ends_on cadence state adopted_by"
    " adopted_on published_at override_reason last_code is_example",
    plan="pk",
)
AREA = _table("recommendations.Area", "id plan clause position number title intro", plan="plan")
MEASURE = _table(
    "recommendations.Measure", "id area plan clause position number text title", plan="plan"
)
WORDING = _table(
    "recommendations.WordingRow",
    "measure clause effective_on recorded_at",
    plan="measure__plan",
)
FINDING = _table("recommendations.Finding", "id plan clause kind position title", plan="plan")
ADDRESSES = _table(
    "recommendations.MeasureFinding", "measure finding recorded_at open_key", plan="measure__plan"
)
INITIATIVE = _table(
    "recommendations.Initiative",
    "id public_id plan code measure title deliverable annual_goal told_by ongoing contact state"
    " lead starts_on due_on weight is_example version",
    plan="plan",
)
SERVES = _table("recommendations.InitiativeMeasure", "initiative measure", plan="initiative__plan")
PART = _table(
    "recommendations.InitiativeUnit", "initiative unit part position", plan="initiative__plan"
)
LEADER = _table(
    "recommendations.InitiativeLeader", "initiative name position", plan="initiative__plan"
)
STATE = _table(
    "recommendations.StateRow",
    "initiative value effective_on recorded_at",
    plan="initiative__plan",
)
DUE = _table(
    "recommendations.DueRow",
    "initiative starts_on value reason effective_on recorded_at",
    plan="initiative__plan",
)
LEAD = _table(
    "recommendations.LeadRow",
    "initiative value effective_on recorded_at",
    plan="initiative__plan",
)
WEIGHT = _table(
    "recommendations.WeightRow",
    "initiative value effective_on recorded_at",
    plan="initiative__plan",
)
DETAIL = _table(
    "recommendations.DetailRow",
    "initiative version told_by ongoing values effective_on recorded_at",
    plan="initiative__plan",
)
MILESTONE = _table(
    "recommendations.Milestone",
    "id public_id initiative position title",
    plan="initiative__plan",
)
MILESTONE_ROW = _table(
    "recommendations.MilestoneRow",
    "milestone title due_on weight done_on effective_on recorded_at",
    plan="milestone__initiative__plan",
)
POLICY = _table(
    "progress.LightPolicy", "plan number name rules effective_on recorded_at", plan="plan"
)
ROUND = _table(
    "progress.Round",
    "id plan period number starts_on ends_on opens_on filing_due_on review_ends_on opened_at"
    " closed_at",
    plan="plan",
)
UPDATE = _table(
    "progress.Update",
    "id public_id initiative round unit state revision percent self_rating done cause expected_on"
    " problems next_steps author handed_at signed_by submitted_at speaks_on reviewed_by"
    " approved_at saved_at is_example version",
    plan="round__plan",
)
RETURN = _table(
    "progress.UpdateReturn",
    "update_filed reason revision returned_by returned_at",
    plan="update_filed__round__plan",
)
STEP = _table(
    "progress.UpdateStep",
    "update_filed milestone done_on",
    plan="update_filed__round__plan",
)
STANDING = _table(
    "progress.Standing",
    "initiative slot as_of known_at light computed need percent planned gap reasons policy_number",
    plan="initiative__plan",
)
OVERRIDE = _table(
    "progress.LightOverride",
    "public_id initiative light reason starts_on expires_on set_by recorded_at open_key",
    plan="initiative__plan",
)
REQUEST = _table(
    "progress.Request",
    "public_id initiative kind reason old_due_on new_due_on old_goal new_goal requested_by kept_by"
    " requested_at requested_on state decision decided_by decided_at open_key",
    plan="initiative__plan",
)
MATTER = _table(
    "progress.CoordinationMatter",
    "public_id initiative matter proposal asked_of due_on raised_by kept_by raised_at answer"
    " answered_by answered_at",
    plan="initiative__plan",
)
DIRECTION = _table(
    "progress.Direction",
    "public_id initiative leader words given_on recorded_by recorded_at due_on reply replied_by"
    " replied_at",
    plan="initiative__plan",
)
REMINDER = _table(
    "progress.Reminder",
    "public_id initiative round unit rung basis sent_by sent_at read_by read_at",
    plan="round__plan",
)
INDICATOR = _table(
    "indicators.Indicator",
    "id public_id plan initiative code name unit_of_measure direction baseline_value baseline_on"
    " baseline_edition baseline_start baseline_end baseline_sentence lower upper is_example",
    plan="plan",
)
TARGET = _table(
    "indicators.Target",
    "indicator due_on value recorded_at is_example",
    plan="indicator__plan",
)
VALUE = _table(
    "indicators.Value",
    "indicator update_filed measured_on value filed_at approved_at is_example",
    plan="indicator__plan",
)
# What only actions make, and only removal has to know.
IMPORT = _table("recommendations.LedgerImport", "", plan="plan")
IMPORT_FILE = _table("recommendations.ImportFile", "", plan="batch__plan")
CHOICE = _table("recommendations.LedgerChoice", "", plan="plan")
VIEW = _table("recommendations.SavedView", "", plan="plan")
AUTHOR = _table("progress.UpdateAuthor", "", plan="update_filed__round__plan")
IMPORTED_ROW = _table("recommendations.ImportedRow", "", plan="batch__plan")
EVIDENCE = _table("progress.Evidence", "", plan="initiative__plan")
SIGNATURE = _table("progress.PaperSignature", "", plan="update_filed__round__plan")
EXCUSE = _table("progress.RoundExcuse", "", plan="round__plan")
CONTRIBUTION = _table("progress.Contribution", "", plan="round__plan")
FORMER_TITLE = _table("recommendations.FormerTitle", "", plan="plan")
FORMER_OUTLINE = _table("recommendations.FormerOutline", "", plan="plan")
FORMER_DAYS = _table("progress.FormerDays", "", plan="round__plan")
MOMENTS = _table("progress.ReminderPolicy", "", plan="plan")
MOMENT = _table("progress.ReminderMoment", "", plan="initiative__plan")
RELEASED = _table("progress.Release", "", plan="matter__initiative__plan")
RELEASED_WORDS = _table("progress.Release", "", plan="direction__initiative__plan")
BY_HAND = _table("progress.HandReminder", "", plan="round__plan")
ORDER = _table("progress.SupervisionOrder", "", plan="initiative__plan")
SCHEDULE = _table("reports.Schedule", "", plan="plan")
REPORT = _table("reports.Report", "", plan="schedule__plan")
REPORT_FILE = _table("reports.ReportFile", "", plan="report__schedule__plan")
FURTHER = _table("reports.SchedulePlan", "", plan="schedule__plan")
RECIPIENT = _table("reports.Recipient", "", plan="schedule__plan")
PASSAGE = _table("reports.Passage", "", plan="report__schedule__plan")
PROOF = _table("reports.ProofCopy", "", plan="report__schedule__plan")
OBJECTION = _table("reports.Objection", "", plan="proof__report__schedule__plan")
DELIVERY = _table("reports.Delivery", "", plan="report__schedule__plan")
REMARK = _table("reports.Remark", "", plan="report__schedule__plan")

WRITTEN = (
    UNIT, PERSON, GRANT, DOCUMENT, EDITION, CLAUSE, PLAN, AREA, MEASURE, WORDING, FINDING,
    ADDRESSES, INITIATIVE, SERVES, PART, LEADER, STATE, DUE, LEAD, WEIGHT, DETAIL, MILESTONE,
    MILESTONE_ROW, POLICY,
    ROUND, UPDATE, RETURN, STEP, STANDING, OVERRIDE, REQUEST, MATTER, DIRECTION, REMINDER,
    INDICATOR, TARGET, VALUE,
)  # fmt: skip
OF_A_PLAN = (
    *(table for table in WRITTEN if table.plan),
    MOMENTS, MOMENT, RELEASED, RELEASED_WORDS, BY_HAND, ORDER, AUTHOR, VIEW, CHOICE, IMPORT,
    IMPORT_FILE, IMPORTED_ROW,
    EVIDENCE, SIGNATURE, EXCUSE, CONTRIBUTION, FORMER_DAYS, FORMER_TITLE, FORMER_OUTLINE, SCHEDULE,
    REPORT, REPORT_FILE, FURTHER, RECIPIENT, PASSAGE, PROOF, OBJECTION, DELIVERY, REMARK,
)  # fmt: skip
