"""Finds the mark of a secret at the head of a paper or in a file's name.

The mark and its term stand at the top left of the first page (GB/T 9704-2012, 7.2.2), as 机密★1年.
A word within a sentence (保守国家秘密, 商业秘密, 机密计算) is no mark.
"""

from __future__ import annotations

import re

LINES = 25
_GAP = r"[ \t\u3000]*"
_LEVEL = rf"(?:绝{_GAP}密|机{_GAP}密|秘{_GAP}密)"
_STAR = r"[★☆✩✮⭐＊*]"
_TERM = rf"(?:{_STAR}|\d+{_GAP}(?:年|个月)|长期)"
_WORK = rf"工{_GAP}作{_GAP}秘{_GAP}密"
_MARKS = (
    # With a star or a term behind it, wherever on the line; alone, it has the line to itself.
    re.compile(rf"{_LEVEL}{_GAP}{_STAR}"),
    re.compile(rf"^{_GAP}[【\[（(〔]?{_GAP}(?:{_LEVEL}|{_WORK}){_GAP}{_TERM}"),
    re.compile(
        rf"^{_GAP}[【\[（(〔]?{_GAP}(?:{_LEVEL}|{_WORK})(?:{_GAP}级)?{_GAP}[】\]）)〕]?{_GAP}$"
    ),
    re.compile(rf"密{_GAP}级{_GAP}[:：]{_GAP}(?:{_LEVEL}|{_WORK})"),
)  # fmt: skip
_NAMES = (
    re.compile(rf"{_LEVEL}{_GAP}{_STAR}"),
    re.compile(rf"[【\[（(〔]{_GAP}(?:{_LEVEL}|{_WORK})(?:{_GAP}级)?{_GAP}(?:{_TERM}[^】\]）)〕]*)?[】\]）)〕]"),
    re.compile(rf"(?:^|[_\-—. ]){_GAP}(?:{_LEVEL}|{_WORK})(?:级)?{_GAP}(?:{_TERM}|$|[_\-—. ])"),
)  # fmt: skip


def mark_in(head: str) -> str:
    """The mark at the head of a paper, "" where there is none."""
    lines = [line for line in head.splitlines() if line.strip()]
    return _found(_MARKS, lines[:LINES])


def mark_in_name(name: str) -> str:
    """The mark in a file's name, its ending left off; "" where there is none."""
    return _found(_NAMES, [name.rpartition(".")[0] or name])


def _found(patterns: tuple[re.Pattern[str], ...], texts: list[str]) -> str:
    for text in texts:
        for pattern in patterns:
            if found := pattern.search(text):
                return re.sub(r"[\s\u3000【\[（(〔】\]）)〕_\-—.]", "", found.group())[:20]
    return ""
