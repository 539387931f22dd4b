"""Which characters a font has: the table `cmap` of the OpenType specification, formats 4 and 12."""

import struct
from bisect import bisect_right


class Charmap:
    """One table of characters. A table of another format has none: it repeats one of these."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._glyphs: list[tuple[int, int]] = []
        kind = struct.unpack_from(">H", data, at)[0]
        if kind == 4:
            self._read_4(at)
        elif kind == 12:
            self._read_12(at)

    def has(self, code: int) -> bool:
        """Whether there is a glyph for the code; a code may lie in a range and have none."""
        place = bisect_right(self._starts, code) - 1
        if place < 0 or code > self._ends[place]:
            return False
        first, where = self._glyphs[place]
        into = code - self._starts[place]
        if not where:
            return (first + into) & 0xFFFF != 0
        return bool(struct.unpack_from(">H", self._data, where + 2 * into)[0])

    def _read_4(self, at: int) -> None:
        """Ranges of the basic plane; some name their glyphs in a list of their own."""
        count = struct.unpack_from(">H", self._data, at + 6)[0] // 2
        ends, starts, deltas, offsets = (
            struct.unpack_from(
                f">{count}H", self._data, at + 14 + 2 * count * part + 2 * (part > 0)
            )
            for part in range(4)
        )
        self._starts, self._ends = list(starts), list(ends)
        for place in range(count):
            own = at + 16 + 6 * count + 2 * place
            where = own + offsets[place] if offsets[place] else 0
            self._glyphs.append((starts[place] + deltas[place], where))

    def _read_12(self, at: int) -> None:
        """Ranges in all planes, glyph after glyph."""
        (count,) = struct.unpack_from(">I", self._data, at + 12)
        for first, last, glyph in struct.iter_unpack(
            ">III", self._data[at + 16 : at + 16 + 12 * count]
        ):
            self._starts.append(first)
            self._ends.append(last)
            self._glyphs.append((glyph, 0))
