"""Where a function crosses 0."""

from __future__ import annotations

from collections.abc import Callable


def rising_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where `function` rises through 0 between `low` and `high`, to the last digit.

    The nearer end if it does not: `low` where it is above 0 already, `high` where it stays below.

    >>> round(rising_root(lambda x: x * x - 2, 0.0, 2.0), 12)
    1.414213562373
    """
    if function(low) >= 0:
        return low
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return high
