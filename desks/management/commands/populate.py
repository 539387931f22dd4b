"""manage.py populate: made-up data at scale, the same for the same seed and day."""

import os
import time
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.refusals import Refusal
from desks.populating.scene import Size
from desks.populating.write import populate


class Command(BaseCommand):
    """Fill the database with example plans. All or nothing: stopped half way, nothing is left."""

    help = (
        "Make example data at scale. Public ids follow from the seed; the audit trail carries the"
        " moment of writing. remove_examples takes it away whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name, number in (
            ("plans", 100), ("initiatives", 50_000), ("units", 300), ("rounds", 12),
            ("values", 50_000), ("seed", 1),
        ):  # fmt: skip
            parser.add_argument(f"--{name}", type=int, default=number)
        parser.add_argument("--now", default="", help="the moment to count from, ISO; else now")
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
        parser.add_argument("--yes", action="store_true", help="even among real plans")

    def handle(self, *_args: Any, **options: Any) -> None:
        size = Size(*(options[name] for name in Size.__slots__))
        began = told = time.monotonic()

        def tell(done: int, of: int) -> None:
            nonlocal told
            told = time.monotonic()
            self.stderr.write(f"\r{done}/{of} plans, {told - began:.0f} s", ending="")
            self.stderr.flush()

        try:
            counts = populate(
                size, now=_moment(options["now"]), jobs=options["jobs"], sure=options["yes"],
                tell=tell,
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stderr.write("")
        for label, number in sorted(counts.items()):
            self.stdout.write(f"{number:>10,}  {label}")
        ended = time.monotonic()
        self.stdout.write(
            f"{sum(counts.values()):>10,}  rows in {ended - began:.1f} s,"
            f" the search index {ended - told:.1f} s of it"
        )


def _moment(text: str) -> datetime:
    if not text:
        return timezone.now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError("--now is a moment such as 2026-11-22T12:00.") from error
    return at if at.tzinfo else timezone.make_aware(at)
