"""What one asks before an experiment, and what one is told: how many units, for how long."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import expm1, fsum, inf, isfinite, log1p

from burgee.stats.duration import Duration
from burgee.stats.horizons import DESIGNS
from burgee.stats.power import Formula, check_deviation, check_rate
from burgee.stats.sample_size import Aim
from burgee.stats.values import Choice, Undefined, refuse_unless

SMALLEST_ALPHA = 1e-12
GREATEST_POWER = 0.999999


class MetricKind(Choice):
    """A rate (share of units), a mean per unit, or a ratio of two sums."""

    RATE = "rate"
    MEAN = "mean"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSizeQuestion:
    """How many units an effect takes, or, with `units`, which effect they would show.

    Exactly one is given of `relative_effect` (of the baseline: 0.05 is 5 %), `absolute_effect`, and
    `units` (of all variants together). `baseline` is the control's rate, mean or ratio;
    `deviation` that of the values of units; of a ratio that of the linearised values, see
    `ratio_deviation`; a rate has its own. `weights`: one per variant, the control first. `goals`:
    how many metrics are decided on; with the treatments they make the family that `correction`
    (none, bonferroni, sidak, holm, hochberg, benjamini_hochberg, benjamini_yekutieli) shares alpha
    among. `sequential`: none for one look at the end, obrien_fleming, pocock, power or hsd for
    `looks` evenly spaced ones, confidence_sequence or msprt where nobody knows how long it will
    go on. `correlation` of the values with their covariate from before the exposure.
    `units_per_day` of all variants together.
    """

    kind: MetricKind = MetricKind.RATE
    baseline: float
    deviation: float | None = None
    relative_effect: float | None = None
    absolute_effect: float | None = None
    units: int | None = None
    alpha: float = 0.05
    power: float = 0.8
    sides: int = 2
    weights: tuple[float, ...] = (1.0, 1.0)
    goals: int = 1
    correction: str = "holm"
    sequential: str = "none"
    looks: int = 28
    correlation: float = 0.0
    units_per_day: float | None = None
    formula: Formula = Formula.POOLED

    def __post_init__(self) -> None:
        self._check_metric()
        self._check_wish()
        refuse_unless(len(self.weights) >= 2, "there is a control and at least one treatment")
        is_possible = all(isfinite(weight) and weight > 0 for weight in self.weights)
        refuse_unless(is_possible, "a variant's weight is above 0")
        for name, count in {"goals": self.goals, "looks": self.looks}.items():
            refuse_unless(count >= 1 and count % 1 == 0, f"{name} are 1, 2, 3 ..., not {count}")
        _check_known("correction", self.correction, FIRST_LEVELS)
        _check_known("sequential", self.sequential, DESIGNS)
        refuse_unless(abs(self.correlation) < 1, "a correlation is between -1 and 1")
        least = self.aim.alpha
        refuse_unless(
            least >= SMALLEST_ALPHA, f"an alpha of {least:.2g} per comparison is none to plan for"
        )
        refuse_unless(self.power <= GREATEST_POWER, f"power is at most {GREATEST_POWER}")

    @property
    def comparisons(self) -> int:
        """How many comparisons share alpha: treatments times goals."""
        return (len(self.weights) - 1) * self.goals

    @property
    def alpha_per_comparison(self) -> float:
        """What the first of the comparisons is held to: with it alone the power is reached, even
        if it is the only one with an effect."""
        return FIRST_LEVELS[self.correction](self.alpha, self.comparisons)

    @property
    def aim(self) -> Aim:
        """Of one comparison: the control with the treatment that has the least units."""
        ratio = min(self.weights[1:]) / self.weights[0]
        return Aim(self.power, self.alpha_per_comparison, self.sides, ratio)

    @property
    def shares(self) -> tuple[float, ...]:
        """Of all units, the part of each variant."""
        whole = fsum(self.weights)
        return tuple(weight / whole for weight in self.weights)

    @property
    def effect(self) -> float:
        """The effect that is asked for, in the metric's own unit; 0 if none is."""
        if self.relative_effect is None:
            return self.absolute_effect or 0.0
        return self.relative_effect * abs(self.baseline)

    def relative(self, effect: float) -> float | Undefined:
        """An effect as a fraction of the baseline's size."""
        relative = effect / abs(self.baseline) if self.baseline else inf
        return relative if isfinite(relative) else Undefined("the baseline is 0, or next to it")

    @property
    def spread(self) -> float:
        """The deviation of the values of units, as far as it is given."""
        return self.deviation or 0.0

    def _check_metric(self) -> None:
        refuse_unless(isfinite(self.baseline), "a baseline is a finite number")
        if self.kind is MetricKind.RATE:
            check_rate(self.baseline)
            return
        refuse_unless(self.deviation is not None, f"a {self.kind.value} needs its deviation")
        check_deviation(self.spread)

    def _check_wish(self) -> None:
        wishes = (self.relative_effect, self.absolute_effect, self.units)
        given = [wish for wish in wishes if wish is not None]
        is_one = len(given) == 1
        refuse_unless(is_one, "give one of relative_effect, absolute_effect and units")
        refuse_unless(all(map(isfinite, given)), "an effect is a finite number")
        if self.units is not None:
            is_count = self.units >= 1 and self.units % 1 == 0
            refuse_unless(is_count, f"units are 1, 2, 3 ..., not {self.units}")
        if self.relative_effect is not None:
            refuse_unless(self.baseline != 0, "a baseline of 0 has no relative effect")


@dataclass(frozen=True, slots=True)
class Factor:
    """By how much something multiplies the units, and why, in words."""

    name: str
    value: float
    why: str


@dataclass(frozen=True, slots=True)
class SampleSizeAnswer:
    """`units` of each variant, the control first, to find `effect` or more.

    `treatment` is the value that the treatment would have. `formula` and `factors` say how the
    number comes about; `sentence` says all of it to somebody who has never planned an experiment.
    """

    units: tuple[int, ...]
    effect: float
    relative_effect: float | Undefined
    treatment: float
    comparisons: int
    alpha_per_comparison: float
    formula: str
    factors: tuple[Factor, ...]
    duration: Duration | Undefined
    sentence: str

    @property
    def total(self) -> int:
        return sum(self.units)


def _check_known(name: str, value: str, known: Collection[str]) -> None:
    refuse_unless(value in known, f"{name} is one of {', '.join(known)}; not {value!r}")


def _alike(alpha: float, _comparisons: int) -> float:
    return alpha


def _shared(alpha: float, comparisons: int) -> float:
    return alpha / comparisons


def _sidak(alpha: float, comparisons: int) -> float:
    return -expm1(log1p(-alpha) / comparisons)


def _harmonic(alpha: float, comparisons: int) -> float:
    return alpha / comparisons / fsum(1 / rank for rank in range(1, comparisons + 1))


FIRST_LEVELS: dict[str, Callable[[float, int], float]] = {
    "none": _alike,
    "bonferroni": _shared,
    "sidak": _sidak,
    "holm": _shared,
    "hochberg": _shared,
    "benjamini_hochberg": _shared,
    "benjamini_yekutieli": _harmonic,
}
