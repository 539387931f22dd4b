"""Made-up data at scale: plans, units, people, rounds, updates, lights, all of it flagged.

`Size` says how much; `populate` makes and writes it. Generators are plain functions of the seed,
the day and what stands in the database already; only `write` touches the database.
"""

from desks.populating.scene import Size
from desks.populating.write import populate

__all__ = ["Size", "populate"]
