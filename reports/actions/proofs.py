"""Proof copies: each unit gets its own lines, agrees or objects, and the office answers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import acknowledge
from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.calendar import work_calendar
from core.refusals import Conflict, NotAllowed, require
from core.templatetags.words import day
from core.versions import save_version
from reports.choices import ProofAnswer
from reports.drafts import require_draft
from reports.layers import unit_lines
from reports.models import Objection, ProofCopy, Report
from reports.outputs.words import clean
from reports.proofing import lines_of, may_answer, units_in
from reports.queries import contents_of
from reports.seals import canonical
from reports.telling import asked_key, tell_answer, tell_objection, tell_proof, tell_proof_due
from reports.writing import words_of

LONGEST = 4_000


def _words(text: str, empty: str, name: str) -> str:
    """Somebody's words as they are kept; refuses none, too many, and what cannot be shown."""
    found = text.strip()
    for holds, sentence in (
        (found, empty),
        (
            len(found) <= LONGEST,
            _("The words are longer than %(most)d characters. Shorten them.") % {"most": LONGEST},
        ),
        (
            clean(found) == found,
            _("The words hold an invisible control character. Delete it and send again."),
        ),
    ):
        require(holds, sentence, fields={name: sentence})
    return found


def _check_deadline(report: Report, due_on: date, *, today: date) -> None:
    """A working day to come, and no earlier than the one that was given before."""
    require(
        due_on >= today and work_calendar().is_workday(due_on),
        _("The deadline is a working day, today or later. Choose another day."),
        fields={"days": _("Choose a working day to come.")},
    )
    last = report.proofs.order_by("-due_on").values_list("due_on", flat=True).first()
    require(
        last is None or due_on >= last,
        _("The deadline of this report's proof copies is %(day)s. It is moved back, not forward.")
        % {"day": day(last)},
        kind=Conflict,
    )


def _put(
    report: Report, unit: Unit, lines: str, *, due_on: date, person: User, now: datetime
) -> ProofCopy:
    """The unit's copy, new or with the lines as they read now; refuses one that was answered."""
    row = report.proofs.filter(unit=unit).first()
    if row is None:
        return ProofCopy.objects.create(
            report=report, unit=unit, unit_name=unit.name, lines=lines, due_on=due_on,
            asked_by=person, asked_at=now,
        )  # fmt: skip
    require(
        row.answer == ProofAnswer.WAITING,
        _("%(unit)s has answered its proof copy. Leave it out.") % {"unit": unit.name},
        kind=Conflict,
    )
    save_version(
        row, version=row.version, lines=lines, due_on=due_on, asked_by=person, asked_at=now
    )
    return row


@transaction.atomic
def send_proofs(
    *, report: Report, units: Sequence[Unit], due_on: date, person: User, now: datetime, by: Actor
) -> list[ProofCopy]:
    """Send each of these units its own lines of the draft. There is one deadline for all.

    Again with a later day moves the deadline of every unit that has not answered, and gives the
    units named here their lines as they read now.
    """
    require_may(person, Permission.REPORT_DRAFT)
    require_draft(report)
    require(units, _("Choose the units that get their lines."))
    _check_deadline(report, due_on, today=timezone.localdate(now))
    own, contents, words = units_in(report), contents_of(report), words_of(report)
    made = []
    for unit in units:
        require(
            unit in own,
            _("%(unit)s has no line in this report. Leave it out.") % {"unit": unit.name},
        )
        lines = canonical({"lines": unit_lines(contents, words, own[unit])})
        made.append(_put(report, unit, lines, due_on=due_on, person=person, now=now))
    moved = report.proofs.filter(answer=ProofAnswer.WAITING, due_on__lt=due_on)
    for row in moved.exclude(pk__in=[one.pk for one in made]).select_related("unit"):
        save_version(row, version=row.version, due_on=due_on)
        made.append(row)
    for row in made:
        row.report = report
        tell_proof(row, now=now, by=by)
    record(
        by=by, verb="proofs.sent", subject=report, plan=report.schedule.plan.slug,
        after={"units": [row.unit_name for row in made], "due_on": due_on},
    )  # fmt: skip
    return made


def _require_open(proof: ProofCopy, *, today: date) -> None:
    require_draft(proof.report)
    require(
        proof.answer == ProofAnswer.WAITING,
        _("Your unit has answered this proof copy. Load the page again."),
        kind=Conflict,
    )
    require(
        today <= proof.due_on,
        _("The deadline was %(day)s, and answers are taken no more. Call the coordinating office.")
        % {"day": day(proof.due_on)},
        kind=Conflict,
    )


@transaction.atomic
def answer_proof(
    *, proof: ProofCopy, objections: Mapping[str, str], person: User, version: int, now: datetime,
    by: Actor,
) -> ProofCopy:  # fmt: skip
    """The unit's answer: words against lines by their keys, or none, and it agrees. Once."""
    require(
        may_answer(person, proof.unit),
        _("Only who writes or signs for %(unit)s answers its proof copy.")
        % {"unit": proof.unit_name},
        kind=NotAllowed,
    )
    _require_open(proof, today=timezone.localdate(now))
    known = {line["key"] for line in lines_of(proof)}
    require(
        set(objections) <= known,
        _("The page is incomplete. Load it again."),
    )
    said = {key: _words(words, _("Write the objection."), key) for key, words in objections.items()}
    old_key = asked_key(proof)
    save_version(
        proof, version=version, answer=ProofAnswer.OBJECTED if said else ProofAnswer.AGREED,
        answered_by=person, answered_at=now,
    )  # fmt: skip
    Objection.objects.bulk_create(
        Objection(proof=proof, key=key, words=words) for key, words in said.items()
    )
    acknowledge(person=person, key=old_key, now=now, by=by)
    tell_answer(proof, now=now, by=by)
    record(
        by=by, verb="proof.answered", subject=proof, plan=proof.report.schedule.plan.slug,
        after={"answer": proof.answer, "words": said},
    )  # fmt: skip
    return proof


@transaction.atomic
def reply_objection(
    *, objection: Objection, accepted: bool, reply: str, person: User, now: datetime, by: Actor
) -> Objection:
    """The office accepts an objection or declines it, with words, once. It changes no paragraph."""
    require_may(person, Permission.REPORT_DRAFT)
    require_draft(objection.proof.report)
    words = _words(reply, _("Write what comes of the objection."), "reply")
    changed = Objection.objects.filter(pk=objection.pk, accepted__isnull=True).update(
        accepted=accepted, reply=words, replied_by=person, replied_at=now
    )
    require(
        changed, _("This objection has been answered. Load the page again."), kind=Conflict
    )  # fmt: skip
    objection.refresh_from_db()
    tell_objection(objection, now=now, by=by)
    record(
        by=by, verb="objection.replied", subject=objection,
        plan=objection.proof.report.schedule.plan.slug,
        after={"agreed": accepted, "reply": words},
    )  # fmt: skip
    return objection


@transaction.atomic
def remind_proof(*, proof: ProofCopy, now: datetime, by: Actor) -> None:
    """Remind a unit that has not answered yet; nothing where it has, or where it is too late."""
    if (
        proof.answer != ProofAnswer.WAITING
        or proof.report.signed
        or timezone.localdate(now) > proof.due_on
    ):
        return
    tell_proof_due(proof, now=now, by=by)
    record(by=by, verb="proof.reminded", subject=proof, plan=proof.report.schedule.plan.slug)
