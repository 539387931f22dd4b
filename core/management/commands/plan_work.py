"""The planner, by hand."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.work.planner import plan_work


def moment(text: str) -> datetime:
    """An instant; site time where no zone is given. Raises CommandError for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(_("Write the time as 2026-10-08T09:00."))
    return found if found.tzinfo else timezone.make_aware(found)


class Command(BaseCommand):
    """Insert everything that is due at a moment."""

    help = "Plan the work that is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", default="", help="As if it were this moment.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = moment(options["now"]) if options["now"] else timezone.now()
        self.stdout.write(_("%s planned") % plan_work(now))
