"""manage.py import_policy FILE --slug S: document to plan, one draft initiative a measure."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from core.audit import Actor
from core.refusals import Refusal
from recommendations.actions import NewPlan, add_edition, make_plan, publish_plan
from recommendations.actions.documents import LONGEST_FILE

BY = Actor.system("import_policy")


def _years_end(starts: date) -> date:
    """The last day of the year; of the next one for a plan that starts on that day."""
    last = starts.replace(month=12, day=31)
    return last if starts < last else last.replace(year=last.year + 1)


class Command(BaseCommand):
    """Read a document and make its plan. Twice is once."""

    help = "Read a document and make its plan; the same again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--slug", required=True)
        parser.add_argument("--title", default="")
        parser.add_argument("--starts", type=date.fromisoformat)
        parser.add_argument("--ends", type=date.fromisoformat)
        parser.add_argument(
            "--publish",
            metavar="REASON",
            nargs="?",
            const="",
            help="publish; where the plan has gaps, with a reason",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                self._import(options)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        now = timezone.now()
        starts = options["starts"] or timezone.localdate(now)
        with path.open("rb") as file:
            # One byte more than is taken, so that what is too large is told and never held.
            data = file.read(LONGEST_FILE + 1)
        edition = add_edition(
            data=data, file_name=path.name, title=options["title"], now=now, by=BY
        )
        title = options["title"] or edition.document.title
        plan = make_plan(
            edition=edition,
            new=NewPlan(
                slug=options["slug"], title=title, short_title=title[:40], starts_on=starts,
                ends_on=options["ends"] or _years_end(starts),
            ),
            now=now, by=BY,
        )  # fmt: skip
        if options["publish"] is not None and plan.state == "draft":
            publish_plan(
                plan=plan, override_reason=options["publish"], version=plan.version, now=now, by=BY
            )
        self.stdout.write(
            f"{plan.slug}: {plan.areas.count()} areas, {plan.measures.count()} measures, "
            f"{plan.findings.count()} findings, {plan.state}"
        )
