"""manage.py make_report --plan S --period 2026-10 --out DIR: a report's files, unpublished."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import timezone

from core.periods import Period
from recommendations.models import Plan
from reports.actions import canonical, file_name, make_docx
from reports.contents import Contents, gather
from reports.outputs.narrative import document

FORMATS = ("docx", "html", "json")


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
        contents = gather(plan, as_of=period.ends_on, known_at=now, since=period.starts_on)
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        for one in formats:
            path = out / file_name(plan.title, period, ending=one)
            path.write_bytes(_render(one, contents, period))
            self.stdout.write(str(path))


def _render(one: str, contents: Contents, period: Period) -> bytes:
    """The bytes of one format."""
    issuer, today = contents["plan"]["short_title"], timezone.localdate()
    if one == "docx":
        return make_docx(contents, period, issuer=issuer, drafted_on=today)
    if one == "json":
        return json.dumps(json.loads(canonical(contents)), ensure_ascii=False, indent=1).encode()
    drawn = document(contents, period=period, issuer=issuer, drafted_on=today)
    return render_to_string("reports/standalone.html", {"document": drawn}).encode()
