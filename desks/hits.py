"""What a search found, as lines that a page lists: one query or two a kind, for any number."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may
from core.search.marks import marked, snippet
from core.templatetags.words import day
from core.templatetags.words import period as period_words
from indicators.models import Indicator
from progress.models import CoordinationMatter, Direction, Request, Standing, Update
from recommendations.choices import PlanState
from recommendations.models import Area, Finding, Initiative, Measure, Plan, PolicyDocument
from reports.models import Report


@dataclass(frozen=True)
class Hit:
    """One line: its name, where it leads ("" where there is no page), what was found in it.

    `facts` tell it from others of its name; `light` is "" where it has none.
    """

    title: SafeString
    url: str = ""
    said: SafeString = field(default_factory=SafeString)
    facts: Sequence[str] = ()
    light: str = ""


@dataclass(frozen=True)
class Asked:
    """Who looks for which words."""

    user: User
    words: Sequence[str]

    def hit(
        self, title: str, url: str, *, texts: Iterable[str] = (), facts: Sequence[Any] = (),
        light: str = "",
    ) -> Hit:  # fmt: skip
        """A line with its hits marked."""
        told = [str(fact) for fact in facts if fact]
        said = snippet(texts, self.words)
        return Hit(marked(title, self.words), url, said, told, light)


def _in_order(rows: Any, keys: Sequence[int]) -> list[Any]:
    """The rows in the order of the keys; one that has gone since is left out."""
    found = rows.in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def _story(initiative: Initiative) -> str:
    return reverse("story", args=[initiative.plan.slug, initiative.code])


def initiatives(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """With lead unit and light."""
    now = Q(standings__slot=Standing.NOW)
    rows = (
        Initiative.objects.annotate(now=FilteredRelation("standings", condition=now))
        .annotate(light=F("now__light"))
        .select_related("plan", "measure", "lead")
    )
    return [
        asked.hit(
            f"{row.code} {row.title}",
            _story(row),
            texts=[row.deliverable, row.annual_goal, row.measure.text],
            facts=[row.plan.short_title, row.lead.short_name if row.lead else ""],
            light=row.light or "",
        )
        for row in _in_order(rows, keys)
    ]


def measures(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """In the document, with the measure chosen."""
    rows = Measure.objects.select_related("plan", "area")
    return [
        asked.hit(
            f"{row.position} {row.title}",
            f"{reverse('reader', args=[row.plan.slug])}?measure={row.position}",
            texts=[row.text],
            facts=[row.plan.short_title, f"{row.area.number}{row.area.head}"],
        )
        for row in _in_order(rows, keys)
    ]


def _headings(asked: Asked, rows: Iterable[Any]) -> list[Hit]:
    """Headings of the document, where they stand in it."""
    found = []
    for row in rows:
        kind = row.get_kind_display() if isinstance(row, Finding) else ""
        intro = row.intro if isinstance(row, Area) else ""
        url = f"{reverse('reader', args=[row.plan.slug])}#p{row.clause.position}"
        facts = [row.plan.short_title, kind]
        found.append(asked.hit(str(row), url, texts=[intro], facts=facts))
    return found


def areas(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """In the document."""
    return _headings(asked, _in_order(Area.objects.select_related("plan", "clause"), keys))


def findings(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """In the document, with what they are."""
    return _headings(asked, _in_order(Finding.objects.select_related("plan", "clause"), keys))


def updates(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """With period, unit and how far it is."""
    rows = Update.objects.select_related("initiative__plan", "round", "unit")
    return [
        asked.hit(
            f"{row.initiative.code} {row.initiative.title}",
            reverse(
                "update", args=[row.initiative.plan.slug, row.initiative.code, row.round.period]
            ),
            texts=[row.adopted_text, row.done, row.cause, row.problems, row.next_steps],
            facts=[
                row.initiative.plan.short_title, period_words(row.round.period),
                row.unit.short_name, row.get_state_display(),
            ],
        )
        for row in _in_order(rows, keys)
    ]  # fmt: skip


def _of_story(
    asked: Asked, rows: Iterable[Any], texts: Callable[[Any], list[str]],
    facts: Callable[[Any], list[Any]],
) -> list[Hit]:  # fmt: skip
    """What stands in an initiative's story."""
    return [
        asked.hit(
            f"{row.initiative.code} {row.initiative.title}",
            _story(row.initiative),
            texts=texts(row),
            facts=[row.initiative.plan.short_title, *facts(row)],
        )
        for row in rows
    ]


