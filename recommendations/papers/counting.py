"""How Word writes a list's count in each of its number formats."""

from __future__ import annotations

from core.zh import numeral_zh

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
STOPPED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
IN_CIRCLES = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
IN_BRACKETS = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
ROMANS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
LARGEST = 9999

ROWS = {
    "ideographTraditional": STEMS,
    "ideographZodiac": BRANCHES,
    "decimalEnclosedCircle": CIRCLED,
    "decimalEnclosedCircleChinese": CIRCLED,
    "decimalEnclosedParen": BRACKETED,
    "decimalEnclosedFullstop": STOPPED,
    "ideographEnclosedCircle": IN_CIRCLES,
    "ideographParenthesized": IN_BRACKETS,
}
COUNTED = (
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "koreanCounting",
)  # fmt: skip


def written(count: int, form: str) -> str:
    """The count as Word prints it; a format that is not known prints figures."""
    if form == "none":
        return ""
    if not 1 <= count <= LARGEST:
        return str(count)
    if form in ROWS:
        row = ROWS[form]
        return row[count - 1] if count <= len(row) else str(count)
    if form in COUNTED:
        return numeral_zh(count)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        # Written out in full, ten keeps its one.
        plain = numeral_zh(count)
        return ("一" + plain if plain.startswith("十") else plain).translate(FORMAL)
    return _western(count, form)


def _western(count: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        return _roman(count) if form == "upperRoman" else _roman(count).lower()
    if form in ("upperLetter", "lowerLetter"):
        # After Z come AA, BB, CC.
        letter = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form == "decimalZero" or form.replace(" ", "").startswith("01"):
        return f"{count:02d}"
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(count).translate(WIDE)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return str(count).translate(DIGITS)
    if form == "numberInDash":
        return f"- {count} -"
    if form == "ordinal":
        return f"{count}{_ordinal(count)}"
    return str(count)


def _roman(count: int) -> str:
    letters = ""
    for size, name in ROMANS:
        letters += name * (count // size)
        count %= size
    return letters


def _ordinal(count: int) -> str:
    if count % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
