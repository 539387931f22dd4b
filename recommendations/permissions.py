"""Fetching and being allowed are one act: a stranger gets 404."""

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.refusals import require
from recommendations.models import DocumentEdition, Initiative, Plan, Reading, WordingRow

# What few pages show of an edition, and any may be long.
LONG = ("text", "paragraphs", "repairs", "warnings")


def plan_for(user: User, slug: str) -> Plan:
    """The plan at this address, if the person may see it; else 404."""
    plan = (
        Plan.objects.visible_to(user)
        .select_related("edition__document")
        .defer(*(f"edition__{name}" for name in LONG))
        .filter(slug=slug)
        .first()
    )
    if plan is None or not may(user, Permission.PLAN_VIEW):
        raise Http404
    return plan


def initiative_for(user: User, slug: str, code: int) -> Initiative:
    """The initiative of this number in a plan that the person may see; else 404."""
    plan = plan_for(user, slug)
    initiative = (
        Initiative.objects.filter(plan=plan, code=code)
        .select_related("measure__area", "measure__clause", "lead", "contact", "merged_into__plan")
        .first()
    )
    if initiative is None:
        raise Http404
    initiative.plan = plan
    return initiative


def named_initiative(user: User, initiative: Initiative, words: str) -> Initiative | None:
    """The initiative that a person named beside this one, as `7` or `plan/7`; None for no words.

    Of a plan that they may not see nothing is told but that there is none.
    """
    slug, _slash, code = words.strip().rpartition("/")
    if not words.strip():
        return None
    rows = Initiative.objects.visible_to(user).filter(plan__slug=slug or initiative.plan.slug)
    whole = code.isascii() and code.isdigit() and len(code) < 9
    found = rows.filter(code=int(code) if whole else 0).select_related("plan", "lead").first()
    sentence = _("There is no initiative of this number. Write its number, or plan/number.")
    require(found is not None, sentence, fields={"into": sentence})
    return found


def reading_for(user: User, public_id: str) -> Reading:
    """The reading of this edition, for those who manage plans; else 404."""
    found = (
        Reading.objects.filter(edition__public_id=public_id)
        .select_related("edition__document", "of_plan__edition__document")
        .first()
    )
    if found is None or not may(user, Permission.PLAN_MANAGE):
        raise Http404
    return found


def edition_for(user: User, public_id: str) -> DocumentEdition:
    """An edition that a plan of this person's has used, any for who manages plans; else 404."""
    edition = DocumentEdition.objects.filter(public_id=public_id).defer("text").first()
    if edition is None:
        raise Http404
    if may(user, Permission.PLAN_MANAGE):
        return edition
    plans = Plan.objects.visible_to(user)
    worded = WordingRow.objects.filter(clause__edition=edition, measure__plan__in=plans)
    if not worded.exists() and not plans.filter(edition=edition).exists():
        raise Http404
    return edition
