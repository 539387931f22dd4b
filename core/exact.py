"""Exact decimals kept as whole numbers of ten-thousandths.

Some databases keep decimals as binary fractions; a 64-bit integer is exact in all of them.
"""

from decimal import Decimal

PLACES = 4
LARGEST_SCALED = 2**63 - 1


def to_scaled(value: Decimal) -> int:
    """``value`` × 10⁴ as a whole number.

    Raises ValueError where that would lose a decimal, where the result does not fit a 64-bit
    integer, and for NaN and infinities.
    """
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is not a number that can be stored.")
    # On the digits themselves: decimal arithmetic may round at 28 of them.
    written = "".join(map(str, digits)).lstrip("0")
    shift = exponent + PLACES
    if written and len(written) + shift > len(str(LARGEST_SCALED)):
        raise ValueError(_too_large(value))
    kept, lost = (written, "") if shift >= 0 else (written[:shift], written[shift:])
    if lost.strip("0"):
        raise ValueError(f"{value} has more than {PLACES} decimals.")
    scaled = int(kept + "0" * shift) if kept else 0
    if scaled > LARGEST_SCALED:
        raise ValueError(_too_large(value))
    return -scaled if sign else scaled


def from_scaled(scaled: int) -> Decimal:
    """The decimal that ``to_scaled`` was given, with four decimals written out."""
    return Decimal(scaled).scaleb(-PLACES)


def show(value: Decimal) -> str:
    """``value`` in plain digits, without exponent, trailing zeros or a negative zero."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _too_large(value: Decimal) -> str:
    return f"{value} is too large: at most {show(from_scaled(LARGEST_SCALED))} can be stored."
