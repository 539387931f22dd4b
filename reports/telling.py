"""Who hears at once of what happened to a report: notices that an action posts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from accounts import notices as kinds
from accounts.actions import post_notices
from accounts.choices import Permission
from accounts.models import User
from accounts.notices import NewNotice, site_language
from accounts.queries import people_of
from core.audit import Actor
from core.templatetags.words import day
from core.templatetags.words import period as period_words
from reports.choices import ReportKind
from reports.models import Delivery, Objection, ProofCopy, Report
from reports.parts import WHOLE

PROOF, SIGNED = "report.proof", "report.signed"


def register_kinds() -> None:
    """Called when the site starts."""
    kinds.register(PROOF, gettext_lazy("Proof copy"))
    kinds.register(SIGNED, gettext_lazy("Report"))


def title_of(report: Report) -> str:
    """The plan's short title and the period, as a notice names a report."""
    schedule = report.schedule
    subject = schedule.name if schedule.kind == ReportKind.SPECIAL else period_words(report.period)
    return f"{schedule.plan.short_title} {subject}"


def asked_key(proof: ProofCopy) -> str:
    """The key of the notice that a proof copy was sent, or sent again."""
    return f"proof:{proof.public_id}:asked:{proof.version}"


def signed_key(report: Report) -> str:
    """The key of the notice that lays a signed report in an inbox."""
    return f"report:{report.public_id}:signed"


def address_of(report: Report) -> str:
    """Where the report is read: its period's latest edition."""
    return report.get_absolute_url()


def _post(
    people: Iterable[User], *, key: str, subject: Any, proof: ProofCopy, link: str,
    words: str = "", now: datetime, by: Actor,
) -> None:  # fmt: skip
    with site_language():
        told = str(subject) % {"title": title_of(proof.report), "day": day(proof.due_on)}
    notices = [
        NewNotice(user, PROOF, key, told, words, link) for user in people if user.pk != by.id
    ]
    post_notices(notices=notices, now=now, by=by)


def _of_unit(proof: ProofCopy) -> list[User]:
    found = people_of([proof.unit], Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
    return found.get(proof.unit_id, [])


def tell_proof(proof: ProofCopy, *, now: datetime, by: Actor) -> None:
    """The unit: its lines wait to be checked, and until when."""
    _post(
        _of_unit(proof), key=asked_key(proof),
        subject=gettext_lazy("Check your unit's lines by %(day)s: %(title)s"), proof=proof,
        link=reverse("proof", args=[proof.public_id]), now=now, by=by,
    )  # fmt: skip


def tell_proof_due(proof: ProofCopy, *, now: datetime, by: Actor) -> None:
    """The unit once more, one working day before the deadline."""
    _post(
        _of_unit(proof), key=f"proof:{proof.public_id}:due:{proof.due_on}",
        subject=gettext_lazy("Not checked yet, wanted by %(day)s: %(title)s"), proof=proof,
        link=reverse("proof", args=[proof.public_id]), now=now, by=by,
    )  # fmt: skip


def tell_answer(proof: ProofCopy, *, now: datetime, by: Actor) -> None:
    """Whoever sent the proof copy: the unit agrees, or objects."""
    if proof.asked_by is None:
        return
    plan = proof.report.schedule.plan
    _post(
        [proof.asked_by], key=f"proof:{proof.public_id}:answered",
        subject=gettext_lazy("A unit has checked its lines: %(title)s"), proof=proof,
        words=f"{proof.unit_name}: {proof.get_answer_display()}",
        link=reverse("report-edit", args=[plan.slug, proof.report.public_id]), now=now, by=by,
    )  # fmt: skip


def tell_objection(objection: Objection, *, now: datetime, by: Actor) -> None:
    """Whoever answered for the unit: what came of an objection."""
    proof = objection.proof
    if proof.answered_by is None:
        return
    _post(
        [proof.answered_by], key=f"objection:{objection.public_id}",
        subject=gettext_lazy("Your unit's objection was answered: %(title)s"), proof=proof,
        words=objection.reply, link=reverse("proof", args=[proof.public_id]), now=now, by=by,
    )  # fmt: skip


def delivery_key(row: Delivery) -> str:
    """The key of the notice that lays a report, or a part of it, in an inbox."""
    if row.part == WHOLE:
        return signed_key(row.report)
    return f"report:{row.report.public_id}:part:{row.public_id}"


def delivery_address(row: Delivery) -> str:
    """Where what was delivered is read."""
    if row.part == WHOLE:
        return address_of(row.report)
    return reverse("report-part", args=[row.public_id])


def delivery_title(row: Delivery) -> str:
    """What was delivered, as a notice and a mail name it."""
    title = title_of(row.report)
    if row.part == WHOLE:
        return title
    return gettext("%(title)s (the part of %(whose)s)") % {"title": title, "whose": row.whose}


def tell_signed(report: Report, rows: Iterable[Delivery], *, now: datetime, by: Actor) -> None:
    """Everybody whom the schedule names: the report, or their part of it, lies ready.

    Who signed it gets it too.
    """
    notices = []
    with site_language():
        for row in rows:
            told = gettext("Report: %(title)s") % {"title": delivery_title(row)}
            link = delivery_address(row)
            notices.append(NewNotice(row.to, SIGNED, delivery_key(row), told, "", link))
    post_notices(notices=notices, now=now, by=by)
