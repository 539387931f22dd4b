"""One spelling for matching: traditional letters and radicals as the simplified letters.

Every letter stays one letter, so that what is found in the copy stands at the same place in the
text. The text itself is never changed.
"""

from __future__ import annotations

import re

from recommendations.papers.letters import PROPER

# The letters that the rules' own words use; a dictionary of the whole script is not needed.
_TRADITIONAL = (
    "議议 對对 舉举 務务 狀状 況况 問问 題题 總总 則则 結结 語语 論论 緒绪 發发 機机 構构 優优 勢势 績绩 點点 亮亮 "
    "條条 節节 編编 錄录 專专 欄栏 負负 責责 單单 員员 門门 辦办 協协 關关 頭头 參参 與与 導导 領领 據据 礎础 趨趋 "
    "較较 鑒鉴 鑑鉴 環环 經经 驗验 進进 展展 戰战 難难 頸颈 約约 險险 項项 風风 補补 齊齐 強强 提提 劃划 規规 綱纲 "
    "決决 報报 細细 則则 個个 實实 組组 織织 動动 創创 標标 範范 圍围 義义 願愿 後后 內内 長长 堅坚 續续 開开 擴扩 "
    "壯壮 鞏巩 築筑 營营 聚聚 緊紧 統统 籌筹 鼓鼓 勵励 繁繁 榮荣 匯汇 極极 著着 實实 嚴严 善善 間间 時时 準准 見见 "
    "於于 應应 國国 區区 縣县 鄉乡 級级 業业 產产 學学 會会 備备 訂订 設设 計计 資资 訊讯 數数 網网 聯联 處处 "
    "貳贰 陸陆"
).split()
_FOLD = {code: letter for code, letter in PROPER.items() if len(letter) == 1}
_FOLD |= {ord(pair[0]): pair[1] for pair in _TRADITIONAL}


# Most texts hold none of these letters, and a search is quicker than a translation.
_FOREIGN = re.compile("[" + "".join(map(chr, sorted(_FOLD))) + "]")


def folded(text: str) -> str:
    """The text in the spelling that rules are written in, letter by letter."""
    return text.translate(_FOLD) if _FOREIGN.search(text) else text
