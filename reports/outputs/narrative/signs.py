"""How a difference is written in a table."""

from decimal import Decimal

from reports.outputs.tongue import NOTHING


def signed(value: str | None) -> str:
    """A difference with its sign, as a minus and not as a hyphen; — where there is none."""
    if value is None:
        return NOTHING
    if value.startswith("-"):
        return f"−{value[1:]}"
    return f"+{value}" if Decimal(value) else value
