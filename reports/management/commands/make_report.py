"""manage.py make_report --plan S --period 2026-10 --out DIR: a report's files, unpublished."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.periods import Period
from core.refusals import Refusal
from recommendations.models import Plan
from reports.choices import FileFormat
from reports.contents import Contents
from reports.english import english_draft, english_name
from reports.models import Schedule
from reports.outputs.blocks import Document
from reports.outputs.files import make_file
from reports.outputs.made import Made
from reports.seals import canonical
from reports.writing import compose, file_name, gather_period, tail_of

JSON = "json"


class Command(BaseCommand):
    """Write a report's files without keeping or publishing anything."""

    help = "Write a report's files as they would be now; keeps and publishes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True)
        parser.add_argument("--period", required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--formats", default="docx,html")
        parser.add_argument("--audience", default="upward", choices=["upward", "units"])
        parser.add_argument(
            "--language", default="zh", choices=["zh", "en"],
            help="zh: the official text; en: the reference translation made from the same figures",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan “{options['plan']}”.")
        try:
            period = Period.parse(options["period"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        formats = [one for one in options["formats"].split(",") if one]
        known = [*FileFormat.values, JSON]
        unknown = set(formats) - set(known)
        if unknown:
            raise CommandError(f"Formats are {', '.join(known)}, not {', '.join(unknown)}.")
        of = {"plan": plan, "kind": period.kind, "audience": options["audience"]}
        # Without a schedule of its own as an ordinary one would: nothing of it is stored.
        schedule = Schedule.objects.filter(**of, active=True).first() or Schedule(
            **of, issuer=plan.short_title
        )
        contents = gather_period(schedule, period, known_at=timezone.now())
        drawn = compose(contents, schedule=schedule, period=period, drafted_on=timezone.localdate())
        if options["language"] == "en":
            drawn = english_draft(contents, drawn, period=period, on=timezone.localdate())
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        for one in formats:
            name = _name(one, contents, drawn, period)
            made = _render(one, contents, drawn)
            (out / name).write_bytes(made.data)
            self.stdout.write(str(out / name))
            for note in made.notes:
                self.stderr.write(note)


def _name(one: str, contents: Contents, drawn: Document, period: Period) -> str:
    """What a format's file is called."""
    if drawn.english and one != JSON:
        return english_name(contents, drawn, FileFormat(one))
    tail = ".json" if one == JSON else tail_of(FileFormat(one))
    return file_name(
        contents["plan"]["title"], period.label_zh, tail=tail, audience=contents["audience"]
    )


def _render(one: str, contents: Contents, drawn: Document) -> Made:
    """One format's file."""
    if one == JSON:
        text = json.dumps(json.loads(canonical(contents)), ensure_ascii=False, indent=1)
        return Made(text.encode())
    try:
        return make_file(FileFormat(one), contents, drawn, on=timezone.localdate())
    except Refusal as refusal:
        raise CommandError(str(refusal)) from refusal
