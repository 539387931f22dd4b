"""A PostgreSQL and a Redis of one's own, on loopback ports, gone without a trace afterwards.

    with postgres() as url: …          with redis() as url: …
    python -m tools.services           both, until Ctrl-C
    python -m tools.services COMMAND   both while the command runs, told by environment variables

Each server has a guard: a small process that waits for the end of a pipe which only the starter
holds open. When the starter is done, or is killed, the guard stops the server and removes its
folder. Standard library only.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 20.0
# As the service mode runs it: what was accepted survives a kill, and nothing is thrown away.
REDIS_OPTIONS = {"--appendonly": "yes", "--maxmemory-policy": "noeviction", "--save": ""}
_POSTGRES = Path("/usr/lib/postgresql")
# A server that goes with the tests needs nothing to survive a crash of its own. What tests take
# back stays in the tables until it is swept up, so that is done often.
FLEETING = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal",
    "max_wal_senders=0", "autovacuum_naptime=10",
)  # fmt: skip


class Unavailable(RuntimeError):
    """The server's program is not on this machine; the message says what to install."""


def postgres_bin() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest where there are several."""
    found = sorted(_POSTGRES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def redis_bin() -> str | None:
    """The Redis server program."""
    return shutil.which("redis-server")


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _account() -> str | None:
    """PostgreSQL refuses to run as root: whom to be instead, None for ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise Unavailable("PostgreSQL does not run as root, and there is no other account for it.")


def _folder(kind: str, account: str | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"cexing-{kind}-"))
    if account:
        shutil.chown(folder, account)
    return folder


def _spawn(command: Sequence[str], account: str | None, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            start_new_session=True,
            user=account,
            group=pwd.getpwnam(account).pw_gid if account else None,
            extra_groups=[] if account else None,
        )


