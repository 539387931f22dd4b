"""The worker, by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from core.work.worker import do_work


class Command(BaseCommand):
    """Do what is due until nothing is left."""

    help = "Do the work that is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Take one item only.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("%s finished") % do_work(timezone.now, once=options["once"]))
