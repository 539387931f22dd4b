"""A report that is frozen keeps the units' names of its day (peers' trap: ids instead of names)."""

from datetime import date

from accounts.actions import rename_unit
from core.periods import Period
from reports.actions import add_schedule
from reports.models import Report
from reports.queries import contents_of
from reports.writing import gather_period
from tests.factories import BY, SEPTEMBER, House, at
from tests.report_factories import make_draft

KNOWN = at("2026-10-20 06:00")
NOVEMBER = Period.containing("month", date(2026, 11, 1))


def test_the_old_report_keeps_the_old_name_and_the_next_has_the_new(house: House) -> None:
    on = add_schedule(
        plan=house.plan, kind="month", first_period=SEPTEMBER, issuer="示例督查室", by=BY
    )
    make_draft(on, known=KNOWN)
    rename_unit(
        unit=house.a,
        name="示例新名局",
        short_name="",
        on=date(2026, 11, 1),
        version=1,
        now=KNOWN,
        by=BY,
    )
    kept = repr(contents_of(Report.objects.get()))
    assert "示例甲局" in kept and "示例新名局" not in kept
    again = repr(gather_period(on, SEPTEMBER, known_at=at("2026-12-01 06:00")))
    assert "示例甲局" in again and "示例新名局" not in again, "a report speaks of its period"
    later = repr(gather_period(on, NOVEMBER, known_at=at("2026-12-01 06:00")))
    assert "示例新名局" in later and "示例甲局" not in later
