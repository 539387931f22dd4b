"""manage.py outline FILE: the outline of a document; needs no database."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.outline import Outline, UnreadableDocument, read_outline, refuse_large, take


class Command(BaseCommand):
    """Print a document's outline."""

    help = "Print a document's outline as JSON, or as a short list with --text."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="JSON, which is the default")
        parser.add_argument("--text", action="store_true", help="the text that was read")
        parser.add_argument("--units", type=Path, help="known unit names, one a line")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        units = self._lines(options["units"]) if options["units"] else []
        try:
            refuse_large(path.stat().st_size)
            with path.open("rb") as file:
                outline = read_outline(take(file), units=units)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except UnreadableDocument as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self._text(outline) if options["text"] else self._json(outline))

    def _lines(self, path: Path) -> list[str]:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read as UTF-8 text.") from error
        return [line.strip() for line in lines if line.strip()]

    @staticmethod
    def _text(outline: Outline) -> str:
        return outline.text

    @staticmethod
    def _json(outline: Outline) -> str:
        return json.dumps(outline.as_json(), ensure_ascii=False, indent=1)
