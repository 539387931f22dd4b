"""A file's name is text for people: no path, nothing invisible, safe in a header."""

import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files.names import LONGEST, attachment, clean_name, ending_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("工作情况.docx", "工作情况.docx"),
        ("C:\\fakepath\\a b.pdf", "a b.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("\u202egpj.exe\u202c.pdf", "gpj.exe.pdf"),
        ("CON.txt", "_CON.txt"),
        ("lpt1", "_lpt1"),
        ("", "文件"),
        ("...", "文件"),
        (".pdf", "pdf"),
        ('a"b;c%d.pdf', "a_b_c_d.pdf"),
        ("a\u3000\u3000b.txt", "a b.txt"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_names_are_cleaned(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_name_becomes_a_safe_one(raw: str) -> None:
    name = clean_name(raw)

    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*;%\r\n\t\x00')
    assert not any(unicodedata.category(ch) in {"Cc", "Cf", "Cs"} for ch in name)
    assert not name.startswith(".") and clean_name(name) == name
    header = attachment(name)
    assert header.isascii() and header.isprintable()
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"
    said = message.get_param("filename", header="content-disposition")
    assert isinstance(said, tuple | str)


@pytest.mark.parametrize("name", ["情况 说明（终稿）.pdf", "a'b.txt", "附件1.tar.gz"])
def test_the_headers_name_comes_back_whole(name: str) -> None:
    assert unquote(attachment(name).split("filename*=UTF-8''")[1]) == name


def test_the_ending_is_what_stands_behind_the_last_point() -> None:
    assert (ending_of("a.B.PDF"), ending_of("a")) == ("pdf", "")
