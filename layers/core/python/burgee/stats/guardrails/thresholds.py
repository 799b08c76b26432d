"""Evidence that the new variant's value itself lies beyond a fixed threshold.

A value that stands on the bad side of it is not yet beyond it for certain: a service that errs in
4.9 % shows more than 5 % at one minute or another. What is tested is the value, not the minute.
"""

from __future__ import annotations

from burgee.stats.confidence_sequences import ConfidenceSequence
from burgee.stats.guardrails.evidence import normal_evidence, share_evidence
from burgee.stats.guardrails.harm import TUNING_ALPHA
from burgee.stats.guardrails.observed import Observed
from burgee.stats.guardrails.questions import GuardrailQuestion
from burgee.stats.judging.effects import z_of
from burgee.stats.judging.samples import Rate, Ratio, Spread
from burgee.stats.values import Estimate, Undefined

FEWEST_UNITS = 50
FEWEST_OF_SKEWED = 500  # where a mean is said to be too low: see `harm`
TIME_TO_EVENT = "time_to_event"


def threshold_evidence(
    guardrail: GuardrailQuestion, new: Observed, *, ripe: int, minimum_units: int
) -> float | Undefined:
    """The logarithm of the evidence. `ripe`: units whose window is over.

    Where more is good, units that have just come look bad, as what they will do is still to come.
    So all that was done is credited to those whose window is over, and if that is too little even
    so, it is. Where more is bad, the units that have just come look good: nothing is lost by
    counting them.
    """
    threshold = guardrail.metric.threshold
    waits = guardrail.bad < 0 and _grows(guardrail, new)
    units = min(ripe, new.units) if waits else new.units
    if threshold is None or units < FEWEST_UNITS:
        return Undefined(f"it takes {FEWEST_UNITS} units" + (" whose window is over" * waits))
    if isinstance(new.sample, Rate):
        return _of_rate(guardrail, new.sample.proportion.successes, units, threshold)
    estimate = new.estimate
    if isinstance(estimate, Undefined):
        return estimate
    if guardrail.bad < 0 and not isinstance(new.sample, Spread) and units < FEWEST_OF_SKEWED:
        return Undefined(f"it takes {FEWEST_OF_SKEWED} units to miss no long tail")
    credit = new.units / units
    beyond = Estimate(estimate.value * credit - threshold, estimate.se * credit, estimate.df)
    if not beyond.se:
        return Undefined("no unit differs from another")
    sequence = ConfidenceSequence.tuned(minimum_units, alpha=TUNING_ALPHA)
    return normal_evidence(guardrail.bad * z_of(beyond), sequence.at(units))


def _of_rate(guardrail: GuardrailQuestion, successes: int, units: int, threshold: float) -> float:
    if guardrail.bad > 0:
        return share_evidence(successes, units, threshold)
    return share_evidence(units - min(successes, units), units, 1 - threshold)


def _grows(guardrail: GuardrailQuestion, new: Observed) -> bool:
    """Whether units without events count, so that a value grows after its units came."""
    return guardrail.metric.type != TIME_TO_EVENT and not isinstance(new.sample, Ratio)
