"""What the processes say, each in a file of its own that is turned over."""

import logging
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

_MOST_BYTES = 10 * 1024 * 1024
_KEPT = 5


class LogFile:
    """`NAME.log`, every line with the name before it; a new file at each start, five old kept."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / f"{name}.log"
        self._name = name
        self._handler = RotatingFileHandler(
            self.path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8"
        )
        if self.path.stat().st_size:
            self._handler.doRollover()

    def follow(self, stream: IO[bytes]) -> None:
        """Copy the stream line by line until it ends, without keeping anybody waiting."""
        threading.Thread(target=self._copy, args=(stream,), daemon=True).start()

    def write(self, line: str) -> None:
        """One line."""
        text = f"{self._name} | {line}"
        self._handler.handle(
            logging.LogRecord(self._name, logging.INFO, "", 0, "%s", (text,), None)
        )

    def close(self) -> None:
        """Nothing more will be written."""
        self._handler.close()

    def _copy(self, stream: IO[bytes]) -> None:
        with stream:
            for raw in stream:
                self.write(raw.decode("utf-8", "replace").rstrip("\n"))
