"""The Chinese catalogue: `messages.py update`, `compile` or `check`.

update   reads the msgids out of the code, keeps every translation that still fits, and compiles
compile  makes django.mo out of django.po
check    changes nothing: all translated, placeholders kept, django.mo what django.po says, and,
         where GNU gettext is at hand, no msgid new or gone

Only reading the msgids out of the code needs GNU gettext. It does not see the Jinja2 rows under
templates/rows: Jinja2 itself reads those, and they are handed over as one more Python file, with
the sentences borrowed from Django and django-allauth. What is written bears no date and no
machine's name, so the same code gives the same bytes.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
NEEDS = "GNU gettext is missing (Debian: apt-get install gettext)"
# Nothing that is translated lies in these.
APART = (
    ".*", "var", "locale", "tests", "tools", "docs", "static", "requirements", "migrations",
    "node_modules", "__pycache__", "*.pyc",
)  # fmt: skip
EXTRACT = (
    "makemessages", "--locale=zh_Hans", "--extension=html,py", "--no-location", "--no-wrap",
)  # fmt: skip
# What Django and django-allauth say to people here, where their own Chinese is missing or does not
# say how to mend it: a catalogue of ours goes before theirs. Singular and plural make a pair.
BORROWED: tuple[str | tuple[str, str], ...] = (
    "This field is required.",
    "Enter a whole number.",
    "Enter a number.",
    "Enter a valid date.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    (
        "Ensure that there are no more than %(max)s digit in total.",
        "Ensure that there are no more than %(max)s digits in total.",
    ),
    (
        "Ensure that there are no more than %(max)s decimal place.",
        "Ensure that there are no more than %(max)s decimal places.",
    ),
    (
        "Ensure that there are no more than %(max)s digit before the decimal point.",
        "Ensure that there are no more than %(max)s digits before the decimal point.",
    ),
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Select a valid choice. That choice is not one of the available choices.",
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    "This password is too common.",
    "This password is entirely numeric.",
    "The password is too similar to the %(verbose_name)s.",
    "The username and/or password you specified are not correct.",
    "Please type your current password.",
    "You must type the same password each time.",
    "New Password (again)",
    "Password (again)",
    "Successfully signed in as %(name)s.",
    "You have signed out.",
    "Password successfully changed.",
    "Password successfully set.",
)
COMMENT = "# 策行：简体中文。界面文字以此为准；由 tools/messages.py 维护。"
HEADERS = [
    ("Project-Id-Version", "cexing"),
    ("Language", "zh_Hans"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=UTF-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=1; plural=0;\n"),
]
# What a translation must carry over: %(name)s, %d, %% and tags.
_KEPT = re.compile(r"%(?:\(\w+\))?[a-zA-Z%]|</?\w+>")


class Chinese(Catalog):
    """A catalogue whose head says neither when nor with what it was made."""

    mime_headers = property(lambda self: HEADERS)


def _key(message: Message) -> tuple[str, str]:
    """A message's own name: its (singular) msgid and its context."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return singular, message.context or ""


def strings(message: Message) -> list[str]:
    """The translation; of a plural, every form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def read(source: bytes) -> list[Message]:
    """The messages of a .po, without its head and without what is not used any more."""
    return [one for one in pofile.read_po(io.BytesIO(source), locale="zh_Hans") if one.id]


def _arranged(messages: Iterable[Message]) -> Chinese:
    made = Chinese(locale="zh_Hans", header_comment=COMMENT, fuzzy=False)
    for one in messages:
        made[one.id] = one
    return made


def written(messages: Iterable[Message]) -> bytes:
    """The .po of these messages."""
    out = io.BytesIO()
    pofile.write_po(out, _arranged(messages), width=0)
    return out.getvalue()


def compiled(messages: Iterable[Message]) -> bytes:
    """The .mo of these messages; what nobody has confirmed stays out."""
    out = io.BytesIO()
    mofile.write_mo(out, _arranged(messages))
    return out.getvalue()


def unseen_msgids() -> str:
    """What makemessages does not see, as Python: the Jinja2 rows' sentences and the borrowed."""
    parser = Environment(autoescape=True)
    lines = [
        f"_({each!r})\n" if isinstance(each, str) else f"ngettext{(*each, 1)!r}\n"
        for each in BORROWED
    ]
    for path in sorted((ROOT / "templates" / "rows").glob("*.html")):
        found = extract_from_ast(parser.parse(path.read_text(encoding="utf-8")), ("_",))
        lines += [f"_({text!r})\n" for _line, _name, text in found if isinstance(text, str)]
    return "".join(lines)


