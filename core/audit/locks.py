"""One writer at a time at the end of the chain: what differs by database."""

from django.db import connection

# Any constant will do, as long as nothing else in this database takes the same.
_CHAIN = 7_220_115_001


def hold_chain() -> None:
    """Let nobody else write an event until this transaction ends; waits for whoever does.

    SQLite needs nothing: its transactions are IMMEDIATE, so whoever is inside one is alone.
    Raises NotImplementedError on an engine whose lock nobody has chosen yet.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN])
    elif connection.vendor != "sqlite":
        raise NotImplementedError(f"No audit lock for {connection.vendor}.")