def requests(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """With what is asked for and what came of it."""
    return _of_story(
        asked,
        _in_order(Request.objects.select_related("initiative__plan"), keys),
        lambda row: [row.reason, row.new_goal, row.old_goal, row.decision],
        lambda row: [row.get_kind_display(), row.get_state_display(), day(row.requested_on)],
    )


def matters(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """With who is asked."""
    return _of_story(
        asked,
        _in_order(CoordinationMatter.objects.select_related("initiative__plan"), keys),
        lambda row: [row.matter, row.proposal, row.asked_of, row.answer],
        lambda row: [_("Asked of %(whom)s") % {"whom": row.asked_of}],
    )


def directions(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """With leader and day."""
    return _of_story(
        asked,
        _in_order(Direction.objects.select_related("initiative__plan"), keys),
        lambda row: [row.words, row.leader, row.reply],
        lambda row: [row.leader, day(row.given_on)],
    )


def indicators(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """On the plan's page of indicators."""
    return [
        asked.hit(
            f"{row.code} {row.name}",
            f"{reverse('indicators', args=[row.plan.slug])}#i{row.code}",
            texts=[row.baseline_sentence],
            facts=[row.plan.short_title, row.unit_of_measure],
        )
        for row in _in_order(Indicator.objects.select_related("plan"), keys)
    ]


def reports(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """By plan and period, with what they are and which issue."""
    rows = Report.objects.for_list().select_related("schedule__plan")
    return [
        asked.hit(
            f"{row.schedule.plan.short_title} {period_words(row.subject)}",
            row.edition_url,
            facts=[
                row.schedule.get_kind_display(), row.schedule.get_audience_display(),
                row.issue or row.get_state_display(), day(row.period_ends_on),
            ],
        )
        for row in _in_order(rows, keys)
    ]  # fmt: skip


def plans(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """With how far their life is."""
    return [
        asked.hit(
            row.title,
            reverse("overview", args=[row.slug]),
            texts=[row.adopted_by, row.adopted_number],
            facts=[row.get_state_display()],
        )
        for row in _in_order(Plan.objects, keys)
    ]


def documents(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """Read in the first plan that carries them out."""
    seen = Plan.objects.visible_to(asked.user).filter(edition__document__in=keys)
    slugs: dict[int, str] = {}
    for document, slug in seen.order_by("slug").values_list("edition__document", "slug"):
        slugs.setdefault(document, slug)
    return [
        asked.hit(
            row.title,
            reverse("reader", args=[slugs[row.pk]]) if row.pk in slugs else "",
            texts=[row.issuer, row.doc_number],
            facts=[row.doc_number],
        )
        for row in _in_order(PolicyDocument.objects, keys)
    ]


def units(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """Lead to what they lead, or to the list of units for who keeps it."""
    leads: dict[int, Plan] = {}
    if may(asked.user, Permission.PLAN_VIEW):
        shown = Plan.objects.visible_to(asked.user).exclude(state=PlanState.ARCHIVED)
        led = Initiative.objects.filter(lead__in=keys, plan__in=shown)
        pairs = list(led.order_by("plan__slug").values_list("lead", "plan").distinct())
        plans_by_key = Plan.objects.in_bulk([plan for _lead, plan in pairs])
        for lead, plan in pairs:
            leads.setdefault(lead, plans_by_key[plan])
    keeps = reverse("units") if may(asked.user, Permission.UNIT_MANAGE) else ""
    return [
        asked.hit(
            row.name,
            f"{reverse('ledger', args=[leads[row.pk].slug])}?lead={row.pk}"
            if row.pk in leads
            else keeps,
            facts=[row.short_name if row.short_name != row.name else ""],
        )
        for row in _in_order(Unit.objects, keys)
    ]


def people(asked: Asked, keys: Sequence[int]) -> list[Hit]:
    """With unit and account name; to the list of people for who keeps it."""
    keeps = reverse("people") if may(asked.user, Permission.PERSON_MANAGE) else ""
    keeps = keeps or (reverse("roles") if may(asked.user, Permission.ROLE_GRANT) else "")
    return [
        asked.hit(
            row.name,
            keeps,
            texts=[row.username],
            facts=[row.unit.name if row.unit else "", row.username],
        )
        for row in _in_order(User.objects.select_related("unit"), keys)
    ]


Lines = Callable[[Asked, Sequence[int]], list[Hit]]
