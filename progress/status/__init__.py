"""The light rule: where an initiative stands on a day, and every reason why. No clock, no database.

What the rule holds to, beside its thresholds:

* With nothing new a later day never betters a light among red, yellow and green. So the plan to
  date never falls: a planned point below an earlier one counts as the earlier one, and weights are
  never negative.
* Filing never worsens a light, and what was filed or requested on time does not worsen it while it
  waits for review. A round counts as filed once handed in; no approved figure at all is unknown
  rather than zero; and the clock of a requested completion stops on the day of the request.
* What lies after ``as_of`` does not count: rounds, milestones done, a completion.
"""

from progress.lights import DEFAULT_POLICY, Light, Policy, Reason
from progress.presets import PRESETS
from progress.status.known import Facts, MilestoneFact, Override, RoundFact, Standing
from progress.status.plan import planned_on
from progress.status.rule import standing_on

__all__ = [
    "DEFAULT_POLICY",
    "PRESETS",
    "Facts",
    "Light",
    "MilestoneFact",
    "Override",
    "Policy",
    "Reason",
    "RoundFact",
    "Standing",
    "planned_on",
    "standing_on",
]
