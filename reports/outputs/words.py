"""What happens to other people's words before they stand in a report. Pure functions."""

import re
from collections.abc import Callable

# What XML 1.0 cannot hold: most control characters, lone surrogates, two noncharacters; the control
# characters that it can hold and nobody can read; the mark of byte order. And what turns the
# writing direction of all that follows it: a report's figures must read as they are.
_REFUSED = re.compile(
    r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    r"|[\x7f-\x84\x86-\x9f\ufeff\ufff9-\ufffb\u202a-\u202e\u2066-\u2069]"
)
_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_BETWEEN = re.compile(rf"(?<=[{_HAN}])[,;:?!](?=[{_HAN}])")
_IN_PARENTHESES = re.compile(r"\(([^()\n]*)\)")
_IN_QUOTES = re.compile(r'"([^"\n]*)"')
_HAS_HAN = re.compile(rf"[{_HAN}]")
_FULL_WIDTH = str.maketrans(",;:?!", "，；：？！")
_FIRST = re.compile(r"[^。！？；]*")
_Substitution = Callable[[re.Match[str]], str]
_TRAILING = " \t\u3000\xa0。；，、;,"


def clean(text: str) -> str:
    """The text without the characters that XML refuses or that reverse what follows."""
    # Most text holds nothing of the kind, and this is the quicker way to know.
    return text if text.isprintable() else _REFUSED.sub("", text)


def typeset(text: str) -> str:
    """Half-width punctuation among Chinese characters made full-width; all else as it is."""
    text = _BETWEEN.sub(lambda found: found[0].translate(_FULL_WIDTH), text)
    text = _IN_PARENTHESES.sub(_full_width_pair("（", "）"), text)
    return _IN_QUOTES.sub(_full_width_pair("“", "”"), text)


def _full_width_pair(opening: str, closing: str) -> _Substitution:
    def replaced(found: re.Match[str]) -> str:
        return f"{opening}{found[1]}{closing}" if _HAS_HAN.search(found[1]) else found[0]

    return replaced


def beside(word: str, figure: int) -> str:
    """A word and its figure: 滞后2, Behind 2."""
    return f"{word} {figure}" if word.isascii() else f"{word}{figure}"


def lines(text: str) -> list[str]:
    """The lines of someone's words, each a paragraph; one empty line where there is nothing."""
    return [line for line in text.splitlines() if line.strip()] or [""]


def phrase(text: str) -> str:
    """Several lines of someone's words as one phrase that a sentence can take in.

    Lines are joined by 。 and the last full stop is left to the sentence.
    """
    lines = [line.strip(_TRAILING) for line in clean(text).splitlines()]
    return typeset("。".join(line for line in lines if line).replace("：。", "："))


def first_sentence(text: str) -> str:
    """The first sentence of someone's words, whole, without its full stop."""
    found = _FIRST.match(phrase(text))
    return found[0].strip(_TRAILING) if found else ""


def stopped(text: str) -> str:
    """The phrase with its full stop, unless a question or exclamation mark ends it."""
    return text if text.endswith(("？", "！", "。")) else f"{text}。"


def title_mark(title: str) -> str:
    """《…》 around a title, with any 《》 inside it made 〈〉."""
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        return title
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"
