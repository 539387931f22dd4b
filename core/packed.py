"""Many values in order, in little memory: JSON in compressed pieces, opened one at a time.

Fifty thousand rows of a table take some megabytes this way, and a hundred as lists. Plain Python.
"""

import json
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, overload

PIECE = 500
# Before each piece: how many values it holds, and how many bytes it takes.
_HEAD = struct.Struct(">II")
# Text shrinks to a tenth even at the quickest; more would only cost time.
_QUICKEST = 1
Default = Callable[[Any], Any]


class TooMuch(ValueError):
    """More text than there may be."""


class Packed(Sequence[Any]):
    """A sequence of values that JSON can hold, which only grows.

    `default` writes what JSON has no word for, `hook` reads it back. `most` is how many bytes of
    text there may be, 0 for any number: more raise TooMuch; no piece is unpacked further.
    """

    __slots__ = (
        "_digest", "_held", "_open", "_pieces", "_size", "_starts", "_written", "hook", "most",
    )  # fmt: skip

    def __init__(
        self, values: Iterable[Any] = (), *, default: Default | None = None,
        hook: Callable[[dict[str, Any]], Any] | None = None, most: int = 0,
    ) -> None:  # fmt: skip
        self._pieces: list[bytes] = []
        # The place of each piece's first value, and of the first that is in none.
        self._starts = [0]
        self._open: list[Any] = []
        # The piece that was opened last: who reads one by one reads it many times.
        self._held: tuple[int, list[Any]] = (-1, [])
        self._digest, self._size = sha256(), 0
        self._written = json.JSONEncoder(
            ensure_ascii=False, separators=(",", ":"), default=default
        ).encode
        self.hook, self.most = hook, most
        self.extend(values)

    @classmethod
    def of(cls, data: bytes, **ways: Any) -> "Packed":
        """What `bytes(packed)` gave; to be read, not to grow. Raises ValueError."""
        found, at = cls(**ways), 0
        while at < len(data):
            if at + _HEAD.size > len(data):
                raise ValueError("Packed values end in the middle.")
            count, size = _HEAD.unpack_from(data, at)
            at += _HEAD.size
            found._keep(count, data[at : at + size])
            at += size
        return found

    def _keep(self, count: int, piece: bytes) -> None:
        self._starts.append(self._starts[-1] + count)
        self._pieces.append(piece)

    def append(self, value: Any) -> None:
        """One more."""
        self._open.append(value)
        if len(self._open) == PIECE:
            self._close()

    def extend(self, values: Iterable[Any]) -> None:
        """Some more."""
        for value in values:
            self.append(value)

    def _close(self) -> None:
        # Half a surrogate pair, which no database takes, becomes a question mark.
        text = self._written(self._open).encode("utf-8", "replace")
        self._size += len(text)
        if 0 < self.most < self._size:
            raise TooMuch(f"{self._size} bytes of text")
        self._digest.update(text)
        self._keep(len(self._open), zlib.compress(text, _QUICKEST))
        self._open = []

    def _piece(self, number: int) -> list[Any]:
        if number == len(self._pieces):
            return self._open
        if self._held[0] != number:
            try:
                text = zlib.decompressobj().decompress(self._pieces[number], self.most)
            except zlib.error as error:
                raise ValueError("This is nothing that was packed.") from error
            found = json.loads(text, object_hook=self.hook)
            if len(found) != self._starts[number + 1] - self._starts[number]:
                raise ValueError("A piece does not hold what is said of it.")
            self._held = number, found
        return self._held[1]

    def __len__(self) -> int:
        return self._starts[-1] + len(self._open)

    def __iter__(self) -> Iterator[Any]:
        for number in range(len(self._pieces) + 1):
            yield from self._piece(number)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        number = bisect_right(self._starts, at) - 1
        return self._piece(number)[at - self._starts[number]]

    def __bytes__(self) -> bytes:
        """Everything, to be kept; nothing can be added afterwards."""
        if self._open:
            self._close()
        return b"".join(self._headed(number) for number in range(len(self._pieces)))

    def _headed(self, number: int) -> bytes:
        piece, count = self._pieces[number], self._starts[number + 1] - self._starts[number]
        return _HEAD.pack(count, len(piece)) + piece

    def digest(self) -> str:
        """SHA-256 of the values' text, of those that were added here."""
        left = self._digest.copy()
        if self._open:
            left.update(self._written(self._open).encode("utf-8", "replace"))
        return left.hexdigest()
