"""How numbers of a look read: effects with their intervals, rates and relative effects in percent,
and for what is undefined the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import floor, log10

from burgee.domain.documents import Json
from burgee.domain.rates import RATES

Part = Mapping[str, Json]

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
UNDEFINED = "undefined"
REASON_BY_LOW = {"low": "interval", "relative_low": "relative_interval"}
SMALLEST_P_VALUE = 0.0001
MOST_CERTAIN = 0.999
MOST_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, with the API's number if it shows one."""

    text: str
    number: float | None = None


Pieces = tuple[Piece, ...]


def plain(pieces: Pieces) -> str:
    """The whole text."""
    return "".join(piece.text for piece in pieces)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a number is multiplied with to be read, and the unit behind it."""

    factor: float = 1.0
    unit: str = ""
    is_signed: bool = False

    def text(self, number: float, width: float | None = None) -> str:
        """The number, rounded so that a quarter of `width` has two digits, or to four digits; what
        is not 0 never reads as 0.

        >>> Scale(100).text(0.11519, width=0.02), Scale(100).text(-0.00001, width=0.02)
        ('11.52', '-0.001')
        """
        scaled = number * self.factor
        decimals = _decimals(width * self.factor / 4 if width else scaled / 100)
        if not round(scaled, decimals):
            decimals = max(decimals, _decimals(scaled * 10))
        # What rounds to nothing after all has no sign.
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


def value_of(metric: Part, variant: Part) -> Pieces:
    """`10.20 % (9.63 % to 10.81 %)`: what the metric is in a variant."""
    return _estimate(variant, ("value", "low", "high"), value_scale(metric))


def effect_of(metric: Part, comparison: Part) -> Pieces:
    """`+1.02 points (+0.21 to +1.83 points)`: treatment minus control."""
    return _estimate(comparison, ("effect", "low", "high"), effect_scale(metric))


def relative_of(comparison: Part) -> Pieces:
    """`+9.8 % (+2.1 % to +17.6 %)`: the effect as a share of the control's value."""
    names = ("relative_effect", "relative_low", "relative_high")
    return _estimate(comparison, names, RELATIVE)


def _estimate(part: Part, names: tuple[str, str, str], scale: Scale) -> Pieces:
    estimate, low, high = (part[name] for name in names)
    if estimate is None:
        return (Piece(undefined(part, (names[0], REASON_BY_LOW[names[1]]))),)
    width = None if low is None or high is None else high - low
    shown = Piece(f"{scale.text(estimate, width)}{scale.unit}", estimate)
    return (shown, Piece(" ("), *_interval(part, names, scale), Piece(")"))


def _interval(part: Part, names: tuple[str, str, str], scale: Scale) -> Pieces:
    low, high = part[names[1]], part[names[2]]
    if low is None and high is None:
        return (Piece(f"interval {UNDEFINED}"),)
    if low is None:
        return Piece("at most "), Piece(f"{scale.text(high)}{scale.unit}", high)
    if high is None:
        return Piece("at least "), Piece(f"{scale.text(low)}{scale.unit}", low)
    unit = scale.unit if scale.unit == PERCENT.unit else ""
    return (
        Piece(f"{scale.text(low, high - low)}{unit}", low),
        Piece(" to "),
        Piece(f"{scale.text(high, high - low)}{scale.unit}", high),
    )


def undefined(part: Part, names: tuple[str, ...]) -> str:
    """`undefined, because ...`, with the first reason that is known for these numbers."""
    reasons = (part.get("undefined", {}).get(name) for name in names)
    known = next((reason for reason in reasons if reason), "")
    return f"{UNDEFINED}, because {known}" if known else UNDEFINED


def parts_of(metrics: Iterable[Part]) -> Iterator[tuple[str, Part]]:
    """Metric -> each of its variants and comparisons."""
    for metric in metrics:
        for part in (*metric["variants"], *metric["comparisons"]):
            yield metric["metric"], part


def gaps(parts: Iterable[tuple[str, Part]]) -> Iterator[str]:
    """Why intervals are undefined where a value is not: each reason once, with the metrics, as
    early in a run it is the same for all of them."""
    found: dict[str, dict[str, None]] = {}
    for metric, part in parts:
        for reason in _gaps_of(part):
            found.setdefault(reason, {})[metric] = None
    for reason, metrics in found.items():
        yield f"{', '.join(metrics)}: {reason}"


def _gaps_of(part: Part) -> Iterator[str]:
    why = part.get("undefined", {})
    of_interval = why.get("interval") if {"value", "effect"}.isdisjoint(why) else None
    of_relative = why.get("relative_interval") if "relative_effect" not in why else None
    if of_interval:
        yield f"interval {UNDEFINED}, because {of_interval}"
    if of_relative and of_relative != of_interval:
        yield f"interval of the relative effect {UNDEFINED}, because {of_relative}"


