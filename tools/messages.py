"""The Chinese catalogue: `messages.py` brings it up to date, `messages.py check` only looks.

Reading the msgids out of the code takes GNU gettext, which only translators and CI need; the
compiled catalogue is committed, and is compared without it.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parent.parent
PO = Path("locale/zh_Hans/LC_MESSAGES/django.po")
MO = PO.with_suffix(".mo")
EXTRACT = ["makemessages", "--locale", "zh_Hans", "--no-location", "--no-obsolete", "--no-wrap"]
# Nothing that is translated lies in these.
APART = (".*", "var", "tests", "tools", "requirements", "node_modules", "__pycache__", "*.pyc")
IGNORED = [word for name in (".venv", "var", "tests", "tools") for word in ("--ignore", name)]
NEEDS = "GNU gettext is missing (Debian: apt-get install gettext)"


def read(root: Path) -> Catalog:
    """The catalogue under `root`."""
    with (root / PO).open("rb") as stream:
        return pofile.read_po(stream, locale="zh_Hans")


def compiled(catalogue: Catalog) -> bytes:
    """What the machine reads."""
    out = io.BytesIO()
    mofile.write_mo(out, catalogue)
    return out.getvalue()


def extract(root: Path) -> None:
    """Bring the catalogue under `root` up to date with the code there."""
    command = [sys.executable, "manage.py", *EXTRACT, *IGNORED]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def untranslated(catalogue: Catalog) -> list[str]:
    """Sentences without a translation, or with one that nobody has confirmed."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not _whole(message.string))
    ]


def _whole(translation: str | list[str] | tuple[str, ...] | None) -> bool:
    return all(translation) if isinstance(translation, list | tuple) else bool(translation)


def faults() -> list[str]:
    """What is wrong with the catalogue as it stands."""
    if not (ROOT / PO).exists():
        return [f"{PO} is not there"]
    there = read(ROOT)
    found = [f"not translated: {each}" for each in untranslated(there)]
    if not (ROOT / MO).exists() or (ROOT / MO).read_bytes() != compiled(there):
        found.append(f"{MO} is not what {PO} says: make messages")
    if shutil.which("xgettext") is None:
        return [*found, NEEDS] if os.environ.get("CI") == "true" else _with_note(found)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*APART))
        extract(copy)
        wanted = {(message.context, message.id) for message in read(copy)}
    known = {(message.context, message.id) for message in there}
    found += [f"not in the catalogue: {each}" for _, each in wanted - known]
    return found + [f"no longer used: {each}" for _, each in known - wanted]


def _with_note(found: list[str]) -> list[str]:
    sys.stdout.write(f"Not compared with the code: {NEEDS}\n")
    return found


def main(words: list[str]) -> int:
    """Look, or bring up to date and compile."""
    if words == ["check"]:
        found = faults()
        sys.stdout.writelines(f"{each}\n" for each in sorted(found))
        return 1 if found else 0
    if shutil.which("xgettext") is None:
        sys.exit(NEEDS)
    (ROOT / PO).parent.mkdir(parents=True, exist_ok=True)
    extract(ROOT)
    catalogue = read(ROOT)
    (ROOT / MO).write_bytes(compiled(catalogue))
    left = untranslated(catalogue)
    sys.stdout.writelines(f"not translated: {each}\n" for each in left)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
