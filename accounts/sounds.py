"""How a Chinese name sounds, so that it can be found by pinyin and by initials. Plain Python."""

import re
from typing import Any

# pypinyin reads these as words of everyday text; as surnames they sound otherwise.
SURNAMES = {
    "单": "shan", "仇": "qiu", "区": "ou", "曾": "zeng", "查": "zha", "盖": "ge", "解": "xie",
    "朴": "piao", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai",
    "令狐": "ling hu", "宓": "fu", "乜": "nie", "缪": "miao", "种": "chong", "冼": "xian",
    "黑": "he", "员": "yun", "繁": "po", "折": "she", "洗": "xian", "那": "na", "覃": "qin",
    "召": "shao", "牟": "mu", "逄": "pang", "么": "yao", "冯": "feng", "纪": "ji", "隗": "wei",
    "郇": "xun", "逯": "lu", "佴": "nai", "秘": "bi", "呙": "guo", "啜": "chuai", "句": "gou",
}  # fmt: skip
_SYLLABLE = re.compile(r"[a-z0-9]+")


def syllables(text: str, *, override: str = "", person: bool = False) -> list[str]:
    """One lower-case syllable a character, ü written v; other letters and figures stand alone.

    `override` is what a person wrote instead, syllables parted by blanks. `person` reads the
    beginning as a surname. Signs and blanks sound like nothing.
    """
    if override.strip():
        return _SYLLABLE.findall(override.lower().replace("ü", "v"))
    # Its dictionary takes a third of a second to load, which most processes never need.
    from pypinyin import lazy_pinyin

    surname = _surname(text) if person else ""
    spoken = lazy_pinyin(text[len(surname) :], errors=_letters)
    read = SURNAMES.get(surname, "").split() + spoken
    return [found for part in read for found in _SYLLABLE.findall(part)]


def _letters(rest: str) -> Any:
    """Each letter or figure that is no Chinese character stands for itself."""
    return list(rest.lower())


def _surname(name: str) -> str:
    return next((name[:size] for size in (2, 1) if name[:size] in SURNAMES), "")


def sounds(text: str, *, override: str = "", person: bool = False) -> tuple[str, str]:
    """The full reading and the initials, both lower case ASCII without blanks.

    >>> sounds("发改委")
    ('fagaiwei', 'fgw')
    """
    read = syllables(text, override=override, person=person)
    return "".join(read), "".join(one[0] for one in read)
