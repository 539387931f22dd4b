"""A report as a sequence of blocks: what is said, before it is known on what it is drawn.

Every text is cleaned on its way in, so that nothing in a document can break a file or a page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, ClassVar, Literal

from reports.outputs.bars import Segment, segments
from reports.outputs.words import beside, clean, lines

Align = Literal["left", "right", "center"]
Tone = Literal["plain", "notice", "note"]

# Of `Document.data`; a changed shape counts it up, and older ones stay readable.
FORMAT = 1

# The classes of the light component and of the bar; every light not named here is grey.
_OWN_COLOUR = frozenset({"red", "yellow", "green", "done"})
_CELL_CLASSES: dict[Align, str] = {"left": "l", "center": "c", "right": ""}

# From so many columns on, a table on paper takes the smaller type.
DENSE_FROM = 7
# From so many columns on, an attachment lies on its side.
WIDE_FROM = 13


def colour(light: str) -> str:
    """The light's colour class: red, yellow, green, done or grey."""
    return light if light in _OWN_COLOUR else "grey"


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    return tuple(map(_cleaned, value)) if type(value) is tuple else value


def _plain(value: Any) -> Any:
    """Dataclasses as dictionaries with their kind, tuples as lists, all else as it is."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not is_dataclass(value):
        return value
    kind = {"kind": value.kind} if hasattr(value, "kind") else {}
    return kind | {each.name: _plain(getattr(value, each.name)) for each in fields(value)}


class _Clean:
    """A dataclass whose texts, also those in tuples, are cleaned when it is made."""

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]  # only dataclasses inherit this
            object.__setattr__(self, each.name, _cleaned(getattr(self, each.name)))


def _caption(number: str, title: str) -> str:
    """表1　各领域进展情况, or Table 1. Progress by area."""
    between = ". " if number.isascii() else "　"
    return between.join(part for part in (number, title) if part)


@dataclass(frozen=True)
class Heading(_Clean):
    """A heading of level 1 (一、), 2 (（一）) or 3 (1.), its number included."""

    level: Literal[1, 2, 3]
    text: str
    kind: ClassVar[str] = "heading"

    def texts(self) -> Iterator[str]:
        """What a reader reads."""
        yield self.text


@dataclass(frozen=True)
class Paragraph(_Clean):
    """Running text; a notice stands out, a note belongs to the table above it.

    `key` names the passage and stays the same when the report is composed anew (`area.2.1`);
    what has none is not for editing.
    """

    text: str
    tone: Tone = "plain"
    key: str = ""
    kind: ClassVar[str] = "paragraph"

    @property
    def lines(self) -> list[str]:
        """Its lines, each a paragraph on paper."""
        return lines(self.text)

    def texts(self) -> Iterator[str]:
        """What a reader reads."""
        yield self.text


@dataclass(frozen=True)
class CellText:
    """One cell as a page draws it: its text, its class and, for a light, the light's colour."""

    text: str
    css: str
    colour: str = ""


@dataclass(frozen=True)
class Table(_Clean):
    """A table with its caption; `light_column` holds the words of `lights`, one for each row."""

    number: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...]
    widths: tuple[int, ...]
    light_column: int | None = None
    lights: tuple[str, ...] = ()
    total_row: bool = False
    kind: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        super().__post_init__()
        columns = len(self.head)
        if {columns} != {len(self.align), len(self.widths), *map(len, self.rows)}:
            raise ValueError("Every row of a table has as many cells as its head.")
        if self.light_column is not None and len(self.lights) != len(self.rows):
            raise ValueError("A table with a column of lights has one for each row.")

    @property
    def caption(self) -> str:
        """What stands above it."""
        return _caption(self.number, self.title)

    @property
    def dense(self) -> bool:
        """Whether paper takes it in the smaller type."""
        return len(self.head) >= DENSE_FROM

    @property
    def body(self) -> list[list[CellText]]:
        """The rows without the total."""
        return self._drawn()[: len(self.rows) - self.total_row]

    @property
    def total(self) -> list[CellText]:
        """The row of totals; empty where there is none."""
        return self._drawn()[-1] if self.total_row else []

    def _drawn(self) -> list[list[CellText]]:
        return [
            [
                CellText(
                    text,
                    _CELL_CLASSES[self.align[column]],
                    colour(self.lights[number]) if column == self.light_column else "",
                )
                for column, text in enumerate(row)
            ]
            for number, row in enumerate(self.rows)
        ]

    def texts(self) -> Iterator[str]:
        """The caption, the head and the rows, cell by cell."""
        if self.caption:
            yield self.caption
        yield from self.head
        for row in self.rows:
            yield from row


@dataclass(frozen=True)
class BarPart(_Clean):
    """How many of one light."""

    light: str
    word: str
    n: int

    @property
    def label(self) -> str:
        """滞后2, or Behind 2: the word and its count."""
        return beside(self.word, self.n)


