"""A draft held as such while something of it is written."""

from django.utils.translation import gettext as _

from core.audit.locks import hold_chain
from core.refusals import Conflict, require
from reports.choices import ReportState
from reports.models import Report


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
