"""How many units an experiment needs, corrected for everything its plan says; one entry."""

from __future__ import annotations

from math import ceil, sqrt

from burgee.stats.detectable import detectable_difference, detectable_rate
from burgee.stats.distributions import normal_quantile
from burgee.stats.duration import Duration, duration
from burgee.stats.horizons import inflation
from burgee.stats.moments import PairMoments
from burgee.stats.planning_questions import (
    MetricKind,
    SampleSizeAnswer,
    SampleSizeQuestion,
)
from burgee.stats.planning_words import Multipliers, factors_of, formula_of, sentence_of
from burgee.stats.power import Distribution, Rates
from burgee.stats.ratios import ratio_of
from burgee.stats.sample_size import Aim, UnitsNeeded, units_for_means, units_for_rates
from burgee.stats.values import Undefined, refuse_unless


def plan_sample_size(question: SampleSizeQuestion) -> SampleSizeAnswer | Undefined:
    """The units of each variant that find the effect with the power asked for, with all
    corrections; or, where `units` are given, the smallest effect that they find so.

    One comparison at a time: the units for the treatment that gets the least, at the alpha that is
    left to one comparison of the family, times the inflation by the looks, times what a covariate
    leaves of the variance (1 - rho^2; Deng, Xu, Kohavi & Walker 2013). Undefined where there is no
    effect, nothing varies, or no effect would show.

    >>> answer = plan_sample_size(SampleSizeQuestion(
    ...     baseline=0.05, relative_effect=0.2, units_per_day=2000))
    >>> answer.units, answer.duration.days
    ((8158, 8158), 14)
    """
    looks = inflation(question.sequential, question.aim, question.looks, question.alpha)
    left = 1 - question.correlation**2
    found = _found(question, looks * left)
    if isinstance(found, Undefined):
        return found
    effect, units = found
    multipliers = Multipliers(_sharing(question.aim, question.alpha), looks, left)
    return _answer(question, effect, units, multipliers)


def ratio_deviation(moments: PairMoments) -> float | Undefined:
    """The deviation of a ratio metric's linearised values, (y - R x) / mean of x: what a plan for
    a ratio of two sums goes by (Deng, Knoblich & Lu 2018), from units seen before.

    >>> round(ratio_deviation(PairMoments(100, 2.0, 4.0, 99.0, 396.0, 49.5)), 6)
    0.306186
    """
    found = ratio_of(moments)
    return found if isinstance(found, Undefined) else found.se * sqrt(moments.n)


def _found(
    question: SampleSizeQuestion, multiplier: float
) -> tuple[float, tuple[int, ...]] | Undefined:
    """The effect and the units of each variant, one from the other."""
    if question.units is not None:
        units = tuple(int(question.units * share) for share in question.shares)
        refuse_unless(min(units) >= 1, f"{question.units} units leave a variant without any")
        effect = _detectable(question, max(1.0, units[0] / multiplier))
        return effect if isinstance(effect, Undefined) else (effect, units)
    needed = _needed(question, question.effect, question.aim)
    if isinstance(needed, Undefined):
        return needed
    control = needed.exact * multiplier
    share = question.shares[0]
    return question.effect, tuple(max(1, ceil(control * each / share)) for each in question.shares)


def _needed(question: SampleSizeQuestion, effect: float, aim: Aim) -> UnitsNeeded | Undefined:
    """What one look at one comparison takes."""
    if question.kind is MetricKind.RATE:
        rates = Rates(question.baseline, question.baseline + effect)
        return units_for_rates(rates, aim, question.formula)
    return units_for_means(effect, question.spread, aim, _distribution(question))


def _detectable(question: SampleSizeQuestion, control: float) -> float | Undefined:
    if question.kind is MetricKind.RATE:
        found = detectable_rate(question.baseline, control, question.aim, question.formula)
        return found if isinstance(found, Undefined) else found.absolute
    return detectable_difference(question.spread, control, question.aim, _distribution(question))


def _distribution(question: SampleSizeQuestion) -> Distribution:
    """The delta method is a limit: of a ratio the normal distribution is all that is known."""
    return Distribution.T if question.kind is MetricKind.MEAN else Distribution.Z


def _sharing(aim: Aim, alpha: float) -> float:
    """By how much sharing `alpha` among the comparisons multiplies the units."""
    found = normal_quantile(1 - aim.power)
    shared, whole = (normal_quantile(each / aim.sides) for each in (aim.alpha, alpha))
    return ((shared + found) / (whole + found)) ** 2


def _answer(
    question: SampleSizeQuestion, effect: float, units: tuple[int, ...], multipliers: Multipliers
) -> SampleSizeAnswer:
    time = _time(question, sum(units))
    return SampleSizeAnswer(
        units=units,
        effect=effect,
        relative_effect=question.relative(effect),
        treatment=question.baseline + effect,
        comparisons=question.comparisons,
        alpha_per_comparison=question.alpha_per_comparison,
        formula=formula_of(question),
        factors=factors_of(question, multipliers),
        duration=time,
        sentence=sentence_of(question, effect, units, time),
    )


def _time(question: SampleSizeQuestion, units: int) -> Duration | Undefined:
    if question.units_per_day is None:
        return Undefined("nobody said how many units come in a day")
    return duration(units, question.units_per_day)
