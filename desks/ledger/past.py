"""The ledger of a past day: the same rows, made of dated rows as they were known that evening.

The present ledger asks the database to sort and filter, for it holds the present as columns. No
table holds a past day, so the whole plan is read, in a constant number of queries, and sorted and
filtered here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import Unit, User
from accounts.queries import units_on
from desks.filters import label_of
from desks.ledger.columns import SHOWN
from desks.ledger.listing import Listing
from desks.ledger.past_rules import PastFilter, fits, in_order
from desks.ledger.rows import Row
from desks.moments import Moment
from progress.filed import going_by, latest_calls
from progress.models import CoordinationMatter, Update, UpdateReturn
from progress.passage import STEPS, passage, returns_of
from progress.standings import NEED, Stand, stands
from recommendations.breakdown import FIELDS, Breakdown
from recommendations.models import DueRow, Initiative, Measure, Plan
from recommendations.queries import Outline, breakdowns_on, outline_at


@dataclass(frozen=True)
class _Around:
    """What the rows of a day need beside the initiatives themselves."""

    units: Mapping[int, Unit]
    measures: Mapping[int, Measure]
    people: Mapping[int, str]
    filings: Mapping[int, str]
    first_dues: Mapping[int, Any]
    matters: Mapping[int, list[str]]


def _filings(plan: Plan, moment: Moment, was: Mapping[int, Breakdown]) -> dict[int, str]:
    """Where each one's update of its own latest round was. Four queries."""
    latest = latest_calls(plan, on=moment.as_of, known_at=moment.known_at)
    cadence = going_by(latest, plan)
    kinds = {round_.pk: kind for kind, (round_, _call) in latest.items()}
    found = {}
    back = returns_of(UpdateReturn.objects.filter(update_filed__round__in=kinds))
    for row in Update.objects.filter(round__in=kinds).only(*STEPS, "round").order_by("pk"):
        own = was[row.initiative_id].cadence if row.initiative_id in was else ""
        state = passage(row, back.get(row.pk, ()), known_at=moment.known_at).state
        if state and kinds[row.round_id] == (own or cadence):
            found[row.initiative_id] = state
    return found


def _first_dues(plan: Plan, moment: Moment) -> dict[int, Any]:
    rows = DueRow.objects.filter(
        initiative__plan=plan, value__isnull=False, recorded_at__lte=moment.known_at
    ).order_by("-effective_on", "-recorded_at", "-pk")
    # The last one wins, which is the first row.
    return dict(rows.values_list("initiative", "value"))


