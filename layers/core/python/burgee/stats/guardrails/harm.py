"""Evidence that the new variant does harm, beyond its margin, to what a guardrail measures."""

from __future__ import annotations

from math import copysign, sqrt

from burgee.stats.confidence_sequences import ConfidenceSequence
from burgee.stats.guardrails.evidence import normal_evidence, share_evidence
from burgee.stats.guardrails.observed import Observed
from burgee.stats.guardrails.questions import GuardrailQuestion
from burgee.stats.judging.effects import z_of
from burgee.stats.judging.samples import Rate
from burgee.stats.means import both, difference
from burgee.stats.values import Estimate, Undefined

TUNING_ALPHA = 0.01  # that mixtures are narrowest for; any is valid


def harm_evidence(
    guardrail: GuardrailQuestion, old: Observed, new: Observed, *, share: float, minimum_units: int
) -> float | Undefined:
    """The logarithm of the evidence. `share`: of the draw that is new; `minimum_units`: of each
    variant, at which the test of a mean is at its best.

    Of rates it is exact, and asks nothing of the traffic: units are drawn one by one, so that
    without an effect each unit with the event is a new one with chance `share`, whenever its event
    comes and however many units are exposed. Units without the event do not matter to it.
    """
    before, after = old.sample, new.sample
    if isinstance(before, Rate) and isinstance(after, Rate):
        successes = before.proportion.successes, after.proportion.successes
        return _of_rates(guardrail, *successes, share=share)
    effect = _beyond_margin(guardrail, old, new)
    if isinstance(effect, Undefined):
        return effect
    sequence = ConfidenceSequence.tuned(tuned_units(minimum_units, share), alpha=TUNING_ALPHA)
    units = int(4 / (1 / old.units + 1 / new.units))
    return normal_evidence(guardrail.bad * z_of(effect), sequence.at(units))


def tuned_units(minimum_units: int, share: float) -> float:
    """The units of two equal variants that compare as precisely as a draw by `share` does once
    the smaller of its variants has `minimum_units`.

    >>> tuned_units(1000, 0.5), tuned_units(1000, 0.1)
    (2000.0, 3600.0)
    """
    return 4 * minimum_units * max(share, 1 - share)


def tolerated_share(share: float, margin: float) -> float:
    """The new variant's share of the units with the event, where its rate is 1 + margin times
    that of the old.

    >>> round(tolerated_share(0.1, 0.0), 9), round(tolerated_share(0.5, 1.0), 4)
    (0.1, 0.6667)
    """
    of_new = share * (1 + margin)
    return of_new / (of_new + 1 - share)


def _of_rates(guardrail: GuardrailQuestion, old: int, new: int, *, share: float) -> float:
    """Harm gives too many events to the new variant, or where they are good, to the old."""
    if guardrail.bad > 0:
        return share_evidence(new, old + new, tolerated_share(share, guardrail.metric.margin))
    of_old = 1 - tolerated_share(share, -guardrail.metric.margin)
    return share_evidence(old, old + new, of_old)


def _beyond_margin(
    guardrail: GuardrailQuestion, old: Observed, new: Observed
) -> Estimate | Undefined:
    """New minus the worst that is tolerated, which is a multiple of old: no ratio is estimated."""
    pair = both(control=old.estimate, treatment=new.estimate)
    if isinstance(pair, Undefined):
        return pair
    before, after = pair
    worst = 1 + copysign(guardrail.metric.margin, guardrail.bad * before.value)
    tolerated = Estimate(before.value * worst, before.se * worst, before.df)
    if old.units < new.units:
        tolerated = _as_spread(tolerated, old.units, after, new.units)
    else:
        after = _as_spread(after, new.units, tolerated, old.units)
    return difference(control=tolerated, treatment=after)


def _as_spread(few: Estimate, fewer: int, many: Estimate, more: int) -> Estimate:
    """The estimate of the few units, with at least the spread of the many.

    A few units of a skewed number that miss its long tail show a mean that is too low and a spread
    that is too small at once: by their own spread they would be sure of it.
    """
    return Estimate(few.value, max(few.se, many.se * sqrt(more / fewer)), few.df)
