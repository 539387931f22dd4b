"""What a brought file is, is decided by its content; what may not be kept is refused."""

import contextlib
import importlib
import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files import judging
from core.files.judging import Examined, UnfitFile, examine
from core.files.kinds import ENDINGS, KINDS
from core.files.refusing import SENTENCES
from core.refusals import BadInput
from tests.core import brought
from tests.core.brought import GIF, OLE, PROGRAM, Upload, jpeg, ofd, office, pack, pdf, png

LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")
BOMB = b"\x00" * (230 << 20)


@pytest.fixture(scope="module", autouse=True)
def here() -> Iterator[None]:
    """What runs apart runs in this process: a child for each of a hundred files takes too long."""

    def run(function: str, data: bytes, *, limits: Any) -> bytes:
        module, _, name = function.partition(":")
        answer: bytes = getattr(importlib.import_module(module), name)(data)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "run_apart", run)
        yield


def judge(data: bytes, name: str) -> Examined:
    return examine(Upload(data, name))


def why(data: bytes, name: str) -> str:
    """The cause for which a file is refused."""
    with pytest.raises(UnfitFile) as refused:
        judge(data, name)
    assert name in str(refused.value.sentence)
    return refused.value.cause


def workbook(tmp: Any) -> bytes:
    """A workbook as another program writes it, with a chart's figures and a link."""
    path = tmp / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    sheet.write(0, 0, "指标")
    sheet.write_url(1, 0, "https://example.org/")
    book.close()
    return bytes(path.read_bytes())


GOOD = [
    ("docx", office("docx", "工作情况"), "情况.docx"),
    ("docx", office("docx", "一"), "大写.DOCX"),
    ("xlsx", office("xlsx"), "a.xlsx"),
    ("pptx", office("pptx"), "a.pptx"),
    ("ofd", ofd("通知"), "通知.ofd"),
    ("pdf", pdf("工作情况"), "a.pdf"),
    ("png", png(), "图.png"),
    ("jpeg", jpeg(), "图.jpg"),
    ("jpeg", jpeg(tail=b"SEFT" + b"\x00" * 40), "手机.jpeg"),
    ("text", "已完成。\n".encode(), "a.txt"),
    ("text", "\ufeff已完成。".encode(), "bom.txt"),
    ("text", "已完成，按期推进。".encode("gb18030"), "国标.txt"),
    ("csv", "甲,乙\n1,2\n".encode("gb18030"), "表.csv"),
    ("text", b"a < b and c > d", "sums.txt"),
]


@pytest.mark.parametrize(("kind", "data", "name"), GOOD, ids=[name for _, _, name in GOOD])
def test_what_offices_write_is_taken(kind: str, data: bytes, name: str) -> None:
    found = judge(data, name)

    assert (found.kind, found.name, found.data) == (kind, name, data)


def test_another_programs_workbook_is_taken(tmp_path: Any) -> None:
    assert judge(workbook(tmp_path), "表.xlsx").kind == "xlsx"


def test_a_charts_workbook_within_a_document_is_taken() -> None:
    data = office("docx", more={"word/embeddings/figures.xlsx": office("xlsx")})

    assert judge(data, "a.docx").kind == "docx"


def _lied(data: bytes, size: int) -> bytes:
    """The archive with another size of its first part in its directory."""
    place = data.index(b"PK\x01\x02")
    return data[: place + 24] + struct.pack("<I", size) + data[place + 28 :]


