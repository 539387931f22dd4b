"""Any file is read by its content, or refused in one sentence that says how to mend it."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.inside import archive as archives
from recommendations.outline import UnreadableDocument, decode, read_outline, reading, take
from recommendations.outline.reading import LARGEST_FILE
from recommendations.papers.paper import LONGEST_TEXT
from tests.recommendations.makers.pdf import make_pdf
from tests.recommendations.makers.word import make_word, pack, paragraph

TEXT = "某市意见\n一、主要任务\n（一）做甲。\n（二）做乙。\n"
WORD = "".join(
    [
        paragraph("某市意见"),
        paragraph("主要任务", level=0),
        paragraph("做甲。", level=1),
        paragraph("做乙。", level=1),
    ]
)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refusal(data: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as refused:
        decode(data)
    with pytest.raises(UnreadableDocument):
        read_outline(data)
    return refused.value


def paths(data: bytes) -> list[str]:
    return [measure.path for measure in read_outline(data).measures]


def test_text_word_and_pdf_give_the_same_measures() -> None:
    for data in (TEXT.encode(), make_word(WORD), make_pdf(TEXT.splitlines())):
        assert paths(data) == ["一/（一）", "一/（二）"]


def test_spans_count_in_the_decoded_text() -> None:
    for data in (make_word(WORD), make_pdf(TEXT.splitlines())):
        text, outline = decode(data), read_outline(data)
        assert outline.text == text
        assert [text[m.start : m.end] for m in outline.measures] == ["做甲", "做乙"]


def test_the_same_bytes_give_the_same_outline() -> None:
    data = make_word(WORD)
    assert read_outline(data) == read_outline(data)


ENGLISH = "Plan\n1. Plant trees.\n2. Open gates.\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
# Four bytes without a mark may be anything.
MARKED = [one for one in ENCODINGS if one not in ("utf-16-le", "utf-16-be")]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        *((one, TEXT) for one in ENCODINGS),
        *((one, ENGLISH) for one in ENCODINGS),
        *((one, "推进") for one in MARKED),
    ],
)
def test_the_usual_encodings_are_told_apart(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).lstrip("\ufeff") == text


@pytest.mark.parametrize(
    ("data", "english", "chinese"),
    [
        (b"", "empty", "空"),
        (b" \n ", "empty", "空"),
        ("\u3000".encode(), "blanks", "空白"),
        (OLD, ".doc", "另存为 .docx"),
        (OLD + "Workbook".encode("utf-16-le"), "Excel", "Excel"),
        (OLD + "PowerPoint Document".encode("utf-16-le"), "presentation", "演示文稿"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "password", "密码"),
        (b"{\\rtf1 text}", "RTF", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture", "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "picture", "图片"),
        (b"GIF89a" + bytes(50), "picture", "图片"),
        (b"II*\x00" + bytes(50), "picture", "图片"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture", "图片"),
        (b"Rar!\x1a\x07\x00", "archive", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "archive", "压缩包"),
        (b"\x1f\x8b\x08\x00", "archive", "压缩包"),
        (b"<!DOCTYPE html><p>text", "web page", "网页"),
        (b"\x00\x01\x02\x03binary\x00", "binary", "二进制"),
        (b"%PDF-1.7 nothing", "damaged", "损坏"),
        (b"PK\x03\x04nothing", "damaged", "损坏"),
        (make_pdf([]), "scan", "扫描件"),
        (pack({"a.txt": b"text"}), "archive", "压缩包"),
        (pack({"xl/workbook.xml": b"<x/>"}), "Excel", "Excel"),
        (pack({"ppt/presentation.xml": b"<x/>"}), "presentation", "演示文稿"),
        (pack({"OFD.xml": b"<x/>"}), "OFD", "OFD"),
        (pack({"mimetype": b"x", "content.xml": b"<x/>"}), "OpenDocument", "OpenDocument"),
        (pack({"word/document.xml": b"<w:broken"}), "damaged", "损坏"),
        (pack({"word/document.xml": b"<a/>"}), "damaged", "损坏"),
        (make_word(""), "blanks", "空白"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused_with_a_way_out(
    data: bytes, english: str, chinese: str
) -> None:
    refused = refusal(data)
    assert english in refused.words("en")
    assert chinese in refused.words("zh")
    assert "\n" not in refused.words("zh") + refused.words("en")


def test_too_many_bytes_are_refused_before_they_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "format_of", pytest.fail)
    assert "50 MB" in refusal(bytes(LARGEST_FILE + 1)).words("zh")


class Endless:
    """A stream that never ends and counts what is taken from it."""

    def __init__(self, size: int | None = None) -> None:
        self.taken = 0
        if size is not None:
            self.size = size

    def read(self, size: int, /) -> bytes:
        self.taken += size
        return bytes(size)


def test_a_stream_that_says_it_is_large_is_not_read() -> None:
    stream = Endless(200 * 1024 * 1024)
    with pytest.raises(UnreadableDocument):
        take(stream)
    assert stream.taken == 0


def test_a_stream_is_not_read_beyond_the_limit() -> None:
    stream = Endless()
    with pytest.raises(UnreadableDocument):
        take(stream)
    assert stream.taken <= LARGEST_FILE + 2 * 1024 * 1024


def test_a_stream_gives_its_bytes() -> None:
    assert take(io.BytesIO(b"a" * 3_000_000)) == b"a" * 3_000_000


def test_too_long_a_text_is_refused() -> None:
    assert "400万字" in refusal(b"a" * (LONGEST_TEXT + 1)).words("zh")


def test_an_archive_that_unpacks_to_far_more_is_not_opened() -> None:
    data = make_word(paragraph("甲"), extra={"word/media/a.bin": bytes(30_000_000)})
    assert len(data) < 100_000
    assert "unpacks" in refusal(data).words("en")


def test_an_archive_that_lies_about_its_sizes_is_read_no_further() -> None:
    data = bytearray(make_word(paragraph("甲" * 1_000_000)))
    at = data.rfind(b"PK\x01\x02")
    while at >= 0 and b"document.xml" not in data[at : at + 80]:
        at = data.rfind(b"PK\x01\x02", 0, at)
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    assert "damaged" in refusal(bytes(data)).words("en")


def test_an_archive_of_very_many_entries_is_not_opened() -> None:
    extra = {f"word/{i}": b"" for i in range(archives.MOST_ENTRIES)}
    assert "unpacks" in refusal(make_word(paragraph("甲"), extra=extra)).words("en")


def test_an_encrypted_entry_is_told() -> None:
    data = bytearray(make_word(paragraph("甲")))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    assert "password" in refusal(bytes(data)).words("en")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY b "甲甲"><!ENTITY c "&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">',
    ],
)
def test_xml_that_declares_anything_is_refused(declaration: str) -> None:
    data = make_word(paragraph("甲"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = declaration.encode() + parts["word/document.xml"]
    assert "damaged" in refusal(pack(parts)).words("en")


def test_elements_nested_beyond_reason_are_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000
    assert "damaged" in refusal(make_word(deep)).words("en")


def test_the_command_reads_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = tmp_path / "units.txt"
    units.write_text("甲局\n")
    for name, data in (("a.bin", make_word(WORD)), ("b", make_pdf(TEXT.splitlines()))):
        (tmp_path / name).write_bytes(data)
        call_command("outline", str(tmp_path / name), units=units)
        outline = json.loads(capsys.readouterr().out)
        assert [len(area["measures"]) for s in outline["sections"] for area in s["areas"]] == [2]
        call_command("outline", str(tmp_path / name), "--text")
        assert capsys.readouterr().out.rstrip("\n") == decode(data).rstrip("\n")


def test_the_command_refuses_a_large_file_without_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr("recommendations.management.commands.outline.take", pytest.fail)
    with pytest.raises(CommandError, match="50 MB"):
        call_command("outline", str(large))
