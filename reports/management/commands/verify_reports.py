"""manage.py verify_reports: every hash and seal of every report, computed again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Report
from reports.verifying import verify_reports

MEANING = {
    "figures": "the figures are not what was frozen",
    "seal": "the seal is not what was signed",
    "format": "the seal cannot be read",
    "apart": "the row and the seal say different things",
    "trail": "the audit trail of that moment is another one",
    "file": "a file is not the one that was kept",
}


class Command(BaseCommand):
    """Look whether every report is what was frozen and signed."""

    help = "Compute every hash and seal of every report again; fails where one does not hold."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = verify_reports()
        for fault in found:
            self.stderr.write(f"{fault.report}: {MEANING[fault.code]}")
        if found:
            raise CommandError(f"{len(found)} faults in reports.")
        self.stdout.write(f"{Report.objects.count()} reports are whole.")
