"""The pages of this room."""

from reports.views.reading import report, report_file, reports

__all__ = ["report", "report_file", "reports"]
