"""An excerpt as safe HTML, with what was looked for marked."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.search.text import Part, excerpt


def _html(parts: Sequence[Part]) -> SafeString:
    pieces = (format_html("<mark>{}</mark>", one.text) if one.hit else one.text for one in parts)
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The whole text with its hits marked."""
    parts = excerpt(text, words, length=10_000) or [Part(text, hit=False)]
    return _html(parts)


def snippet(texts: Iterable[str], words: Sequence[str]) -> SafeString:
    """The first hits among a record's texts, in their surroundings; empty without one."""
    for text in texts:
        if parts := excerpt(text, words):
            return _html(parts)
    return SafeString("")
