"""A plan's numbers in words that a product person understands."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.stats.duration import Duration
from burgee.stats.horizons import UNKNOWN_HORIZONS
from burgee.stats.judging.scales import FIXED
from burgee.stats.planning_questions import Factor, MetricKind, SampleSizeQuestion
from burgee.stats.power import Formula
from burgee.stats.values import Undefined

_RATES = {
    Formula.POOLED: "two rates, pooled variance where there is no effect (Fleiss)",
    Formula.UNPOOLED: "two rates, unpooled variance",
    Formula.ARCSINE: "two rates, arcsine (Cohen's h)",
}
_MEANS = {
    MetricKind.MEAN: "two means, noncentral t",
    MetricKind.RATIO: "two ratios, normal approximation with delta-method variance",
}


@dataclass(frozen=True, slots=True)
class Multipliers:
    """Of the units of one comparison looked at once: by the comparisons that share alpha, by
    the looks, and by what the covariate leaves of the variance."""

    comparisons: float
    looks: float
    covariate: float


def formula_of(question: SampleSizeQuestion) -> str:
    """Which formula the units of one comparison come from."""
    if question.kind is MetricKind.RATE:
        return _RATES[question.formula]
    return _MEANS[question.kind]


def factors_of(question: SampleSizeQuestion, multipliers: Multipliers) -> tuple[Factor, ...]:
    """What multiplies the units, and why; what is 1 is left out."""
    found = (
        Factor("comparisons", multipliers.comparisons, _why_comparisons(question)),
        Factor("looks", multipliers.looks, _why_looks(question)),
        Factor("covariate", multipliers.covariate, _why_covariate(question)),
    )
    return tuple(factor for factor in found if factor.value != 1)


def sentence_of(
    question: SampleSizeQuestion,
    effect: float,
    units: tuple[int, ...],
    time: Duration | Undefined,
) -> str:
    """The whole answer."""
    what = f"{_effect(question, effect)} is found with a probability of {_percent(question.power)}"
    if question.units is not None:
        what += ", and a smaller one less often"
    return f"With {_units(units)}, {what}. {_chance(question)}{_duration(question, time)}"


def _units(units: tuple[int, ...]) -> str:
    if len(set(units)) == 1:
        return f"{units[0]:,} units in each of {len(units)} variants, {sum(units):,} in all"
    each = " + ".join(f"{count:,}" for count in units)
    return f"{each} units in the variants, {sum(units):,} in all"


def _effect(question: SampleSizeQuestion, effect: float) -> str:
    way = "a fall" if effect < 0 else "a rise"
    before, after = question.baseline, question.baseline + effect
    if question.kind is MetricKind.RATE:
        ends = f"from {_percent(before)} to {_percent(after)}"
    else:
        ends = f"from {before:.5g} to {after:.5g}"
    relative = question.relative(effect)
    if isinstance(relative, Undefined):
        return f"{way} {ends}"
    return f"{way} {ends} ({_percent(abs(relative))})"


def _chance(question: SampleSizeQuestion) -> str:
    """How often something is found that is not there."""
    alpha, family = _percent(question.alpha), question.comparisons
    whole = f"Where there is no effect, one is found with a probability of at most {alpha}"
    if family == 1:
        return f"{whole}, {_looks(question)}."
    if question.correction == "none":
        return f"{whole} in each of {family} comparisons, {_looks(question)}."
    return f"{whole} in {family} comparisons together, {_looks(question)}."


def _looks(question: SampleSizeQuestion) -> str:
    if question.sequential in UNKNOWN_HORIZONS:
        return "however often one looks"
    if question.sequential == FIXED:
        return "with one look at the end"
    return f"with {question.looks} looks"


def _duration(question: SampleSizeQuestion, time: Duration | Undefined) -> str:
    if isinstance(time, Undefined):
        return ""
    weeks = "1 week" if time.weeks == 1 else f"{time.weeks} weeks"
    return f" At {question.units_per_day:,.10g} units a day that takes {weeks}."


def _why_comparisons(question: SampleSizeQuestion) -> str:
    treatments = len(question.weights) - 1
    return (
        f"{treatments} x {question.goals} comparisons share alpha ({question.correction}): "
        f"{question.alpha_per_comparison:.4g} for each"
    )


def _why_looks(question: SampleSizeQuestion) -> str:
    return f"{question.sequential}: {question.looks} looks, planned to the end"


def _why_covariate(question: SampleSizeQuestion) -> str:
    left = _percent(1 - question.correlation**2)
    return f"a covariate with correlation {question.correlation:g} leaves {left} of the variance"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