@dataclass(frozen=True)
class Bar(_Clean):
    """Shares of a whole in one bar, in the given order; parts of none are not drawn."""

    number: str
    title: str
    parts: tuple[BarPart, ...]
    kind: ClassVar[str] = "bar"

    @property
    def caption(self) -> str:
        """What stands above it."""
        return _caption(self.number, self.title)

    @property
    def drawn(self) -> tuple[BarPart, ...]:
        """The parts that there are any of."""
        return tuple(part for part in self.parts if part.n > 0)

    @property
    def description(self) -> str:
        """The bar in words, for who does not see it."""
        if self.number.isascii():
            return ", ".join(part.label for part in self.drawn)
        return "，".join(f"{part.label}项" for part in self.drawn)

    @property
    def segments(self) -> list[Segment]:
        """The bar for SVG; labels keep their order and never overlap."""
        return segments([(colour(part.light), part.word, part.n) for part in self.drawn])

    def texts(self) -> Iterator[str]:
        """The caption, and each light with its count."""
        yield self.caption
        for part in self.drawn:
            yield part.label


Block = Heading | Paragraph | Table | Bar


@dataclass(frozen=True)
class Attachment(_Clean):
    """An attachment, on a page of its own; its title is what the body lists."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def wide(self) -> bool:
        """Whether paper takes it lying."""
        tables = [block for block in self.blocks if isinstance(block, Table)]
        return any(len(table.head) >= WIDE_FROM for table in tables)

    def texts(self) -> Iterator[str]:
        """The title and all that follows it."""
        yield self.title
        for block in self.blocks:
            yield from block.texts()


@dataclass(frozen=True)
class Document(_Clean):
    """The whole report. `issue_line` is 第N期 once it is signed, until then 送审稿.

    `recipients` are the names of the 主送机关, `copies` those of the 抄送, `printed_on` is the day
    of the 印发 as an office writes it; where one is "" its line is left out. `audience` is one of
    `reports.choices.Audience`, or "". What is `compact` is a summary, set small on one page.
    """

    masthead: str
    issue_line: str
    issuer: str
    date_text: str
    title_lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()
    closing: tuple[str, ...] = field(default=())
    audience: str = ""
    signer: str = ""
    recipients: str = ""
    copies: str = ""
    printed_on: str = ""
    compact: bool = False
    # How a page and a file tell readers and programs which language it is in.
    language: ClassVar[str] = "zh-CN"
    english: ClassVar[bool] = False

    @property
    def title(self) -> str:
        """The title on one line."""
        return "".join(self.title_lines)

    @property
    def signed_word(self) -> str:
        """What stands before the signer's name."""
        return "签发人："

    @property
    def annexed_word(self) -> str:
        """What stands before the first of the listed attachments."""
        return "附件："

    @property
    def signed_by(self) -> str:
        """签发人：…, once somebody has signed it."""
        return f"{self.signed_word}{self.signer}" if self.signer else ""

    @property
    def salutation(self) -> str:
        """The 主送机关 with the colon that ends the line."""
        return f"{self.recipients.rstrip('：:')}：" if self.recipients else ""

    @property
    def copied(self) -> str:
        """抄送：…。; a line that already begins with 送： or 抄送： keeps its word."""
        if not self.copies:
            return ""
        line = self.copies.rstrip("。")
        return f"{line}。" if line.startswith(("送：", "抄送：", "分送：")) else f"抄送：{line}。"

    @property
    def printed(self) -> tuple[str, str]:
        """Who printed it and when, of the last line of the document; empty where that is left."""
        return (self.issuer, f"{self.printed_on}印发") if self.printed_on else ("", "")

    @property
    def imprint(self) -> bool:
        """Whether it ends with a 版记."""
        return bool(self.copies or self.printed_on)

    @property
    def attachment_names(self) -> tuple[tuple[str, str], ...]:
        """The label that heads each attachment, and the number by which the body lists it."""
        if len(self.attachments) == 1:
            return (("附件", ""),)
        return tuple((f"附件{n}", f"{n}.") for n in range(1, len(self.attachments) + 1))

    @property
    def listed(self) -> list[str]:
        """The attachments as the body lists them: number and title, without punctuation."""
        return [
            f"{number}{attachment.title}"
            for (_label, number), attachment in zip(
                self.attachment_names, self.attachments, strict=True
            )
        ]

    @property
    def labelled(self) -> list[tuple[str, Attachment]]:
        """Each attachment with its label."""
        labels = [label for label, _number in self.attachment_names]
        return list(zip(labels, self.attachments, strict=True))

    def data(self) -> dict[str, Any]:
        """The document as JSON can hold it; `reports.outputs.kept.document_of` gives it back."""
        return {"format": FORMAT, **_plain(self)}

    def texts(self) -> Iterator[str]:
        """Every text of the document in reading order."""
        yield from (self.masthead, self.issue_line)
        yield from filter(None, (self.signed_by,))
        yield from (self.issuer, self.date_text, *self.title_lines)
        yield from filter(None, (self.salutation,))
        for block in self.blocks:
            yield from block.texts()
        yield from (*self.listed, *self.closing)
        for label, attachment in self.labelled:
            yield label
            yield from attachment.texts()
        yield from filter(None, (self.copied, *self.printed))
