"""Sums as people and statistics read them: exact decimal texts."""

from __future__ import annotations

from burgee.domain.tracking import SCALE

PLACES = len(str(SCALE)) - 1  # decimals of the fixed scale


def descaled(number: int, factors: int = 1) -> str:
    """A whole number at the fixed scale as the decimal that it stands for, of any length.
    `factors`: how many scaled numbers were multiplied into it.

    >>> descaled(12_500), descaled(-5), descaled(100_000_000, 2)
    ('1.25', '-0.0005', '1')
    """
    places = PLACES * factors
    digits = str(abs(number)).zfill(places + 1)
    fraction = digits[-places:].rstrip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}{'.' if fraction else ''}{fraction}"
