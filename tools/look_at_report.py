"""A report's Word file as LibreOffice sets it: `python -m tools.look_at_report [FILE.docx]`.

Not a test of CI, where no LibreOffice is: run it after a change of the Word file, and look at the
PDF that it leaves beside. Without a file it takes a page of nothing but characters and asks for
22 lines of 28, and for page numbers outside between dashes.
"""

import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path


def _sample() -> bytes:
    from reports.outputs.blocks import Paragraph
    from reports.outputs.docx import render_docx
    from tests.reports.sample_contents import made, make_contents

    words = Paragraph("办" * 28 * 70)
    report = replace(made(make_contents()), blocks=(words,), attachments=(), closing=())
    return render_docx(report, on=date(2026, 11, 9))


def _set(path: Path) -> Path:
    with tempfile.TemporaryDirectory(prefix="cexing-office-") as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
        subprocess.run(command, check=True, capture_output=True)
    return path.with_suffix(".pdf")


def main() -> int:
    """The lines of each page; with the sample, whether they are as the standard wants them."""
    from tests.reports import pdf_text

    given = [Path(each) for each in sys.argv[1:]]
    path = given[0] if given else Path(tempfile.mkdtemp()) / "sample.docx"
    if not given:
        path.write_bytes(_sample())
    made = _set(path)
    with pdf_text.opened(made.read_bytes()) as pdf:
        pages = [pdf_text.lines(page) for page in pdf]
    for place, lines in enumerate(pages, 1):
        longest = max(len(line.text) for line in lines)
        sys.stdout.write(f"{place}: {len(lines) - 1} lines, at most {longest} characters\n")
    sys.stdout.write(f"{made}\n")
    if given:
        return 0
    *body, number = pages[1]
    whole = [len(line.text) for line in body] == [28] * 22
    outside = number.text == "—2—" and number.left < 40 and pages[2][-1].right > 170
    return int(not (whole and outside))


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.exit(main())
