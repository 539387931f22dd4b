"""What holds of files, other units' parts and sheets after every step."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.models import StoredFile
from progress.models import Contribution, Evidence, Update
from recommendations.models import Plan
from reports.contents import gather
from tests.machine import oracle
from tests.machine.invariants import WORDS
from tests.machine.world import Rows


def check_files(before: Rows, after: Rows) -> None:
    """No file is lost; none is kept that nobody needs; nobody has more than their share."""
    rows, files = after.of(Evidence), after.of(StoredFile)
    assert {row["file_id"] for row in rows.values()} == set(files)
    places: dict[Any, int] = defaultdict(int)
    bytes_of: dict[Any, dict[int, int]] = defaultdict(dict)
    for row in rows.values():
        size = files[row["file_id"]]["size"]
        bytes_of[row["unit_id"]][row["file_id"]] = size
        if row["removed_at"] is None:
            places[row["update_filed_id"], row["request_id"], row["matter_id"],
                   row["direction_id"]] += 1  # fmt: skip
    assert all(count <= settings.FILES_EACH for count in places.values())
    most = settings.FILES_UNIT_MEGABYTES << 20
    assert all(sum(sizes.values()) <= most for sizes in bytes_of.values())
    updates = before.of(Update)
    for pk, old in before.of(Evidence).items():
        update = updates.get(old["update_filed_id"])
        if update is None:
            continue
        new = rows.get(pk)
        if update["state"] not in oracle.EDITABLE:
            # What was handed over stands as it was; taking the update back lifts that next time.
            assert new == old, (old, new)
        elif old["revision"] < update["revision"]:
            assert new is not None, "a file that an earlier revision was handed in with is gone"


def check_parts(before: Rows, after: Rows) -> None:
    """What was given stays as it was given while the lead unit's update is not being written."""
    states = {
        (row["initiative_id"], row["round_id"]): row["state"]
        for row in before.of(Update).values()
    }  # fmt: skip
    for pk, old in before.of(Contribution).items():
        new = after.of(Contribution).get(pk)
        assert new is not None, "a contribution is gone"
        state = states.get((old["initiative_id"], old["round_id"]), "draft")
        assert state in oracle.EDITABLE or new == old, (state, old, new)
        assert old["handed_in_at"] is None or new["words"] == old["words"]
        if new != old:
            assert new["version"] > old["version"]


def check_sheet(before: Rows, after: Rows) -> None:
    """A sheet empties nothing by what it does not say, and touches what is being written alone."""
    old = before.of(Update)
    assert set(old) <= set(after.of(Update))
    for pk, row in after.of(Update).items():
        was = old.get(pk)
        if was is None or row == was:
            continue
        assert was["state"] in oracle.EDITABLE
        assert row["state"] in {was["state"], "for_signing"}
        assert all(row[name] not in ("", None) for name in WORDS if was[name] not in ("", None))


def check_credits(now: Any) -> None:
    """Who gave a part to the update that a measure is told by is named beside it, once."""
    plan = Plan.objects.select_related("edition__document").get(slug="digital")
    day = timezone.localdate(now)
    told = gather(plan, as_of=day, known_at=now, since=day - timedelta(days=400))
    for cell in (cell for area in told["areas"] for cell in area["cells"]):
        lines = [(line["unit"], line["words"]) for line in cell["contributions"]]
        assert len(lines) == len(set(lines))
        for unit, words in lines:
            assert Contribution.objects.filter(
                unit__name=unit, words=words, handed_in_at__isnull=False
            ).exists()
