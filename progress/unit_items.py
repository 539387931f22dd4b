"""What a person's units file in the open rounds, as the unit's sheet knows it. Constant queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import units_of
from core.exact import show
from core.sentences import Figure
from progress.choices import EDITABLE, SelfRating
from progress.filings import lined_parts
from progress.models import Round, Update
from progress.queries import Filing, approved_of, filings_in, unreached_of
from progress.sheets import Item, Known, Line, ReadRow
from recommendations.choices import PlanState, ToldBy
from recommendations.models import Initiative, Milestone, Plan

# The answers that stand in the update's own row, in the sheet's order.
FIELDS = ("percent", "self_rating", "done", "cause", "expected_on", "problems", "next_steps")
STEP = "milestone-"


@dataclass(frozen=True)
class Held:
    """One item, and the rows behind it."""

    item: Item
    filing: Filing


def key_of(initiative: Initiative, round_: Round) -> str:
    """By what a row of the sheet is known."""
    return f"{initiative.public_id} {round_.period}"


def written(value: Any) -> str:
    """An answer as the sheet's rules keep it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else show(value)


def _filings(user: User, *, now: datetime) -> list[Filing]:
    plans = Plan.objects.visible_to(user).filter(state=PlanState.ACTIVE)
    rounds = list(
        Round.objects.filter(
            plan__in=plans, closed_at__isnull=True, opens_on__lte=timezone.localdate(now)
        )
        .select_related("plan")
        .order_by("ends_on", "plan", "pk")
    )
    initiatives = list(
        Initiative.objects.filter(
            lead__in=units_of(user, Permission.UPDATE_FILE),
            plan__in={row.plan_id for row in rounds},
        )
        .select_related("plan", "measure", "lead")
        .order_by("plan", "code")
    )
    return filings_in(initiatives, rounds, known_at=now)


def _locked(filing: Filing) -> str:
    if filing.update is None:
        return "" if filing.asked else "not_asked"
    return "" if filing.update.state in EDITABLE else "handed_over"


def _shown(filing: Filing, last: Update | None) -> dict[str, Any]:
    """The cells for reading only."""
    one = filing.initiative
    return {
        "code": one.code,
        "title": one.title,
        "wording": one.measure.text if one.measure else "",
        "annual_goal": one.annual_goal,
        "due": one.due_words or one.due_on,
        "last_percent": float(last.percent) if last and last.percent is not None else None,
        "last_done": last.done if last else "",
    }


def _steps(filing: Filing, steps: Sequence[Milestone]) -> tuple[tuple[Line, ...], dict[str, str]]:
    """The milestones that stand open, and the days on which the unit says it reached them."""
    if filing.initiative.told_by != ToldBy.MILESTONES:
        return (), {}
    rows = filing.update.steps.all() if filing.update else ()
    claimed = {row.milestone_id: row.done_on.isoformat() for row in rows}
    lines = tuple(Line(f"{STEP}{row.pk}", row.title) for row in steps)
    return lines, {f"{STEP}{row.pk}": claimed.get(row.pk, "") for row in steps}


def items_of(user: User, *, now: datetime) -> list[Held]:
    """Every item of the person's units in the open rounds, also what can no longer be changed."""
    filings = _filings(user, now=now)
    initiatives = list({row.initiative.pk: row.initiative for row in filings}.values())
    claims = [step for row in filings if row.update for step in row.update.steps.all()]
    steps = unreached_of(initiatives, claimed=claims)
    before = approved_of(initiatives)
    updates = [row.update or Update(initiative=row.initiative, round=row.round) for row in filings]
    asked = [(lined.column, lined.asked(updates=updates)) for _part, lined in lined_parts()]
    found = []
    for number, filing in enumerate(filings):
        update, one = filing.update, filing.initiative
        last = next(
            (row for row in reversed(before.get(one.pk, []))
             if row.round.ends_on < filing.round.ends_on),
            None,
        )  # fmt: skip
        lines, values = _steps(filing, steps.get(one.pk, []))
        held: dict[str, tuple[Line, ...]] = {"steps": lines}
        values |= {name: written(getattr(update, name)) if update else "" for name in FIELDS}
        for column, answers in asked:
            held[column] = tuple(Line(said.name, said.label) for said in answers[number])
            values |= {said.name: said.value for said in answers[number]}
        found.append(
            Held(
                Item(
                    key=key_of(one, filing.round), version=update.version if update else 0,
                    code=one.code, title=one.title, told_by=one.told_by, values=values,
                    shown=_shown(filing, last), lines=held, locked=_locked(filing),
                    last_percent=last.percent if last else None, year=filing.round.ends_on.year,
                ),
                filing,
            )
        )  # fmt: skip
    return found


@cache
def ratings() -> Mapping[str, str]:
    """The words of the ratings in both languages, and their keys."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {str(words).lower(): str(key) for key, words in SelfRating.choices}
    return found


def _strangers(user: User, keys: Collection[str]) -> dict[str, tuple[str, Mapping[str, Figure]]]:
    """Why rows of other keys cannot be taken, for those whose initiative this person sees."""
    own = {unit.pk for unit in units_of(user, Permission.UPDATE_FILE)}
    ids = {key: key.partition(" ")[0] for key in keys}
    rows = {
        str(row.public_id): row
        for row in Initiative.objects.visible_to(user)
        .filter(public_id__in=sorted(set(ids.values())))
        .select_related("lead")
    }
    found: dict[str, tuple[str, Mapping[str, Figure]]] = {}
    for key, public_id in ids.items():
        row = rows.get(public_id)
        if row is None:
            continue
        figures: dict[str, Figure] = {"code": row.code, "title": row.title}
        if row.lead_id in own:
            found[key] = ("round_over", figures)
        else:
            found[key] = ("other_unit", {**figures, "unit": row.lead.name if row.lead else "—"})
    return found


def known_to(user: User, held: Sequence[Held], rows: Sequence[ReadRow], *, now: datetime) -> Known:
    """What the rows of a file are held against. One query beside those of `items_of`."""
    items = {one.item.key: one.item for one in held}
    others = {row.key for row in rows} - set(items)
    return Known(
        items=items,
        ratings=ratings(),
        today=timezone.localdate(now),
        strangers=_strangers(user, others),
    )
