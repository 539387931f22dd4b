"""What the campaign looks for is found when it is there: each fault put in by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.audit import record, triggers
from core.models import AuditEvent, WorkItem, WorkState
from core.work.kinds import known
from core.work.planner import plan_kind
from core.work.worker import do_work
from reports.actions import keep_mailed
from reports.actions.schedules import FREEZE, To
from reports.choices import FileFormat
from reports.models import Delivery, Report, ReportFile
from reports.outputs.files import MAKERS
from reports.outputs.made import Made
from tests.factories import BY, House, at
from tests.kills.campaign import STUCK_SECONDS, Campaign, Kill, Outcome, Pace, covered
from tests.kills.findings import faults
from tests.kills.mailbox import Mailbox
from tests.report_factories import make_schedule

WINTER = at("2026-12-20 09:00")
HTML = (FileFormat.HTML,)


@pytest.fixture
def drained(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three issues published by themselves, one person's mail of each sent."""
    page = Made(b"<html></html>")
    monkeypatch.setitem(MAKERS, FileFormat.HTML, lambda *_asked: page)
    to = (To(person=house.chen),)
    make_schedule(
        house.plan, publishing="automatic", person=house.dong, formats=HTML, to=to
    )  # fmt: skip
    plan_kind(known()[FREEZE], WINTER)
    assert do_work(lambda: WINTER) == 3
    for row in Delivery.objects.select_related("report"):
        keep_mailed(delivery=row, now=WINTER, by=BY)


def first() -> Report:
    return Report.objects.order_by("period_ends_on")[0]


def correction() -> None:
    one = first()
    one.pk, one.public_id, one.edition, one.corrects_id = None, "x" * 16, 1, one.pk
    one.reason, one.number_key = "另一份", None
    one.save()


def half_a_file() -> None:
    """Its hash is that of the half."""
    file = ReportFile.objects.order_by("pk")[0]
    from reports.seals import digest

    file.data = b"<html>"
    file.sha256 = digest(file.data)
    file.save()


def event_changed() -> None:
    with triggers.lifted(connection):
        AuditEvent.objects.filter(verb="report.frozen").update(actor_name="别人")


def put(rows: Any, **values: Any) -> Callable[[], Any]:
    return lambda: rows().update(**values)


FAULTS = {
    "drafted twice": (correction, "reports "),
    "told twice": (lambda: record(by=BY, verb="report.frozen", subject=first()), "frozen "),
    "published twice": (
        lambda: record(by=BY, verb="report.published", subject=first()), "published ",
    ),
    "a gap": (lambda: Report.objects.filter(number=2).update(number=4), "numbers of "),
    "a file too few": (lambda: ReportFile.objects.order_by("pk")[0].delete(), "files "),
    "a byte": (put(ReportFile.objects.all, data=b"<html></html>\n"), "is not what its hash says"),
    "half a file": (half_a_file, "ends in the middle"),
    "a delivery too few": (lambda: Delivery.objects.order_by("pk")[0].delete(), "deliveries "),
    "not mailed": (put(Delivery.objects.all, mailed_at=None), "was not mailed"),
    "mailed twice": (lambda: record(by=BY, verb="report.mailed", subject=first()), "mailed "),
    "waiting": (
        put(WorkItem.objects.all, state=WorkState.WAITING, finished_at=None), "is waiting after",
    ),
    "work twice": (
        lambda: WorkItem.objects.create(
            kind=FREEZE, key="again", due_at=WINTER, created_at=WINTER, state=WorkState.DONE,
            finished_at=WINTER, payload=WorkItem.objects.order_by("pk")[0].payload,
        ),
        "work ",
    ),
    "held": (put(WorkItem.objects.all, token="t"), "is done and held"),
    "the trail": (event_changed, "trail: "),
    "the figures": (put(Report.objects.all, contents="{}"), "figures"),
}  # fmt: skip


def test_a_whole_world_has_none(drained: None) -> None:
    assert faults(WINTER) == []
    assert Delivery.objects.count() == 3


@pytest.mark.parametrize("name", FAULTS)
def test_each_is_found(drained: None, name: str) -> None:
    damage, said = FAULTS[name]
    damage()
    assert any(said in one for one in faults(WINTER)), faults(WINTER)


def test_a_report_that_is_missing_is_found(drained: None) -> None:
    """As if a later day were looked at: December's falls due and is not there."""
    assert any("reports " in one for one in faults(at("2027-01-20")))


# --- mails and times ------------------------------------------------------------------------------


