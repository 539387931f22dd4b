"""Turns the bytes of a text file into characters, or says in one sentence why it cannot."""

from __future__ import annotations

import codecs
import unicodedata

from core.sentences import Figure, Language, Sentence

# Shares above which a text is taken for something else than a text.
TOO_MANY_CONTROLS = 0.01
TOO_MANY_UNASSIGNED = 0.05
SLIGHT_DAMAGE = 0.02

KNOWN_BINARIES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word / zip"),
    (b"\xd0\xcf\x11\xe0", "Word 97"),
    (b"{\\rtf", "RTF"),
)

EMPTY = Sentence(
    "文件是空的：请重新保存文件后再上传",
    "The file is empty: save the document again and upload that copy.",
)
BLANK = Sentence(
    "文件里只有空白：请重新保存文件后再上传",
    "The file holds only blanks: save the document again and upload that copy.",
)
NOT_PLAIN = Sentence(
    "这是{format}文件，不是纯文本：请另存为UTF-8编码的文本文件",
    "The file is {format}, not plain text: save it as a UTF-8 text file.",
)
BINARY = Sentence(
    "这是二进制文件，不是纯文本：请另存为UTF-8编码的文本文件",
    "The file is binary, not plain text: save the document as a UTF-8 text file.",
)
DAMAGED_UTF16 = Sentence(
    "UTF-16文本在第{byte}字节处损坏：请用编辑器打开，另存为UTF-8",
    "The UTF-16 text is damaged at byte {byte}: open it in an editor and save it as UTF-8.",
)
DAMAGED_UTF8 = Sentence(
    "UTF-8文本在第{byte}字节处损坏：请用编辑器打开，改好这一处，另存为UTF-8",
    "The UTF-8 text is damaged at byte {byte}: open it in an editor, mend that place and save "
    "it as UTF-8.",
)
UNKNOWN_ENCODING = Sentence(
    "文件编码不是UTF-8、UTF-16或GB 18030：请用编辑器打开，另存为UTF-8",
    "The file's encoding is neither UTF-8, UTF-16 nor GB 18030: open it in an editor and save "
    "it as UTF-8.",
)
NO_TEXT = Sentence(
    "文件用任何已知编码都读不出文字：请另存为UTF-8",
    "The file does not read as text in any known encoding: save it as UTF-8.",
)


class UnreadableDocument(ValueError):
    """The bytes are no readable text. `words` is one sentence that says how to mend it."""

    def __init__(self, sentence: Sentence, **figures: Figure) -> None:
        super().__init__(sentence.fill(figures, "en"))
        self.sentence, self.figures = sentence, figures

    def words(self, language: Language) -> str:
        """The sentence in zh or en."""
        return self.sentence.fill(self.figures, language)


def decode(data: bytes) -> str:
    """The characters of a text file in UTF-8, UTF-16 with a byte order mark, or GB 18030.

    Line ends become ``\\n`` (from ``\\r\\n`` and ``\\r``), as Python's own reading of a text file
    gives them, so that a span counted here is the same span for everyone who opens the file in the
    ordinary way. For the same reason the byte order mark of a UTF-8 file stays as character 0.

    Raises UnreadableDocument for an empty, a binary or an undecodable file.
    """
    if not data.strip():
        raise UnreadableDocument(EMPTY)
    text = _characters(data)
    if not text.strip("\ufeff \t\r\n\f\v\u3000\xa0"):
        raise UnreadableDocument(BLANK)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _characters(data: bytes) -> str:
    for signature, name in KNOWN_BINARIES:
        if data.startswith(signature):
            raise UnreadableDocument(NOT_PLAIN, format=name)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _refuse_binary(_decode_utf16(data))
    try:
        return _refuse_binary(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _refuse_binary(_decode_legacy(data, error.start))


def _decode_utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(DAMAGED_UTF16, byte=error.start) from error


def _decode_legacy(data: bytes, damaged_at: int) -> str:
    # A UTF-8 file with a bad byte often passes for GB 18030 and comes out as nonsense; only where
    # hardly anything reads as UTF-8 is the older encoding tried.
    attempt = data.decode("utf-8", errors="replace")
    foreign = sum(1 for ch in attempt if ch > "\x7f")
    broken = attempt.count("\ufffd")
    if broken <= SLIGHT_DAMAGE * foreign:
        raise UnreadableDocument(DAMAGED_UTF8, byte=damaged_at)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(UNKNOWN_ENCODING) from error
    strange = sum(1 for ch in text if unicodedata.category(ch) in ("Co", "Cn"))
    if strange > TOO_MANY_UNASSIGNED * len(text):
        raise UnreadableDocument(NO_TEXT)
    return text


def _refuse_binary(text: str) -> str:
    controls = sum(1 for ch in text if ch < " " and ch not in "\t\n\r\f\v")
    if "\0" in text or controls > TOO_MANY_CONTROLS * len(text):
        raise UnreadableDocument(BINARY)
    return text