def _matters(plan: Plan, moment: Moment) -> dict[int, list[str]]:
    """Those that had no answer yet."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = CoordinationMatter.objects.filter(
        initiative__plan=plan, raised_at__lte=moment.known_at
    ).order_by("raised_at", "pk")
    for pk, matter, answered_at in rows.values_list("initiative", "matter", "answered_at"):
        if answered_at is None or answered_at > moment.known_at:
            found[pk].append(matter)
    return found


def _measures(outline: Outline, was: Iterable[Breakdown]) -> Mapping[int, Measure]:
    """The measures of that day, and those of rows of which nothing was ever kept."""
    lacking = {one.measure for one in was} - outline.by_key.keys()
    if not lacking:
        return outline.by_key
    return {**Measure.objects.select_related("area").in_bulk(lacking), **outline.by_key}


def _around(outline: Outline, moment: Moment, was: Mapping[int, Breakdown]) -> _Around:
    plan = outline.plan
    people = {one.contact for one in was.values() if one.contact}
    return _Around(
        units=units_on(moment.as_of, known_at=moment.known_at),
        measures=_measures(outline, was.values()),
        people=dict(User.objects.filter(pk__in=people).values_list("pk", "name")),
        filings=_filings(plan, moment, was),
        first_dues=_first_dues(plan, moment),
        matters=_matters(plan, moment),
    )


def _said(stand: Stand) -> dict[str, str] | None:
    update = stand.snapshot.update
    if update is None:
        return None
    return {
        "progress": update.adopted_text or update.done,
        "problems": update.problems,
        "next_steps": update.next_steps,
    }


def _judged(stand: Stand) -> Row:
    """Where it stood: the light and its figures, the step that was next, the last update."""
    judged, facts = stand.judged, stand.snapshot.facts
    steps = [(step.due_on, step.title) for step in facts.milestones if step.done_on is None]
    return {
        "light": judged.light.value,
        "need": NEED[judged.light],
        "percent": judged.percent,
        "planned": judged.planned,
        "gap": judged.gap,
        "reasons": [reason.as_json() for reason in judged.reasons],
        "state": facts.state,
        "next_step": steps[0] if steps else None,
        "has_steps": bool(facts.milestones),
        "last_update": _said(stand),
    }


def _placed(was: Breakdown, around: _Around) -> Row:
    """Where it belonged, and to whom."""
    measure = around.measures[was.measure]
    lead = around.units[was.lead] if was.lead else None
    parts = {
        part: [around.units[pk] for pk in keys]
        for part, keys in (("joint", was.joint), ("supporting", was.supporting))
    }
    return {
        "area_pk": measure.area_id,
        "area_position": measure.area.position,
        "area_number": measure.area.number,
        "area_title": measure.area.title,
        "measure_pk": measure.pk,
        "measure_position": measure.position,
        "measure_number": measure.number,
        "measure_title": measure.title,
        "wording": measure.text,
        "lead_unit": lead,
        "lead_name": lead.name if lead else None,
        "lead_short": lead.short_name if lead else None,
        "parts": parts,
        "units": {part: [(u.short_name, u.name) for u in some] for part, some in parts.items()},
        "leaders": list(was.leaders),
        "contact_name": around.people.get(was.contact) if was.contact else None,
    }


# What a column shows under the very name of the field.
_PLAIN = tuple(name for name in FIELDS if name in SHOWN and name in SHOWN[name].values)


def past_rows(outline: Outline, moment: Moment) -> list[Row]:
    """Every row of the ledger of the outline's plan on that day, by number."""
    plan = outline.plan
    known = Initiative.objects.filter(plan=plan).known_at(moment.known_at)
    listed = list(known.order_by("code", "pk"))
    when: dict[str, Any] = {"as_of": moment.as_of, "known_at": moment.known_at}
    was = breakdowns_on(listed, **when)
    stood = stands(listed, **when)
    around = _around(outline, moment, was)
    return [
        {
            "pk": row.pk,
            "public_id": row.public_id,
            "version": row.version,
            "code": row.code,
            **{name: getattr(was[row.pk], name) for name in _PLAIN},
            **_placed(was[row.pk], around),
            **_judged(stood[row.pk]),
            "filing": around.filings.get(row.pk),
            "first_due": around.first_dues.get(row.pk),
            "dues": (
                around.first_dues.get(row.pk) or was[row.pk].due_on,
                stood[row.pk].snapshot.extensions,
            ),
            "matters": around.matters.get(row.pk, []),
        }
        for row in listed
    ]


@dataclass
class PastListing(Listing):
    """A plan's ledger of a past day by the same addresses; what it shows cannot be changed."""

    @cached_property
    def outline(self) -> Outline:
        """The areas and measures of that day."""
        assert self.moment is not None  # `listing_of` gives every past listing its moment
        return outline_at(self.plan, known_at=self.moment.known_at)

    def form(self) -> PastFilter:
        """Units that led then may lead nothing today; measures may be gone."""
        return PastFilter(self.query, plan=self.plan, today=self.today, outline=self.outline)

    @cached_property
    def whole(self) -> list[Row]:
        """All rows of that day."""
        assert self.moment is not None  # `listing_of` gives every past listing its moment
        return past_rows(self.outline, self.moment)

    @property
    def total(self) -> int:
        """How many initiatives there were."""
        return len(self.whole)

    @cached_property
    def found(self) -> list[Row]:
        """The rows that fit, in order."""
        set_ = {
            name: value
            for name, value in self.filter.cleaned_data.items()
            if value not in (None, "", [])
        }
        fitting = [row for row in self.whole if fits(row, set_, self.filter)]
        return in_order(fitting, self.sorts)

    @cached_property
    def count(self) -> int:
        """How many fit."""
        return len(self.found)

    def page_rows(self) -> list[Row]:
        """The rows of the page."""
        if not self.count:
            return []
        start = self.page.start_index() - 1
        return self.found[start : start + self.per_page]

    def labelled(self, name: str) -> list[tuple[str, str]]:
        """Value and words of each option of a list that is opened: what occurred that day."""
        if name == "leader":
            return [(one, one) for one in sorted({n for r in self.whole for n in r["leaders"]})]
        if name in {"area", "measure"}:
            offered = self.outline.areas if name == "area" else self.outline.measures
            return [(str(row.pk), label_of(row)) for row in offered]
        units = {row["lead_unit"] for row in self.whole if row["lead_unit"]}
        if name == "unit":
            units |= {one for row in self.whole for some in row["parts"].values() for one in some}
        ordered = sorted(units, key=lambda unit: (unit.position, unit.pk))
        return [(str(unit.pk), unit.short_name) for unit in ordered]
