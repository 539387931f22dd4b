"""History: who did what, in a chain that shows where it was tampered with.

`record` (or `record_many`) is the last statement of every action's transaction.
"""

from core.audit.actor import Actor
from core.audit.record import Event, Named, NoTransaction, record, record_many

__all__ = ["Actor", "Event", "Named", "NoTransaction", "record", "record_many"]
