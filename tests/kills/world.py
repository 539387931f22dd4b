"""Build the campaign's world: `world.py PLANS FIRST-PERIOD`. Prints what is to come of it, as JSON.

Each plan has four schedules: a monthly and a quarterly report upward and a quarterly circular that
publish themselves, and a monthly circular that waits for the chief's signature. Two leaders and the
chief get each by mail.
"""

import json
import os
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.choices import Role  # noqa: E402
from accounts.models import User  # noqa: E402
from core.calendar import work_calendar  # noqa: E402
from core.periods import Period  # noqa: E402
from recommendations.models import Plan  # noqa: E402
from reports.actions import Manner, add_schedule  # noqa: E402
from reports.actions.schedules import To  # noqa: E402
from reports.choices import FileFormat  # noqa: E402
from reports.models import Schedule  # noqa: E402
from reports.planning import fallen_due  # noqa: E402
from tests.factories import (  # noqa: E402
    BY,
    House,
    assign,
    build_house,
    load_house,
    make_draft_plan,
    make_person,
    publish,
)

FORMATS = (FileFormat.DOCX, FileFormat.HTML, FileFormat.XLSX)
KINDS = (
    ("month", "upward", "automatic"),
    ("month", "units", "signed"),
    ("quarter", "upward", "automatic"),
    ("quarter", "units", "automatic"),
)


def build(plans: int, first: str) -> dict[str, object]:
    """The house, its plan again as often as wanted, the schedules; what falls due of them."""
    build_house()
    house = load_house()
    make_person("lin", name="Lin", role=Role.LEADER)
    for name in ("lei", "lin", "dong"):
        User.objects.filter(username=name).update(email=f"{name}@office.example")
    house.dong.set_password(os.environ["KILLS_WORD"])
    house.dong.save(update_fields=["password"])
    homes = [house.plan, *(another(house, number) for number in range(1, plans))]
    to = (To(role=Role.LEADER), To(person=house.dong))
    begins = Period.parse(first).starts_on
    for plan in homes:
        for kind, audience, publishing in KINDS:
            add_schedule(
                plan=plan, kind=kind, first_period=Period.containing(kind, begins),
                issuer="示例督查室", audience=audience, person=house.dong, by=BY,
                manner=Manner(publishing=publishing, formats=FORMATS, to=to),
            )  # fmt: skip
    return told()


def another(house: House, number: int) -> Plan:
    """The house's plan again, all of it unit A's."""
    plan = make_draft_plan(f"digital-{number}")
    for initiative in plan.initiatives.select_related("plan").order_by("code"):
        assign(initiative, house.a)
    return publish(plan)


def told() -> dict[str, object]:
    """How many reports are to come, and the addresses of those that wait for a signature."""
    calendar, today = work_calendar(), timezone.localdate()
    reports, to_sign = 0, []
    for schedule in Schedule.objects.select_related("plan"):
        keys = [one.key for one in fallen_due(schedule.terms, today=today, calendar=calendar)]
        reports += len(keys)
        if schedule.publishing == "signed":
            base = f"/plans/{schedule.plan.slug}/reports/{schedule.series}/"
            to_sign += [f"{base}{key}/" for key in keys]
    return {"reports": reports, "to_sign": to_sign}


call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
with transaction.atomic():
    found = build(int(sys.argv[1]), sys.argv[2])
sys.stdout.write(json.dumps(found))
