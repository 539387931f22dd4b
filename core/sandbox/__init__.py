"""Runs one function on bytes from a stranger in a process of its own, where it can do no harm.

The child has a new session, no inherited variable, no open file but its pipes, and limits on
memory, processor time and wall-clock time; once the function is loaded it can open no file and no
socket. It starts from nothing: what the server holds in memory is not there. Standard library
only, so that it is cheap to start and works in a web worker, in a task worker and on a desk.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

Reason = Literal["time", "memory", "output", "failed"]

MEGABYTE = 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
_CHILD = Path(__file__).with_name("child.py")
# The interpreter itself may need these to start; nothing else is handed down.
_HANDED_DOWN = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_PIECE = 65536
# The exit status by which the child says that its memory did not suffice.
_OUT_OF_MEMORY = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: bytes of memory and of result, seconds by the clock and of CPU."""

    memory: int = 768 * MEGABYTE
    output: int = 64 * MEGABYTE
    seconds: float = 60.0
    cpu_seconds: int = 45


class Stopped(Exception):
    """The function gave no result; ``reason`` says which limit it met, or that it failed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"The work apart gave no result: {reason}.")
        self.reason: Reason = reason


def run_apart(function: str, data: bytes, *, limits: Limits | None = None) -> bytes:
    """The bytes that ``function`` ("module:name", bytes to bytes) makes of ``data``.

    Raises Stopped when it meets a limit, fails or dies, and then nothing of it is left running.
    """
    limits = limits or Limits()
    # In isolated mode neither the environment nor the current folder can plant a module.
    command = [sys.executable, "-I", str(_CHILD), str(_ROOT), function]
    command += [str(limits.memory), str(limits.cpu_seconds), str(os.getpid())]
    # No preexec_fn: it is unsafe where the server has threads. The child limits itself.
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={name: value for name, value in os.environ.items() if name in _HANDED_DOWN},
        start_new_session=True,
    )
    try:
        result = _converse(process, data, limits)
        process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        raise Stopped("time") from None
    finally:
        _end(process)
    if process.returncode:
        raise Stopped(_reason(process.returncode))
    return result


def _converse(process: subprocess.Popen[bytes], data: bytes, limits: Limits) -> bytes:
    """Writes the data and reads the result side by side, so that neither end waits for ever."""
    assert process.stdin and process.stdout
    deadline = time.monotonic() + limits.seconds
    result = bytearray()
    unsent = memoryview(data)
    with selectors.DefaultSelector() as pipes:
        for pipe, event in (
            (process.stdin, selectors.EVENT_WRITE),
            (process.stdout, selectors.EVENT_READ),
        ):
            os.set_blocking(pipe.fileno(), False)
            pipes.register(pipe, event)
        while pipes.get_map():
            left = deadline - time.monotonic()
            ready = pipes.select(left) if left > 0 else []
            if not ready:
                raise Stopped("time")
            for key, _ in ready:
                if key.fileobj is process.stdin:
                    unsent = _send(process.stdin, unsent, pipes)
                elif not _receive(process.stdout, result):
                    pipes.unregister(process.stdout)
            if len(result) > limits.output:
                raise Stopped("output")
    return bytes(result)


def _send(
    pipe: IO[bytes], unsent: memoryview[int], pipes: selectors.BaseSelector
) -> memoryview[int]:
    """What is still to be sent after one more piece; the pipe is closed behind the last."""
    try:
        unsent = unsent[os.write(pipe.fileno(), unsent[:_PIECE]) :]
    except BlockingIOError:
        return unsent
    except OSError:
        # The child is gone; its exit says why.
        unsent = unsent[:0]
    if not unsent:
        pipes.unregister(pipe)
        with suppress(OSError):
            pipe.close()
    return unsent


def _receive(pipe: IO[bytes], result: bytearray) -> bool:
    """Whether the pipe may hold more."""
    piece = os.read(pipe.fileno(), _PIECE)
    result += piece
    return bool(piece)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stops the child with all it may have started, and collects it."""
    # Once it is collected its number may belong to another process.
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.wait()


def _reason(code: int) -> Reason:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "time"
    return "memory" if code == _OUT_OF_MEMORY else "failed"
