"""Search beside the unfiltered list, timed in the same run, on SQLite and, where it is, PostgreSQL.

One plan of 50,000 initiatives with the wording of 2,000 measures, and 50,000 updates; words that
stand in 20 of the initiatives, and in every third; 300 units and 900 people with their pinyin. What
is offered while one types must be as quick as what is found: at most three unfiltered lists.
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
UNITS, PEOPLE = 300, 900
FIRST = 1_000
RARE, OFTEN = "鲟龙", "平台"
MOST_RATIO = 3.0
LEDGER = "/plans/beijing-ai/ledger/"
OFFERED = "/search/suggestions/?q="


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


def _measures(plan: Any) -> list[Any]:
    """Measures of one area, each with a clause to stand on."""
    from recommendations.models import Area, Clause, Measure

    area = Area.objects.filter(plan=plan).order_by("position").first()
    wording, titles = sentences(1, 80), sentences(2, 15)
    clauses = Clause.objects.bulk_create(
        Clause(edition=plan.edition, kind="measure", path=f"x/{n}", start=0, end=1, position=n)
        for n in range(FIRST, FIRST + MEASURES)
    )
    return Measure.objects.bulk_create(
        Measure(
            area=area,
            plan=plan,
            clause=clause,
            position=clause.position,
            text=next(wording),
            title=next(titles),
        )
        for clause in clauses
    )


def _initiatives(plan: Any, measures: list[Any]) -> list[Any]:
    """Twenty of them with the rare word."""
    from recommendations.models import Initiative

    titles, step = sentences(3, 15), INITIATIVES // 20
    lead = plan.initiatives.order_by("code").first().lead
    return Initiative.objects.bulk_create(
        (
            Initiative(
                plan=plan,
                code=FIRST + n,
                measure=measures[n % MEASURES],
                lead=lead,
                state="in_progress",
                title=next(titles) + (RARE if n % step == 7 else ""),
                starts_on=date(2026, 1, 1),
                due_on=date(2026, 12, 31),
            )
            for n in range(INITIATIVES)
        ),
        batch_size=5_000,
    )


def _updates(initiatives: list[Any]) -> None:
    """Approved updates of one closed round, like one that is there."""
    from progress.models import Round, Update

    like, said = Update.objects.filter(state="approved").first(), sentences(4, 60)
    assert like is not None
    day = date(2025, 1, 31)
    round_ = Round.objects.create(
        plan=initiatives[0].plan, period="2025-01", number=100, starts_on=day, ends_on=day,
        opens_on=day, filing_due_on=day, review_ends_on=day, opened_at=like.saved_at,
        closed_at=like.saved_at,
    )  # fmt: skip
    names = ("unit_id", "author_id", "signed_by_id", "reviewed_by_id", "submitted_at",
             "approved_at", "saved_at", "speaks_on", "state")  # fmt: skip
    same = {name: getattr(like, name) for name in names}
    Update.objects.bulk_create(
        (
            Update(initiative=initiative, round=round_, done=next(said), **same)
            for initiative in initiatives[:UPDATES]
        ),
        batch_size=5_000,
    )


def _units_and_people() -> None:
    """Named as `populate` names them, with the sounds that are looked for."""
    from accounts.models import Unit, User
    from accounts.sounds import sounds
    from desks.populating.people import unit_names

    names, surnames = unit_names(()), "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
    letters = "".join(next(sentences(5, 60)) for _ in range(4))
    units = []
    for place, (name, short) in zip(range(UNITS), names, strict=False):
        read = ["/".join(pair) for pair in zip(sounds(short), sounds(name), strict=True)]
        units.append(Unit(name=name, short_name=short, position=1000 + place,
                          pinyin=read[0], initials=read[1]))  # fmt: skip
    Unit.objects.bulk_create(units)
    people = []
    for n in range(PEOPLE):
        name = surnames[n % 20] + letters[n % 240] + letters[(n * 7) % 240]
        pinyin, initials = sounds(name, person=True)
        people.append(User(username=f"bench-{n}", name=name, pinyin=pinyin, initials=initials))
    User.objects.bulk_create(people)


def fill() -> None:
    """The records, straight into the tables."""
    from recommendations.models import Plan

    _units_and_people()
    plan = Plan.objects.get(slug="beijing-ai")
    _updates(_initiatives(plan, _measures(plan)))


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
    """Lines of figures; 1 where a word, or what is offered, takes over three unfiltered lists."""
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
        "offered for a rare word": page(client, f"{OFFERED}{RARE}"),
        "offered for a frequent word": page(client, f"{OFFERED}{OFTEN}"),
        "offered for a unit's initials": page(client, f"{OFFERED}fgw"),
        "offered for a person's initials": page(client, f"{OFFERED}wx"),
        "offered for a number": page(client, f"{OFFERED}12"),
    })  # fmt: skip
    floor = taken["ledger, unfiltered"]
    for name, ms in taken.items():
        sys.stdout.write(f"{name:<34}{ms:>9.1f} ms{ms / floor:>7.2f}\n")
    held = [ms for name, ms in taken.items() if name == "ledger, a rare word" or "offered" in name]
    return int(max(held) > MOST_RATIO * floor)


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
