"""What one might still mend while writing an update. Plain Python, no Django; hints never block.

An office hands reports back for the same few faults: last month's text again, nothing but set
phrases, no figure, a percent that moved without a word of why. They are pointed out while the
writer can still mend them. What must be there is another rule's: see `progress.completeness`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.exact import show
from core.sentences import Language, Sentence

# Phrases that say that something goes on, not what. As offices' own guides list them.
VAGUE = (
    "积极推进", "稳步推进", "有序推进", "扎实推进", "持续推进", "加快推进", "全力推进", "深入推进",
    "统筹推进", "按计划推进", "按序时进度推进", "正在推进", "正在开展", "正在进行", "持续开展",
    "进展顺利", "推进顺利", "取得积极成效", "取得明显成效", "取得阶段性成果", "取得阶段性进展",
    "取得一定进展", "高度重视", "认真落实", "抓好落实", "进一步加强", "不断完善",
)  # fmt: skip
# Fewer letters than this say too little to compare or to explain anything.
SHORT = 10
# From this share of shared pieces on, a text is last round's again.
SAME = Decimal("0.9")
_PIECE = 4
_SENTENCE = re.compile(r"[。！？；!?;\n]+")
_NUMERALS = "零〇一二两三四五六七八九十百千万亿半"
_MEASURES = (
    "个|项|家|次|条|场|件|批|名|人|户|处|座|台|套|份|篇|所|支|只|亩|吨|元|米|公里|平方|"
    "天|月|年|周|小时|成|倍|％|%|万|亿"
)
_FIGURE = re.compile(rf"\d|百分之|[{_NUMERALS}]+(?:余|多)?(?:{_MEASURES})")

SENTENCES: Mapping[str, Sentence] = {
    "same": Sentence(
        "与{period}所报内容基本相同，请写明本轮新的进展",
        "Much the same as in {period}: write what is new in this round",
    ),
    "vague": Sentence(
        "“{phrase}”较笼统，请写明具体做了什么、做到哪一步",
        "“{phrase}” says little: write what was done and how far it has got",
    ),
    "no_figure": Sentence(
        "没有数字，能量化的请写明数量", "No figure: give numbers where there are some"
    ),
    "fell": Sentence(
        "完成比例由{before}%降至{now}%，请说明原因",
        "The percent fell from {before}% to {now}%: say why",
    ),
    "up_without_word": Sentence(
        "完成比例由{before}%升至{now}%，请写明做了什么",
        "The percent rose from {before}% to {now}%: write what was done",
    ),
    "not_moved": Sentence(
        "完成比例仍为{now}%，与{period}相同，自评为正常，请核对",
        "Still {now}% as in {period}, rated on track: please check",
    ),
}


@dataclass(frozen=True)
class Before:
    """The last approved update: the key of its period, its percent and words."""

    period: str
    percent: Decimal | None
    done: str
    next_steps: str = ""


@dataclass(frozen=True)
class Written:
    """What stands in the form now."""

    percent: Decimal | None
    self_rating: str
    done: str
    cause: str
    next_steps: str


@dataclass(frozen=True)
class Hint:
    """One thing to look at again: in which field, and the figures of its sentence."""

    code: str
    field: str
    figures: Mapping[str, str]

    def words(self, language: Language) -> str:
        """The hint as a sentence."""
        return SENTENCES[self.code].fill(self.figures, language)


def _letters(text: str) -> str:
    """Letters and digits alone, wide ones as narrow: punctuation and spaces tell nothing."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def alike(one: str, other: str) -> Decimal:
    """How much of `one` stands in `other`, 0 to 1, by pieces of four letters. Linear in length."""
    a, b = _letters(one), _letters(other)
    if len(a) < _PIECE or len(b) < _PIECE:
        return Decimal(int(a == b and a != ""))
    there = {b[i : i + _PIECE] for i in range(len(b) - _PIECE + 1)}
    pieces = [a[i : i + _PIECE] for i in range(len(a) - _PIECE + 1)]
    return Decimal(sum(piece in there for piece in pieces)) / len(pieces)


def has_figure(text: str) -> bool:
    """Whether it tells a number, in digits of any kind or in Chinese with a measure word."""
    return bool(_FIGURE.search(unicodedata.normalize("NFKC", text)))


def vague_phrase(text: str) -> str | None:
    """The first set phrase in a sentence that has nothing to count."""
    for sentence in _SENTENCE.split(text):
        found = [(sentence.find(phrase), phrase) for phrase in VAGUE if phrase in sentence]
        if found and not has_figure(sentence):
            return min(found)[1]
    return None


def _of_percent(now: Written, last: Before) -> Iterable[Hint]:
    if now.percent is None or last.percent is None:
        return
    figures = {"before": show(last.percent), "now": show(now.percent), "period": last.period}
    if now.percent < last.percent and len(_letters(now.cause)) < SHORT:
        yield Hint("fell", "percent", figures)
    says_little = len(_letters(now.done)) < SHORT or alike(now.done, last.done) >= SAME
    if now.percent > last.percent and says_little:
        yield Hint("up_without_word", "done", figures)
    unmoved = now.percent == last.percent and now.percent < 100
    if unmoved and now.self_rating == "on_track":
        yield Hint("not_moved", "percent", figures)


def _of_words(now: Written, last: Before | None) -> Iterable[Hint]:
    for name in ("done", "next_steps"):
        text = getattr(now, name)
        if len(_letters(text)) < SHORT:
            continue
        if last is not None and alike(text, getattr(last, name)) >= SAME:
            yield Hint("same", name, {"period": last.period})
        phrase = vague_phrase(text)
        if phrase is not None:
            yield Hint("vague", name, {"phrase": phrase})
    if len(_letters(now.done)) >= SHORT and not has_figure(now.done):
        yield Hint("no_figure", "done", {})


def hints(now: Written, last: Before | None) -> list[Hint]:
    """What to look at again, in the form's order; at most one of a kind for a field."""
    found = [*(_of_percent(now, last) if last else ()), *_of_words(now, last)]
    order = ("percent", "done", "next_steps")
    return sorted(found, key=lambda hint: order.index(hint.field))
