"""Made-up data at scale: plans, units, people, rounds, updates, lights, all of it flagged.

`scene.Size` says how much, `write.populate` makes and writes it. Generators are plain functions of
the seed, the day and what stands in the database already; `write` alone touches the database.
"""
