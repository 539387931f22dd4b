"""Garbage is looked for seldom within a block, and as before after the last one."""

import gc

import pytest

from core.memory import collecting_seldom


def test_it_is_as_it_was_after_the_last_block() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with collecting_seldom():
        within = gc.get_threshold()
        assert within[0] > before[0] and gc.get_freeze_count() > frozen
        with collecting_seldom():
            assert gc.get_threshold() == within
        assert gc.get_threshold() == within
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_an_error_leaves_it_as_it_was_too() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), collecting_seldom():
        raise KeyError
    assert gc.get_threshold() == before
