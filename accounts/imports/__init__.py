"""A list of units from a sheet or a paste: read, check, and (in the actions) apply."""