class NoMode:
    """Nothing runs."""

    name = "none"


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    found = Campaign(NoMode(), tmp_path, Mailbox(), Pace(1, 1))
    found.out = Outcome("none", kills=[Kill(100.0, "worker", "sent", 101.0)])
    return found


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        ([90.0], 0), ([99.5, 105.0], 0), ([90.0, 100.5], 0), ([102.5, 110.0], 0),
        ([], 1), ([90.0, 95.0], 1), ([103.5, 104.0], 1), ([99.0, 104.0, 105.0], 1),
    ],
)  # fmt: skip
def test_a_mail_is_sent_again_only_over_a_kill(
    campaign: Campaign, taken: list[float], found: int
) -> None:
    if taken:
        campaign.mail.taken["one"] += taken
    assert len(list(campaign.mail_faults(["one"]))) == found


@pytest.mark.parametrize(("seconds", "found"), [(0.5, 1), (3.9, 1), (8.0, 0)])
def test_what_is_taken_while_it_is_held_is_found(
    campaign: Campaign, seconds: float, found: int
) -> None:
    """The lease of `Pace` lasts eight seconds."""
    campaign.folder.joinpath("trace").write_text("\n".join(lying("", seconds)))
    assert len(list(campaign.taken_while_held())) == found


@pytest.mark.parametrize(("ends", "found"), [("failed", 0), ("finished", 1)])
def test_who_finishes_without_holding_it_is_found(
    campaign: Campaign, ends: str, found: int
) -> None:
    trace = f"50.000 7 claimed k 1 1\n59.000 8 claimed k 1 2\n60.000 7 {ends} k 1 1\n"
    campaign.folder.joinpath("trace").write_text(trace)
    assert len(list(campaign.taken_while_held())) == found


def lying(before: str, seconds: float) -> list[str]:
    """A planner that is heard all the time, and an item that waits for so many seconds."""
    ticks = [f"{40 + 5 * number:.3f} 9 tick 0" for number in range(60)]
    return [
        *ticks,
        "50.000 7 claimed k 1 2",
        *([f"50.000 7 {before} k 1 2"] if before else []),
        f"{50 + seconds:.3f} 8 claimed k 1 3",
        f"{50 + seconds:.3f} 8 finished k 1 3",
    ]


@pytest.mark.parametrize(
    ("before", "seconds", "found"),
    [
        # In hand until the kill, 50 seconds later.
        ("", 50 + STUCK_SECONDS - 1, 0), ("", 50 + STUCK_SECONDS + 1, 1),
        # After its second failure it rests for 40 seconds.
        ("failed", STUCK_SECONDS + 39, 0), ("failed", STUCK_SECONDS + 41, 1),
    ],
)  # fmt: skip
def test_what_lies_for_two_minutes_is_found(
    campaign: Campaign, before: str, seconds: float, found: int
) -> None:
    campaign.folder.joinpath("trace").write_text("\n".join(lying(before, seconds)))
    campaign.ended = 50.0
    assert len(list(campaign.time_faults(50.0))) == found
    assert campaign.out.recovered == ([] if before else [pytest.approx(seconds - 50)])


def test_what_waits_its_turn_does_not_lie(campaign: Campaign) -> None:
    """Another thing is in hand for half of the time."""
    half = 50 + STUCK_SECONDS
    other = ["50.000 9 claimed o 1 1", f"{half:.3f} 9 finished o 1 1"]
    trace = [*lying("", 2 * STUCK_SECONDS - 1), *other]
    campaign.folder.joinpath("trace").write_text("\n".join(trace))
    campaign.ended = 50.0
    assert list(campaign.time_faults(50.0)) == []
    assert campaign.out.longest_lying == pytest.approx(STUCK_SECONDS - 1)


def test_spells_that_overlap_count_once() -> None:
    assert covered([(1, 4), (2, 3), (3, 6), (8, 20), (30, 31)], 2, 10) == 6


@pytest.mark.parametrize(("gap", "found"), [(STUCK_SECONDS - 1, 0), (STUCK_SECONDS + 1, 1)])
def test_a_planner_that_is_silent_is_found(campaign: Campaign, gap: float, found: int) -> None:
    campaign.folder.joinpath("trace").write_text(f"60.000 7 tick 0\n{60 + gap:.3f} 7 tick 0\n")
    campaign.ended = 60 + gap
    assert len(list(campaign.time_faults(50.0))) == found
    campaign.folder.joinpath("trace").write_text("60.000 7 tick 0\n")
    assert len(list(campaign.time_faults(50.0))) == found, "silent until the end"
