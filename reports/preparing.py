"""What must be ready before somebody signs: who may, what is waited for, the seal, the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.refusals import NotAllowed, require
from core.templatetags.words import day
from reports.choices import ProofAnswer
from reports.contents import Contents
from reports.models import Objection, Report, Schedule
from reports.outputs.blocks import Document
from reports.queries import contents_of, next_number
from reports.writing import MadeFile, Signature, formats_of, seal_for, sealed_files, words_of


@dataclass(frozen=True)
class Prepared:
    """The seal and the files, made before the transaction that keeps them."""

    seal: str
    files: Sequence[MadeFile]


def signature_of(report: Report, *, signer: User | None, now: datetime) -> Signature:
    """Who, when and as which issue it would be signed now. A correction keeps its number."""
    first = report.corrects
    year = report.period_ends_on.year
    number = first.number if first is not None else next_number(report.schedule, year)
    return Signature(signer.name if signer else "", timezone.localdate(now), number or 0, year)


def number_key(schedule: Schedule, signature: Signature) -> str:
    """Number, year and what it counts within, in one unique text."""
    of = (schedule.plan_id, schedule.kind, schedule.audience, signature.year, signature.number)
    return ":".join(map(str, of))


def sealed_text(
    report: Report, *, contents: Contents, words: Document, signer: User | None, now: datetime
) -> str:
    """The seal's text, were it signed now."""
    signature = signature_of(report, signer=signer, now=now)
    return seal_for(report, contents=contents, draft=words, signature=signature).text


def prepared(report: Report, *, signer: User | None, now: datetime) -> Prepared:
    """The seal and every file of a draft as it stands. Slow: called outside the transaction."""
    text = sealed_text(
        report, contents=contents_of(report), words=words_of(report), signer=signer, now=now
    )
    return Prepared(text, sealed_files(text, formats_of(report.schedule)))


def require_signer(report: Report, person: User) -> None:
    """Who may sign: who has the right, is the one named, and wrote none of it."""
    require_may(person, Permission.REPORT_SIGN)
    named = report.schedule.signer
    require(
        named is None or named.pk == person.pk,
        _("The schedule names %(name)s as the signer of its reports. Ask them to sign, or change "
          "the schedule.") % {"name": named.name if named else ""},
        kind=NotAllowed,
    )  # fmt: skip
    written = report.passages.filter(written_by=person).count()
    require(
        not written,
        ngettext(
            "You wrote %(n)d paragraph of this report yourself, and nobody signs what they wrote: "
            "ask somebody else who may sign.",
            "You wrote %(n)d paragraphs of this report yourself, and nobody signs what they wrote: "
            "ask somebody else who may sign.",
            written,
        )
        % {"n": written},
        kind=NotAllowed,
    )


def waits_for(report: Report, *, now: datetime) -> str:
    """What should be waited for before signing, as a sentence; "" for nothing.

    Units that may still answer their proof copy, and objections that nobody has answered.
    """
    asked = report.proofs.filter(
        answer=ProofAnswer.WAITING, due_on__gte=timezone.localdate(now)
    ).order_by("-due_on")
    if asked:
        return ngettext(
            "%(n)d unit may still answer its proof copy until %(day)s. Wait for it, or write why "
            "you do not wait.",
            "%(n)d units may still answer their proof copies until %(day)s. Wait for them, or "
            "write why you do not wait.",
            len(asked),
        ) % {"n": len(asked), "day": day(asked[0].due_on)}
    open_ones = Objection.objects.filter(proof__report=report, accepted__isnull=True).count()
    if open_ones:
        return ngettext(
            "%(n)d objection of a unit has no answer yet. Answer it, or write why you do not.",
            "%(n)d objections of units have no answer yet. Answer them, or write why you do not.",
            open_ones,
        ) % {"n": open_ones}
    return ""
