"""Sudden rises: of errors, of negative feedback, of slow answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from burgee.domain.judgements import Count
from burgee.domain.rollouts import Signal
from burgee.stats.distributions import binomial_at_least
from burgee.stats.guardrails.harm import tolerated_share
from burgee.stats.guardrails.observed import Observed
from burgee.stats.guardrails.questions import GuardrailQuestion, WatchQuestion
from burgee.stats.guardrails.trails import Stretch, last_before, stretch

FEWEST_UNITS = 50  # in the window
FEWEST_BEFORE = 200  # units of the baseline
LEAST_WINDOWS_BEFORE = 6  # that its own past needs to be a baseline: 30 minutes, as a rule
FEWEST_TO_BE_SLOW = 200  # units with a number, before it is fixed what is slow
SLOW = 0.95  # of the units are not


@dataclass(frozen=True, slots=True)
class Spike:
    """A rise that is one by the rule. `window`, `before`: of the new variant, or where that has no
    past yet, `before` is of the old; `p`: of the rise by itself (Poisson), and `p_share` of the
    new variant having so many of both variants' events in the window; None without an old."""

    window: Stretch
    before: Stretch
    of_old: bool
    p: float
    p_share: float | None

    @property
    def ratio(self) -> float | None:
        """How many times the rate of before; None where that was 0."""
        return self.window.rate / self.before.rate if self.before.rate else None


def spike_of(
    question: WatchQuestion, guardrail: GuardrailQuestion, counts: Sequence[Count], *, level: float
) -> Spike | None:
    """The spike that the newest of `counts` ends with; None where there is none.

    Three things make one: the rate of the window is `ratio` times that before; that is less likely
    than `p` by chance; and of the events of both variants in the window, the new one has more than
    its draw explains, at `level` shared by all looks there can be. The last one is exact
    whatever the traffic does, and says whose doing it is: what hits both variants alike is not the
    rollout's.
    """
    rule = question.spikes
    known = [count for count in counts if guardrail.key in count.events]
    window_start = last_before(known[:-1], question.at - rule.window)
    if window_start is None or question.looks > rule.most_looks:
        return None
    window = stretch(window_start, known[-1], guardrail.key, question.new)
    past = [count for count in known if count.at <= window_start.at]
    found = _before(question, guardrail, past)
    if found is None or window.units < FEWEST_UNITS:
        return None
    before, of_old = found
    p = _p_of_rise(window, before)
    if window.rate < rule.ratio * before.rate or p >= rule.p:
        return None
    other = stretch(window_start, known[-1], guardrail.key, question.old)
    p_share = _p_of_share(question, guardrail, window, other)
    decides = p if p_share is None else p_share
    if decides > level / rule.most_looks:
        return None
    return Spike(window, before, of_old, p, p_share)


def counted(
    question: WatchQuestion, seen: Mapping[str, Mapping[str, Observed]], slow: Mapping[str, float]
) -> Count:
    """What has been counted until now: for each guardrail that can spike, its units by variant.
    Of latencies, only once it is fixed what is slow."""
    events: dict[str, dict[str, int]] = {}
    for guardrail in question.guardrails:
        if guardrail.spike is None:
            continue
        if guardrail.signal is not Signal.LATENCY:
            found = seen[guardrail.key]
            events[guardrail.key] = {variant: each.moved for variant, each in found.items()}
        elif guardrail.key in slow:
            events[guardrail.key] = {
                variant: each.spread.units_above(slow[guardrail.key])
                for variant, each in seen[guardrail.key].items()
                if each.spread is not None
            }
    units = {variant: question.units(variant) for variant in question.sums.units.variants}
    return Count(question.at, units, events)


def slow_from(observed: Observed | None) -> float | None:
    """The number above which a unit is slow: the p95 of these units, rounded up to the end of its
    bin; None while there are too few. It is fixed once in a run, so that counts can be compared.
    """
    if observed is None or observed.spread is None:
        return None
    numbers = observed.spread.without_point(0.0)
    if numbers.n < FEWEST_TO_BE_SLOW:
        return None
    return numbers.highs[numbers.bin_at(SLOW)]


def _before(
    question: WatchQuestion, guardrail: GuardrailQuestion, past: Sequence[Count]
) -> tuple[Stretch, bool] | None:
    """The baseline, and whether it is the old variant's: a new one that has hardly a past is
    compared with what it replaces, over all of the run."""
    rule, end = question.spikes, past[-1]
    start = last_before(past, end.at - rule.baseline) or past[0]
    own = stretch(start, end, guardrail.key, question.new)
    if own.seconds >= LEAST_WINDOWS_BEFORE * rule.window and own.units >= FEWEST_BEFORE:
        return own, False
    old = stretch(start, end, guardrail.key, question.old)
    return (old, True) if old.units >= FEWEST_BEFORE else None


def _p_of_rise(window: Stretch, before: Stretch) -> float:
    """Two Poisson counts compared, given their sum (Przyborowski, Wilenski 1940)."""
    share = window.units / (window.units + before.units)
    return binomial_at_least(window.events, window.events + before.events, share)


def _p_of_share(
    question: WatchQuestion, guardrail: GuardrailQuestion, window: Stretch, other: Stretch
) -> float | None:
    if question.share is None:
        return None
    limit = tolerated_share(question.share, guardrail.metric.margin)
    return binomial_at_least(window.events, window.events + other.events, limit)