def p_value_of(comparison: Part, name: str) -> Pieces:
    """A p-value to four places; very small ones as `< 0.0001`."""
    p_value = comparison[name]
    if p_value is None:
        return (Piece(undefined(comparison, (name, "p_value"))),)
    is_tiny = p_value < SMALLEST_P_VALUE
    return (Piece(f"< {SMALLEST_P_VALUE:.4f}" if is_tiny else f"{p_value:.4f}", p_value),)


def level_of(comparison: Part) -> Pieces:
    """`97.5 %`: the level of the interval."""
    alpha = comparison["alpha"]
    return () if alpha is None else (Piece(f"{100 - alpha * 100:.4g} %"),)


def compared(metric: Part, comparison: Part) -> tuple[Pieces, ...]:
    """The effect, the relative effect, the level of their intervals, the p-value, and where there
    are several comparisons the corrected p-value. A reason for what is undefined is given once."""
    corrected = p_value_of(comparison, "adjusted_p_value") if comparison["family"] > 1 else ()
    effect, relative = effect_of(metric, comparison), relative_of(comparison)
    p_value = p_value_of(comparison, "p_value")
    return (
        effect,
        _unless_said(relative, effect),
        level_of(comparison),
        _unless_said(p_value, effect, relative),
        _unless_said(corrected, effect, relative, p_value),
    )


def remarks(metric: Part) -> Iterator[str]:
    """How each treatment was compared, and what is to be known beside the numbers."""
    for comparison in metric["comparisons"]:
        yield f"{comparison['variant']}: {'; '.join(_how(comparison))}"
        yield from (f"{comparison['variant']}: {note}" for note in comparison["notes"])


def _how(comparison: Part) -> Iterator[str]:
    yield comparison["method"]
    if comparison["variance_reduction"] is not None:
        share = PERCENT.text(comparison["variance_reduction"], 0.1)
        yield f"what units did before explains {share} % of the variance"
    if comparison["effect_size"] is not None:
        words_ = comparison["effect_size_words"]
        yield f"effect size {comparison['effect_size']:.3g}" + (f" ({words_})" if words_ else "")


def _unless_said(pieces: Pieces, *before: Pieces) -> Pieces:
    is_said = pieces in before and plain(pieces).startswith(UNDEFINED)
    return (Piece(UNDEFINED),) if is_said else pieces


def posterior_of(metric: Part, posterior: Part) -> tuple[Pieces, ...]:
    """The probabilities to beat the control and to be the best of all variants, what is lost by
    promoting and by keeping the control if that is wrong, and the prior."""
    scale = Scale(effect_scale(metric).factor, effect_scale(metric).unit)
    width = 4 * posterior["deviation"]
    chances = (posterior["to_beat_control"], posterior["to_be_best"])
    losses = (posterior["loss_of_promoting"], posterior["loss_of_keeping"])
    return (
        *((Piece(chance_text(chance), chance),) for chance in chances),
        *((Piece(f"{scale.text(loss, width)}{scale.unit}", loss),) for loss in losses),
        (Piece(posterior["prior"]),),
    )


def final_of(look: Part) -> str:
    """The effect that the verdict is about, freed of what looking does to it; empty without one."""
    final = look.get("final")
    if not final:
        return ""
    metric = next(each for each in look["metrics"] if each["metric"] == final["metric"])
    p_value = plain(p_value_of(final, "p_value"))
    return f"{final['metric']}, {final['variant']}: {plain(effect_of(metric, final))}, p {p_value}"


def spent_text(spent: float) -> str:
    """What the looks have spent of alpha; of early ones next to nothing.

    >>> spent_text(0.00975512), spent_text(1.8e-66), spent_text(0.0)
    ('0.009755', '< 0.0001', '0')
    """
    return f"< {SMALLEST_P_VALUE:.4f}" if 0 < spent < SMALLEST_P_VALUE else f"{spent:.4g}"


def chance_text(chance: float) -> str:
    """A probability as percent, which reads as certain only where it is.

    >>> chance_text(0.9934), chance_text(0.99999), chance_text(1.0)
    ('99.3 %', '> 99.9 %', '100 %')
    """
    if chance in {0.0, 1.0}:
        return f"{chance * 100:.0f} %"
    if chance > MOST_CERTAIN:
        return f"> {MOST_CERTAIN * 100:.1f} %"
    if chance < 1 - MOST_CERTAIN:
        return f"< {100 - MOST_CERTAIN * 100:.1f} %"
    return f"{chance * 100:.1f} %"


def count_text(count: int) -> str:
    """`12,345`."""
    return f"{count:,}"


def words(name: str) -> str:
    """A name of the API as words: `roll_back` is `roll back`."""
    return name.replace("_", " ")
