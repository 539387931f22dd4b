"""Values that are held packed come back as they were, some at a time, and never without end."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import packed
from core.packed import Packed, TooMuch

values = st.lists(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(st.characters(codec="utf-8")),
              st.lists(st.integers(), max_size=3)),
    max_size=12,
)  # fmt: skip


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "PIECE", 3)


@given(values, st.integers(-13, 13), st.integers(-13, 13))
def test_it_is_the_sequence_that_went_in(told: list[Any], first: int, last: int) -> None:
    whole = Packed(told)
    for found in (whole, Packed.of(bytes(Packed(told)))):
        assert (list(found), len(found), found[first:last]) == (told, len(told), told[first:last])
        assert [found[place] for place in range(len(told))] == told
        with pytest.raises(IndexError):
            found[len(told)]
        with pytest.raises(IndexError):
            found[-len(told) - 1]
    other = Packed(told)
    assert bytes(other) == bytes(whole)
    assert other.digest() == whole.digest() == Packed(told).digest()
    assert whole.digest() != Packed([*told, 1]).digest()


def test_what_json_has_no_word_for_is_written_otherwise() -> None:
    days = [date(2026, 11, 22), [date(2026, 1, 1)]]
    kept = bytes(Packed(days, default=lambda day: {"on": day.isoformat()}))
    assert list(Packed.of(kept, hook=lambda told: date.fromisoformat(told["on"]))) == days


def test_half_a_letter_becomes_a_question_mark() -> None:
    assert list(Packed.of(bytes(Packed(["\ud83d"])))) == ["?"]


def test_too_much_is_neither_packed_nor_unpacked() -> None:
    kept = bytes(Packed(["x" * 1000]))
    with pytest.raises(TooMuch):
        Packed(["x"] * 300, most=1000)
    with pytest.raises(ValueError, match="Unterminated"):
        list(Packed.of(kept, most=500))
    assert list(Packed.of(kept, most=2000)) == ["x" * 1000]


@pytest.mark.parametrize("cut", [1, 7, 9])
def test_what_was_cut_off_is_noticed(cut: int) -> None:
    kept = bytes(Packed(["一", "二"]))
    with pytest.raises(ValueError, match=r"."):
        list(Packed.of(kept[:cut]))
    with pytest.raises(ValueError, match="packed"):
        list(Packed.of(kept[:8] + b"\xff" * (len(kept) - 8)))


def test_what_was_packed_in_other_pieces_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = bytes(Packed(range(7)))
    monkeypatch.setattr(packed, "PIECE", 500)
    assert [Packed.of(kept)[place] for place in (0, 2, 3, 6, -1)] == [0, 2, 3, 6, 6]
    assert bytes(Packed.of(kept)) == kept
    with pytest.raises(ValueError, match="said of it"):
        list(Packed.of(kept[:3] + b"\x02" + kept[4:]))
