"""A light policy in words: every threshold, under the light that it lights."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.exact import show
from progress.status import Light, Policy


class RuleLine(NamedTuple):
    """One condition and the light it gives; without a light, how the plan to date is read."""

    light: Light | None
    words: str


def percent(share: Decimal) -> str:
    """A share of one as a percentage: 0.6 is 60%."""
    return f"{show(share * 100)}%"


def rule_lines(policy: Policy) -> list[RuleLine]:
    """The whole rule, red first; what a policy switches off is left out."""
    return [
        *(RuleLine(Light.RED, words) for words in _red(policy)),
        *(RuleLine(Light.YELLOW, words) for words in _yellow(policy)),
        *(RuleLine(Light.GREEN, words) for words in _green(policy)),
        *(RuleLine(None, words) for words in _plan(policy)),
    ]


def _red(policy: Policy) -> Iterator[str]:
    yield _("Past its due date and not completed")
    if policy.compare == "points":
        yield _("More than %(n)s percentage points behind the plan to date") % {
            "n": show(policy.red_over_points)
        }
    elif policy.red_below:
        yield _("Done less than %(share)s of the plan to date") % {
            "share": percent(policy.red_below)
        }
    yield ngettext(
        "A milestone more than %(n)d working day overdue",
        "A milestone more than %(n)d working days overdue",
        policy.milestone_red_after_days,
    ) % {"n": policy.milestone_red_after_days}
    yield ngettext(
        "Nothing filed for the last closed round",
        "Nothing filed for %(n)d closed rounds in a row",
        policy.missed_rounds_red,
    ) % {"n": policy.missed_rounds_red}
    if policy.short_rounds_red:
        yield ngettext(
            "%(n)d closed round ended behind the plan to date, and it is not caught up",
            "%(n)d closed rounds in a row ended behind the plan to date, and it is not caught up",
            policy.short_rounds_red,
        ) % {"n": policy.short_rounds_red}
    if policy.not_begun_red_months:
        yield _not_begun(policy.not_begun_red_months)


def _yellow(policy: Policy) -> Iterator[str]:
    if policy.compare == "points":
        yield _("%(low)s to %(high)s percentage points behind the plan to date") % {
            "low": show(policy.yellow_from_points),
            "high": show(policy.red_over_points),
        }
    elif policy.yellow_below > policy.red_below:
        yield _("Done at least %(low)s and less than %(high)s of the plan to date") % {
            "low": percent(policy.red_below),
            "high": percent(policy.yellow_below),
        }
    if policy.milestone_red_after_days:
        yield ngettext(
            "A milestone up to %(n)d working day overdue",
            "A milestone up to %(n)d working days overdue",
            policy.milestone_red_after_days,
        ) % {"n": policy.milestone_red_after_days}
    yield ngettext(
        "Due within %(n)d working day and below %(percent)s%%",
        "Due within %(n)d working days and below %(percent)s%%",
        policy.due_soon_days,
    ) % {"n": policy.due_soon_days, "percent": show(policy.due_soon_percent)}
    if policy.missed_rounds_red > 1:
        yield _("The last closed round has no filing")
    if policy.not_begun_yellow_months:
        yield _not_begun(policy.not_begun_yellow_months)
    yield _("The unit itself says at risk or behind")


def _not_begun(months: int) -> str:
    return ngettext(
        "Assigned and not begun when its planned month is over",
        "Assigned and not begun when %(n)d months, the planned one the first, are over",
        months,
    ) % {"n": months}


def _green(policy: Policy) -> Iterator[str]:
    yield _("Everything else that is under way")
    if policy.tolerance_points:
        yield _("Up to %(n)s percentage points behind the plan to date lights nothing") % {
            "n": show(policy.tolerance_points)
        }


def _plan(policy: Policy) -> Iterator[str]:
    yield _("By the weights of the milestones due, where there are milestones")
    if policy.plan_by == "months":
        yield _("Else by the months that are over, of all months from start to due date")
    else:
        yield _("Else by the days that have passed, of all days from start to due date")
