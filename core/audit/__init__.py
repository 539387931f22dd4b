"""History: who did what, in a chain that shows where it was tampered with.

`record` (or `record_many`, `record_rows`) is the last statement of every action's transaction.
"""

from core.audit.actor import Actor
from core.audit.record import Named, NoTransaction, Told, record, record_many, record_rows

__all__ = [
    "Actor",
    "Named",
    "NoTransaction",
    "Told",
    "record",
    "record_many",
    "record_rows",
]
