"""manage.py recompute [--check]: stored standings against what the records give."""

from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from progress.standings import differences, refresh_plan
from recommendations.choices import PlanState
from recommendations.models import Plan


class Command(BaseCommand):
    """Recompute the present standings of active plans, or only compare them."""

    help = "Recompute present standings; with --check compare them and change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        plans = Plan.objects.filter(state=PlanState.ACTIVE)
        if options["check"]:
            self._check(plans, today, now)
            return
        for plan in plans:
            with transaction.atomic():
                count = refresh_plan(plan, as_of=today, now=now)
            self.stdout.write(f"{plan.slug}: {count} standings")

    def _check(self, plans: QuerySet[Plan], today: date, now: datetime) -> None:
        """Tell each difference as it is found: there may be very many."""
        found = 0
        for plan in plans:
            for line in differences(plan, as_of=today, now=now):
                self.stdout.write(line)
                found += 1
        if found:
            raise CommandError(f"{found} stored figures differ from the records.")
        self.stdout.write(f"{plans.count()} plans agree with their records.")
