"""A document read back from the JSON in which it is kept."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.refusals import Conflict, require
from reports.outputs.blocks import (
    FORMAT,
    Attachment,
    Bar,
    BarPart,
    Block,
    Document,
    Heading,
    Paragraph,
    Table,
)

_KINDS: dict[str, type[Block]] = {made.kind: made for made in (Heading, Paragraph, Table, Bar)}


def document_of(data: Mapping[str, Any]) -> Document:
    """The document that `Document.data` gave, from what JSON made of it.

    Refuses a format or a kind of block that this version of the program does not know.
    """
    given = data.get("format")
    require(
        given == FORMAT,
        _(
            "This report is kept in format %(given)s, and this version of the program reads "
            "format %(known)s: open it with the version that wrote it, or a newer one."
        )
        % {"given": given, "known": FORMAT},
        kind=Conflict,
    )
    known = {name: value for name, value in data.items() if name != "format"}
    return Document(
        **_tuples(known)
        | {
            "blocks": tuple(map(_block, data["blocks"])),
            "attachments": tuple(
                Attachment(each["title"], tuple(map(_block, each["blocks"])))
                for each in data["attachments"]
            ),
        }
    )


def _block(data: Mapping[str, Any]) -> Block:
    require(
        data["kind"] in _KINDS,
        _("This report holds a block of the kind “%(kind)s”, which this version does not know.")
        % {"kind": data["kind"]},
        kind=Conflict,
    )
    made = _KINDS[data["kind"]]
    values = _tuples({name: value for name, value in data.items() if name != "kind"})
    if made is Bar:
        values["parts"] = tuple(BarPart(**part) for part in data["parts"])
    return made(**values)


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of texts and numbers, and lists of those, as the tuples they were."""
    return {name: _tuple(value) for name, value in values.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
