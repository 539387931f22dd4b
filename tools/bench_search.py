"""Search beside the unfiltered list, timed in the same run, on SQLite and, where it is, PostgreSQL.

One plan of 50,000 initiatives with the wording of 2,000 measures, and 50,000 updates; words that
stand in 20 of the initiatives, and in every third.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import django
from django.core.management import call_command

from tools.services import postgres, postgres_bin

ROUNDS = 7
MEASURES, INITIATIVES, UPDATES = 2_000, 50_000, 50_000
RARE, OFTEN = "鲟龙", "平台"
MOST_RATIO = 3.0
LEDGER = "/plans/beijing-ai/ledger/"


def sentences(seed: int, length: int) -> Iterator[str]:
    """Made-up Chinese of about `length` characters, some words far more frequent than others."""
    dice = random.Random(seed)
    letters = [chr(0x4E00 + place) for place in dice.sample(range(6000), 2500)]
    weights = [1 / (place + 5) for place in range(len(letters))]
    words = ["".join(dice.choices(letters, weights, k=2 + place % 2)) for place in range(6000)]
    pool = dice.choices(words, [1 / (place + 10) for place in range(len(words))], k=200_000)
    while True:
        start = dice.randrange(len(pool) - length)
        text = "".join(pool[start : start + length // 2 + 1])[:length]
        yield text[: length // 2] + OFTEN + text[length // 2 :] if dice.random() < 0.33 else text


def fill() -> None:
    """The records, straight into the tables, and then the index."""
    from progress.models import Round, Update
    from recommendations.models import Area, Clause, Initiative, Measure, Plan

    plan = Plan.objects.get(slug="beijing-ai")
    area = Area.objects.filter(plan=plan).order_by("position").first()
    base, first = 1_000, plan.initiatives.order_by("code").first()
    assert area is not None and first is not None
    wording, titles, said = sentences(1, 80), sentences(2, 15), sentences(3, 60)
    clauses = Clause.objects.bulk_create(
        Clause(
            edition=plan.edition, kind="measure", path=f"x/{n}", end=1, start=0, position=base + n
        )
        for n in range(MEASURES)
    )
    measures = Measure.objects.bulk_create(
        Measure(area=area, plan=plan, clause=clause, position=base + n, text=next(wording),
                title=next(titles))
        for n, clause in enumerate(clauses)
    )  # fmt: skip
    step = INITIATIVES // 20
    initiatives = Initiative.objects.bulk_create(
        (
            Initiative(
                plan=plan, code=base + n, measure=measures[n % MEASURES], lead=first.lead,
                title=next(titles) + (RARE if n % step == 7 else ""), state="in_progress",
                starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31),
            )
            for n in range(INITIATIVES)
        ),
        batch_size=5_000,
    )  # fmt: skip
    old = Update.objects.filter(state="approved").first()
    assert old is not None
    rounds = Round.objects.bulk_create(
        Round(plan=plan, period=f"2025-{n + 1:02}", number=100 + n, starts_on=date(2025, 1, 1),
              ends_on=date(2025, 1, 31), opens_on=date(2025, 1, 1), filing_due_on=date(2025, 2, 1),
              review_ends_on=date(2025, 2, 2), opened_at=old.saved_at, closed_at=old.saved_at)
        for n in range(UPDATES // INITIATIVES)
    )  # fmt: skip
    Update.objects.bulk_create(
        (
            Update(
                initiative=initiative, round=round_, unit=old.unit, state="approved",
                done=next(said), author=old.author, signed_by=old.signed_by,
                reviewed_by=old.reviewed_by, submitted_at=old.submitted_at,
                approved_at=old.approved_at, saved_at=old.saved_at, speaks_on=old.speaks_on,
            )
            for round_ in rounds
            for initiative in initiatives
        ),
        batch_size=5_000,
    )  # fmt: skip


def medians(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median milliseconds of each, taken in turns after one unmeasured call."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(ROUNDS + 1):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            if turn:
                times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def page(client: Any, path: str) -> Callable[[], object]:
    """Ask for a page, which must be there."""

    def ask() -> object:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        return answer.content

    return ask


def measure() -> int:
    """Lines of figures; 1 where a rare word takes more than three unfiltered lists."""
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from core.search.entries import rebuild

    start = time.perf_counter()
    fill()
    filled = time.perf_counter()
    entries = sum(rebuild().values())
    built = time.perf_counter() - filled
    sys.stdout.write(
        f"{connection.vendor}: records {filled - start:.1f} s,"
        f" index of {entries:,} entries {built:.1f} s\n"
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="coordinator"))
    taken = medians({
        "ledger, unfiltered": page(client, LEDGER),
        "ledger, a rare word": page(client, f"{LEDGER}?words={RARE}"),
        "ledger, a frequent word": page(client, f"{LEDGER}?words={OFTEN}"),
        "ledger, one character": page(client, f"{LEDGER}?words=龙"),
        "search, a rare word": page(client, f"/search/?q={RARE}"),
        "search, a frequent word": page(client, f"/search/?q={OFTEN}"),
        "search, one frequent character": page(client, "/search/?q=平"),
    })  # fmt: skip
    floor = taken["ledger, unfiltered"]
    for name, ms in taken.items():
        sys.stdout.write(f"{name:<34}{ms:>9.1f} ms{ms / floor:>7.2f}\n")
    return int(taken["ledger, a rare word"] > MOST_RATIO * floor)


def here(database: str = "") -> int:
    """Make the data in a folder or database of its own, measure, leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="cexing-bench-") as folder:
        os.environ["CEXING_DATA_DIR"] = folder
        os.environ["CEXING_DATABASE_URL"] = database
        os.environ.pop("CEXING_REDIS_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        call_command("prepare", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        return measure()


def main() -> int:
    """Both databases, each in a process of its own: settings are read once."""
    if sys.argv[1:]:
        return here(sys.argv[2] if len(sys.argv) > 2 else "")
    command = [sys.executable, "-m", "tools.bench_search", "here"]
    missed = subprocess.run(command, check=False).returncode
    if postgres_bin() is None:
        sys.stdout.write("PostgreSQL is not on this machine: skipped.\n")
        return missed
    with postgres() as url:
        return subprocess.run([*command, url], check=False).returncode or missed


if __name__ == "__main__":
    sys.exit(main())
