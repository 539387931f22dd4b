"""The composed document with a key for each paragraph, where the sentences do not give it one."""

import re
from dataclasses import replace
from typing import Any

from reports.outputs.blocks import Block, Document, Heading, Paragraph
from tests.reports.sample_contents import made

PARTS = {
    "总体进展": "overall", "主要指标": "indicators", "存在问题": "problems", "下一步工作": "next",
}  # fmt: skip


def keyed(document: Document) -> Document:
    """`overall.1`, `area.2.1`, `behind.4.1`: the part, its place in it, the paragraph's number."""
    if any(isinstance(block, Paragraph) and block.key for block in document.blocks):
        return document
    blocks: list[Block] = []
    part, count, area = "", 0, 0
    for block in document.blocks:
        if isinstance(block, Heading):
            count = 0
            if block.level == 1:
                part, area = PARTS.get(block.text.partition("、")[2], block.text), 0
            elif found := re.search(r"（第(\d+)项，", block.text):
                part = f"behind.{found[1]}"
            else:
                area += 1
                part = f"area.{area}"
        elif isinstance(block, Paragraph) and part and block.tone == "plain":
            count += 1
            blocks.append(replace(block, key=f"{part}.{count}"))
            continue
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def sample(contents: dict[str, Any]) -> Document:
    """The keyed document on sample contents."""
    return keyed(made(contents))
