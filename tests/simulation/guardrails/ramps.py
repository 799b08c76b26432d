"""Whole ramps by the thousand, looked at each minute: what was counted, and what that decides.

What decides is worked out for all replicates at once, by the formulas of `burgee.stats.guardrails`
over arrays; `test_guardrails` compares it with the judge itself, minute by minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, betaln, log_ndtr

from burgee.stats.confidence_sequences import ConfidenceSequence
from burgee.stats.guardrails.evidence import STRENGTH
from burgee.stats.guardrails.harm import TUNING_ALPHA, tuned_units
from burgee.stats.guardrails.levels import needed, run_alpha
from burgee.stats.guardrails.observed import FEWEST_UNITS
from burgee.stats.guardrails.questions import SpikeRule
from burgee.stats.guardrails.spikes import FEWEST_BEFORE, LEAST_WINDOWS_BEFORE
from burgee.stats.guardrails.spikes import FEWEST_UNITS as FEWEST_IN_WINDOW
from burgee.stats.guardrails.thresholds import FEWEST_UNITS as FEWEST_FOR_THRESHOLD

Counts = NDArray[Any]  # replicate, minute
Random = np.random.Generator

DAY = 1440  # minutes
DELAYS = (0.5, 0.2, 0.1, 0.1, 0.05, 0.05)  # of an event, in minutes after the exposure
WINDOW = 5  # minutes of a spike
RULE = SpikeRule()


@dataclass(frozen=True)
class Traffic:
    """Units a minute on average, in a daily rhythm: by night a fifth of what comes by day."""

    units: float
    is_uneven: bool = True

    def at(self, minutes: NDArray[Any]) -> NDArray[Any]:
        wave = np.sin(2 * np.pi * minutes / DAY) if self.is_uneven else np.zeros(len(minutes))
        found: NDArray[Any] = self.units * (1 + 2 / 3 * wave)
        return found


@dataclass(frozen=True)
class Stage:
    """What one stage counted: units and units with the event of each variant, cumulative."""

    share: float
    new: Counts
    old: Counts
    new_events: Counts
    old_events: Counts


@dataclass(frozen=True)
class Errors:
    """A rate that units have; `harm` times as often in the new variant."""

    rate: float
    harm: float = 1.0


def stage_of_rates(
    random: Random, replicates: int, share: float, errors: Errors, traffic: NDArray[Any]
) -> Stage:
    """A stage whose minutes have this traffic on average."""
    shape = (replicates, len(traffic))
    everyone = random.poisson(np.broadcast_to(traffic, shape))
    new = random.binomial(everyone, share)
    old = everyone - new
    return Stage(
        share,
        new.cumsum(axis=1),
        old.cumsum(axis=1),
        _delayed(random, random.binomial(new, min(1.0, errors.rate * errors.harm))),
        _delayed(random, random.binomial(old, errors.rate)),
    )


def _delayed(random: Random, events: Counts) -> Counts:
    """The same events, each some minutes later; those after the end are not seen."""
    parts = random.multinomial(events, DELAYS)
    seen = np.zeros_like(events)
    for delay in range(len(DELAYS)):
        late = parts[:, : events.shape[1] - delay, delay]
        seen[:, delay:] += late
    return seen.cumsum(axis=1)


def ramp_of_rates(
    random: Random,
    replicates: int,
    errors: Errors,
    *,
    shares: Sequence[float],
    minutes: int,
    traffic: Traffic,
) -> Iterator[Stage]:
    """A ramp whose stages last `minutes` each, at any time of the day."""
    begin = random.integers(DAY)
    for number, share in enumerate(shares):
        when = begin + number * minutes + np.arange(minutes)
        yield stage_of_rates(random, replicates, share, errors, traffic.at(when))


def share_evidence(count: Counts, n: Counts, limit: float) -> Counts:
    """`evidence.share_evidence` for all at once."""
    twice = 2 * limit / (1 + limit)
    a, b = STRENGTH * twice, STRENGTH * (1 - twice)
    with np.errstate(divide="ignore"):
        beyond = np.log(betaincc(a + count, b + n - count, limit))
    weight = beyond - np.log(betaincc(a, b, limit))
    ratio = betaln(a + count, b + n - count) - betaln(a, b)
    found: Counts = ratio + weight - count * np.log(limit) - (n - count) * np.log1p(-limit)
    return found


def normal_evidence(z: Counts, units: Counts, tuned: float) -> Counts:
    """`evidence.normal_evidence` for all at once."""
    weight = units * ConfidenceSequence.tuned(tuned, alpha=TUNING_ALPHA).rho ** 2
    share = weight / (weight + 1)
    found: Counts = (
        (z * z * share - np.log1p(weight)) / 2 + np.log(2) + log_ndtr(z * np.sqrt(share))
    )
    return found


def harmed(stage: Stage, level: float) -> Counts:
    """The replicates and minutes at which harm is shown."""
    everyone = stage.new_events + stage.old_events
    return share_evidence(stage.new_events, everyone, stage.share) >= needed(level)


def beyond(stage: Stage, threshold: float, level: float) -> Counts:
    """... at which the rate of the new variant is shown to be above the threshold."""
    evidence = share_evidence(stage.new_events, stage.new, threshold)
    return (evidence >= needed(level)) & (stage.new >= FEWEST_FOR_THRESHOLD)


def spiked(stage: Stage, level: float, rule: SpikeRule) -> Counts:
    """... at which errors of the new variant rise; of stages no longer than the baseline."""
    before_new, before_events = _earlier(stage.new), _earlier(stage.new_events)
    units, events = stage.new - before_new, stage.new_events - before_events
    past = np.maximum(np.arange(stage.new.shape[1]) + 1 - WINDOW, 0)
    is_own = (past >= LEAST_WINDOWS_BEFORE * WINDOW) & (before_new >= FEWEST_BEFORE)
    base_units = np.where(is_own, before_new, _earlier(stage.old))
    base_events = np.where(is_own, before_events, _earlier(stage.old_events))
    other = stage.old_events - _earlier(stage.old_events)
    enough = (units >= FEWEST_IN_WINDOW) & (base_units >= FEWEST_BEFORE)
    rises = events * base_units >= rule.ratio * base_events * units
    share = units / np.maximum(units + base_units, 1)
    p_rise = _at_least(events, events + base_events, share)
    p_share = _at_least(events, events + other, np.full(events.shape, stage.share))
    found: Counts = enough & rises & (p_rise < rule.p) & (p_share <= level / rule.most_looks)
    return found


def _earlier(counts: Counts) -> Counts:
    """What had been counted a window ago."""
    found = np.zeros_like(counts)
    found[:, WINDOW:] = counts[:, :-WINDOW]
    return found


def _at_least(count: Counts, n: Counts, share: Counts) -> Counts:
    found = np.ones(count.shape)
    some = (count > 0) & (share > 0)
    found[some] = betainc(count[some], n[some] - count[some] + 1, share[some])
    return found


@dataclass(frozen=True)
class Watching:
    """How a ramp is watched: all three triggers of one guardrail."""

    threshold: float
    alpha: float = 0.05
    rule: SpikeRule = RULE

    def level(self, visit: int, stages: int) -> float:
        return run_alpha(self.alpha, visit=visit, stages=stages) / 3


def rolled_back(stages: Sequence[Stage], watching: Watching) -> Counts:
    """Which replicates are rolled back at some minute of their ramp, by whatever trigger."""
    found = np.zeros(len(stages[0].new), dtype=bool)
    for visit, stage in enumerate(stages, start=1):
        level = watching.level(visit, len(stages))
        for each in (
            harmed(stage, level),
            beyond(stage, watching.threshold, level),
            spiked(stage, level, watching.rule),
        ):
            found |= each.any(axis=1)
    return found


def naively_rolled_back(stages: Sequence[Stage], z: float) -> Counts:
    """... where a z test of one look is asked each minute."""
    found = np.zeros(len(stages[0].new), dtype=bool)
    for stage in stages:
        pooled = (stage.new_events + stage.old_events) / np.maximum(stage.new + stage.old, 1)
        spread = np.sqrt(pooled * (1 - pooled) * (1 / np.maximum(stage.new, 1) + 1 / stage.old))
        rates = stage.new_events / np.maximum(stage.new, 1) - stage.old_events / stage.old
        found |= ((stage.new >= FEWEST_UNITS) & (rates > z * spread)).any(axis=1)
    return found


def caught_by(stage: Stage, level: float, units: int) -> float:
    """The share of replicates whose harm is shown before the smaller variant has so many units."""
    early = np.minimum(stage.new, stage.old) <= units
    return float((harmed(stage, level) & early).any(axis=1).mean())


def stage_of_latencies(
    random: Random, replicates: int, share: float, slower: float, traffic: NDArray[Any]
) -> tuple[Counts, Counts, Counts]:
    """z, units as equal variants, and whether there are enough, of a lognormal latency."""
    everyone = random.poisson(np.broadcast_to(traffic, (replicates, len(traffic))))
    new = random.binomial(everyone, share)
    after, before = _moments(random, new, slower), _moments(random, everyone - new, 1.0)
    (n, mean, variance), (m, base, spread) = after, before
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.maximum(variance, spread)
        se = np.sqrt(np.where(n <= m, least, variance) / n + np.where(n <= m, spread, least) / m)
        z = (mean - base) / se
        units = np.floor(4 / (1 / n + 1 / m))
    enough = (n >= FEWEST_UNITS) & (m >= FEWEST_UNITS)
    return np.where(enough, z, 0.0), units, enough


def _moments(random: Random, units: Counts, factor: float) -> tuple[Counts, Counts, Counts]:
    """Units, mean and variance until each minute, of latencies around 120 ms with a long tail."""
    values = factor * 120 * random.lognormal(0, 1, int(units.sum()))
    ends = units.ravel().cumsum()
    totals, squares = (
        np.diff(np.concatenate([[0.0], each.cumsum()])[np.concatenate([[0], ends])])
        for each in (values, values * values)
    )
    n = units.cumsum(axis=1)
    total = totals.reshape(units.shape).cumsum(axis=1)
    square = squares.reshape(units.shape).cumsum(axis=1)
    mean = total / np.maximum(n, 1)
    return n, mean, (square - n * mean * mean) / np.maximum(n - 1, 1)


def slowed(
    found: tuple[Counts, Counts, Counts], share: float, level: float, minimum_units: int = 1000
) -> Counts:
    """Which replicates are rolled back for their latency."""
    z, units, enough = found
    evidence = normal_evidence(z, units, tuned_units(minimum_units, share))
    result: Counts = np.any((evidence >= needed(level)) & enough, axis=1)
    return result
