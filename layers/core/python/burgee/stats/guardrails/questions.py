"""What guardrails are judged with: a run's sums and the rollout's wishes, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from burgee.domain.judgements import Judgement, Trigger
from burgee.domain.rollouts import Signal
from burgee.domain.sums import RunSums
from burgee.stats.judging.questions import MetricQuestion

SPIKE_BY_SIGNAL = {
    Signal.ERROR_RATE: Trigger.ERROR_RATE_SPIKE,
    Signal.LATENCY: Trigger.PERFORMANCE_DEGRADATION,
    Signal.NEGATIVE_FEEDBACK: Trigger.NEGATIVE_FEEDBACK_SPIKE,
}
LESS_IS_GOOD = "decrease"


@dataclass(frozen=True, slots=True)
class GuardrailQuestion:
    """One guardrail. `criterion`: the value that the next stage needs; `window_seconds`: for how
    long after its exposure a unit's events count."""

    signal: Signal
    metric: MetricQuestion
    criterion: float | None = None
    window_seconds: float = 0.0

    @property
    def key(self) -> str:
        return self.metric.key

    @property
    def bad(self) -> int:
        """1 where more is bad, -1 where less is."""
        return 1 if self.metric.direction == LESS_IS_GOOD else -1

    @property
    def spike(self) -> Trigger | None:
        """The trigger of its sudden rises; None where it has none."""
        return SPIKE_BY_SIGNAL.get(self.signal) if self.bad > 0 else None


@dataclass(frozen=True, slots=True)
class SpikeRule:
    """A spike: over `window` seconds at least `ratio` times the rate of the `baseline` seconds
    before, and less likely than `p`. `most_looks`: how often a run is looked at, at most."""

    window: float = 300.0
    baseline: float = 86_400.0
    ratio: float = 3.0
    p: float = 0.001
    most_looks: int = 43_200


@dataclass(frozen=True, slots=True)
class WatchQuestion:
    """A run whose guardrails are to be judged.

    `alpha`: of this run (see `levels.run_alpha`). `old`, `new`: variants; `weights` as planned,
    without `old` where everybody gets the new one. `triggers`: those that are on. `started`, `at`:
    seconds since 1970. `past`: the judgement before.
    """

    sums: RunSums
    weights: Mapping[str, int]
    old: str
    new: str
    guardrails: Sequence[GuardrailQuestion]
    alpha: float
    started: float
    at: float
    triggers: frozenset[Trigger] = frozenset(Trigger)
    minimum_units: int = 1000
    spikes: SpikeRule = SpikeRule()
    past: Judgement | None = None

    @property
    def share(self) -> float | None:
        """The new variant's share of the draw; None where there is no old one."""
        old = self.weights.get(self.old, 0)
        return self.weights[self.new] / (old + self.weights[self.new]) if old else None

    @property
    def looks(self) -> int:
        """How many looks at this run there are, with this one."""
        return 1 if self.past is None else self.past.looks + 1

    def units(self, variant: str) -> int:
        """The exposed units of a variant."""
        return int(self.sums.units.variants.get(variant, {}).get("n", 0))
