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


def smooth_rising_root(
    function: Callable[[float], float], low: float, high: float, near: float = 1e-11
) -> float:
    """As `rising_root`, to `near`, in a few calls where `function` is nearly straight.

    The Illinois form of false position (Dowell & Jarratt 1971). Values at the ends are finite.

    >>> round(smooth_rising_root(lambda x: x * x - 2, 0.0, 2.0), 10)
    1.4142135624
    """
    below, above = function(low), function(high)
    if below >= 0 or above <= 0:
        return low if below >= 0 else high
    last = low
    was_below = None
    while True:
        middle = (low * above - high * below) / (above - below)
        if abs(middle - last) <= near:
            return middle
        last, value = middle, function(middle)
        is_below = value < 0
        if is_below:
            low, below, above = middle, value, above / 2 if was_below is True else above
        else:
            high, above, below = middle, value, below / 2 if was_below is False else below
        was_below = is_below
