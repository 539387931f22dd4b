"""The words of reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """How much time a report covers; a special one names its own first and last day."""

    MONTH = "month", _("monthly report")
    QUARTER = "quarter", _("quarterly report")
    HALF = "half", _("half-yearly report")
    YEAR = "year", _("yearly report")
    SPECIAL = "special", _("special report")


class Audience(TextChoices):
    """Who a report is for."""

    UPWARD = "upward", _("report to leaders")
    UNITS = "units", _("circular to units")


class Missed(TextChoices):
    """What becomes of periods whose due day passed while nothing ran."""

    ALL = "all", _("draft each of them")
    LATEST = "latest", _("draft the latest alone")
    NONE = "none", _("draft none of them")


class Publishing(TextChoices):
    """How a draft becomes a report."""

    SIGNED = "signed", _("signed by a person")
    AUTOMATIC = "automatic", _("published on the due day")


class RecipientKind(TextChoices):
    """How a schedule names who gets its reports."""

    ROLE = "role", _("everyone who holds a role")
    UNIT = "unit", _("everyone of a unit")
    PERSON = "person", _("one person")
    # Each gets a cut of the report: what is theirs and nothing else.
    EACH_LEADER = "leaders", _("leaders in charge, each their own portfolio")
    EACH_UNIT = "units", _("lead units, each their own part")


class FileFormat(TextChoices):
    """The forms in which a report is kept."""

    DOCX = "docx", "Word"
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel"
    HTML = "html", _("web page")
    SUMMARY = "summary", _("one-page summary")


class ReportState(TextChoices):
    """A report is 送审稿 until somebody signs it; nothing of it changes after that."""

    DRAFT = "draft", _("draft for signature")
    SIGNED = "signed", _("signed")


class ProofAnswer(TextChoices):
    """What a unit says of its own lines."""

    WAITING = "waiting", _("not answered")
    AGREED = "agreed", _("agrees")
    OBJECTED = "objected", _("objects")
