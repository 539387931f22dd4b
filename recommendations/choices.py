"""The words of documents, plans and initiatives."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClauseKind(TextChoices):
    """What a piece of a document is."""

    SECTION = "section", _("section")
    AREA = "area", _("area")
    MEASURE = "measure", _("measure")
    FINDING = "finding", _("finding")


class FindingKind(TextChoices):
    """What a document says about the state of things."""

    STATUS = "status", _("state of things")
    STRENGTH = "strength", _("strength")
    PROBLEM = "problem", _("problem")


class ReadingState(TextChoices):
    """Whether a person still corrects a reading."""

    OPEN = "open", _("being corrected")
    CONFIRMED = "confirmed", _("confirmed")


class PlanState(TextChoices):
    """A plan's life."""

    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("active")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


class Cadence(TextChoices):
    """How often units file."""

    MONTH = "month", _("monthly")
    QUARTER = "quarter", _("quarterly")


class ToldBy(TextChoices):
    """How an initiative's progress is told."""

    PERCENT = "percent", _("percent")
    MILESTONES = "milestones", _("milestones")
    WORDS = "words", _("words")


class InitiativeState(TextChoices):
    """An initiative's life. Overdue, behind and lights are derived, never states."""

    DRAFT = "draft", _("draft")
    ASSIGNED = "assigned", _("assigned")
    IN_PROGRESS = "in_progress", _("in progress")
    COMPLETION_REQUESTED = "completion_requested", _("completion requested")
    COMPLETED = "completed", _("completed")
    CLOSED = "closed", _("struck off")
    DECLINED = "declined", _("declined")
    SUSPENDED = "suspended", _("suspended")
    CANCELLED = "cancelled", _("cancelled")
    MERGED = "merged", _("merged")


OPEN_STATES = (
    InitiativeState.ASSIGNED,
    InitiativeState.IN_PROGRESS,
    InitiativeState.COMPLETION_REQUESTED,
)


class Quality(TextChoices):
    """How well a completed initiative was done, as the office grades it."""

    EXCELLENT = "excellent", _("excellent")
    GOOD = "good", _("good")
    PASSED = "passed", _("passed")
    FAILED = "failed", _("not passed")


class UnitPart(TextChoices):
    """What a unit beside the lead does for an initiative."""

    JOINT = "joint", _("joint")
    SUPPORTING = "supporting", _("supporting")


class ImportState(TextChoices):
    """How far a ledger that came in has got."""

    UPLOADED = "uploaded", _("columns to map")
    CHECKED = "checked", _("checked")
    APPLIED = "applied", _("brought in")
    UNDONE = "undone", _("undone")
    DROPPED = "dropped", _("put aside")


class ImportWork(TextChoices):
    """What a worker does with a large ledger; each is a kind of work."""

    CHECK = "ledger.check", _("check")
    APPLY = "ledger.apply", _("bring in")
    UNDO = "ledger.undo", _("undo")
