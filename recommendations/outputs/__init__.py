"""Files made of values that were read before: no query is asked here."""
