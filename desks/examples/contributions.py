"""Two initiatives whose lead units gather what the others did: one is asked, one has answered."""

from datetime import datetime

from desks.examples.beijing import ROWS
from desks.examples.people import Cast, acting
from progress.actions import ask_contributions, save_contribution
from progress.models import Round
from recommendations.models import Plan

# Initiative, and what the first of its helpers has handed in ("" where nobody has).
GATHERED = {
    4: ("请提供与国际机构对接的场地、人员保障情况。", ""),
    13: ("请提供本部门推荐试点项目和数据开放情况。", "推荐试点示范项目9个，其中3个进入首轮评审。"),
}


def gather(plan: Plan, round_: Round, cast: Cast, *, now: datetime) -> None:
    """Ask in the open round, a little before today; the filing day is the latest that is asked."""
    for initiative in plan.initiatives.filter(code__in=GATHERED).select_related("plan", "lead"):
        row, (wanted, words) = ROWS[initiative.code], GATHERED[initiative.code]
        helpers = [cast.units[key] for key in row.others]
        lead = cast.reporters[row.lead]
        ask_contributions(
            initiative=initiative, round_=round_, units=helpers, ask=wanted,
            due_on=round_.filing_due_on, person=lead, now=now, by=acting(lead),
        )  # fmt: skip
        if words:
            giver, unit = cast.reporters[row.others[0]], helpers[0]
            asked = initiative.contributions.get(unit=unit)
            save_contribution(
                initiative=initiative, round_=round_, unit=unit, words=words, hand_in=True,
                person=giver, version=asked.version, now=now, by=acting(giver),
            )  # fmt: skip
