"""Take work until nothing is due."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.work.claims import Claim, LeaseLost, claim_next, fail
from core.work.heartbeats import beat
from core.work.kinds import known

log = logging.getLogger(__name__)


def do_work(
    now_fn: Callable[[], datetime], *, once: bool = False, budget: timedelta | None = None
) -> int:
    """Do what is due, one after the other; returns how many items were finished.

    `once` takes a single item. After `budget` no further one is taken; the next call goes on.
    Nothing may be open around it: each item brings its own transactions.
    """
    started, finished = now_fn(), 0
    beat("worker", started)
    while claim := claim_next(now_fn(), clock=now_fn):
        finished += _do_one(claim, now_fn)
        if once or (budget is not None and now_fn() - started >= budget):
            break
    return finished


def _do_one(claim: Claim, now_fn: Callable[[], datetime]) -> bool:
    try:
        known()[claim.kind].do(claim)
    except LeaseLost:
        log.warning("%s %s was taken over; nothing was written.", claim.kind, claim.key)
        return False
    except Refusal as refusal:
        fail(claim, str(refusal.sentence), now_fn())
        return False
    except Exception as error:
        log.exception("%s %s failed (attempt %s).", claim.kind, claim.key, claim.attempt)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        fail(claim, sentence_of(error), now_fn())
        return False
    if claim._held().exists():
        fail(claim, _("The work ended without saying that it was finished."), now_fn())
        return False
    return True


def sentence_of(error: BaseException) -> str:
    """What failed and where. Not the error's own words: they may hold a password or a person."""
    house = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(settings.BASE_DIR)
        and ".venv" not in Path(frame.filename).parts
    ]
    if not house:
        return _("%(error)s; the log has more.") % {"error": type(error).__name__}
    where = Path(house[-1].filename).relative_to(settings.BASE_DIR)
    return _("%(error)s in %(file)s, line %(line)s; the log has more.") % {
        "error": type(error).__name__,
        "file": where,
        "line": house[-1].lineno,
    }
