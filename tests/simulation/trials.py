"""A/A experiments: two variants that do not differ, and visitors whose doings are known exactly.

Everything goes the way that it goes in production, from a request to the counters, over tables in
memory. Some of what comes in must not count; how much of it came is known too.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scipy import stats

from benchmarks.deployment import (
    CONTROL,
    NOON,
    TARGETING_KEY,
    TREATMENT,
    Deployment,
    event,
    experiment_document,
    flag_document,
)
from burgee.domain.timestamps import iso
from burgee.domain.tokens import CLIENT, SERVER
from burgee.services.write_units import Taken

FLAG, EXPERIMENT, RUN = "gallery", "gallery-sells", "gallery-sells.1"
TOGETHER = 4  # experiments that the same visitors meet, each with a draw of its own
METRICS = {"goals": [{"key": "revenue", "type": "sum", "event_name": "buy"}]}
VARIANTS = (CONTROL, TREATMENT)
OTHER = {CONTROL: TREATMENT, TREATMENT: CONTROL}
SCALE = 10_000
UNITS = 400
BUYS, TWICE, BEFORE = 0.3, 0.1, 0.05
MIXED = 4  # units seen in both variants, besides the others
HOUR_SECONDS = 3600

ALARM = 0.001  # p-value of the shares below which somebody is told


@dataclass
class Truth:
    """What the visitors of each variant of a run did; money at the fixed scale."""

    units: Counter[str] = field(default_factory=Counter)
    revenue: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    before: Counter[str] = field(default_factory=Counter)
    mixed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Sums:
    """One variant of one metric, as the counters have it."""

    n: int
    y: int
    yy: int

    @property
    def mean(self) -> float:
        return self.y / self.n

    @property
    def variance(self) -> float:
        return (self.yy - self.y * self.y / self.n) / (self.n - 1)


@dataclass(frozen=True)
class Result:
    """What the counters of one experiment say, and in what they differ from the truth."""

    variants: Mapping[str, Sums]
    differences: tuple[str, ...]

    @property
    def p_value(self) -> float:
        """Welch's t-test of the two means."""
        ours = [self.variants[name] for name in VARIANTS]
        means = [sums.mean for sums in ours]
        errors = [math.sqrt(sums.variance) for sums in ours]
        sizes = [sums.n for sums in ours]
        found = stats.ttest_ind_from_stats(
            means[0], errors[0], sizes[0], means[1], errors[1], sizes[1], equal_var=False
        )
        return float(found.pvalue)

    @property
    def has_mismatch(self) -> bool:
        """Whether the shares of the variants would set off an alarm."""
        sizes = [self.variants[name].n for name in VARIANTS]
        return bool(stats.chisquare(sizes).pvalue < ALARM)


def trials(number: int) -> list[Result]:
    """Run some experiments to their end; the same number always comes out the same."""
    visitors = _Visitors(number)
    visitors.come()
    visitors.deployment.settle()
    return [_result(visitors.deployment.sums(run), truth) for run, truth in visitors.truths.items()]


def distance(results: Iterable[Result]) -> float:
    """Kolmogorov-Smirnov distance of the p-values from a uniform distribution."""
    return float(stats.kstest([result.p_value for result in results], "uniform").statistic)


def mismatches(results: Iterable[Result]) -> int:
    return sum(result.has_mismatch for result in results)


class _Visitors:
    def __init__(self, number: int) -> None:
        self._chance = random.Random(number)
        self._flags = {f"{EXPERIMENT}-{n}.1": f"{FLAG}-{n}" for n in range(TOGETHER)}
        self.truths = {run: Truth() for run in self._flags}
        self.deployment = Deployment(
            [flag_document(flag) for flag in self._flags.values()],
            [
                experiment_document(
                    run.removesuffix(".1"), flag, METRICS, salt=f"salt of {run} in {number}"
                )
                for run, flag in self._flags.items()
            ],
            is_billed=False,
        )

    def come(self) -> None:
        purchases = []
        for number in range(UNITS):
            purchases += self._visit(f"unit-{number}")
        for number in range(MIXED):
            purchases.append(self._meet_both(f"mixed-{number}"))
        self._send(purchases, Taken.ACCEPTED)
        self.deployment.clock.now += 1
        again = [one for one in purchases if self._chance.random() < TWICE]
        self._send(again, Taken.DUPLICATE)

    def _visit(self, unit: str) -> Iterator[dict[str, Any]]:
        """Meet all experiments; what the unit bought after that, and before."""
        variants = self._meet(unit)
        bought = self._price() if self._chance.random() < BUYS else 0
        came_before = self._chance.random() < BEFORE
        for run, variant in variants.items():
            self.truths[run].units[variant] += 1
            self.truths[run].revenue[variant].append(bought)
            self.truths[run].before[variant] += came_before
        if bought:
            yield event(unit, "buy", "after", data={"value": bought / SCALE})
        if came_before:  # and is reported only now
            at = {"timestamp": iso(NOON - HOUR_SECONDS), "sent_at": iso(NOON)}
            yield event(unit, "buy", "before", data={"value": self._price() / SCALE}, **at)

    def _meet(self, unit: str) -> dict[str, str]:
        """Run -> the variant that the unit was shown."""
        return {
            run: str(self.deployment.ask(flag, unit).metadata["experimentVariant"])
            for run, flag in self._flags.items()
        }

    def _meet_both(self, unit: str) -> dict[str, Any]:
        """A unit that a server shows the other variants as well; what it bought."""
        shown = {"event_type": "exposure", TARGETING_KEY: unit}
        for run, variant in self._meet(unit).items():
            self.truths[run].mixed[variant] += 1
            self._send([{**shown, "run": run, "variant": OTHER[variant]}], Taken.MIXED, SERVER)
        return event(unit, "buy", "after", data={"value": self._price() / SCALE})

    def _send(self, sent: list[dict[str, Any]], taken: Taken, kind: str = CLIENT) -> None:
        assert set(self.deployment.send(*sent, kind=kind)) == {taken}

    def _price(self) -> int:
        return round(self._chance.lognormvariate(3, 0.5) * 100) * 100


def _result(sums: Mapping[tuple[str, str, str], Any], truth: Truth) -> Result:
    of_metric = {metric: variants for (_, metric, _), variants in sums.items()}
    units, revenue = of_metric["_units"], of_metric["revenue"]
    differences, found = [], {}
    for name in VARIANTS:
        spent = truth.revenue[name]
        kinds = {"n": truth.units[name], "before": truth.before[name], "mixed": truth.mixed[name]}
        expected = {kind: count for kind, count in kinds.items() if count}
        bought = [y for y in spent if y]
        y, yy = sum(bought), sum(y * y for y in bought)
        found[name] = Sums(units[name]["n"], revenue[name]["y"], revenue[name]["yy"])
        if units[name] != expected:
            differences.append(f"{name}: units {units[name]} instead of {expected}")
        if found[name] != Sums(len(spent), y, yy):
            differences.append(f"{name}: {found[name]} instead of {len(spent)}, {y}, {yy}")
    return Result(found, tuple(differences))
