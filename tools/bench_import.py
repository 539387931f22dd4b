"""A whole ledger comes in, beside stock django-import-export that takes the same rows in the
same run.

    python -m tools.bench_import [ROWS] [sqlite|postgresql]

Ours is the whole road of a page and its worker: the file is read, every row is checked,
then the whole is written with dated rows, audit events, standings and search index, or nothing.
Stock is a plain ModelResource with instance loading and foreign keys by name; its rate is flat in
rows, so it takes fewer. Target 9 of the project's performance notes: at least fifteen times its
rows a second, at most a question for each hundred rows, 100 MiB on top.
"""

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.bench_ledger import Report, postgres_or_nothing

ROWS, STOCK_ROWS, UNITS = 50_000, 2_000, 60
TARGET = 15
PARTS = ("new", "changed", "undo")
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
HEAD = (
    "任务编号", "重点任务", "具体举措", "成果形式", "年度目标", "牵头单位", "配合单位", "开始时间",
    "完成时限", "备注",
)  # fmt: skip
FIELDS = (
    "code", "title", "measure", "deliverable", "annual_goal", "lead", "contact_words", "starts_on",
    "due_on", "remarks",
)  # fmt: skip
DAYS = ("2026.11.22", "11月底前", "2026年12月31日", "年底前", "2026-10-15")


def _row(place: int, *, number: int | None, remark: str) -> tuple[Any, ...]:
    """One task as an office writes it."""
    return (
        number, f"任务{place}：建设公共数据平台第{place % 97}期", place % 100 + 1,
        f"形成可复制的建设成果{place % 13}项", f"接入单位{place % 40}家，覆盖率达{place % 100}%",
        f"单位{place % UNITS}", f"单位{(place + 1) % UNITS}、单位{(place + 2) % UNITS}",
        "2026-03-01", DAYS[place % len(DAYS)], remark,
    )  # fmt: skip


def _book(rows: int, *, numbered: bool, remark: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, HEAD)
        for place in range(rows):
            number = place + 1 if numbered else None
            page.write_row(place + 1, 0, _row(place, number=number, remark=remark))
    return out.getvalue()


def fill(rows: int) -> None:
    """Tables, units, two plans, and the files that come in."""
    from django.conf import settings
    from django.core.management import call_command

    from accounts.actions import add_person, add_unit, grant_role
    from accounts.choices import Role
    from core.audit import Actor
    from core.search.entries import rebuild
    from tools.bench_ledger import a_plan, its_measures

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    by = Actor.system("bench")
    for place in range(UNITS):
        add_unit(name=f"单位{place}", short_name=f"单位{place}", position=place, by=by)
    person = add_person(username="bench", name="bench", password=None, by=by)
    grant_role(user=person, role=Role.COORDINATOR, unit=None, now=NOW, by=by)
    for slug in ("ours", "stock"):
        its_measures(a_plan(slug, 0))
    rebuild()
    folder = Path(settings.DATA_DIR)
    (folder / "new.xlsx").write_bytes(_book(rows, numbered=False, remark=""))
    (folder / "changed.xlsx").write_bytes(_book(rows, numbered=True, remark="已核对"))


def _memory() -> float:
    """The most that this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class _Watch:
    """Seconds, processor seconds, questions and memory of a block."""

    def __enter__(self) -> "_Watch":
        from django.db import connection

        self.questions, self.memory = 0, _memory()
        self._wrapper = connection.execute_wrapper(self._count)
        self._wrapper.__enter__()
        self._start, self._own = time.perf_counter(), time.process_time()
        return self

    def _count(self, execute: Any, *rest: Any) -> Any:
        self.questions += 1
        return execute(*rest)

    def __exit__(self, *error: Any) -> None:
        self.seconds = time.perf_counter() - self._start
        self.own = time.process_time() - self._own
        self.memory = _memory() - self.memory
        self._wrapper.__exit__(*error)


def _ours(file: str) -> dict[str, _Watch]:
    """Upload, check and write; each watched."""
    from django.conf import settings

    from accounts.models import User
    from core.audit import Actor
    from recommendations.actions.imports import map_columns, upload_ledger
    from recommendations.choices import ImportWork
    from recommendations.models import LedgerImport, Plan

    by, took = Actor.system("bench"), {name: _Watch() for name in ("read", "check", "write")}
    with took["read"]:
        data = (Path(settings.DATA_DIR) / file).read_bytes()
        batch = upload_ledger(
            plan=Plan.objects.get(slug="ours"), data=data, file_name=file, year=2026, now=NOW,
            uploader=User.objects.get(username="bench"), by=by,
        )  # fmt: skip
    with took["check"]:
        # As a request does: nothing is at hand from the one before.
        batch = LedgerImport.objects.select_related("plan", "file").get(pk=batch.pk)
        map_columns(
            batch=batch, sheet=batch.sheet, head_first=batch.head_first, head_last=batch.head_last,
            columns=batch.columns, year=2026, version=batch.version, now=NOW, by=by,
        )  # fmt: skip
        _work(batch, "checked")
    with took["write"]:
        _ask(batch, ImportWork.APPLY, "applied")
    return took


def _work(batch: Any, state: str) -> None:
    """What a worker does, and that it did it."""
    from core.work.worker import do_work

    do_work(lambda: NOW)
    batch.refresh_from_db()
    if batch.state != state:
        raise RuntimeError(f"The import is {batch.state}: {batch.result.get('refused')}")


def _ask(batch: Any, what: Any, state: str) -> None:
    """As the page asks a worker."""
    from core.audit import Actor
    from recommendations.actions.queued import queue_import

    by = Actor.system("bench")
    queue_import(batch=batch, what=what, on=NOW.date(), version=batch.version, now=NOW, by=by)
    _work(batch, state)


def _undo() -> dict[str, _Watch]:
    from recommendations.choices import ImportWork
    from recommendations.models import LedgerImport

    watch = _Watch()
    with watch:
        batch = LedgerImport.objects.select_related("plan", "file").order_by("-pk")[0]
        _ask(batch, ImportWork.UNDO, "undone")
    return {"undo": watch}


def _resource() -> Any:
    """A resource as django-import-export's own guide writes it."""
    from import_export import fields, resources, widgets  # type: ignore[import-untyped]

    from accounts.models import Unit
    from recommendations.models import Initiative, Measure, Plan

    class Measures(widgets.ForeignKeyWidget):  # type: ignore[misc]
        def get_queryset(self, value: Any, row: Any, *rest: Any, **more: Any) -> Any:
            return Measure.objects.filter(plan__slug=row["plan"])

    class InitiativeResource(resources.ModelResource):  # type: ignore[misc]
        plan = fields.Field("plan", "plan", widget=widgets.ForeignKeyWidget(Plan, "slug"))
        measure = fields.Field("measure", "measure", widget=Measures(Measure, "position"))
        lead = fields.Field("lead", "lead", widget=widgets.ForeignKeyWidget(Unit, "name"))

        class Meta:
            model = Initiative
            fields = ("plan", *FIELDS)
            import_id_fields = ("plan", "code")

    return InitiativeResource()


