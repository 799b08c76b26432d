"""Which metrics are rates, where each unit counts 1 or 0; and shares as people read them."""

from __future__ import annotations

from burgee.domain.rates import RATES


def is_rate(metric_type: str) -> bool:
    """Whether a metric's values are shares of units."""
    return metric_type in RATES


def percent(share: float, digits: int = 1, *, sign: str = "") -> str:
    """A share in percent; `sign`: "+" shows that of a gain too.

    >>> percent(0.1184, 2), percent(0.2, sign="+")
    ('11.84 %', '+20.0 %')
    """
    return f"{100 * share:{sign}.{digits}f} %"
