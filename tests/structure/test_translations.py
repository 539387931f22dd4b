"""The Chinese catalogue: whole, compiled, faithful to its placeholders, set as Chinese is."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tools import messages

CJK = r"[\u3400-\u9fff，。；：？！、“”《》（）]"
# A blank beside a Chinese character, or a comma, colon, semicolon or question mark of half width.
LOOSE = re.compile(rf"{CJK} | {CJK}|{CJK}[,;:?!]|[,;:?!]{CJK}|[\u3400-\u9fff]\.|\(.*{CJK}.*\)")
# Placeholders stand for words and figures: they too touch Chinese without a blank.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[ds]")


@pytest.fixture(scope="module")
def catalogue() -> list[Message]:
    """The committed messages."""
    return messages.read(messages.PO.read_bytes())


def test_catalogue_is_complete_and_compiled() -> None:
    """Every msgid of templates, rows and Python, none too many; the .mo says the same."""
    assert messages.faults() == []


def test_the_catalogue_bears_no_date_and_comes_out_the_same_again(
    catalogue: list[Message],
) -> None:
    source = messages.PO.read_bytes()
    assert messages.written(catalogue) == source
    assert b"-Date:" not in source
    assert b"-Date:" not in messages.MO.read_bytes()


def test_rows_in_jinja_are_read(catalogue: list[Message]) -> None:
    """GNU gettext does not see them; `messages.extract` hands them over."""
    assert "_('account closed')\n" in messages.unseen_msgids()
    assert "account closed" in {one.id for one in catalogue}


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("Ledger", "台账", ""),
        ("Ledger", "", "not translated"),
        ("%(n)s of %(all)s", "第%(n)s页", "placeholders differ"),
        ("%(n)s%% done", "完成%(n)s%%", ""),
        ("%(n)s%% done", "完成%(n)s%", "placeholders differ"),
        ("<b>%d</b> shown", "显示%d项", "placeholders differ"),
        (("%d measure", "%d measures"), ("%d项举措",), ""),
        (("one measure", "%d measures"), ("举措",), "placeholders differ"),
    ],
)
def test_faults_are_found(
    msgid: str | tuple[str, str], msgstr: str | tuple[str, ...], fault: str
) -> None:
    found = messages.faults_of(Message(msgid, msgstr))
    assert [each.partition(":")[0] for each in found] == ([fault] if fault else [])


def test_a_guess_is_no_translation() -> None:
    guess = Message("Ledger", "台账", flags=["fuzzy"])
    assert messages.faults_of(guess)
    assert [one.string for one in messages.merged([Message("Ledger")], [guess])] == [""]


def test_chinese_is_set_as_chinese(catalogue: list[Message]) -> None:
    """Full-width punctuation, and no blank between Chinese and figures."""
    loose = [
        each
        for message in catalogue
        for each in messages.strings(message)
        if LOOSE.search(PLACEHOLDER.sub("字", each).replace("字 MB", "字MB"))
    ]
    assert loose == []


def test_what_is_borrowed_is_still_said() -> None:
    """A sentence that Django or django-allauth has reworded would be translated for nobody."""
    said: set[str | tuple[str, str]] = set()
    for package, place in (("django", "conf"), ("django", "contrib/auth"), ("allauth", "")):
        folder = Path(str(files(package))) / place / "locale" / "en" / "LC_MESSAGES"
        said |= {_id(one) for one in messages.read((folder / "django.po").read_bytes())}
    assert set(messages.BORROWED) <= said


def _id(message: Message) -> str | tuple[str, str]:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[-1])


def test_pages_speak_chinese_and_django_its_own() -> None:
    with translation.override("zh-hans"):
        assert gettext("Ledger") == "台账"
        assert ngettext("%(n)s needs attention", "%(n)s need attention", 1) == "需要关注%(n)s项"
        for django_says in ("Enter a valid email address.", "Enter a valid date/time.", "and"):
            assert re.search(r"[\u3400-\u9fff]", gettext(django_says)), django_says
    with translation.override("en"):
        assert gettext("Ledger") == "Ledger"
