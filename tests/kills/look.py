"""What the campaign's database holds: `look.py [again]`. Prints JSON.

`again`: what was parked because its workers were killed too often is put back first, as a person
does on the health page.
"""

import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from core.actions import retry_parked  # noqa: E402
from core.audit import Actor  # noqa: E402
from core.models import WorkItem, WorkState  # noqa: E402
from reports.delivery import message_id  # noqa: E402
from reports.models import Delivery, Report  # noqa: E402
from tests.kills.findings import faults  # noqa: E402


def main() -> None:
    parked = list(WorkItem.objects.filter(state=WorkState.PARKED).order_by("pk"))
    told = [f"{item} after {item.attempts} attempts: {item.last_error}" for item in parked]
    if "again" in sys.argv:
        for item in parked:
            retry_parked(item=item, by=Actor.system("campaign"))
        sys.stdout.write(json.dumps({"parked": told}))
        return
    rows = Delivery.objects.select_related("report", "to").order_by("pk")
    found = {
        "faults": faults(timezone.now()),
        "mails": [message_id(row) for row in rows],
        "reports": Report.objects.count(),
        "events": WorkItem.objects.count(),
        "attempts": sum(WorkItem.objects.values_list("attempts", flat=True)),
    }
    sys.stdout.write(json.dumps(found))


main()
