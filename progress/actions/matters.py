"""Coordination matters 需协调事项: raised by the unit, answered by the office."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.search.entries import index
from core.versions import save_version
from progress.actions.requests import require_own
from progress.models import CoordinationMatter
from progress.telling import tell_answer
from recommendations.models import Initiative


@transaction.atomic
def raise_matter(
    *,
    initiative: Initiative,
    matter: str,
    proposal: str,
    asked_of: str,
    due_on: date | None,
    person: User,
    now: datetime,
    by: Actor,
) -> CoordinationMatter:
    """The unit cannot settle something alone."""
    require_own(person, initiative)
    require(
        matter.strip() and proposal.strip() and asked_of.strip(),
        _("Write the matter, what is proposed, and who is asked."),
    )
    raised = CoordinationMatter.objects.create(
        initiative=initiative,
        matter=matter.strip(),
        proposal=proposal.strip(),
        asked_of=asked_of.strip(),
        due_on=due_on,
        raised_by=person,
        kept_by=person,
        raised_at=now,
    )
    index("matter", [raised.pk])
    record(
        by=by,
        verb="matter.raised",
        subject=raised,
        plan=initiative.plan.slug,
        after={"matter": matter.strip(), "asked_of": asked_of.strip()},
    )
    return raised


@transaction.atomic
def answer_matter(
    *,
    matter: CoordinationMatter,
    answer: str,
    person: User,
    version: int,
    now: datetime,
    by: Actor,
) -> CoordinationMatter:
    """What came of it."""
    require_may(person, Permission.MATTER_ANSWER)
    require(
        not matter.answer,
        _("This matter has been answered. Load the page again."),
        kind=Conflict,
    )
    require(answer.strip(), _("Write the answer."), fields={"answer": _("Write the answer.")})
    save_version(
        matter, version=version, answer=answer.strip(), answered_by=person, answered_at=now
    )
    index("matter", [matter.pk])
    tell_answer(matter, now=now, by=by)
    record(
        by=by,
        verb="matter.answered",
        subject=matter,
        plan=matter.initiative.plan.slug,
        after={"answer": answer.strip()},
    )
    return matter