def _stock(rows: int, remark: str) -> _Watch:
    import tablib  # type: ignore[import-untyped]

    data = tablib.Dataset(headers=["plan", *FIELDS])
    for place in range(rows):
        row = list(_row(place, number=place + 1, remark=remark))
        data.append(["stock", *row[:8], "2026-12-31", row[9]])
    watch = _Watch()
    with watch:
        result = _resource().import_data(data, use_transactions=True, raise_errors=True)
    if result.has_errors() or sum(result.totals.values()) != rows:
        raise RuntimeError(f"Stock did not take the rows: {result.totals}")
    return watch


def _tell(report: Report, name: str, rows: int, took: dict[str, _Watch], stock: _Watch,
          stock_rows: int) -> None:  # fmt: skip
    seconds = sum(one.seconds for one in took.values())
    for part, one in took.items():
        report.line(f"{name}: {part}", one.seconds, "s")
        report.line(f"{name}: {part}, this process alone", one.own, "s")
    rate, floor = rows / seconds, stock_rows / stock.seconds
    report.line(f"{name}: the whole road", rate, "/s")
    report.line(f"stock, {stock_rows} rows", floor, "/s")
    report.line(f"{name} to stock", rate / floor, "x", least=TARGET)
    own = sum(one.own for one in took.values())
    report.line(f"{name} to stock, this process alone",
                (rows / own) / (stock_rows / stock.own), "x")  # fmt: skip
    questions = sum(one.questions for one in took.values())
    report.line(f"{name}: questions", questions, "", rows / 100)
    report.line(f"{name}: memory on top", sum(one.memory for one in took.values()), "MiB", 100)


def measure(part: str, rows: int) -> int:
    """New rows, changed rows, or the undoing: each in a process of its own, for its memory."""
    from django.utils.translation import override

    report, stock_rows = Report(), min(rows, STOCK_ROWS)
    with override("zh-hans"):
        if part == "undo":
            undone = _undo()["undo"]
            report.line("undone", rows / undone.seconds, "/s")
            report.line("undone: this process alone", undone.own, "s")
            report.line("undone: memory on top", undone.memory, "MiB")
            return 0
        took = _ours(f"{part}.xlsx")
        stock = _stock(stock_rows, "已核对" if part == "changed" else "")
        _tell(report, part, rows, took, stock, stock_rows)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    sys.stdout.write(f"Processes that wanted to run in the last 1, 5 and 15 minutes: {load}\n")
    return 1 if report.missed else 0


def _child(url: str, rows: int) -> int:
    with tempfile.TemporaryDirectory(prefix="cexing-bench-") as folder:
        told = {**os.environ, "CEXING_DATA_DIR": folder,
                "DJANGO_SETTINGS_MODULE": "config.settings"}  # fmt: skip
        told.pop("CEXING_REDIS_URL", None)
        told.pop("CEXING_DATABASE_URL", None)
        if url:
            told["CEXING_DATABASE_URL"] = url
        command = [sys.executable, "-m", "tools.bench_import", str(rows)]
        subprocess.run([*command, "fill"], env=told, check=True)
        kind = "PostgreSQL" if url else "SQLite"
        sys.stdout.write(f"\nA ledger of {rows} rows comes in, {kind}\n")
        sys.stdout.flush()
        return max(
            subprocess.run([*command, part], env=told, check=False).returncode for part in PARTS
        )


def main() -> int:
    """Both databases, each in processes of its own."""
    words = sys.argv[1:]
    rows = next((int(word) for word in words if word.isdigit()), ROWS)
    if part := next((word for word in words if word in {"fill", *PARTS}), ""):
        import django

        django.setup()
        if part != "fill":
            return measure(part, rows)
        fill(rows)
        return 0
    codes = [_child("", rows)] if "postgresql" not in words else []
    if "sqlite" not in words:
        with postgres_or_nothing() as url:
            codes.append(_child(url, rows))
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
