"""The effect in the end of a run that was looked at: what is left when looking is accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, nextafter

from burgee.domain.results import Comparison, FinalEstimate, Finding, Look, MetricResult, Verdict
from burgee.stats.final_inference import final_inference
from burgee.stats.judging.readings import EFFECT
from burgee.stats.judging.scales import SHAPES, LookAccount

STOPS = frozenset({Finding.BETTER, Finding.WORSE})


@dataclass(frozen=True, slots=True)
class Stage:
    """One look, as far as one comparison is concerned."""

    look: int
    information: int
    comparison: Comparison

    @property
    def z(self) -> float:
        return (self.comparison.effect or 0.0) / (self.comparison.se or inf)

    @property
    def bound(self) -> float:
        """The bound that z stayed below: the interval decides, and z may differ from it in the
        last digits."""
        return max(self.comparison.bound or inf, nextafter(abs(self.z), inf))


def final_estimate(
    verdict: Verdict,
    metrics: Sequence[MetricResult],
    account: LookAccount,
    information: int,
    past: Sequence[Look],
) -> FinalEstimate | None:
    """Of the comparison that the verdict is about; None while its run goes on, for designs without
    stages, and where no stage has numbers. Earlier looks count as they were stored."""
    if account.design not in SHAPES:
        return None
    looks = [(look.number, look.information, look.metrics) for look in past]
    looks.append((len(past) + 1, information, metrics))
    stages = list(_until_stop(_stages(looks, verdict)))
    if not stages or not (account.is_final or stages[-1].comparison.finding in STOPS):
        return None
    last = stages[-1]
    alpha = last.comparison.alpha
    if alpha is None or last.comparison.decided_on != EFFECT:
        return None
    found = final_inference(
        [stage.z for stage in stages],
        [float(stage.information) for stage in stages],
        [stage.bound for stage in stages],
        alpha=alpha,
    ).in_units(last.comparison.se or 0.0)
    return FinalEstimate(
        variant=verdict.variant,
        metric=verdict.metric,
        look=last.look,
        effect=found.median_unbiased,
        low=found.interval.low,
        high=found.interval.high,
        alpha=alpha,
        p_value=found.p_value,
        naive=found.naive,
    )


def _stages(
    looks: Sequence[tuple[int, int, Sequence[MetricResult]]], verdict: Verdict
) -> Iterator[Stage]:
    """The looks at which the comparison had numbers and more units than ever before."""
    most = 0
    for number, information, metrics in looks:
        for metric in metrics:
            for each in metric.comparisons:
                is_asked = (metric.metric, each.variant) == (verdict.metric, verdict.variant)
                if is_asked and each.effect is not None and each.se and information > most:
                    most = information
                    yield Stage(number, information, each)


def _until_stop(stages: Iterator[Stage]) -> Iterator[Stage]:
    """Up to the first at which the comparison was decided."""
    for stage in stages:
        yield stage
        if stage.comparison.finding in STOPS:
            return
