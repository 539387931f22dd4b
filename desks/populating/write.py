"""Makes the plans beside one another and writes them one after another, all in one transaction.

Whoever kills it in the middle leaves nothing behind: the database takes the transaction back.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Unit
from core.audit import Actor, Named, Told, record_rows
from core.bulk import follow_keys, insert_rows
from core.calendar import work_calendar
from core.refusals import Conflict, require
from core.search.entries import rebuild
from desks.populating.people import make_crew
from desks.populating.plan import make_plan, slug_of
from desks.populating.process import begin, make
from desks.populating.scene import Batch, Scene, Size, Task, tasks, utc_text
from desks.populating.tables import WRITTEN, Table
from recommendations.models import Plan

BUILDER = Actor.system("populate")
# Below this many initiatives other processes cost more than they bring.
WORTH_PROCESSES = 3_000
Tell = Callable[[int, int], None]


def check(size: Size, *, sure: bool) -> None:
    """Refuse what cannot be made, and a database in which people work, unless `sure`."""
    numbers = (size.plans, size.initiatives, size.units, size.rounds, size.values)
    require(min(numbers) >= 0, _("Numbers of things to make cannot be negative."))
    require(size.plans > 0 or size.initiatives == 0, _("Initiatives need at least one plan."))
    require(
        sure or not Plan.objects.filter(is_example=False).exists(),
        _("This database holds plans that are not examples; made-up data would stand among them."
          " Use another database, or add --yes."),
        kind=Conflict,
    )  # fmt: skip
    require(
        not Plan.objects.filter(slug=slug_of(size.seed, 1)).exists(),
        _("This seed's plans are already here. Take another --seed, or run remove_examples first."),
        kind=Conflict,
    )


def populate(
    size: Size, *, now: datetime, jobs: int = 1, sure: bool = False, tell: Tell = lambda *_: None
) -> dict[str, int]:
    """Make it all; how many rows of each table. `tell` hears how many plans of all are written.

    What is searched is made anew at the end. All or nothing; raises Refusal for what `check`
    refuses.
    """
    with transaction.atomic(), _quick():
        check(size, sure=sure)
        counts: dict[str, int] = {}
        scene = _scene(size, now, partial(_write, counts))
        everything = list(tasks(size))
        for done, (task, batch) in enumerate(_made(scene, everything, jobs), start=1):
            _write(counts, batch, plan=slug_of(size.seed, task.number))
            tell(done, len(everything))
        follow_keys(_model(table) for table in WRITTEN)
        counts["core.SearchEntry"] = sum(rebuild().values())
        return counts


def _scene(size: Size, now: datetime, write: Callable[[Batch], None]) -> Scene:
    """The scene, whose units and people are written first."""
    labels = [table.label for table in WRITTEN if "id" in table.names]
    first = {label: _last_key(label) + 1 for label in labels}
    last = Unit.objects.aggregate(last=Max("position"))["last"] or 0
    taken = set(Unit.objects.values_list("name", flat=True))
    crew, batch = make_crew(size, first, taken=taken, position=last, granted_at=utc_text(now))
    write(batch)
    calendar = work_calendar()
    return Scene(size, now, settings.TIME_ZONE, dict(calendar.exceptions),
                 calendar.published_years, crew, first)  # fmt: skip


def _model(table: Table) -> Any:
    return apps.get_model(table.label)


def _last_key(label: str) -> int:
    return int(apps.get_model(label).objects.aggregate(last=Max("pk"))["last"] or 0)


def _write(counts: dict[str, int], batch: Batch, *, plan: str = "") -> None:
    """One batch, table by table, and what the trail tells of it."""
    for table in WRITTEN:
        rows = batch.rows.get(table.label)
        if rows:
            written = insert_rows(_model(table), table.names, rows)
            counts[table.label] = counts.get(table.label, 0) + written
    counts["core.AuditEvent"] = counts.get("core.AuditEvent", 0) + record_rows(
        by=BUILDER, events=_events(batch, plan)
    )


def _events(batch: Batch, plan: str) -> Iterator[Told]:
    for verb, kind, key, name, after in batch.events:
        yield Told(verb, Named(kind.lower(), key, name), plan=plan, after=after)


def _made(scene: Scene, everything: list[Task], jobs: int) -> Iterator[tuple[Task, Batch]]:
    """The plans in their order, made by other processes a few ahead of the writing."""
    if jobs < 2 or scene.size.initiatives < WORTH_PROCESSES:
        yield from ((task, make_plan(scene, task)) for task in everything)
        return
    with ProcessPoolExecutor(
        jobs, get_context("spawn"), initializer=begin, initargs=(scene,)
    ) as pool:
        left = iter(everything)
        waiting = [(task, pool.submit(make, task)) for task in islice(left, jobs + 1)]
        while waiting:
            task, future = waiting.pop(0)
            batch = future.result()
            waiting.extend((next_, pool.submit(make, next_)) for next_ in islice(left, 1))
            yield task, batch


@contextmanager
def _quick() -> Iterator[None]:
    """What makes a great transaction quick, by engine; as before afterwards.

    PostgreSQL checks references when each statement ends rather than remember millions of them;
    SQLite gets room in memory for the indexes that it fills.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        else:
            cursor.execute("PRAGMA cache_size = -262144")
        try:
            yield
            if connection.vendor == "postgresql":
                # Until it knows what came, it plans as for empty tables.
                cursor.execute("ANALYZE")
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA cache_size = -2000")
