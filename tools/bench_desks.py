"""The desks at 5,000 initiatives and 300 units, beside floors timed in the same run, in turns.

    python -m tools.bench_desks             on SQLite, then on PostgreSQL where it is installed

My work, the round board, the review desk, the inbox, an initiative's story and the overview: each
at most three times its floor (`tools.bench_floors`), its questions as many as with 200 initiatives
and 12 units.
"""

import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from typing import Any, NamedTuple

from tools.bench_ledger import Report, _page, _questions, medians, postgres_or_nothing

BIG, SMALL = 1, 2  # seeds; a plan's slug carries its seed
MOST = 3.0
NOTICES = 3_000


class Desk(NamedTuple):
    """A page, its floor, and whose session asks for both."""

    name: str
    page: str
    floor: str
    who: str


def _sizes() -> dict[int, Any]:
    from desks.populating.scene import Size

    return {
        BIG: Size(plans=1, initiatives=5_000, units=300, rounds=12, values=5_000, seed=BIG),
        SMALL: Size(plans=1, initiatives=200, units=12, rounds=12, values=200, seed=SMALL),
    }


def _notices(seed: int) -> None:
    """What the busiest person was told, most of it read."""
    from django.utils import timezone

    from accounts.models import Notice

    now, to = timezone.now(), _busiest(seed)
    Notice.objects.bulk_create(
        Notice(
            to=to, kind="update.returned", key=f"bench:{n}", subject=f"{n} 平台建设：填报被退回",
            words="请补充接入部门名单，并说明进度滞后的原因。", link="/",
            made_at=now - timedelta(hours=n), read_at=now if n > 40 else None,
        )
        for n in range(NOTICES if seed == BIG else 30)
    )  # fmt: skip


def _busiest(seed: int) -> Any:
    """Who files for the unit that leads most in the plan."""
    from django.db.models import Count

    from accounts.models import User

    rows = User.objects.filter(
        grants__role="reporter", unit__leads__plan__slug=_slug(seed)
    ).annotate(n=Count("unit__leads"))
    return rows.order_by("-n", "pk").first()


def _slug(seed: int) -> str:
    return f"populated-{seed}-001"


def fill() -> int:
    """Two plans as `populate` makes them, and an inbox."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from desks.populating.write import populate

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for seed, size in _sizes().items():
        populate(size, now=timezone.now(), sure=True)
        _notices(seed)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return 0


def _desks(seed: int) -> list[Desk]:
    from django.db.models import Count

    from accounts.models import RoleGrant
    from recommendations.models import Initiative

    slug = _slug(seed)
    office = RoleGrant.objects.filter(role="coordinator").order_by("pk").first()
    assert office is not None  # populate makes one
    one = (
        Initiative.objects.filter(plan__slug=slug)
        .annotate(n=Count("updates", distinct=True))
        .order_by("-n", "code")
        .first()
    )
    assert one is not None  # there are thousands
    busiest, reviewer = _busiest(seed).username, office.user.username
    return [
        Desk("my work", "/my-work/", "/bench/floors/my-work/", busiest),
        Desk("round board", f"/plans/{slug}/rounds/", f"/bench/floors/{slug}/board/", reviewer),
        Desk("review desk", f"/plans/{slug}/review/", f"/bench/floors/{slug}/review/", reviewer),
        Desk("inbox", "/inbox/", "/bench/floors/inbox/", busiest),
        Desk("story", f"/plans/{slug}/initiatives/{one.code}/",
             f"/bench/floors/{slug}/story/{one.code}/", reviewer),
        Desk("overview", f"/plans/{slug}/", f"/bench/floors/{slug}/overview/", reviewer),
    ]  # fmt: skip


def _client(username: str) -> Any:
    from django.test import Client

    from accounts.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=username))
    return client


def measure() -> int:
    """A desk after the other, each in turns with its floor."""
    from django.db import connection

    report = Report()
    sys.stdout.write(
        f"\nThe desks at 5,000 initiatives and 300 units, {connection.vendor},"
        f" load {os.getloadavg()[0]:.1f}\n"
    )
    for big, small in zip(_desks(BIG), _desks(SMALL), strict=True):
        if sys.argv[2:] and big.name not in sys.argv[2:]:
            continue
        client = _client(big.who)
        page, floor = _page(client, big.page), _page(client, big.floor)
        few = _page(_client(small.who), small.page)
        page(), few()
        asked, fewer = _questions(page), _questions(few)
        took = medians({"page": page, "floor": floor})
        report.line(f"{big.name}: questions", asked, "")
        report.line("  how many more than with a few rows", max(asked - fewer, 0), "", 0)
        for name, (wall, own) in took.items():
            report.line(f"  {name}: by the clock", wall, "ms")
            report.line(f"  {name}: this process alone", own, "ms")
        report.line("  page to floor", took["page"][0] / took["floor"][0], "x", MOST)
        report.line("  this process alone", took["page"][1] / took["floor"][1], "x")
    return 1 if report.missed else 0


def _child(url: str) -> int:
    with tempfile.TemporaryDirectory(prefix="cexing-bench-") as folder:
        told = {**os.environ, "CEXING_DATA_DIR": folder,
                "DJANGO_SETTINGS_MODULE": "tools.bench_settings"}  # fmt: skip
        told.pop("CEXING_REDIS_URL", None)
        told.pop("CEXING_DATABASE_URL", None)
        if url:
            told["CEXING_DATABASE_URL"] = url
        command = [sys.executable, "-m", "tools.bench_desks"]
        subprocess.run([*command, "fill"], env=told, check=True)
        return subprocess.run([*command, "measure"], env=told, check=False).returncode


def main() -> int:
    """Both databases, each in a process of its own."""
    parts = {"fill": fill, "measure": measure}
    if sys.argv[1:2] and sys.argv[1] in parts:
        import django

        django.setup()
        return parts[sys.argv[1]]()
    codes = [_child("")] if "postgresql" not in sys.argv else []
    if "sqlite" not in sys.argv:
        with postgres_or_nothing() as url:
            codes.append(_child(url))
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
