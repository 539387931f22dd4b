"""manage.py remove_examples: every example gone, a clean plan left."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.audit import Actor
from core.refusals import Refusal
from desks.examples import remove_examples


class Command(BaseCommand):
    """Remove the example data."""

    help = "Remove every example unit, person, date and filing; the plan stays as a draft."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            found = remove_examples(now=timezone.now(), by=Actor.system("remove_examples"))
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(
            f"Removed {found['units']} units, {found['people']} people and what "
            f"{found['initiatives']} initiatives had."
        )
