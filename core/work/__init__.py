"""What must happen, kept in the database: planned once, claimed with a lease, finished once."""

from core.work.kinds import Due, Kind, register

__all__ = ["Due", "Kind", "register"]
