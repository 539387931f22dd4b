"""Everything with one command: web server, worker, clock."""

import http.client
import socket
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core import env
from core.processes.lock import AlreadyRuns, RunLock
from core.processes.plan import child_specs
from core.processes.supervise import Supervisor, clear_orphans
from core.work.queue import make_queue

READY_SECONDS = 90.0


class Command(BaseCommand):
    """Runs until Ctrl-C or SIGTERM; a second run on the same data folder is refused."""

    help = "Run the web server, the worker and the clock, and keep them alive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=0, help="Default: CEXING_PORT, or 8000.")
        parser.add_argument("--signins", type=Path, help="A file of sign-ins to point to.")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"] or env.number("CEXING_PORT", 8000, least=1, most=65_535)
        address = f"http://127.0.0.1:{port}/"
        lock = RunLock(settings.DATA_DIR)
        try:
            lock.take(address)
        except AlreadyRuns as there:
            raise CommandError(_("It already runs, at %s") % there) from there
        try:
            if clear_orphans(lock, str(settings.DATA_DIR)):
                self._say(_("Ended what an earlier run had left behind."))
            self._refuse_taken(port)
            self._run(port, address, lock, options["signins"])
        finally:
            lock.release()

    def _run(self, port: int, address: str, lock: RunLock, signins: Path | None) -> None:
        folder = settings.DATA_DIR
        supervisor = Supervisor(
            child_specs(port=port, data_dir=folder, log_level=settings.LOG_LEVEL),
            folder=folder,
            lock=lock,
            say=self._say,
            before_start=lambda: make_queue(settings.QUEUE_DIR),
        )
        try:
            supervisor.start()
            give_up = time.monotonic() + READY_SECONDS
            if supervisor.watch(until=lambda: answers(port) or time.monotonic() > give_up):
                self._announce(port, address, signins)
                supervisor.watch()
            self._say(_("Stopping."))
        finally:
            supervisor.stop()

    def _announce(self, port: int, address: str, signins: Path | None) -> None:
        if not answers(port):
            logs = settings.DATA_DIR / "logs"
            self._say(_("It does not answer yet; see why in %s") % logs)
            return
        self._say(_("Ready at %s (Ctrl-C stops it)") % address)
        if signins is not None:
            self._say(_("Sign-ins: %s") % signins)

    def _refuse_taken(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CommandError(
                    _("Port %s belongs to another program: set CEXING_PORT to a free one.") % port
                ) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def answers(port: int) -> bool:
    """Whether the web server says that it lives."""
    named = [host for host in settings.ALLOWED_HOSTS if "*" not in host]
    host = named[0].lstrip(".") if named else "127.0.0.1"
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/healthz", headers={"Host": host})
        return line.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
