"""A mail server that takes everything and remembers when which mail came."""

import email
import email.policy
import socketserver
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox:
    """When each mail was taken, by its Message-ID."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: defaultdict[str, list[float]] = defaultdict(list)

    def take(self, data: bytes) -> None:
        message = email.message_from_bytes(data, policy=email.policy.default)
        self.taken[str(message["Message-ID"])].append(time.time())


class _Talk(socketserver.StreamRequestHandler):
    """As much SMTP as a sender without encryption and sign-in needs."""

    mailbox: Mailbox

    def handle(self) -> None:
        self._say("220 mailbox")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                if (data := self._data()) is None:
                    return
                # Taken from here on, whether or not the sender lives to hear of it.
                self.mailbox.take(data)
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 mailbox")

    def _data(self) -> bytes | None:
        lines = []
        for line in iter(self.rfile.readline, b""):
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line)
        return None

    def _say(self, line: str) -> None:
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except OSError:
            return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that is killed in the middle is what this is for."""


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """The server while the block lasts."""
    found = Mailbox()
    talk = type("Talk", (_Talk,), {"mailbox": found})
    with _Server(("127.0.0.1", 0), talk) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
