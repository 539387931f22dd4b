"""The ledger at 50,000 initiatives, beside floors that are timed in the same run, in turns.

    python -m tools.bench_ledger            on SQLite, then on PostgreSQL where it is installed

Targets 1 to 4 and 8 of the project's performance notes: questions constant in rows; a page at most
twice the plain floor and a quarter of Django's own list; page 900 at most three times page 1; the
filter form at most 3 ms; files as a stream, little slower than writing the bare values
(`tools.bench_exports`).

Like is compared with like: the floor and Django's list answer behind the same middleware, with
session and person read, for the same fifty rows in the same order, with the ledger's own ten
columns, among them the joint and supporting units, which lie in another table. (Ten columns without
those, or eight of both plans' rows, would be another page.) The floor is strings joined by hand;
Django's list reads its rows in a constant number of questions, which its stock form would not.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

ROWS, SMALL, ROUNDS = 50_000, 1_000, 15
LIGHTS = ("green", "yellow", "red", "done", "not_started")
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def a_plan(slug: str, count: int) -> Any:
    """An active plan over a document that says nothing."""
    from recommendations.models import DocumentEdition, Plan, PolicyDocument

    document = PolicyDocument.objects.create(title=slug)
    edition = DocumentEdition.objects.create(
        document=document, number=1, file_name="x", sha256=slug, text="x", added_at=NOW
    )
    return Plan.objects.create(
        slug=slug, edition=edition, title=slug, short_title=slug, starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31), state="active", published_at=NOW, last_code=count,
    )  # fmt: skip


def its_measures(plan: Any) -> list[Any]:
    """A hundred measures in five areas."""
    from recommendations.models import Area, Clause, Measure

    clauses = Clause.objects.bulk_create(
        Clause(edition=plan.edition, kind="measure", path=str(n), text="x", start=n, end=n + 1,
               position=n)
        for n in range(1, 106)
    )  # fmt: skip
    areas = Area.objects.bulk_create(
        Area(
            plan=plan, clause=clauses[n], position=n + 1, number=f"（{n}）", title=f"领域{n}，方向"
        )
        for n in range(5)
    )
    return Measure.objects.bulk_create(
        Measure(plan=plan, area=areas[n % 5], clause=clauses[n + 5], position=n + 1,
                text=f"举措原文第{n}条，推进平台建设。", title=f"举措{n}")
        for n in range(100)
    )  # fmt: skip


def _standings(rows: list[Any]) -> list[Any]:
    from progress.models import Standing

    return [
        Standing(initiative=row, slot="now", as_of=date(2026, 11, 20), known_at=NOW,
                 light=LIGHTS[n % 5], computed=LIGHTS[n % 5], need=n % 5 + 1,
                 percent=Decimal(n % 100), planned=Decimal(n % 90),
                 gap=Decimal(n % 100 - n % 90), policy_number=1)
        for n, row in enumerate(rows)
    ]  # fmt: skip


def _updates(plan: Any, rows: list[Any], person: Any) -> list[Any]:
    from progress.models import Round, Update

    round_ = Round.objects.create(
        plan=plan, period="2026-11", number=1, starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 30), opens_on=date(2026, 11, 2), filing_due_on=date(2026, 12, 3),
        review_ends_on=date(2026, 12, 5), opened_at=NOW,
    )  # fmt: skip
    return [
        Update(initiative=row, round=round_, unit=row.lead, state="draft", saved_at=NOW,
               percent=Decimal(n % 100), done="本期完成一批接入工作。", author=person)
        for n, row in enumerate(rows)
    ]  # fmt: skip


def _rows_of_a_plan(slug: str, count: int, units: list[Any], person: Any) -> Any:
    """A plan with that many initiatives, each with standing, update and two other units."""
    from recommendations.models import Initiative, InitiativeUnit

    plan = a_plan(slug, count)
    measures = its_measures(plan)
    rows = [
        Initiative(plan=plan, code=n + 1, measure=measures[n % 100], title=f"任务{n}平台建设",
                   lead=units[n % len(units)], state="in_progress",
                   due_on=date(2027, 1, 1) + timedelta(days=n % 700))
        for n in range(count)
    ]  # fmt: skip
    Initiative.objects.bulk_create(rows, batch_size=2000)
    others = [
        InitiativeUnit(initiative=row, unit=units[(n + step) % len(units)], part="supporting",
                       position=step)
        for n, row in enumerate(rows)
        for step in (1, 2)
    ]  # fmt: skip
    for made in (_standings(rows), others, _updates(plan, rows, person)):
        type(made[0])._base_manager.bulk_create(made, batch_size=2000)
    return plan


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of one call: by the clock, and of this process alone."""
    start, own = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - start) * 1000, (time.process_time() - own) * 1000


