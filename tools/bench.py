"""Measures beside floors that are timed in the same run, so that a slow machine changes both.

A floor is the least that anybody could write for the same result: one statement and joined strings
for a page, reading the lines for an outline. Times are medians in milliseconds, taken in turns.
Pages are those of the example of a fresh installation; data at scale is one made-up plan.
"""

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import django
from django.core.management import call_command

ROUNDS = 15
BIG = 5_000  # initiatives of the made-up plan
SLUG = "beijing-ai"
_FLOOR_SQL = """
    SELECT i.code, i.title, i.state, i.due_on, u.name, s.light, s.percent
    FROM recommendations_initiative i
    LEFT JOIN accounts_unit u ON u.id = i.lead_id
    LEFT JOIN progress_standing s ON s.initiative_id = i.id
    ORDER BY i.code
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is timed, its floor, and the most milliseconds where a target is set."""

    name: str
    ours: Callable[[], object]
    floor: Callable[[], object]
    most: float | None = None


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def compared(measure: Measure) -> tuple[float, float]:
    """Medians of ours and of the floor, taken in turns after one unmeasured call each."""
    measure.ours()
    measure.floor()
    pairs = [(timed(measure.ours), timed(measure.floor)) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def _page_floor() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_FLOOR_SQL)
        rows = cursor.fetchall()
    return "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )


def _visitor(username: str) -> Any:
    from django.test import Client

    from accounts.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=username))
    return client


def _page(client: Any, path: str) -> Callable[[], object]:
    def ask() -> object:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        return answer.content

    return ask


def _report() -> Callable[[], object]:
    from django.utils import timezone

    from core.periods import Period
    from reports.choices import FileFormat
    from reports.models import Schedule
    from reports.outputs.files import make_file
    from reports.writing import compose, gather_period

    schedule = Schedule.objects.select_related("plan").get(
        plan__slug=SLUG, kind="month", audience="upward"
    )
    period = Period.parse(schedule.first_period)

    def make() -> object:
        now = timezone.now()
        contents, today = gather_period(schedule, period, known_at=now), timezone.localdate(now)
        words = compose(contents, schedule=schedule, period=period, drafted_on=today)
        return make_file(FileFormat.DOCX, contents, words, on=today)

    return make


def _long_text() -> bytes:
    """Two megabytes of headings, measures, units and deadlines."""
    part = (
        f"（一）做甲。\n1.做乙，{'公共数据' * 40}。\n"
        "一是做丙；二是做丁。（甲局牵头，乙局、丙局配合，2026年底前）\n"
    )
    times = 2_000_000 // len(part.encode())
    return ("某市意见\n一、主要任务\n" + part * times).encode()


def _word(text: str) -> bytes:
    from docx import Document

    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def measures() -> list[Measure]:
    """What is timed today."""
    from desks.examples.build import SAMPLE
    from recommendations.outline import read_outline

    leader, office = _visitor("leader"), _visitor("coordinator")
    text = SAMPLE.read_bytes()
    pages = [
        Measure(f"page: {name}", _page(client, path), _page_floor)
        for name, client, path in (
            ("overview", leader, f"/plans/{SLUG}/"),
            ("ledger", office, f"/plans/{SLUG}/ledger/"),
            ("document", office, f"/plans/{SLUG}/document/"),
            ("an initiative", leader, f"/plans/{SLUG}/initiatives/6/"),
        )
    ]
    long_text = _long_text()
    word = _word(text.decode())
    return [
        *pages,
        Measure(
            "outline of 2 MB of text",
            lambda: read_outline(long_text),
            long_text.splitlines,
            most=2000.0,
        ),
        Measure("outline of a Word file", lambda: read_outline(word), text.splitlines),
        Measure("outline of the first document", lambda: read_outline(text), text.splitlines),
        Measure("report in Word, 22 measures", _report(), _page_floor, most=200.0),
    ]


def _populate(initiatives: int, seed: int) -> None:
    """One made-up plan, in this process alone."""
    from django.utils import timezone

    from desks.populating.scene import Size
    from desks.populating.write import populate

    size = Size(plans=1, initiatives=initiatives, units=100, rounds=12, values=500, seed=seed)
    populate(size, now=timezone.now(), sure=True)


def _copied() -> Callable[[], object]:
    """The least for the same rows: the database writes them again by itself, without indexes."""
    from django.apps import apps
    from django.db import connection, transaction

    from desks.populating.tables import WRITTEN

    def copy() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in WRITTEN:
                name = apps.get_model(table.label)._meta.db_table
                cursor.execute(f"CREATE TEMPORARY TABLE bench_copy AS SELECT * FROM {name}")
                cursor.execute("DROP TABLE bench_copy")

    return copy


def scale() -> list[tuple[str, float, float]]:
    """Name, our milliseconds, the floor's: what is done once, over a plan of 5,000 initiatives."""
    from django.utils import timezone

    from core.audit.verify import verify_chain
    from progress.models import Standing
    from progress.standings import differences
    from recommendations.models import Plan

    now = timezone.now()
    made = timed(lambda: _populate(BIG, 1))
    plan = Plan.objects.get(slug="populated-1-001")
    client, slug = _visitor("leader"), plan.slug
    small, big = _page(client, f"/plans/{SLUG}/"), _page(client, f"/plans/{slug}/")
    small()
    read = timed(lambda: list(Standing.objects.filter(slot="now").values_list()))
    return [
        (f"populate, {BIG} initiatives", made, timed(_copied())),
        (f"recompute --check, {BIG} standings",
         timed(lambda: differences(plan, as_of=timezone.localdate(now), now=timezone.now())), read),
        ("verify_audit of that trail", timed(verify_chain), read),
        (f"overview at {BIG} beside 22 initiatives", timed(big), timed(small)),
    ]  # fmt: skip


def main() -> int:
    """One line a measure; 1 where a target is missed."""
    missed = False
    sys.stdout.write(f"{'':<34}{'ms':>8}{'floor':>8}{'ratio':>8}  target\n")
    for measure in measures():
        ours, floor = compared(measure)
        late = measure.most is not None and ours > measure.most
        missed = missed or late
        target = "" if measure.most is None else f"{measure.most:.0f} ms{' MISSED' if late else ''}"
        sys.stdout.write(
            f"{measure.name:<34}{ours:>8.2f}{floor:>8.2f}{ours / floor:>8.1f}  {target}\n"
        )
        sys.stdout.flush()
    for name, ours, floor in scale():
        sys.stdout.write(f"{name:<34}{ours:>8.0f}{floor:>8.2f}{ours / floor:>8.1f}\n")
        sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cexing-bench-") as folder:
        os.environ["CEXING_DATA_DIR"] = folder
        os.environ.pop("CEXING_DATABASE_URL", None)
        os.environ.pop("CEXING_REDIS_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        call_command("prepare", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        sys.exit(main())
