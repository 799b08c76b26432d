"""How numbers of a look read: effects with their intervals, rates and relative effects in percent,
and for what is undefined the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log10

from burgee.domain.documents import Json

Part = Mapping[str, Json]

RATES = frozenset({"conversion_rate", "retention", "funnel_step"})
PARTS = {"goal": "Goals", "secondary": "Secondary metrics", "guardrail": "Guardrails"}
DESIGNS = {
    "obrien_fleming": "O'Brien-Fleming type alpha spending",
    "pocock": "Pocock type alpha spending",
    "power": "power family alpha spending",
    "hsd": "Hwang-Shih-DeCani alpha spending",
    "confidence_sequence": "confidence sequence",
    "msprt": "mixture sequential probability ratio test",
    "none": "one look, at the end",
    "bayesian": "Bayesian",
}
SMALLEST_P_VALUE = 0.0001
MOST_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Scale:
    """What a number is multiplied with to be read, and the unit behind it."""

    factor: float = 1.0
    unit: str = ""
    is_signed: bool = False

    def text(self, number: float, width: float | None = None) -> str:
        """The number, rounded so that a quarter of `width` has two digits, or to four digits."""
        scaled = number * self.factor
        decimals = _decimals(width * self.factor / 4 if width else scaled / 100)
        # What rounds to nothing has no sign.
        rounded = round(scaled, decimals) + 0.0
        sign = "+" if self.is_signed and rounded else ""
        return f"{rounded:{sign},.{decimals}f}"


PERCENT = Scale(100, " %")
RELATIVE = Scale(100, " %", is_signed=True)


def _decimals(width: float) -> int:
    size = abs(width)
    return min(MOST_DECIMALS, max(0, 1 - floor(log10(size)))) if size else 2


def value_scale(metric: Part) -> Scale:
    """How the metric's own values read."""
    if metric["type"] in RATES:
        return PERCENT
    return Scale(1, " s" if metric["type"] == "time_to_event" else "")


def effect_scale(metric: Part) -> Scale:
    """How differences between values of the metric read; rates differ by percentage points."""
    if metric["type"] in RATES:
        return Scale(100, " points", is_signed=True)
    return Scale(1, value_scale(metric).unit, is_signed=True)


def value_text(metric: Part, variant: Part) -> str:
    """`10.2 % (9.6 % to 10.8 %)`: what the metric is in a variant."""
    return _estimate(variant, ("value", "low", "high"), value_scale(metric))


def effect_text(metric: Part, comparison: Part) -> str:
    """`+1.0 points (+0.2 to +1.8 points)`: treatment minus control."""
    return _estimate(comparison, ("effect", "low", "high"), effect_scale(metric))


def relative_text(comparison: Part) -> str:
    """`+9.8 % (+2.1 % to +17.6 %)`: the effect as a share of the control's value."""
    names = ("relative_effect", "relative_low", "relative_high")
    return _estimate(comparison, names, RELATIVE)


def _estimate(part: Part, names: tuple[str, str, str], scale: Scale) -> str:
    estimate, low, high = (part[name] for name in names)
    if estimate is None:
        return undefined(part, names)
    width = None if low is None or high is None else high - low
    return f"{scale.text(estimate, width)}{scale.unit} ({_interval(part, names, scale, width)})"


def _interval(part: Part, names: tuple[str, str, str], scale: Scale, width: float | None) -> str:
    low, high = part[names[1]], part[names[2]]
    if low is None and high is None:
        return f"interval {undefined(part, names[1:])}"
    if low is None:
        return f"at most {scale.text(high)}{scale.unit}"
    if high is None:
        return f"at least {scale.text(low)}{scale.unit}"
    unit = scale.unit if scale.unit == PERCENT.unit else ""
    return f"{scale.text(low, width)}{unit} to {scale.text(high, width)}{scale.unit}"


def undefined(part: Part, names: tuple[str, ...]) -> str:
    """`undefined, because ...`, with the first reason that is known for these numbers."""
    reasons = (part.get("undefined", {}).get(name) for name in names)
    known = next((reason for reason in reasons if reason), "")
    return f"undefined, because {known}" if known else "undefined"


def p_value_text(comparison: Part, name: str) -> str:
    """A p-value to four places; very small ones as `< 0.0001`."""
    p_value = comparison[name]
    if p_value is None:
        return undefined(comparison, (name, "p_value"))
    if p_value < SMALLEST_P_VALUE:
        return f"< {SMALLEST_P_VALUE:.4f}"
    return f"{p_value:.4f}"


def count_text(count: int) -> str:
    """`12,345`."""
    return f"{count:,}"


def words(name: str) -> str:
    """A name of the API as words: `roll_back` is `roll back`."""
    return name.replace("_", " ")
