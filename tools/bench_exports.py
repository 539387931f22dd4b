"""The ledger's files at 50,000 initiatives, beside floors that write the same cells.

Target 8 of the project's performance notes. `tools.bench_ledger` runs it in a process of its own,
so that the memory which is measured is that of the files. On SQLite all work is done by this
process and its own time is compared; on PostgreSQL the clock is, since the server works too.

The floors have what the files have: the supporting units, which lie in another table, in the CSV;
thirteen cells of the same kinds and looks in the workbook. Without them (ten bare texts, no units)
less work would be compared with more.
"""

import csv
import importlib.util
import io
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from tools.bench_ledger import ROWS, SMALL, Report, timed
from tools.bench_memory import on_top

_COLUMNS = "light,percent,planned,lead,supporting,due_on,filing,state"


def _bare_csv(plan: Any) -> object:
    """The same columns written as they come: the floor of a CSV file."""
    from recommendations.models import Initiative, InitiativeUnit

    units: dict[int, list[str]] = {}
    links = InitiativeUnit.objects.filter(initiative__plan=plan, part="supporting")
    for pk, name in links.order_by("position").values_list("initiative", "unit__name").iterator():
        units.setdefault(pk, []).append(name)
    out = csv.writer(io.StringIO())
    rows = Initiative.objects.filter(plan=plan).order_by("code").values_list(
        "pk", "code", "title", "standings__light", "standings__percent", "standings__planned",
        "lead__name", "due_on", "updates__state", "state", "public_id", "version",
    )  # fmt: skip
    for row in rows.iterator(2000):
        out.writerow([*row[1:7], "、".join(units.get(row[0], ())), *row[7:]])
    return out


def _bare_sheet() -> object:
    """As many cells of the same kinds by XlsxWriter alone: the floor of a workbook."""
    import xlsxwriter

    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    page = book.add_worksheet()
    look = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
    due = date(2027, 6, 30)
    for place in range(ROWS):
        for column in (0, 1, 4, 5, 12):
            page.write_number(place, column, place, look)
        for column in (2, 3, 6, 7, 9, 10):
            page.write_string(place, column, "任务平台建设", look)
        page.write_datetime(place, 8, due, day)
        page.write_string(place, 11, "k7m2q9x4t6w8z3b5")
    return book.close()


def _stock(plan: Any) -> Callable[[], object] | None:
    """Django-tables2's own export of the small plan; None where tablib is not installed."""
    import django_tables2 as tables
    from django_tables2.export import TableExport

    from recommendations.models import Initiative

    if importlib.util.find_spec("tablib") is None:
        return None

    class Stock(tables.Table):  # type: ignore[misc]
        code, title, state = tables.Column(), tables.Column(), tables.Column()
        lead, due_on = tables.Column(), tables.DateColumn(format="Y-m-d")
        measure, weight = tables.Column(), tables.Column()
        area = tables.TemplateColumn("{{ record.measure.area.title }}")
        number = tables.TemplateColumn("{{ record.code }}")
        until = tables.TemplateColumn("{{ record.due_on|date:'Y-m-d' }}")

    def export() -> object:
        rows = Initiative.objects.filter(plan=plan).select_related("lead", "measure__area")
        return TableExport("csv", Stock(rows.order_by("code"))).export()

    return export


class Files:
    """The files of both plans, asked as a person asks."""

    def __init__(self, client: Any, big: Any, small: Any) -> None:
        self.client, self.big, self.small = client, big, small

    def pieces(self, kind: str, plan: Any) -> Iterator[bytes]:
        path = f"/plans/{plan.slug}/ledger/ledger.{kind}?columns={_COLUMNS}"
        return iter(self.client.get(path).streaming_content)

    def whole(self, kind: str, plan: Any = None) -> Callable[[], object]:
        return lambda: sum(map(len, self.pieces(kind, plan or self.big)))


def _in_turns(calls: Iterable[tuple[str, Callable[[], object]]], which: int) -> dict[str, float]:
    """Medians of three rounds, in milliseconds."""
    taken: dict[str, list[float]] = {}
    for _round in range(3):
        for name, call in calls:
            taken.setdefault(name, []).append(timed(call)[which])
    return {name: statistics.median(all_) for name, all_ in taken.items()}


def files(client: Any, big: Any, small: Any, report: Report) -> None:
    """Everything that target 8 asks."""
    from django.db import connection

    made = Files(client, big, small)
    for kind in ("csv", "xlsx"):  # what is loaded once only is not counted
        made.whole(kind, small)()
    report.line("CSV, first bytes", timed(lambda: next(made.pieces("csv", big)))[0], "ms", 300)
    report.line("CSV, memory on top", on_top(made.whole("csv")), "MiB", 20)
    report.line("workbook, memory on top", on_top(made.whole("xlsx")), "MiB", 40)
    calls = [("bare", lambda: _bare_csv(big)), ("stream", made.whole("csv")),
             ("sheet", _bare_sheet), ("workbook", made.whole("xlsx"))]  # fmt: skip
    stock = _stock(small)
    if stock is not None:
        calls.append(("stock", stock))
    took = _in_turns(calls, 0 if connection.vendor == "postgresql" else 1)
    for name, value in took.items():
        report.line(f"{SMALL if name == 'stock' else ROWS} rows: {name}", value, "ms")
    report.line("CSV to the bare values", took["stream"] / took["bare"], "x", 4)
    report.line("workbook to bare XlsxWriter", took["workbook"] / took["sheet"], "x", 2)
    if stock is None:
        sys.stdout.write("django-tables2's export was left out: tablib is not installed\n")
        return
    quicker = (took["stock"] / SMALL) / (took["stream"] / ROWS)
    report.line("CSV, quicker a row than django-tables2's export", quicker, "x", least=20)
