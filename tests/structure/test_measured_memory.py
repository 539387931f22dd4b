"""Memory on top, as the benches say it, is the peak of what is measured alone."""

from tools.bench_memory import on_top

LARGE, MEASURED = 96 << 20, 32 << 20


def test_a_peak_is_seen_after_a_larger_one() -> None:
    before = bytearray(LARGE)
    del before
    assert MEASURED >> 20 <= on_top(lambda: bytearray(MEASURED)) + 1 < LARGE >> 20
    assert on_top(lambda: None) < 8
