"""The words of reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """How much time a report covers."""

    MONTH = "month", _("monthly report")
    QUARTER = "quarter", _("quarterly report")
    YEAR = "year", _("yearly report")


class Audience(TextChoices):
    """Who a report is for."""

    UPWARD = "upward", _("report to leaders")
    UNITS = "units", _("circular to units")


class FileFormat(TextChoices):
    """The forms in which a report is kept."""

    DOCX = "docx", "Word"
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel"
    HTML = "html", _("web page")
    SUMMARY = "summary", _("one-page summary")
