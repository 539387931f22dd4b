"""The chain's arithmetic: one text for an event, one link for a text. Plain Python.

The text is part of the record for good: a later way of writing it gets a new number and a function
of its own, and events keep the way they were written.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

VERSION = 1
# What a link covers, in the order in which `verify` reads it; `link` itself is the result.
FIELDS = (
    "seq",
    "at",
    "actor_id",
    "actor_name",
    "actor_unit",
    "actor_role",
    "address",
    "request_id",
    "verb",
    "plan",
    "subject_kind",
    "subject_id",
    "subject_name",
    "before",
    "after",
    "previous",
)
_NO_TEXTS = {"seq", "at", "actor_id", "before", "after"}
_TEXTS = tuple(name for name in FIELDS if name not in _NO_TEXTS)
# What differs between events of one action, in the order of their text.
_GAPS = ("after", "before", "previous", "seq", "subject_id", "subject_name")
_quoted = json.encoder.encode_basestring
_dumps = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def plain(value: Any) -> Any:
    """`value` as JSON that every database gives back unchanged.

    Decimals and floats become text: a database may write 1.50 as 1.5. Instants become UTC. What
    cannot be stored on every database (NUL, lone surrogates) becomes U+FFFD.
    """
    if type(value) is str:
        return clean(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, datetime):
        return _instant(value) if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return _plain_other(value)


def _plain_other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {clean(str(name)): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    return clean(str(value))


def clean(text: str) -> str:
    """`text` without what PostgreSQL or UTF-8 cannot hold."""
    if type(text) is str and "\x00" not in text:
        if text.isascii():
            return text
        with suppress(UnicodeEncodeError):
            text.encode("utf-8")
            return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _text_1(event: Mapping[str, Any]) -> str:
    """Version 1: keys sorted, no blanks, UTF-8; instants in UTC with microseconds; '' for NULL."""
    values: dict[str, Any] = {name: event[name] for name in FIELDS}
    values["v"] = 1
    values["at"] = _instant(values["at"])
    values["before"] = values["before"] or {}
    values["after"] = values["after"] or {}
    for name in _TEXTS:
        if values[name] is None:
            values[name] = ""
    return _dumps(values)


class Alike:
    """The texts of events that differ only in what is given to `text`: most of each is the same.

    `shared` holds every other field of `FIELDS`. What comes out is what `canonical` gives.
    """

    def __init__(self, shared: Mapping[str, Any]) -> None:
        empty = {name: 0 if name == "seq" else "" for name in _GAPS}
        values = json.loads(canonical({**shared, **empty}))
        self._parts, begun = [], "{"
        for name in sorted(values):
            begun += f'"{name}":'
            if name in _GAPS:
                self._parts.append(begun)
                begun = ","
            else:
                begun += _dumps(values[name]) + ","
        self._parts.append(begun.removesuffix(",") + "}")

    def text(
        self, *, seq: int, subject_id: str, subject_name: str, before: str, after: str,
        previous: str,
    ) -> str:  # fmt: skip
        """The text of one event. `before` and `after` are as `written` gives them."""
        a, b, c, d, e, f, g = self._parts
        return (
            f'{a}{after}{b}{before}{c}"{previous}"{d}{seq}{e}{_quoted(subject_id)}{f}'
            f"{_quoted(subject_name)}{g}"
        )


_WAYS: dict[int, Callable[[Mapping[str, Any]], str]] = {1: _text_1}


def canonical(event: Mapping[str, Any], version: int = VERSION) -> str:
    """The one text of an event's fields. Raises KeyError for an unknown version."""
    return _WAYS[version](event)


def written(value: Mapping[str, Any]) -> str:
    """`before` or `after` as the text that the table keeps. `value` went through `plain`."""
    return _dumps(value) if value else "{}"


def link_of(previous: str, text: str) -> str:
    """The link of an event: SHA-256, in hex, over the link before it and its own text."""
    return sha256((previous + text).encode("utf-8")).hexdigest()
