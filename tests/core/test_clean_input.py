"""What no database can hold is found wherever it stands, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.middleware import _unclean

# Every character there is; those at the edges of what is refused come often.
LETTERS = st.characters() | st.sampled_from("\x00\x01\ud7ff\ud800\udbff\udc00\udfff\ue000")


@given(st.text(LETTERS))
def test_it_is_found_as_letter_by_letter(text: str) -> None:
    assert _unclean(text) is any(one == "\x00" or 0xD800 <= ord(one) <= 0xDFFF for one in text)


def test_each_character_alone_is_judged_rightly() -> None:
    """All of them up to the end of the basic plane, and some beyond."""
    found = {code for code in (*range(0x10000), 0x10000, 0x1F600, 0x10FFFF) if _unclean(chr(code))}
    assert found == {0, *range(0xD800, 0xE000)}


@pytest.mark.parametrize("bad", ["\x00", "\ud800"])
def test_it_is_found_after_a_line_break_and_at_the_end(bad: str) -> None:
    assert _unclean(f"一\n{bad}") and _unclean(f"{bad}\n一") and not _unclean("一\n")