def medians(calls: dict[str, Callable[[], object]]) -> dict[str, tuple[float, float]]:
    """Medians of each call, taken in turns after two unmeasured rounds."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for round_ in range(ROUNDS + 2):
        for name, call in calls.items():
            took = timed(call)
            if round_ > 1:
                taken[name].append(took)
    return {
        name: (statistics.median(a for a, _ in all_), statistics.median(b for _, b in all_))
        for name, all_ in taken.items()
    }


def _page(client: Any, path: str) -> Callable[[], object]:
    def ask() -> object:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        return answer.content

    return ask


def _questions(call: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


class Report:
    """Lines, and whether a target was missed."""

    missed = False

    def line(
        self, name: str, value: float, unit: str, most: float | None = None, *,
        least: float | None = None,
    ) -> None:  # fmt: skip
        """One figure, and what it may be."""
        late = (most is not None and value > most) or (least is not None and value < least)
        self.missed = self.missed or late
        target = "" if most is None else f"at most {most:g}"
        target += "" if least is None else f"at least {least:g}"
        target += " MISSED" if late else ""
        sys.stdout.write(f"{name:<58}{value:>10.2f} {unit:<4} {target}\n")
        sys.stdout.flush()


def _lists(client: Any, big: Any, small: Any, report: Report) -> None:
    ledger = f"/plans/{big.slug}/ledger/"
    partial = {"HX-Request": "true"}
    _page(client, ledger)()  # what is asked once only is not counted
    paths = ("", "?light=red", "?sort=light", "?words=平台&rows=20")
    for path in paths:
        many, few = (f"/plans/{plan.slug}/ledger/{path}" for plan in (big, small))
        asked = {_questions(_page(client, one)) for one in (many, few)}
        asked |= {_questions(_page(client, f"{many}{'&' if path else '?'}rows={n}"))
                  for n in (20, 50, 200) if "rows" not in path}  # fmt: skip
        report.line(f"questions, ledger{path or ' page 1'}", max(asked), "", 8)
        report.line("  how many they differ with rows", max(asked) - min(asked), "", 0)
    took = medians({
        "plain floor": _page(client, f"/bench/floor/{big.pk}/"),
        "ledger": _page(client, ledger),
        "table alone": lambda: client.get(ledger, headers=partial).content,
        "page 900": _page(client, f"{ledger}?page=900"),
        "floor, page 900": _page(client, f"/bench/floor/{big.pk}/?page=900"),
        "admin": _page(client, "/bench/admin/recommendations/initiative/"),
        "one light": _page(client, f"{ledger}?light=red"),
        "by light": _page(client, f"{ledger}?sort=light"),
    })  # fmt: skip
    for name, (wall, own) in took.items():
        report.line(f"{name}: by the clock", wall, "ms")
        report.line(f"{name}: this process alone", own, "ms")
    report.line("ledger to plain floor", took["ledger"][0] / took["plain floor"][0], "x")
    report.line("table alone to plain floor", took["table alone"][0] / took["plain floor"][0], "x")
    from django.db import connection

    if connection.vendor == "postgresql":
        report.line("ledger to plain floor, target", took["ledger"][0] / took["plain floor"][0],
                    "x", 2)  # fmt: skip
        report.line("ledger to admin", took["ledger"][0] / took["admin"][0], "x", 0.25)
    report.line("ledger to admin, this process", took["ledger"][1] / took["admin"][1], "x", 0.25)
    report.line("page 900 to page 1", took["page 900"][0] / took["ledger"][0], "x", 3)


def _form(big: Any, report: Report) -> None:
    """What parsing and drawing the filter form costs, taken alone; it asks the database nothing."""
    from django.http import QueryDict
    from django.utils import timezone

    from desks.ledger.listing import Listing
    from desks.views.ledger import choices_html

    def draw() -> object:
        listing = Listing(big, QueryDict("light=red"), timezone.localdate())
        return listing.narrowed, listing.typed(), listing.lazy(), choices_html(listing)

    report.line("filter form", medians({"form": draw})["form"][1], "ms", 3)


def fill() -> int:
    """The tables and what is in them, on the database that the environment names."""
    from django.core.management import call_command
    from django.db import connection

    from accounts.actions import add_person, add_unit, grant_role
    from accounts.choices import Role
    from core.audit import Actor

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    by = Actor.system("bench")
    units = [add_unit(name=f"单位{n}", short_name=f"单位{n}", position=n, by=by) for n in range(60)]
    person = add_person(username="bench", name="bench", password=None, by=by)
    grant_role(user=person, role=Role.COORDINATOR, unit=None, now=NOW, by=by)
    _rows_of_a_plan("big", ROWS, units, person)
    _rows_of_a_plan("small", SMALL, units, person)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return 0


def measure() -> int:
    """Everything, in a process that did not fill the tables: its memory is the pages' own."""
    from django.db import connection

    client, big, small = _asked()
    report = Report()
    sys.stdout.write(f"\nThe ledger at {ROWS} initiatives, {connection.vendor}\n")
    _lists(client, big, small, report)
    _form(big, report)
    return 1 if report.missed else 0


