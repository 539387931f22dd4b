"""What a part of a Chinese policy document is for, told from its title."""

from __future__ import annotations

import re

from recommendations.outline.spelling import folded

RECOMMENDATIONS, FINDINGS, OTHER = "recommendations", "findings", "other"
STATUS, STRENGTH, PROBLEM = "status", "strength", "problem"

# A Chinese title has its head at the end, so of several words the last decides.
ADVICE = (
    "建议|对策|行动|(?:重大|重点)工程|举措|任务|(?:重点|主要)工作|工作(?:安排|重点)"
    "|(?:政策|主要|具体)措施"
)
SUPPORT = "措施|保障|组织实施|组织领导|工作要求|有关要求"
PURPOSE = (
    "指导思想|总体要求|基本要求|总体思路|工作思路|发展思路|基本思路|原则|目标|目的|意义|必要性|适用范围|定义"
    "|结语|结论|结束语|引言|前言|背景|总则|附则|说明|愿景|展望"
)
GOOD = "优势|成效|成就|成绩|亮点|特色|有利条件|机遇"
BAD = "问题|短板|不足|挑战|困难|瓶颈|差距|制约因素|风险|原因|弱项"
STATE = "现状|现况|形势|情况|基础|概况|进展|经验|分析|环境|趋势|比较|借鉴"
WORDS = re.compile(
    "|".join(
        f"(?P<{name}>{words})"
        for name, words in (
            ("purpose", PURPOSE),
            ("advice", ADVICE),
            ("support", SUPPORT),
            ("good", GOOD),
            ("bad", BAD),
            ("state", STATE),
        )
    )
)
VERB = re.compile(
    "推动|加快|加强|提升|提高|完善|构建|强化|培育|优化|深化|推进|打造|健全|实施|促进|支持|坚持"
    "|夯实|壮大|激发|巩固|扩大|落实|做好|做强|做优|开展|营造|聚焦|抓好|抓紧|统筹|加大|建立|引导|鼓励|规范"
    "|繁荣|汇聚|开拓|拓展|打好|全面|大力|积极|着力|切实|进一步|持续|严格|改善|改进|解决|化解|破解|补齐|防范|明确"
)


def _deciding_word(title: str) -> str | None:
    title = re.sub(r"\s+", "", folded(title))
    found = list(WORDS.finditer(title))
    if not found:
        return None
    last = found[-1]
    name = last.lastgroup
    # “补齐短板” and “加强组织保障工作” say what to do; the word is the verb's object there.
    ordered = VERB.match(title) is not None and title[last.start() - 1] != "的"
    if name in ("good", "bad", "state") and ordered:
        return None
    at_end = len(title) - last.end() <= len("分析")
    return name if at_end or name == "advice" else None


def section_kinds(titles: list[str]) -> list[str]:
    """The kind of each of a document's sections.

    A section whose title tells nothing holds recommendations when the title is an order, or when
    no other section calls itself so.
    """
    words = [_deciding_word(title) for title in titles]
    named = "advice" in words
    return [_kind(word, title, named=named) for word, title in zip(words, titles, strict=True)]


def _kind(word: str | None, title: str, *, named: bool) -> str:
    if word in ("advice", "support"):
        return RECOMMENDATIONS
    if word == "purpose":
        return OTHER
    if word in ("good", "bad", "state"):
        return FINDINGS
    return OTHER if named and not VERB.match(folded(title)) else RECOMMENDATIONS


def finding_kind(section_title: str, title: str) -> str:
    """The kind of a finding: by its section's title, or its own where that names several."""
    own = _finding_words(section_title)
    if len(own) > 1:
        own = _finding_words(title) or own
    return own[-1] if own else STATUS


def _finding_words(title: str) -> list[str]:
    """The different kinds that a title names, in order of their last mention."""
    kinds = {"good": STRENGTH, "bad": PROBLEM, "state": STATUS}
    named = [kinds[m.lastgroup] for m in WORDS.finditer(folded(title)) if m.lastgroup in kinds]
    return list(dict.fromkeys(reversed(named)))[::-1]
