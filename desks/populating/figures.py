"""Made-up indicators: a baseline, two targets, and a value with every update that carries them."""

from collections.abc import Callable
from random import Random

from desks.populating.calendar import PlanDays
from desks.populating.course import Course
from desks.populating.document import Paper
from desks.populating.filing import Filing
from desks.populating.scene import Batch
from desks.populating.tables import INDICATOR, TARGET, VALUE
from desks.populating.words import FIGURES

ONE = 10_000  # exact decimals are kept in ten-thousandths


def add_indicators(
    batch: Batch, courses: list[Course], update_keys: dict[int, list[int]], rng: Random,
    next_key: Callable[[], int], public_id: Callable[[], str], *, plan: int, days: PlanDays,
    paper: Paper, values: int,
) -> None:  # fmt: skip
    """As many indicators as it takes to carry `values` values, on initiatives that file most.

    An update that was handed over has a value for each of its initiative's indicators, so the last
    indicator came late: it has values for the last rounds only.
    """
    carriers = sorted(
        (course for course in courses if course.filings),
        key=lambda course: (-len(course.filings), course.code),
    )
    left, code = values, 0
    while left and carriers:
        for course in carriers:
            if not left:
                break
            code += 1
            carried = min(left, len(course.filings))
            pairs = list(zip(update_keys[course.id], course.filings, strict=True))[-carried:]
            left -= carried
            _add(batch, course, pairs, rng, next_key(), public_id(), plan=plan, days=days,
                 paper=paper, code=code)  # fmt: skip


def _add(
    batch: Batch, course: Course, pairs: list[tuple[int, Filing]], rng: Random, key: int,
    public_id: str, *, plan: int, days: PlanDays, paper: Paper, code: int,
) -> None:  # fmt: skip
    name, unit, direction = FIGURES[(code - 1) % len(FIGURES)]
    if code > len(FIGURES):
        name = f"{name}（第{(code - 1) // len(FIGURES) + 1}组）"
    start, end, sentence, figure = paper.baseline
    told = code == 1  # the first one's baseline is the document's own
    baseline = figure if told else rng.randrange(20, 400)
    target = {"rise": baseline * 2, "fall": baseline // 2, "hold": baseline}[direction]
    hold = direction == "hold"
    batch.rows[INDICATOR.label].append((
        key, public_id, plan, course.id, code, name, unit, direction, baseline * ONE,
        days.starts_on.isoformat(), paper.edition if told else None, start if told else None,
        end if told else None, sentence if told else "",
        (baseline - 5) * ONE if hold else None, (baseline + 5) * ONE if hold else None, 1,
    ))  # fmt: skip
    middle = days.starts_on + (days.ends_on - days.starts_on) / 2
    for due_on, value in ((middle, (baseline + target) // 2), (days.ends_on, target)):
        batch.rows[TARGET.label].append((key, due_on.isoformat(), value * ONE, days.assigned_at, 1))
    whole = (days.ends_on - days.starts_on).days
    for update, filing in pairs:
        day = filing.speaks_on or min(filing.round.ends_on, filing.drafted_on)
        share = (day - days.starts_on).days / whole * (0.6 + rng.random() * 0.5)
        value = baseline * ONE + int((target - baseline) * ONE * share)
        batch.rows[VALUE.label].append(
            (key, update, day.isoformat(), value, filing.saved_at, filing.approved_at, 1)
        )
    batch.tell("indicator.added", INDICATOR.label, public_id, name, unit=unit)
