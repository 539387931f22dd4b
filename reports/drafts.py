"""A report's document: as it was composed, with what people wrote, and as it is read."""

import json

from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.locks import hold_chain
from core.periods import Period
from core.refusals import Conflict, require
from reports.choices import ReportState
from reports.layers import narrative
from reports.models import Report
from reports.outputs.blocks import Document
from reports.outputs.kept import document_of
from reports.outputs.narrative import document
from reports.queries import contents_of


def draft_of(report: Report) -> Document:
    """The document as it was composed when the report was drafted."""
    if report.draft:
        return document_of(json.loads(report.draft))
    return document(
        contents_of(report),
        period=Period.parse(report.period),
        issuer=report.schedule.issuer,
        drafted_on=timezone.localdate(report.known_at),
    )


def words_of(report: Report) -> Document:
    """The draft with what people wrote in the place of what was composed."""
    return narrative(draft_of(report), dict(report.passages.values_list("key", "text")))


def document_shown(report: Report) -> Document:
    """The report as a reader reads it: from its seal, or the draft with its words."""
    if report.signed:
        return document_of(json.loads(report.seal)["document"])
    return words_of(report)


def require_draft(report: Report) -> None:
    """Refuse unless the report is a draft, and hold it so until the transaction ends.

    Signing takes the same lock, so nothing is written into a report while it is sealed.
    """
    hold_chain()
    require(
        Report.objects.filter(pk=report.pk, state=ReportState.DRAFT).exists(),
        _("This report is signed. Its words do not change any more; a mistake needs a correction."),
        kind=Conflict,
    )
