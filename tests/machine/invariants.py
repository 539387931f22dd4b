"""What holds after every step, whatever it was."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import RoleGrant
from core.audit.chain import FIELDS, canonical, link_of
from core.models import AuditEvent
from progress.models import (
    CoordinationMatter,
    Direction,
    PaperSignature,
    Request,
    Standing,
    SupervisionOrder,
    Update,
    UpdateAuthor,
    UpdateReturn,
)
from progress.standings import differences
from recommendations.models import (
    DetailRow,
    DueRow,
    Initiative,
    LeadRow,
    MilestoneRow,
    Plan,
    StateRow,
    WeightRow,
)
from tests.machine import oracle
from tests.machine.world import Done, Rows, World

# Rows that tell of a past: once written they stay as they are.
KEPT = (StateRow, DueRow, LeadRow, WeightRow, DetailRow, MilestoneRow, UpdateReturn, AuditEvent,
        PaperSignature, UpdateAuthor)  # fmt: skip
VERSIONED = (Initiative, Update, Request, CoordinationMatter, Direction, SupervisionOrder, Plan)
WORDS = ("percent", "self_rating", "done", "cause", "expected_on", "problems", "next_steps")


def check(world: World, before: Rows, after: Rows, done: Done, where: str) -> None:
    """Everything about one step that came through, or was refused."""
    if not done.events:
        assert before.raw == after.raw, f"{where}: {before.differing(after)} without an event"
        return
    _chain(before, after, done)
    _kept(before, after)
    _versions(before, after)
    _states(after)
    _approvals(world, before, after)
    _words(before, after)
    _requests(after)
    _standings(world, after)


def _chain(before: Rows, after: Rows, done: Done) -> None:
    """Each new event is linked to the one before; nobody else's number is between."""
    old = list(before.of(AuditEvent).values())[-1]
    seq, previous = old["seq"], old["link"]
    for event in done.events:
        values = {name: getattr(event, name) for name in FIELDS}
        assert (event.seq, event.previous) == (seq + 1, previous)
        seq, previous = event.seq, link_of(previous, canonical(values))
        assert event.link == previous
    assert len(after.of(AuditEvent)) - len(before.of(AuditEvent)) == len(done.events)


def _kept(before: Rows, after: Rows) -> None:
    for model in KEPT:
        old, new = before.of(model), after.of(model)
        assert {pk: new.get(pk) for pk in old} == old, f"{model.__name__} was rewritten"


def _versions(before: Rows, after: Rows) -> None:
    for model in VERSIONED:
        old, new = before.of(model), after.of(model)
        for pk, row in old.items():
            assert pk in new, f"{model.__name__} {pk} is gone"
            if row != new[pk]:
                assert new[pk]["version"] > row["version"], (model.__name__, row, new[pk])


def _states(after: Rows) -> None:
    """Every state was reached by a step of the table; the present is the last of the rows."""
    told: dict[int, list[str]] = {}
    for _pk, row in sorted(after.of(StateRow).items()):
        earlier = told.setdefault(row["initiative_id"], [])
        if earlier:
            assert oracle.a_step(earlier[-1], row["value"], earlier), (earlier, row["value"])
        earlier.append(row["value"])
    firsts: dict[int, Any] = {}
    for _pk, row in sorted(after.of(DueRow).items()):
        firsts.setdefault(row["initiative_id"], row["value"])
    for pk, row in after.of(Initiative).items():
        assert row["state"] == (told[pk][-1] if pk in told else "draft")
        assert (row["state"] == "merged") == (row["merged_into_id"] is not None)
        assert row["state"] != "closed" or row["quality"] not in ("", "failed")


def _approvals(world: World, before: Rows, after: Rows) -> None:
    """Nobody approved what they had a hand in, or without the right; nothing half approved."""
    entered = {
        (row["update_filed_id"], row["entered_by_id"]) for row in after.of(PaperSignature).values()
    }
    for pk, row in after.of(Update).items():
        approved = row["state"] == "approved"
        assert approved == (row["approved_at"] is not None), row
        assert approved == (row["reviewed_by_id"] is not None), row
        if row["state"] in oracle.HANDED_IN:
            assert (row["signed_by_id"] is not None) == (row["signed_how"] != "paper"), row
            assert row["submitted_at"] is not None
        else:
            assert row["signed_by_id"] is None, row
        if approved and before.of(Update).get(pk) != row:
            who = row["reviewed_by_id"]
            assert who not in world.hands.get(row["public_id"], set())
            assert who not in {row["author_id"], row["signed_by_id"]}
            assert (pk, who) not in entered
            assert RoleGrant.objects.filter(
                user=who, role__in=("coordinator", "chief"), ended_at__isnull=True
            ).exists()


def _words(before: Rows, after: Rows) -> None:
    """What was handed over or signed says what it said; changing it takes it back first."""
    for pk, old in before.of(Update).items():
        new = after.of(Update)[pk]
        if any(old[name] != new[name] for name in WORDS):
            assert old["state"] in oracle.EDITABLE, (old, new)
            assert old["revision"] == new["revision"]
        if old["state"] not in oracle.EDITABLE and new["state"] in oracle.EDITABLE:
            assert new["revision"] == old["revision"] + 1
            assert any(
                row["update_filed_id"] == pk and row["revision"] == old["revision"]
                for row in after.of(UpdateReturn).values()
            )


def _requests(after: Rows) -> None:
    """One of a kind waits, and what waits can still be decided on."""
    waiting = [
        (row["initiative_id"], row["kind"])
        for row in after.of(Request).values() if row["state"] == "waiting"
    ]  # fmt: skip
    assert len(waiting) == len(set(waiting))
    for row in after.of(Request).values():
        assert (row["state"] == "waiting") == (row["open_key"] is not None)
        if row["decided_by_id"] is not None:
            assert row["decided_by_id"] != row["requested_by_id"]


def _standings(world: World, after: Rows) -> None:
    """The stored lights are what the rule gives; there is one for each initiative."""
    plan = Plan.objects.get(slug="digital")
    found = differences(plan, as_of=timezone.localdate(world.now), now=world.now)
    assert not found, found
    now = [row for row in after.of(Standing).values() if row["slot"] == Standing.NOW]
    assert len(now) == len(after.of(Initiative))


def check_sums(world: World) -> None:
    """The overview's numbers: every measure counted once, the units' lines sum to the work."""
    from reports.contents import gather

    plan = Plan.objects.select_related("edition__document").get(slug="digital")
    told = gather(plan, as_of=timezone.localdate(world.now), known_at=world.now)
    cells = [cell for area in told["areas"] for cell in area["cells"]]
    assert sum(told["counts"].values()) == len(cells) == plan.measures.count()
    for area in told["areas"]:
        assert sum(area["counts"].values()) == len(area["cells"])
        for light, count in area["counts"].items():
            assert count == sum(cell["light"] == light for cell in area["cells"])
    for line in told["units"]:
        assert sum(line["counts"].values()) == line["total"], line
