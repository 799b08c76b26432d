"""One guardrail as it was observed: each variant's sample, and the units that had its event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from burgee.domain.sums import MetricSums
from burgee.stats.guardrails.questions import GuardrailQuestion
from burgee.stats.histograms import Histogram, histogram_of
from burgee.stats.judging.samples import Sample, samples_of
from burgee.stats.values import Estimate, Undefined

FEWEST_UNITS = 100  # of a variant: before, no mean of numbers is nearly normal
FEWEST_MOVED = 10  # of these, with any number but 0


@dataclass(frozen=True, slots=True)
class Observed:
    """A variant. `moved`: units with any number but 0; `spread`: of the units' numbers, where they
    are known one by one; `fewest`: units from which on its value is nearly normal."""

    sample: Sample
    moved: int
    spread: Histogram | None
    fewest: int = FEWEST_UNITS

    @property
    def units(self) -> int:
        return self.sample.units

    @property
    def value(self) -> float | None:
        found = self.sample.value
        return None if isinstance(found, Undefined) else found

    @property
    def estimate(self) -> Estimate | Undefined:
        """Its value with a standard error, where that is nearly normal."""
        if self.units < self.fewest:
            return Undefined(f"it takes {self.fewest} units in each variant")
        if self.moved < FEWEST_MOVED:
            return Undefined(f"it takes {FEWEST_MOVED} units with the event in each variant")
        return self.sample.estimate


def observed_of(guardrail: GuardrailQuestion, sums: MetricSums) -> Mapping[str, Observed]:
    """Each variant of a guardrail."""
    variants = sums.all.variants
    samples = samples_of(guardrail.metric, variants, sums.histogram)
    return {
        variant: Observed(
            sample=sample,
            moved=int(variants[variant].get("moved", 0)),
            spread=histogram_of(sums.histogram[variant]) if variant in sums.histogram else None,
            fewest=_fewest(guardrail.metric.quantile),
        )
        for variant, sample in samples.items()
    }


def _fewest(quantile: float | None) -> int:
    """Of a quantile so many that there are some on each side of it."""
    if quantile is None:
        return FEWEST_UNITS
    return max(FEWEST_UNITS, ceil(FEWEST_MOVED / min(quantile, 1 - quantile)))
