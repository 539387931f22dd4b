"""Every output of a report at 22 measures and at 5,000 rows, beside the bare tools.

Claim 12 of the periodic reports. The floors are written in the same run, so that a slow machine
slows both: bare XML into a zip for Word, bare XlsxWriter for Excel, bare typst for PDF. All is done
in this process, whose own time is taken (of all its threads; the clock's stands beside it); each
output's memory is that of a process of its own, and PDF's again after several. The exit code is 1
where a target was missed.
"""

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

from tools.bench_ledger import Report
from tools.bench_memory import held, on_top

ROWS, SMALL = 5_000, 22
DAY = date(2026, 11, 9)
# Seconds at 22 measures and at 5,000 rows.
TARGETS = {"docx": (0.2, 2.0), "xlsx": (0.2, 1.0), "pdf": (0.5, 5.0), "html": (0.2, 2.0),
           "summary": (0.5, 1.0)}  # fmt: skip
# Times the bare tool's on as many cells, and MiB that three more PDFs may leave behind.
TIMES = {"docx": 10.0, "xlsx": 0.6, "pdf": 2.5}
LEFT = 250


def _material(rows: int, *, told: bool = False) -> tuple[Any, Any]:
    """Contents with so many measures, and the report; `told`: each with its unit's words."""
    from tests.reports.sample_contents import made, make_contents

    contents = make_contents()
    cells = [cell for area in contents["areas"] for cell in area["cells"]]
    if rows > len(cells):
        more = [cells[n % len(cells)] | {"position": n + 1} for n in range(rows)]
        contents["areas"][0]["cells"] = more
        contents["areas"] = contents["areas"][:1]
        contents["total"] = rows
        # A report on thousands tells of some; its tables hold all.
        plain = {} if told else {"done": "", "cause": "", "problems": "", "next_steps": ""}
        contents["areas"][0]["cells"] = [cell | plain for cell in more[:-SMALL]] + more[-SMALL:]
    return contents, made(contents)


def _outputs(rows: int, *, told: bool = False) -> dict[str, Callable[[], object]]:
    from reports.choices import FileFormat
    from reports.outputs.files import make_file

    contents, document = _material(rows, told=told)
    return {
        form.value: lambda form=form: make_file(form, contents, document, on=DAY)  # type: ignore[misc]
        for form in FileFormat
    }


def _words(rows: int) -> list[list[str]]:
    line = ["1", "前瞻布局前沿领域", "示例科技部门", "正常", "58.0", "52.0", "—", "2027年12月31日"]
    return [line] * rows


def _floors(rows: int) -> dict[str, Callable[[], object]]:
    """The same number of cells by each tool alone."""
    import typst
    import xlsxwriter

    from reports.outputs import fonts

    def docx() -> object:
        cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
        xml = "".join(
            f"<w:tr>{''.join(cell.format(word) for word in row)}</w:tr>" for row in _words(rows)
        )
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("document.xml", xml)
        return xml

    def xlsx() -> object:
        book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
        page = book.add_worksheet()
        look = book.add_format({"border": 1})
        for place, row in enumerate(_words(rows)):
            for column, word in enumerate(row * 2):
                page.write_string(place, column, word, look)
        return book.close()

    def pdf() -> object:
        source = (
            '#set text(font: "Noto Serif CJK SC", size: 9pt)\n#table(columns: 8, '
            "..json(bytes(sys.inputs.rows)).flatten())"
        )
        compiler = typst.Compiler(
            font_paths=fonts.known(), ignore_system_fonts=True,
            sys_inputs={"rows": json.dumps(_words(rows))},
        )  # fmt: skip
        return compiler.compile(source.encode(), format="pdf", pdf_standards=["a-2a"], timestamp=0)

    return {"docx": docx, "xlsx": xlsx, "pdf": pdf}


def _both(call: Callable[[], object], times: int) -> tuple[float, float]:
    """The medians of so many calls, after one that is not counted: own seconds, and the clock's."""
    call()
    taken = []
    for _time in range(times):
        begin, clock = time.process_time(), time.perf_counter()
        call()
        taken.append((time.process_time() - begin, time.perf_counter() - clock))
    own, clocks = zip(*taken, strict=True)
    return statistics.median(own), statistics.median(clocks)


def _seconds(call: Callable[[], object], times: int) -> float:
    return _both(call, times)[0]


def _alone(name: str, rows: int) -> tuple[float, float]:
    """MiB that one output takes on top in a process of its own, and that three more leave there.

    Started anew and not forked: a fork after typst's threads waits for ever.
    """
    command = [sys.executable, "-m", "tools.bench_reports", name, str(rows)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    most, left = map(float, told.split())
    return most, left


def _memory(name: str, rows: int) -> tuple[float, float]:
    call = _outputs(rows)[name]
    most, once = on_top(call), held()
    for _time in range(3):
        call()
    return most, held() - once


def _speed(report: Report) -> None:
    for rows, times, which in ((SMALL, 5, 0), (ROWS, 3, 1)):
        floors, outputs = _floors(rows), _outputs(rows)
        for name, call in outputs.items():
            taken, clock = _both(call, times)
            report.line(f"{rows} rows: {name}", 1000 * taken, "ms", 1000 * TARGETS[name][which])
            if rows == SMALL:
                continue
            report.line(f"{rows} rows: {name}, by the clock", 1000 * clock, "ms")
            if name in floors:
                floor = _seconds(floors[name], 1)
                report.line(f"{rows} rows: {name}, the bare tool", 1000 * floor, "ms")
                report.line(
                    f"{rows} rows: {name} to the bare tool", taken / floor, "x", TIMES[name]
                )


def main() -> int:
    """Print a line for each figure; the exit code says whether all targets were met."""
    report = Report()
    report.line("Load of the machine at the beginning", os.getloadavg()[0], "")
    _speed(report)
    told = _outputs(ROWS, told=True)
    for name in ("docx", "xlsx"):
        taken = _seconds(told[name], 3)
        report.line(f"{ROWS} rows with words: {name}", 1000 * taken, "ms", 1000 * TARGETS[name][1])
    half, whole = _outputs(ROWS // 2)["docx"], _outputs(ROWS)["docx"]
    report.line("docx: twice the rows take", _seconds(whole, 3) / _seconds(half, 3), "x", 2.6)
    for name in TARGETS:
        most, left = _alone(name, ROWS)
        report.line(f"{ROWS} rows: {name}, memory on top", most, "MiB")
        if name == "pdf":
            report.line(f"{ROWS} rows: {name}, left by three more", left, "MiB", LEFT)
    report.line("Load of the machine at the end", os.getloadavg()[0], "")
    return int(report.missed)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with tempfile.TemporaryDirectory(prefix="cexing-bench-") as folder:
        os.environ["CEXING_DATA_DIR"] = folder
        import django

        django.setup()
        if sys.argv[1:]:
            sys.stdout.write("{} {}".format(*_memory(sys.argv[1], int(sys.argv[2]))))
            sys.exit()
        sys.exit(main())