def _shared() -> bytes:
    """Two parts that share their packed bytes."""
    data = bytearray(office("docx", more={"word/a.xml": "<a/>", "word/b.xml": "<b/>"}))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def _flagged() -> bytes:
    data = bytearray(office("docx"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
VBA = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
ACTION = b"<< /S /%s /%s (x) >>"
DEEP = office("docx", more={"word/embeddings/a.xlsx": office(
    "xlsx", more={"xl/embeddings/b.xlsx": office("xlsx")})})  # fmt: skip
REMOTE = {"word/_rels/settings.xml.rels": brought.relations("attachedTemplate", "https://x.cn/t")}
SHARE = {"word/_rels/settings.xml.rels": brought.relations("attachedTemplate", r"\\10.0.0.1\t")}
OBJECT = {"word/_rels/document.xml.rels": brought.relations("oleObject", "http://x.cn/o")}
DDE = {"xl/externalLinks/e.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}

BAD = [
    ("empty", b"", "a.pdf"),
    ("empty", b"  \n ", "a.txt"),
    ("kind", b"plain", "a"),
    ("kind", b"plain", "a.exe"),
    ("kind", b"plain", "a.js"),
    ("kind", b"\x00\x01\x02" * 9, "a.txt"),
    ("kind", b"{\\rtf1 x}", "a.txt"),
    ("kind", GIF, "a.gif"),
    ("kind", b"ab\xff\xfe\xff", "a.txt"),
    # Not what the ending says.
    ("program", PROGRAM, "a.pdf"),
    ("program", PROGRAM, "a.docx"),
    ("program", b"\x7fELF\x02\x01", "a.txt"),
    ("program", b"#!/bin/sh\nid\n", "a.txt"),
    ("program", b"L\x00\x00\x00\x01\x14\x02\x00", "a.pdf"),
    ("page", b"<!DOCTYPE html><html></html>", "a.pdf"),
    ("page", b"<html><script>1</script>", "a.xlsx"),
    ("page", b"\xef\xbb\xbf <svg onload=alert(1)>", "a.png"),
    ("page", b"<?xml version='1.0'?><svg/>", "a.txt"),
    ("page", b"hello <script>alert(1)</script>", "a.txt"),
    ("page", b"MIME-Version: 1.0\nContent-Type: text/html\n", "a.txt"),
    ("page", b"a,b\n<?php system(1);", "a.csv"),
    ("damaged", b"alert(1)", "a.pdf"),
    ("ending", office("docx"), "a.xlsx"),
    ("ending", office("xlsx"), "a.docx"),
    ("ending", pdf("a"), "a.png"),
    ("ending", png(), "a.jpg"),
    ("ending", jpeg(), "a.pdf"),
    ("ending", office("docx"), "a.docm"),
    ("ending", office("docx"), "a.zip"),
    # Formats that are not taken, with advice.
    ("old_office", OLE, "a.doc"),
    ("old_office", OLE, "a.wps"),
    ("old_office", OLE, "a.docx"),
    ("encrypted", LOCKED, "a.docx"),
    ("archive", pack({"a.txt": "x"}), "a.zip"),
    ("archive", pack({"a.txt": "x"}), "a.docx"),
    ("archive", b"Rar!\x1a\x07\x00", "a.rar"),
    ("archive", b"7z\xbc\xaf\x27\x1c", "a.7z"),
    ("odf", pack({"META-INF/manifest.xml": "<a/>", "content.xml": "<a/>"}), "a.odt"),
    # Office files that act.
    ("macros", office("docx", told=MACRO), "a.docm"),
    ("macros", office("docx", told=MACRO), "a.docx"),
    ("macros", office("docx", more={"word/vbaProject.bin": b"x"}), "a.docx"),
    ("macros", office("xlsx", more={"xl/vbaProject.bin": b"x"}), "a.xlsm"),
    ("macros", office("xlsx", more={"xl/macrosheets/sheet1.xml": "<a/>"}), "a.xlsx"),
    ("macros", office("xlsx", more={"xl/activeX/activeX1.xml": "<a/>"}), "a.xlsx"),
    ("macros", pack({"[Content_Types].xml": brought.types("docx", more=VBA),
                     "word/document.xml": brought.body()}), "a.docx"),
    ("kind", office("docx", told=TEMPLATE), "a.dotx"),
    ("object", office("docx", more={"word/embeddings/oleObject1.bin": OLE}), "a.docx"),
    ("program", office("docx", more={"word/media/image1.png": PROGRAM}), "a.docx"),
    ("fetches", office("docx", more=REMOTE), "a.docx"),
    ("fetches", office("docx", more=SHARE), "a.docx"),
    ("fetches", office("docx", more=OBJECT), "a.docx"),
    ("fetches", office("xlsx", more=DDE), "a.xlsx"),
    ("fetches", office("docx", "DDEAUTO c:\\\\windows\\\\cmd.exe"), "a.docx"),
    ("damaged", office("docx", more={"word/styles.xml": ENTITY}), "a.docx"),
    ("damaged", pack({"[Content_Types].xml": brought.types("docx")}), "a.docx"),
    ("kind", pack({"[Content_Types].xml": "<Types/>"}), "a.docx"),
    ("damaged", pack({"[Content_Types].xml": ENTITY}), "a.docx"),
    ("damaged", pack({"OFD.xml": "<html/>"}), "a.ofd"),
    # Archives that hurt.
    ("bomb", pack({"[Content_Types].xml": brought.types("docx"), "word/document.xml": BOMB}),
     "a.docx"),
    ("bomb", _shared(), "a.docx"),
    ("bomb", _lied(office("docx"), 3 << 30), "a.docx"),
    ("damaged", _lied(office("docx"), 20), "a.docx"),
    ("bomb", pack({f"word/{n}": b"" for n in range(4_100)}), "a.docx"),
    ("nested", office("docx", more={"word/media/image1.png": pack({"a": "b"})}), "a.docx"),
    ("nested", DEEP, "a.docx"),
    ("encrypted", _flagged(), "a.docx"),
    ("odd_names", office("docx", more={"../../etc/passwd": "x"}), "a.docx"),
    ("odd_names", office("docx", more={"/etc/passwd": "x"}), "a.docx"),
    ("odd_names", office("docx", more={"C:/a": "x"}), "a.docx"),
    ("odd_names", office("docx", more={"word/A.xml": "<a/>", "word/a.xml": "<a/>"}), "a.docx"),
    ("damaged", office("docx")[:-30], "a.docx"),
    ("polyglot", office("docx") + b"<script>", "a.docx"),
    ("polyglot", b"PK\x03\x04" + office("docx"), "a.docx"),
    # PDFs that act.
    ("script", pdf("a", catalog="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf"),
    ("script", pdf("a", catalog="/OpenAction << /S /J#61vaScript /JS (1) >>"), "a.pdf"),
    ("script", pdf("a", more=(brought.packed_objects(b"1 0 << /S /JavaScript >>"),)), "a.pdf"),
    ("launch", pdf("a", catalog="/OpenAction << /S /Launch /F (cmd.exe) >>"), "a.pdf"),
    ("launch", pdf("a", catalog="/OpenAction << /S /SubmitForm /F (x) >>"), "a.pdf"),
    ("embedded", pdf("a", catalog="/Names << /EmbeddedFiles << /Names [] >> >>"), "a.pdf"),
    ("embedded", pdf("a", more=(b"<< /Subtype /RichMedia >>",)), "a.pdf"),
    ("encrypted", pdf("a").replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"), "a.pdf"),
    ("unusual", pdf("a", more=(brought.packed_objects(
        b"x", dictionary=b"/Filter /ASCIIHexDecode"),)), "a.pdf"),
    ("bomb", pdf("a", more=(brought.packed_objects(b"\x00" * (21 << 20)),)), "a.pdf"),
    ("damaged", b"%PDF-1.4\nnothing\n%%EOF\n", "a.pdf"),
    ("damaged", pdf("a")[:-20], "a.pdf"),
    ("polyglot", pdf("a") + b"<script>alert(1)</script>", "a.pdf"),
    ("polyglot", pdf("a") + office("docx"), "a.pdf"),
    # Pictures that are more than pictures.
    ("polyglot", png() + pack({"a": "b"}), "a.png"),
    ("polyglot", png() + b"x", "a.png"),
    ("polyglot", png(more=brought.chunk(b"tEXt", b"c\x00<script>1</script>")), "a.png"),
    ("polyglot", jpeg(note=b"<?php system(1)?>"), "a.jpg"),
    ("polyglot", jpeg(tail=pack({"a": "b"})), "a.jpg"),
    ("polyglot", jpeg(tail=PROGRAM), "a.jpg"),
    ("polyglot", jpeg(tail=pdf("a")), "a.jpg"),
    ("pixels", png(50_000, 50_000), "a.png"),
    ("pixels", png(20_000, 20_000), "a.png"),
    ("pixels", jpeg(60_000, 60_000), "a.jpg"),
    ("damaged", png(0, 5), "a.png"),
    ("damaged", png()[:-4], "a.png"),
    ("damaged", jpeg()[:-12], "a.jpg"),
    ("damaged", b"\xff\xd8\xff\xd9", "a.jpg"),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "data", "name"), BAD, ids=range(len(BAD)))
def test_what_may_not_be_kept_is_refused(cause: str, data: bytes, name: str) -> None:
    assert why(data, name) == cause


def test_the_corpus_names_every_cause() -> None:
    elsewhere = {"large", "heavy", "secret"}

    assert {cause for cause, _data, _name in BAD} | elsewhere == set(SENTENCES)


def test_a_large_file_is_refused_before_it_is_read(settings: Any) -> None:
    settings.FILE_MEGABYTES = 1
    upload = Upload(b"a" * (1 << 20) + b"b", "a.txt")

    with pytest.raises(BadInput):
        examine(upload)
    assert upload.tell() == 0


def test_a_size_that_lies_is_found_while_reading(settings: Any) -> None:
    settings.FILE_MEGABYTES = 1
    upload = Upload(b"a" * (5 << 20), "a.txt", size=10)

    with pytest.raises(BadInput):
        examine(upload)
    assert upload.tell() == 2 << 20


def test_exactly_the_largest_is_taken(settings: Any) -> None:
    settings.FILE_MEGABYTES = 1

    assert judge(b"a" * (1 << 20), "a.txt").kind == "text"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([*ENDINGS, "exe", "html", "svg", "js", ""]))
def test_random_bytes_are_a_known_kind_or_refused(data: bytes, ending: str) -> None:
    # Archives and PDFs cost a process each, and have a corpus of their own.
    data = data.removeprefix(b"PK").removeprefix(b"%PDF")
    try:
        found = judge(data, f"a.{ending}")
    except BadInput:
        return
    assert ending in KINDS[found.kind].endings


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=6), st.sampled_from(["png", "jpg"]))
def test_a_broken_picture_raises_nothing_else(place: int, noise: bytes, ending: str) -> None:
    whole = png() if ending == "png" else jpeg()
    place %= len(whole)
    broken = whole[:place] + noise + whole[place + len(noise) :]
    with contextlib.suppress(BadInput):
        assert judge(broken, f"a.{ending}").kind in KINDS


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 100_000), st.binary(min_size=1, max_size=6), st.booleans())
def test_a_broken_document_raises_nothing_else(place: int, noise: bytes, of_word: bool) -> None:
    whole = office("docx", "a") if of_word else pdf("a")
    place %= len(whole)
    broken = whole[:place] + noise + whole[place + len(noise) :]
    with contextlib.suppress(BadInput):
        assert judge(broken, "a.docx" if of_word else "a.pdf").kind in KINDS


def test_zip_slips_by_other_separators_are_found() -> None:
    data = office("docx", more={"word/a.xml": "<a/>", "word\\a.xml": "<a/>"})

    assert why(data, "a.docx") == "odd_names"


def test_a_link_within_an_archive_is_refused() -> None:
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    data = office("docx")

    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(link, "/etc/passwd")

    assert why(target.getvalue(), "a.docx") == "odd_names"
