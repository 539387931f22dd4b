"""Functions that a process apart is asked to run, most of them with bad manners."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from pathlib import Path


def upper(data: bytes) -> bytes:
    return data.upper()


def spin(data: bytes) -> bytes:
    while True:
        pass


def sleep(data: bytes) -> bytes:
    time.sleep(60)
    return data


def eat(data: bytes) -> bytes:
    hoard = [bytes(50_000_000) for _ in range(1000)]
    return bytes(len(hoard))


def flood(data: bytes) -> bytes:
    return bytes(30_000_000)


def fail(data: bytes) -> bytes:
    raise ValueError("no")


def die(data: bytes) -> bytes:
    os.abort()


def chatter(data: bytes) -> bytes:
    sys.stdout.write("noise")
    sys.stdout.flush()
    os.write(1, b"more noise")
    return b"result"


def look_around(data: bytes) -> bytes:
    """What could be had: a variable, a file to read, one to write, a socket, open files."""
    found = {"env": sorted(os.environ), "django": "django" in sys.modules, "cwd": str(Path.cwd())}
    for name, attempt in (
        ("read", lambda: Path("/etc/passwd").read_bytes()),
        ("write", lambda: Path(data.decode()).write_bytes(b"left behind")),
        ("socket", socket.socket),
    ):
        try:
            attempt()
            found[name] = True
        except OSError:
            found[name] = False
    return json.dumps(found).encode()


def breed(data: bytes) -> bytes:
    """Starts a child of its own that would outlive it, and tells its number only by a file."""
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    time.sleep(60)
    return data
