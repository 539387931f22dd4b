"""`make run`: make ready what is not, then web server, worker and clock, all from one start.

One process does it all, because loading the software is most of the time that a start takes.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Runs until Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connections

    from desks.management.commands.prepare import sign_ins_path

    sign_ins = sign_ins_path()
    known = sign_ins.exists()
    call_command("prepare")
    # What follows only watches other processes.
    connections.close_all()
    if _static_is_old():
        call_command("collectstatic", interactive=False, verbosity=0)
        _collected().touch()
    if sign_ins.exists() and not known:
        sys.stdout.write(sign_ins.read_text(encoding="utf-8"))
        sys.stdout.flush()
    call_command("run_all", signins=sign_ins if sign_ins.exists() else None)


def _collected() -> Path:
    from django.conf import settings

    return Path(settings.STATIC_ROOT) / "staticfiles.json"


def _static_is_old() -> bool:
    """Whether a file of ours, or the environment, is newer than the last collection."""
    done = _collected()
    if not done.exists():
        return True
    sources = [*(ROOT / "static").rglob("*"), ROOT / ".venv" / ".locks"]
    then = done.stat().st_mtime
    return any(source.stat().st_mtime > then for source in sources if source.exists())


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        sys.exit(str(error))
