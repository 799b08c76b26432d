"""What a Bayesian analysis says of treatments, beside a frequentist plan or as the plan.

Flat priors, unless the plan has a normal one on the relative effect; rates without a covariate have
Beta beliefs, everything else normal ones. Probabilities of effects: they claim no error rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import sqrt

from burgee.domain.results import Posterior
from burgee.stats.bayes_beta import UNIFORM, Beta, rate_decisions, rates_to_be_best
from burgee.stats.bayes_differences import rate_difference_interval
from burgee.stats.bayes_normal import (
    NormalPosterior,
    NormalPrior,
    means_to_be_best,
    normal_posterior,
)
from burgee.stats.judging.effects import Effect
from burgee.stats.judging.findings import sign_of
from burgee.stats.values import Estimate, Interval, Undefined

FLAT = "flat"
UNIFORM_RATES = "Beta(1, 1) on each rate"
BETA = "Beta beliefs about both rates"
NORMAL = "normal belief about the effect"

LEAST_SHARE = 1e-3  # of an effect's deviation that is left to each variant


def believed(effect: Effect, prior_deviation: float | None) -> Effect:
    """The effect as a Bayesian plan reads it: its intervals are credible ones."""
    pair = _rates_of(effect, prior_deviation)
    if pair is not None:
        control, treatment = pair
        return replace(
            effect,
            method=BETA,
            value=treatment.mean - control.mean
            if isinstance(effect.value, float)
            else effect.value,
            interval_at=partial(_credible, pair),
        )
    estimate = _after(effect.estimate, _prior(effect.control, prior_deviation))
    relative_prior = None if prior_deviation is None else NormalPrior(0.0, prior_deviation**2)
    return replace(
        effect,
        method=NORMAL,
        value=estimate.value if isinstance(estimate, Estimate) else effect.value,
        estimate=estimate,
        relative=_after(effect.relative, relative_prior),
        interval_at=None,
    )


def posteriors_of(
    effects: Mapping[str, Effect], prior_deviation: float | None, *, direction: str
) -> dict[str, Posterior]:
    """Treatment -> what is believed of it. Those whose effect is undefined are left out.

    To be best is to have the highest value of all variants, or the lowest where less is better.
    """
    rates = {variant: _rates_of(effect, prior_deviation) for variant, effect in effects.items()}
    if rates and all(rates.values()):
        known = {variant: pair for variant, pair in rates.items() if pair is not None}
        return _of_rates(known, is_less_better=sign_of(direction) < 0)
    return _of_means(effects, prior_deviation, sign=sign_of(direction))


def _of_rates(
    pairs: Mapping[str, tuple[Beta, Beta]], *, is_less_better: bool
) -> dict[str, Posterior]:
    """Where less is better, the beliefs are about the rates of the others."""
    turned = {
        variant: (_turned(before, is_less_better), _turned(after, is_less_better))
        for variant, (before, after) in pairs.items()
    }
    control = next(before for before, _ in turned.values())
    treatments = [after for _, after in turned.values()]
    decisions = rate_decisions(control=control, treatments=treatments)
    best = rates_to_be_best([control, *treatments])
    found = {}
    for variant, decision, to_be_best in zip(pairs, decisions, best[1:], strict=True):
        untouched, treatment = pairs[variant]
        found[variant] = Posterior(
            mean=treatment.mean - untouched.mean,
            deviation=sqrt(_variance(untouched) + _variance(treatment)),
            to_beat_control=decision.probability_to_beat_control,
            to_be_best=to_be_best,
            loss_of_promoting=decision.expected_loss_of_treatment,
            loss_of_keeping=decision.expected_loss_of_control,
            prior=UNIFORM_RATES,
        )
    return found


def _of_means(
    effects: Mapping[str, Effect], prior_deviation: float | None, *, sign: int
) -> dict[str, Posterior]:
    known = {
        variant: (effect.control, effect.estimate)
        for variant, effect in effects.items()
        if isinstance(effect.control, Estimate) and isinstance(effect.estimate, Estimate)
    }
    if not known:
        return {}
    control = next(before for before, _ in known.values())
    prior = _prior(control, prior_deviation)
    beliefs = {
        variant: normal_posterior(replace(estimate, value=sign * estimate.value), prior)
        for variant, (_, estimate) in known.items()
    }
    best = means_to_be_best(_about_each(control, list(beliefs.values())))
    return {
        variant: Posterior(
            mean=sign * belief.mean,
            deviation=belief.sd,
            to_beat_control=belief.probability_to_beat_control,
            to_be_best=to_be_best,
            loss_of_promoting=belief.expected_loss_of_treatment,
            loss_of_keeping=belief.expected_loss_of_control,
            prior=FLAT
            if prior is None
            else f"normal, mean 0, relative deviation {prior_deviation}",
        )
        for (variant, belief), to_be_best in zip(beliefs.items(), best[1:], strict=True)
    }


def _about_each(control: Estimate, beliefs: Sequence[NormalPosterior]) -> list[NormalPosterior]:
    """Beliefs about every variant by itself, the control at 0, that give those about effects."""
    least = LEAST_SHARE * min(belief.sd for belief in beliefs)
    own = [sqrt(max(belief.sd**2 - control.se**2, least**2)) for belief in beliefs]
    return [
        NormalPosterior(0.0, max(control.se, least)),
        *(NormalPosterior(each.mean, sd) for each, sd in zip(beliefs, own, strict=True)),
    ]


def _rates_of(effect: Effect, prior_deviation: float | None) -> tuple[Beta, Beta] | None:
    """Beliefs about control and treatment, where they are rates and nothing else is known."""
    if effect.rates is None or prior_deviation is not None:
        return None
    control, treatment = effect.rates
    return UNIFORM.after(control), UNIFORM.after(treatment)


def _credible(pair: tuple[Beta, Beta], alpha: float) -> Interval:
    control, treatment = pair
    return rate_difference_interval(control=control, treatment=treatment, alpha=alpha)


def _prior(control: Estimate | Undefined, prior_deviation: float | None) -> NormalPrior | None:
    """The prior of the effect, from that of the relative one; flat where the control is 0."""
    if prior_deviation is None or isinstance(control, Undefined) or not control.value:
        return None
    return NormalPrior(0.0, (control.value * prior_deviation) ** 2)


def _after(estimate: Estimate | Undefined, prior: NormalPrior | None) -> Estimate | Undefined:
    if isinstance(estimate, Undefined):
        return estimate
    posterior = normal_posterior(estimate, prior)
    return Estimate(posterior.mean, posterior.sd)


def _variance(belief: Beta) -> float:
    whole = belief.a + belief.b
    return belief.a * belief.b / (whole * whole * (whole + 1))


def _turned(belief: Beta, is_turned: bool) -> Beta:
    """The belief about the share of all others."""
    return Beta(belief.b, belief.a) if is_turned else belief
