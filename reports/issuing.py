"""Signing as a page asks for it: made ready outside the transaction, tried again when outrun."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor
from core.refusals import Conflict
from reports.actions.signing import Outdated, sign_report
from reports.models import Report
from reports.preparing import prepared

TRIES = 5


def issue(
    report: Report, *, person: User, version: int, seen: str, reason: str, now: datetime, by: Actor
) -> Report:
    """Sign the report. Where another issue of the series takes the number first, the next one."""
    for _attempt in range(TRIES):
        ready = prepared(report, signer=person, now=now)
        try:
            return sign_report(
                report=report, ready=ready, person=person, version=version, seen=seen,
                reason=reason, now=now, by=by,
            )  # fmt: skip
        except (Outdated, IntegrityError):
            continue
    raise Conflict(_("Others are signing at this very moment. Try again."))