def measure_files() -> int:
    """The files, in a process that has drawn no page: its memory is theirs."""
    from tools.bench_exports import files

    report = Report()
    files(*_asked(), report)
    return 1 if report.missed else 0


def _asked() -> tuple[Any, Any, Any]:
    """A signed-in client and both plans."""
    from django.test import Client

    from accounts.models import User
    from recommendations.models import Plan

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="bench"))
    return client, Plan.objects.get(slug="big"), Plan.objects.get(slug="small")


@contextlib.contextmanager
def postgres_or_nothing() -> Iterator[str]:
    from tools.services import Unavailable, postgres

    try:
        with postgres() as url:
            yield url
    except Unavailable as reason:
        sys.stdout.write(f"\nPostgreSQL was left out: {reason}\n")


def _child(url: str) -> int:
    with tempfile.TemporaryDirectory(prefix="cexing-bench-") as folder:
        told = {**os.environ, "CEXING_DATA_DIR": folder,
                "DJANGO_SETTINGS_MODULE": "tools.bench_settings"}  # fmt: skip
        told.pop("CEXING_REDIS_URL", None)
        told.pop("CEXING_DATABASE_URL", None)
        if url:
            told["CEXING_DATABASE_URL"] = url
        command = [sys.executable, "-m", "tools.bench_ledger"]
        subprocess.run([*command, "fill"], env=told, check=True)
        codes = [
            subprocess.run([*command, part], env=told, check=False).returncode
            for part in ("measure", "files")
        ]
        return max(codes)


def main() -> int:
    """Both databases, each in a process of its own."""
    parts = {"fill": fill, "measure": measure, "files": measure_files}
    if sys.argv[1:2] and sys.argv[1] in parts:
        import django

        django.setup()
        return parts[sys.argv[1]]()
    codes = [_child("")] if "postgresql" not in sys.argv else []
    if "sqlite" not in sys.argv:
        with postgres_or_nothing() as url:
            codes.append(_child(url))
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