class Server:
    """A server of one's own. It may be killed and started again; its data stays until the end."""

    url = ""

    def __init__(self, command: Sequence[str], folder: Path, ready: Callable[[], bool]) -> None:
        self._command, self._log, self._ready = command, folder / "server.log", ready
        self._account = pwd.getpwuid(folder.stat().st_uid).pw_name if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        # It learns which process is the server now, and ends the last one that it heard of.
        self._guard = subprocess.Popen(
            [sys.executable, "-I", __file__, "--guard", str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The id of its main process; 0 where it does not run."""
        return self._process.pid if self._process is not None else 0

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError with the end of its log."""
        until = time.monotonic() + START_SECONDS
        while True:
            if self._process is None or self._process.poll() is not None:
                # After a kill: what the dead one still holds is free in a moment.
                self._process = _spawn(self._command, self._account, self._log)
                self._tell(self._process.pid)
            if self._ready() and self._process.poll() is None:
                return
            ended = self._process.poll() is not None
            if time.monotonic() > until or (ended and not self._held_by_the_dead()):
                raise RuntimeError(
                    f"{self._command[0]} did not start: {self._log.read_text()[-2000:]}"
                )
            time.sleep(0.05)

    def _held_by_the_dead(self) -> bool:
        """Whether it found the port or the shared memory of the one before still taken."""
        said = self._log.read_text(errors="replace")[-1000:]
        return "in use" in said

    def kill(self) -> None:
        """SIGKILL its main process, as when the machine runs out of memory."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._tell(0)
            self._process = None

    def _tell(self, pid: int) -> None:
        if self._guard.stdin is not None:
            self._guard.stdin.write(f"{pid}\n".encode())
            self._guard.stdin.flush()

    def end(self) -> None:
        """Let the guard stop it."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        if self._process is not None:
            # The guard asks and waits; we are the parent who has to take note of the end.
            try:
                self._process.wait(3 * STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._guard.wait()


@contextlib.contextmanager
def _guarded(command: Sequence[str], folder: Path, ready: Callable[[], bool]) -> Iterator[Server]:
    """The server while the block lasts; the guard ends it, whatever ends us."""
    server = Server(command, folder, ready)
    try:
        server.start()
        yield server
    finally:
        server.end()


def _answers(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False, timeout=10).returncode == 0


def _connects(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def postgres(*, durable: bool = False, port: int = 0) -> Iterator[str]:
    """A cluster of its own, UTF-8, with a database `cexing`; gives its address as a URL."""
    with postgres_server(durable=durable, port=port) as server:
        yield server.url


@contextlib.contextmanager
def postgres_server(*, durable: bool = False, port: int = 0) -> Iterator[Server]:
    """The same, as a server that can be killed and started again."""
    programs = postgres_bin()
    if programs is None:
        raise Unavailable("PostgreSQL's server is not here: on Debian install postgresql.")
    account, port, word = _account(), port or free_port(), secrets.token_hex(16)
    folder = _folder("postgres", account)
    try:
        _init_cluster(programs, folder, account, word)
        command = [
            str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "max_connections=60",
        ]  # fmt: skip
        if not durable:
            command += [word for option in FLEETING for word in ("-c", option)]
        asks = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        with _guarded(command, folder, lambda: _answers(asks)) as server:
            _create_database(programs, port, word)
            server.url = f"postgresql://cexing:{word}@127.0.0.1:{port}/cexing"
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _init_cluster(programs: Path, folder: Path, account: str | None, word: str) -> None:
    known = folder / "word"
    known.write_text(word, encoding="utf-8")
    known.chmod(0o600)
    if account:
        shutil.chown(known, account)
    command = [
        str(programs / "initdb"), "-D", str(folder / "data"), "-U", "cexing", "--no-sync",
        "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={known}",
    ]  # fmt: skip
    if _spawn(command, account, folder / "initdb.log").wait(120):
        raise RuntimeError((folder / "initdb.log").read_text()[-2000:])
    known.unlink()


def _create_database(programs: Path, port: int, word: str) -> None:
    subprocess.run(
        [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "cexing", "cexing"],
        env={**os.environ, "PGPASSWORD": word},
        check=True,
        capture_output=True,
        timeout=60,
    )


@contextlib.contextmanager
def redis(*, port: int = 0) -> Iterator[str]:
    """A Redis with its append-only file, as the service mode wants it; gives its URL."""
    with redis_server(port=port) as server:
        yield server.url


@contextlib.contextmanager
def redis_server(*, port: int = 0) -> Iterator[Server]:
    """The same, as a server that can be killed and started again."""
    program = redis_bin()
    if program is None:
        raise Unavailable("Redis is not here: on Debian install redis-server.")
    port, folder = port or free_port(), _folder("redis", None)
    command = [
        *(program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)),
        *(word for option in REDIS_OPTIONS.items() for word in option),
    ]
    try:
        with _guarded(command, folder, lambda: _connects(port)) as server:
            server.url = f"redis://127.0.0.1:{port}/0"
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _guard(folder: Path) -> None:
    """Wait until the starter lets go, then end the server and remove what it kept.

    Each line that comes in is the id of the process which is the server from then on; 0 for none.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    pid = 0
    for line in sys.stdin.buffer:
        pid = int(line)
    for number in (signal.SIGINT, signal.SIGKILL) if pid else ():
        with contextlib.suppress(ProcessLookupError):
            # PostgreSQL takes SIGINT as "end the connections and stop"; Redis as "stop".
            os.kill(pid, number)
        until = time.monotonic() + STOP_SECONDS
        while _alive(pid) and time.monotonic() < until:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    """Whether it still runs; one that has ended and waits to be noticed does not."""
    done = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()[:1] not in {"", "Z"}


def main(command: list[str]) -> int:
    """Both servers while the command runs, or until Ctrl-C."""
    with contextlib.ExitStack() as stack:
        told = {
            "CEXING_DATABASE_URL": stack.enter_context(postgres(durable=True)),
            "CEXING_REDIS_URL": stack.enter_context(redis()),
        }
        if command:
            return subprocess.run(command, env={**os.environ, **told}, check=False).returncode
        sys.stdout.writelines(f"export {name}={value}\n" for name, value in told.items())
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--guard"]:
        _guard(Path(sys.argv[2]))
    else:
        sys.exit(main(sys.argv[1:]))
