"""A plan's areas, measures and findings as they were known at a past moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from recommendations.models import Area, Clause, Finding, FormerOutline, Measure, Plan


@dataclass
class Outline:
    """What a plan's edition was made into. Asks for what is read of it; not to be saved.

    `kept` is how it stood at the moment, where it stands otherwise today. Its rows carry the keys
    that they had then, also where the edition that came has taken the record away.
    """

    plan: Plan
    kept: FormerOutline | None = None
    # Initiatives of other plans that had served a measure which is no more.
    once_served: frozenset[int] = frozenset()

    @property
    def edition_id(self) -> int:
        """The edition that was in force."""
        return self.plan.edition_id if self.kept is None else self.kept.edition_id

    @cached_property
    def _clauses(self) -> Mapping[int, Clause]:
        """The clauses behind what was kept. One query."""
        assert self.kept is not None  # asked by what reads the kept rows alone
        kept = self.kept
        return Clause.objects.in_bulk(
            [row[1] for rows in (kept.areas, kept.measures, kept.findings) for row in rows]
        )

    @cached_property
    def areas(self) -> list[Area]:
        """In their order."""
        if self.kept is None:
            return list(self.plan.areas.order_by("position"))
        return [
            Area(
                pk=pk, plan=self.plan, clause=self._clauses[clause], position=position,
                number=self._clauses[clause].number, title=title, intro=self._clauses[clause].text,
            )
            for pk, clause, position, title in self.kept.areas
        ]  # fmt: skip

    @cached_property
    def measures(self) -> list[Measure]:
        """In their order, each with its plan, area and clause."""
        areas = {area.pk: area for area in self.areas}
        if self.kept is None:
            rows = list(self.plan.measures.select_related("clause").order_by("position"))
            for row in rows:
                row.plan, row.area = self.plan, areas[row.area_id]
            return rows
        return [
            Measure(
                pk=pk, plan=self.plan, area=areas[area], clause=self._clauses[clause],
                position=position, number=self._clauses[clause].number,
                text=self._clauses[clause].text, title=title,
            )
            for pk, clause, area, position, title in self.kept.measures
        ]  # fmt: skip

    @cached_property
    def findings(self) -> list[Finding]:
        """In their order, each with its clause."""
        if self.kept is None:
            return list(self.plan.findings.select_related("clause").order_by("position"))
        return [
            Finding(
                pk=pk, plan=self.plan, clause=self._clauses[clause], position=position,
                kind=self._clauses[clause].text, title=self._clauses[clause].title,
            )
            for pk, clause, position in self.kept.findings
        ]  # fmt: skip

    @cached_property
    def by_key(self) -> Mapping[int, Measure]:
        """The measures by their keys."""
        return {measure.pk: measure for measure in self.measures}

    @cached_property
    def positions(self) -> Mapping[int, int]:
        """Each measure's number by its key."""
        return {measure.pk: measure.position for measure in self.measures}


def outlines_at(plans: Iterable[Plan], *, known_at: datetime) -> dict[int, Outline]:
    """By a plan's key its outline as it was known at a moment. One query."""
    found = {plan.pk: Outline(plan) for plan in plans}
    since = FormerOutline.objects.filter(plan__in=[*found], recorded_at__gt=known_at)
    # The first that was recorded since comes last, and is the one that stays.
    for was in since.order_by("-recorded_at", "-pk"):
        later = found[was.plan_id]
        found[was.plan_id] = Outline(later.plan, was, later.once_served.union(was.once_served))
    return found


def outline_at(plan: Plan, *, known_at: datetime) -> Outline:
    """A plan's outline as it was known at a moment. One query."""
    return outlines_at([plan], known_at=known_at)[plan.pk]
