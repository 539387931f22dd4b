"""History: who did what, in a chain that shows where it was tampered with.

`record` is the last statement of every action's transaction.
"""

from core.audit.actor import Actor
from core.audit.record import NoTransaction, Told, record, record_many

__all__ = ["Actor", "NoTransaction", "Told", "record", "record_many"]
