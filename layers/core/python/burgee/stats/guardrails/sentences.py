"""What guardrails say, in words with numbers."""

from __future__ import annotations

from math import isfinite

from burgee.stats.guardrails.evidence import p_value_of
from burgee.stats.guardrails.observed import Observed
from burgee.stats.guardrails.questions import GuardrailQuestion
from burgee.stats.guardrails.spikes import Spike
from burgee.stats.rates import is_rate, percent


def harm_words(
    guardrail: GuardrailQuestion, old: Observed, new: Observed, evidence: float, level: float
) -> str:
    """Why the new variant is held to do harm."""
    margin = guardrail.metric.margin
    tolerated = f", with {percent(margin, 0)} of harm tolerated" if margin else ""
    return (
        f"{guardrail.key}: {shown(guardrail, new.value)} against {shown(guardrail, old.value)} of "
        f"the old variant{tolerated}, sequential p {_p(p_value_of(evidence))} <= {_p(level)}"
    )


def threshold_words(
    guardrail: GuardrailQuestion, new: Observed, evidence: float, level: float
) -> str:
    """Why the new variant is held to be beyond its threshold."""
    return (
        f"{guardrail.key}: {shown(guardrail, new.value)} is beyond the threshold of "
        f"{shown(guardrail, guardrail.metric.threshold)}, sequential p "
        f"{_p(p_value_of(evidence))} <= {_p(level)}"
    )


def spike_words(guardrail: GuardrailQuestion, spike: Spike) -> str:
    """What rose, and how far."""
    window, before = spike.window, spike.before
    times = "" if spike.ratio is None else f", {spike.ratio:.1f} times as many"
    whose = " of the old variant" if spike.of_old else ""
    alone = "" if spike.p_share is None else f", and p {_p(spike.p_share)} of it being chance alone"
    return (
        f"{guardrail.key}: {window.events:,} of {window.units:,} units in the last "
        f"{_minutes(window.seconds)} against {before.events:,} of {before.units:,} in the "
        f"{_minutes(before.seconds)} before{whose}{times}; Poisson p {_p(spike.p)}{alone}"
    )


def criterion_words(guardrail: GuardrailQuestion, value: float | None) -> str:
    """What the next stage needs and the value is not."""
    bound = "at most" if guardrail.bad > 0 else "at least"
    is_now = "has no value yet" if value is None else f"is {shown(guardrail, value)}"
    return (
        f"{guardrail.key} {is_now}; the next stage needs {bound} "
        f"{shown(guardrail, guardrail.criterion)}"
    )


def shown(guardrail: GuardrailQuestion, value: float | None) -> str:
    """A value as people read it."""
    if value is None:
        return "nothing"
    return percent(value) if is_rate(guardrail.metric.type) else f"{value:.4g}"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:,.0f} min"


def _p(p_value: float) -> str:
    return f"{p_value:.2g}" if isfinite(p_value) and p_value >= 1e-12 else "below 1e-12"
