"""manage.py prepare: what `make data` calls. Database, calendar, first document, sign-ins, once."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.audit import Actor
from core.calendar import seed_calendar
from core.secrets import write_private
from desks.examples import build_example
from desks.examples.people import SignIn, add_administrators


def sign_ins_path() -> Path:
    """Where the first run's sign-ins are kept, for the owner of the data folder alone."""
    return Path(settings.DATA_DIR) / "sign-ins.txt"


def as_text(sign_ins: list[SignIn]) -> str:
    """One line a role."""
    lines = [f"{one.role.value:<16}{one.username:<18}{one.password}" for one in sign_ins]
    head = "# role            account           password   (made at the first run; change them)"
    return "\n".join([head, *lines, ""])


class Command(BaseCommand):
    """Make the database ready, with the first document's plan and its example if absent."""

    help = "Make the database ready; add the first document's plan with its example if absent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-examples", action="store_true", help="administrators only")

    def handle(self, *_args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if not settings.REDIS_URL:
            call_command("createcachetable", verbosity=0)
        now = timezone.now()
        seed_calendar(now=now)
        if User.objects.exists():
            return
        with transaction.atomic():
            if options["no_examples"]:
                sign_ins = add_administrators(now=now, by=Actor.system("prepare"))
            else:
                sign_ins = build_example(now=now)
            # Before the commit: a database whose sign-ins nobody knows would be of no use.
            write_private(sign_ins_path(), as_text(sign_ins))
        self.stdout.write(
            "The administrators are in place."
            if options["no_examples"]
            else "The first document's plan and its example data are in place."
        )
