"""manage.py reindex [--check]: what search knows against what the records give."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.search.entries import differences, rebuild

_SHOWN = 50


class Command(BaseCommand):
    """Make the index anew from the records, or only compare."""

    help = "Rebuild the search index; with --check compare it and change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["check"]:
            for name, count in rebuild().items():
                self.stdout.write(f"{name}: {count}")
            return
        found = differences()
        shown = list(islice(found, _SHOWN))
        for line in shown:
            self.stdout.write(line)
        if shown:
            total = len(shown) + sum(1 for _line in found)
            raise CommandError(
                _("%(n)d entries differ from their records. Run “manage.py reindex”.")
                % {"n": total}
            )
        self.stdout.write(_("The search index agrees with the records."))
