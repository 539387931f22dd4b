"""Plain texts and tables of text: UTF-8 or GB 18030, and nothing that a program would run."""

from __future__ import annotations

import re

from core.inside.finding import Unfit
from core.inside.signatures import ACTIVE, MARKUP, program

HEAD = 4_096
FIRST = 1_500
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
MAIL = re.compile(rb"(?:MIME-Version|Content-Type): [^\n]*\n", re.IGNORECASE)


def head_of(data: bytes) -> str:
    """The beginning of a text. Raises Unfit for what is no text, or one that would be run."""
    start = data.removeprefix(b"\xef\xbb\xbf")[:HEAD]
    if program(start.lstrip()):
        raise Unfit("program")
    if MARKUP.match(start) or ACTIVE.search(start) or MAIL.match(start):
        raise Unfit("page")
    if start.startswith(b"{\\rtf"):
        raise Unfit("kind")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise Unfit("kind") from None
    if CONTROLS.search(text):
        raise Unfit("kind")
    if not text.strip():
        raise Unfit("empty")
    return text[:FIRST]
