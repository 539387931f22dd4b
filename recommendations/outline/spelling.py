"""One spelling for matching: traditional letters and radicals as the simplified letters.

Every letter stays one letter, so that what is found in the copy stands at the same place in the
text. The text itself is never changed.
"""

from __future__ import annotations

import re

from recommendations.papers.letters import PROPER

# The letters that the rules' own words use; a dictionary of the whole script is not needed.
# Each letter is followed by the one it stands for.
_TRADITIONAL = (
    "議议對对舉举務务狀状況况問问題题總总則则結结語语論论緒绪發发機机構构優优勢势績绩點点亮亮"
    "條条節节編编錄录專专欄栏負负責责單单員员門门辦办協协關关頭头參参與与導导領领據据礎础趨趋"
    "較较鑒鉴鑑鉴環环經经驗验進进展展戰战難难頸颈約约險险項项風风補补齊齐強强提提劃划規规綱纲"
    "決决報报細细則则個个實实組组織织動动創创標标範范圍围義义願愿後后內内長长堅坚續续開开擴扩"
    "壯壮鞏巩築筑營营聚聚緊紧統统籌筹鼓鼓勵励繁繁榮荣匯汇極极著着實实嚴严善善間间時时準准見见"
    "於于應应國国區区縣县鄉乡級级業业產产學学會会備备訂订設设計计資资訊讯數数網网聯联處处貳贰"
    "陸陆"
)
_FOLD = {code: letter for code, letter in PROPER.items() if len(letter) == 1}
_FOLD |= dict(zip(map(ord, _TRADITIONAL[::2]), _TRADITIONAL[1::2], strict=True))


# Most texts hold none of these letters, and a search is quicker than a translation.
_FOREIGN = re.compile("[" + "".join(map(chr, sorted(_FOLD))) + "]")


def folded(text: str) -> str:
    """The text in the spelling that rules are written in, letter by letter."""
    return text.translate(_FOLD) if _FOREIGN.search(text) else text