def extract() -> list[Message]:
    """Every msgid of the code, untranslated. Works on a copy and leaves the tree alone."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*APART))
        (copy / "locale").mkdir()
        (copy / "unseen_msgids.py").write_text(unseen_msgids(), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "manage.py", *EXTRACT],
            cwd=copy,
            env={**os.environ, "CEXING_DATA_DIR": str(Path(folder) / "data")},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        found = (copy / PO.relative_to(ROOT)).read_bytes()
        return read(found.replace(b'msgstr[1] ""\n', b""))  # Chinese has one form only


def merged(wanted: Iterable[Message], there: Iterable[Message]) -> list[Message]:
    """The wanted msgids in their order, each with the translation that is there, never a guess."""
    known = {_key(one): one for one in there if not one.fuzzy}
    result = []
    for one in wanted:
        old = known.get(_key(one))
        fits = old is not None and old.pluralizable == one.pluralizable
        string = old.string if old is not None and fits else ("",) if one.pluralizable else ""
        flags = one.flags - {"fuzzy"}
        result.append(Message(one.id, string, (), flags, one.auto_comments, context=one.context))
    return result


def faults_of(message: Message) -> list[str]:
    """What is wrong with one translation."""
    name = _key(message)[0]
    if message.fuzzy or not all(strings(message)):
        return [f"not translated: {name}"]
    source = message.id if isinstance(message.id, str) else message.id[-1]
    kept = sorted(_KEPT.findall(source))
    if any(sorted(_KEPT.findall(each)) != kept for each in strings(message)):
        return [f"placeholders differ: {name}"]
    return []


def faults() -> list[str]:
    """What is wrong with the catalogue as it stands."""
    if not PO.exists():
        return [f"{PO.name} is not there"]
    source = PO.read_bytes()
    there = read(source)
    found = [fault for message in there for fault in faults_of(message)]
    if not MO.exists() or MO.read_bytes() != compiled(there):
        found.append(f"{MO.name} is not what {PO.name} says: messages.py compile")
    if shutil.which("xgettext") is None:
        return [*found, NEEDS] if os.environ.get("CI") == "true" else found
    wanted = extract()
    there_keys, wanted_keys = {_key(one) for one in there}, {_key(one) for one in wanted}
    found += [f"not in the catalogue: {name}" for name, _context in wanted_keys - there_keys]
    found += [f"no longer used: {name}" for name, _context in there_keys - wanted_keys]
    if there_keys == wanted_keys and source != written(merged(wanted, there)):
        found.append(f"{PO.name} is not in the order of the code: messages.py update")
    return sorted(found)


def compile_catalogue() -> None:
    """Make the .mo out of the .po."""
    MO.write_bytes(compiled(read(PO.read_bytes())))


def update() -> None:
    """Bring the .po up to date with the code, then the .mo."""
    if shutil.which("xgettext") is None:
        sys.exit(NEEDS)
    PO.parent.mkdir(parents=True, exist_ok=True)
    there = read(PO.read_bytes()) if PO.exists() else []
    PO.write_bytes(written(merged(extract(), there)))
    compile_catalogue()


def main(words: list[str]) -> int:
    """One command; without one, update. Exit 1 where something is left to do."""
    command = words[0] if words else "update"
    if len(words) > 1 or command not in {"update", "compile", "check"}:
        sys.exit("messages.py update | compile | check")
    if command == "check":
        found = faults()
        if shutil.which("xgettext") is None and NEEDS not in found:
            sys.stdout.write(f"Not compared with the code: {NEEDS}\n")
    else:
        update() if command == "update" else compile_catalogue()
        found = [fault for one in read(PO.read_bytes()) for fault in faults_of(one)]
    sys.stdout.writelines(f"{each}\n" for each in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
