"""Texts as search compares them: what counts, what is a word, where a hit stands."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.text import (
    _SIMPLIFIED,
    VARIANTS,
    excerpt,
    in_order,
    normalise,
    pieces,
    wanted,
    words_of,
)

LETTERS = st.text(
    alphabet="人工智能產产發发改委AIaiＡ５5é１%_*'\"“”《》。，-：（） \n\u3000\t№ß㎡ﬁ\u0301\x00",
    max_size=40,
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("ＡＩ５Ｇ", "ai5g"),
        ("5G", "5g"),
        ("㎡", "m2"),
        ("“人工智能＋”行动", "人工智能+行动"),
        ("《方案》", "方案"),
        ("don’t", "dont"),
        ("接入 10 个 部门", "接入10个部门"),
        ("接入\n十个\u3000部门", "接入十个部门"),
        (" smart   city ", "smart city"),
        ("人工 AI City 智能", "人工ai city智能"),
        ("a\x00b", "a b"),
        ("Straße", "strasse"),
        ("№12", "no12"),
    ],
)
def test_what_a_reader_takes_for_the_same_is_the_same(written: str, compared: str) -> None:
    assert normalise(written) == compared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("產業", "产业"), ("產業", "産業"), ("臺灣", "台湾"), ("颱風", "台风"),
        ("國務院", "国务院"), ("數據共享", "数据共享"), ("裏", "裡"), ("乾旱", "干旱"),
        ("為", "爲"), ("衞生", "衛生"), ("顯著", "显著"), ("苧麻", "苎麻"), ("後", "后"),
    ],
)  # fmt: skip
def test_traditional_and_simplified_are_alike(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("e", "é"), ("一", "壹"), ("俱", "具"), ("姊", "姐"), ("跤", "交"), ("智慧", "智能"),
        ("沉", "沈"), ("份", "分"),
    ],
)  # fmt: skip
def test_what_stays_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_the_table_of_variants_is_sound() -> None:
    """Letter for letter, no way round in a circle, every character in one group, and small."""
    lines = VARIANTS.read_text(encoding="utf-8").splitlines()
    groups = [group for line in lines if not line.startswith("#") for group in line.split()]
    letters = "".join(groups)
    assert len(set(letters)) == len(letters)
    assert all(unicodedata.category(letter) == "Lo" for letter in letters)
    assert len(_SIMPLIFIED) > 2_500
    assert not set(_SIMPLIFIED) & set(_SIMPLIFIED.values())
    assert VARIANTS.stat().st_size < 100_000


def test_a_hit_is_marked_in_the_text_as_it_stands() -> None:
    text = "加快人工智慧產業發展，产业先行"
    parts = excerpt(text, words_of("产业"))
    assert [part.text for part in parts if part.hit] == ["產業", "产业"]
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in excerpt("产业发展", words_of("產業")) if part.hit] == ["产业"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("人工智能 示例", ["人工智能", "示例"]),
        ("  ", []),
        ("% * - : “”", []),
        ('"smart city" 人工', ["smart city", "人工"]),
        ("“数据 共享”", ["数据共享"]),
        ("数据　共享", ["数据", "共享"]),
        ("AI ai ＡＩ", ["ai"]),
        ('"open', ["open"]),
        ("人工智能*", ["人工智能*"]),
        ("NEAR(a b)", ["near(a", "b)"]),
    ],
)
def test_the_words_of_a_query(query: str, words: list[str]) -> None:
    assert words_of(query) == words


def test_every_letter_begins_a_piece() -> None:
    assert pieces("人工智能，ai 5") == ["人工", "工智", "智能", "能", "ai", "i", "5"]
    assert wanted("人工智能ai").whole == ["人工", "智能", "ai"]
    assert wanted("工智能").whole == ["工智", "智能"]
    assert wanted("能") == ([], ["能"])
    assert wanted("3.5%") == ([], ["3", "5"])


@given(LETTERS, LETTERS)
def test_a_text_that_holds_a_word_has_its_pieces(text: str, query: str) -> None:
    """The index never hides what is there."""
    held = normalise(text)
    have = pieces(held)
    for word in words_of(query):
        if word in held:
            asked = wanted(word)
            assert set(asked.whole) <= set(have)
            assert all(any(one.startswith(piece) for one in have) for piece in asked.begun)
            assert asked.whole or asked.begun


@given(LETTERS, LETTERS)
def test_an_excerpt_marks_what_was_found_and_invents_nothing(text: str, query: str) -> None:
    words = words_of(query)
    parts = excerpt(text, words, length=1000)
    found = [word for word in words if word in normalise(" ".join(text.split()))]
    assert bool(parts) == bool(found)
    if parts:
        assert any(part.hit for part in parts)
        blanks = re.compile(r"\s")
        shown = blanks.sub("", "".join(part.text for part in parts))
        assert normalise(shown).replace(" ", "") == normalise(text).replace(" ", "")


def test_an_excerpt_is_cut_around_its_first_hit() -> None:
    text = "前" * 200 + "接入 ５Ｇ 基站" + "后" * 200
    parts = excerpt(text, ["5g基站"])
    assert [part.text for part in parts if part.hit] == ["５Ｇ 基站"]
    assert parts[0].text == "…" and parts[-1].text.endswith("…")
    assert sum(len(part.text) for part in parts) < 90


@pytest.mark.parametrize(
    ("word", "name", "found"),
    [
        ("fgw", "sfzggw", True),
        ("发改委", "市发展改革委", True),
        ("委改发", "市发展改革委", False),
        ("szw", "sfz ggw", False),
    ],
)
def test_letters_in_their_order(word: str, name: str, found: bool) -> None:
    pattern = in_order(word)
    assert pattern is not None
    assert bool(re.search(pattern, name)) == found


def test_no_order_is_asked_of_one_letter_or_many() -> None:
    assert in_order("f") is None
    assert in_order("f" * 9) is None
    assert in_order("f.w") is None
