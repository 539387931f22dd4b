"""Whether the history is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from core.audit.triggers import standing
from core.audit.verify import verify_chain


class Command(BaseCommand):
    """Exit 0 and the head (“number:link”) where the chain is whole; 1 and the first bad event."""

    help = "Check the audit chain and print its head."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", default="", help="A head that was noted down earlier, as number:link."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            verdict = verify_chain(known_head=options["head"])
        except ValueError as error:
            raise CommandError(_("--head is written as number:link.")) from error
        if not verdict.ok:
            raise CommandError(
                _("Event %(seq)s: %(why)s") % {"seq": verdict.first_bad_seq, "why": verdict.why}
            )
        if not standing(connection):
            self.stderr.write(
                _("The triggers that protect the events are not all in place: migrate again.")
            )
        self.stdout.write(
            _("%(count)s events, chain whole, head %(head)s")
            % {"count": verdict.checked, "head": verdict.head or "–"}
        )
