"""manage.py make_report --plan S --period 2026-10 --out DIR: a report's files, unpublished."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.periods import Period
from core.refusals import Refusal
from recommendations.models import Plan
from reports.actions import canonical, file_name
from reports.choices import FileFormat
from reports.contents import Contents, gather
from reports.outputs.files import ENDINGS, make_file
from reports.outputs.made import Made
from reports.outputs.narrative import document

FORMATS = (*FileFormat.values, "json")


class Command(BaseCommand):
    """Write a report's files without keeping or publishing anything."""

    help = "Write a report's files as they would be now; keeps and publishes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True)
        parser.add_argument("--period", required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--formats", default="docx,html")

    def handle(self, *_args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan “{options['plan']}”.")
        try:
            period = Period.parse(options["period"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        formats = [one for one in options["formats"].split(",") if one]
        unknown = set(formats) - set(FORMATS)
        if unknown:
            raise CommandError(f"Formats are {', '.join(FORMATS)}, not {', '.join(unknown)}.")
        now = timezone.now()
        contents = gather(plan, as_of=period.ends_on, known_at=now)
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        for one in formats:
            made = _render(one, contents, period)
            path = out / _name(one, plan.title, period)
            path.write_bytes(made.data)
            self.stdout.write(str(path))
            for note in made.notes:
                self.stderr.write(note)


def _name(one: str, title: str, period: Period) -> str:
    if one == "json":
        return file_name(title, period, ending=one)
    form = FileFormat(one)
    mark = "摘要." if form == FileFormat.SUMMARY else ""
    return file_name(title, period, ending=f"{mark}{ENDINGS[form]}")


def _render(one: str, contents: Contents, period: Period) -> Made:
    """One format's file."""
    if one == "json":
        text = json.dumps(json.loads(canonical(contents)), ensure_ascii=False, indent=1)
        return Made(text.encode())
    issuer, today = contents["plan"]["short_title"], timezone.localdate()
    drawn = document(contents, period=period, issuer=issuer, drafted_on=today)
    try:
        return make_file(FileFormat(one), contents, drawn, on=today)
    except Refusal as refusal:
        raise CommandError(str(refusal)) from refusal
