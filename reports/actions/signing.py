"""Signing: the figures and the words are sealed, numbered and kept with their files for good."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, record
from core.audit.locks import hold_chain
from core.refusals import Conflict, NotAllowed, require
from core.search.entries import index
from core.versions import save_version
from reports.actions.delivery import deliver
from reports.choices import Publishing, ReportState
from reports.models import Report, ReportFile
from reports.preparing import (
    Prepared,
    number_key,
    require_signer,
    signature_of,
    waits_for,
)
from reports.queries import contents_of
from reports.seals import digest
from reports.writing import seal_for, words_mark, words_of


class Outdated(Exception):
    """What was made ready is no longer what would be sealed: make it ready again."""


def _require_ready(report: Report, *, reason: str, now: datetime) -> None:
    waits = waits_for(report, now=now)
    require(reason.strip() or not waits, waits, kind=Conflict, fields={"reason": waits})


def _keep(
    report: Report, ready: Prepared, *, signer: User | None, version: int, now: datetime
) -> None:
    """Number, seal and files, if what was made ready is what the report says at this moment."""
    require(
        report.state == ReportState.DRAFT,
        _("This report is signed already. Load the page again."),
        kind=Conflict,
    )
    # Nobody else takes a number until this transaction ends; the event needs that lock anyway.
    hold_chain()
    signature = signature_of(report, signer=signer, now=now)
    text = seal_for(
        report, contents=contents_of(report), draft=words_of(report), signature=signature
    ).text
    if text != ready.seal:
        raise Outdated
    key = number_key(report.schedule, signature)
    save_version(
        report, version=version, state=ReportState.SIGNED, seal=text, seal_sha256=digest(text),
        number=signature.number, number_year=signature.year,
        number_key=None if report.edition else key, signed_by=signer, signed_at=now,
    )  # fmt: skip
    for made in ready.files:
        ReportFile.objects.create(
            report=report, format=made.format, name=made.name, data=made.data,
            sha256=digest(made.data),
        )  # fmt: skip
    index("report", [report.pk])


@transaction.atomic
def sign_report(
    *, report: Report, ready: Prepared, person: User, version: int, seen: str, reason: str = "",
    now: datetime, by: Actor,
) -> Report:  # fmt: skip
    """Sign a draft: it gets its number, its seal and its files, and changes no more.

    `ready` comes from `prepared`; where something changed since, Outdated is raised and nothing
    is kept. `seen` is the mark of the words that the person read. `reason` says why proof copies
    are not waited for.
    """
    require_signer(report, person)
    require(
        report.signed or seen == words_mark(report),
        _("The words of this draft changed while you read it. Read it again, then sign."),
        kind=Conflict,
    )
    _require_ready(report, reason=reason, now=now)
    _keep(report, ready, signer=person, version=version, now=now)
    deliver(report=report, now=now, by=by)
    record(
        by=by, verb="report.signed", subject=report, plan=report.schedule.plan.slug,
        after={"number": report.number, "period": report.period, "edition": report.edition,
               "sha256": report.seal_sha256, "reason": reason.strip()},
    )  # fmt: skip
    return report


@transaction.atomic
def publish_report(*, report: Report, ready: Prepared, now: datetime, by: Actor) -> Report:
    """Publish a draft whose schedule publishes by itself, in the transaction that drafted it."""
    require(
        report.schedule.publishing == Publishing.AUTOMATIC,
        _("This schedule's reports are signed by a person."),
        kind=NotAllowed,
    )
    _keep(report, ready, signer=None, version=report.version, now=now)
    deliver(report=report, now=now, by=by)
    record(
        by=by, verb="report.published", subject=report, plan=report.schedule.plan.slug,
        after={"number": report.number, "period": report.period, "edition": report.edition,
               "sha256": report.seal_sha256},
    )  # fmt: skip
    return report
