"""The sums of a run, read from its counters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement
from typing import Any

from burgee.domain.contributions import Place, Sums, merged
from burgee.domain.counters import UNITS_METRIC, RunState
from burgee.domain.descaling import descaled
from burgee.domain.histogram import bounds_of
from burgee.domain.run_plans import MetricPlan, RunPlan
from burgee.domain.sums import Breakdown, MetricSums, Numbers, RunSums
from burgee.services.read_counters import read_counters
from burgee.services.tracking_ports import AggregateRepository


def run_sums(aggregates: AggregateRepository, plan: RunPlan) -> RunSums:
    """All that was counted of a run, by one pass over its counters; by one more where a recount
    ended meanwhile, as that takes away the generation that was being read."""
    state, sums = _read(aggregates, plan.run)
    counted = _Counted(plan, sums)
    return RunSums(
        run=plan.run,
        generation=state.generation,
        building=state.building,
        inexact=state.inexact,
        control=plan.control,
        units=counted.units(),
        units_by={
            dimension: {
                value: counted.units(dimension, value)
                for value in counted.values(UNITS_METRIC, dimension)
            }
            for dimension in plan.dimensions
        },
        metrics={key: counted.metric(metric) for key, metric in plan.metrics.items()},
    )


def _read(aggregates: AggregateRepository, run: str) -> tuple[RunState, Mapping[Place, Sums]]:
    """A run's counters, and its state after they were read."""
    state = aggregates.state(run)
    while True:
        sums = read_counters(aggregates, run, state.generation)
        before, state = state, aggregates.state(run)
        if state.generation == before.generation:
            return state, sums


class _Counted:
    """The sums of a run by metric and dimension."""

    def __init__(self, plan: RunPlan, sums: Mapping[Place, Sums]) -> None:
        self._plan = plan
        self._days: dict[tuple[str, str], dict[str, Sums]] = defaultdict(dict)
        for (day, metric, dimension), variants in sorted(sums.items()):
            self._days[metric, dimension][day] = variants
        self._exposed = sorted({day for day, metric, _ in sums if metric == UNITS_METRIC})

    def units(self, dimension: str = "", value: str = "") -> Breakdown:
        return self._breakdown(lambda day: self._of(UNITS_METRIC, dimension, value, day))

    def metric(self, metric: MetricPlan) -> MetricSums:
        counted = {name for key, name in self._days if key == metric.key and name}
        dimensions = sorted({*self._plan.dimensions, *counted})
        return MetricSums(
            type=str(metric.type),
            all=self._numbers(metric, "", ""),
            by={
                dimension: {
                    value: self._numbers(metric, dimension, value)
                    for value in self.values(metric.key, dimension)
                }
                for dimension in dimensions
            },
            histogram=self._histogram(metric) if metric.has_histogram else {},
        )

    def values(self, metric: str, dimension: str) -> list[str]:
        """The values of a dimension that units had."""
        found = {
            value
            for key in (metric, UNITS_METRIC)
            for variants in self._days[key, dimension].values()
            for values in variants.values()
            for value in values
        }
        return sorted(found)

    def _numbers(self, metric: MetricPlan, dimension: str, value: str) -> Breakdown:
        at = "" if dimension.startswith("@") else dimension

        def of_day(day: str | None) -> dict[str, Numbers]:
            units = self._of(UNITS_METRIC, at, value, day)
            sums = self._of(metric.key, dimension, value, day)
            return {
                variant: _shown(metric, units.get(variant, {}), sums.get(variant, {}))
                for variant in self._plan.variants
            }

        return self._breakdown(of_day)

    def _breakdown(self, of_day: Any) -> Breakdown:
        return Breakdown(of_day(None), {day: of_day(day) for day in self._exposed})

    def _of(self, metric: str, dimension: str, value: str, day: str | None) -> dict[str, Sums]:
        """Sums by variant, of one day or of all."""
        days = self._days.get((metric, dimension), {})
        chosen = days.values() if day is None else [days.get(day, {})]
        found: dict[str, Sums] = {}
        for variants in chosen:
            for variant, sums in variants.items():
                part = sums.get(value, {}) if dimension else sums
                found[variant] = merged(found.get(variant, {}), part)
        return found

    def _histogram(self, metric: MetricPlan) -> dict[str, list[tuple[str, str, int]]]:
        units, sums = self._of(UNITS_METRIC, "", "", None), self._of(metric.key, "", "", None)
        return {
            variant: list(_bins(metric, units.get(variant, {}), sums.get(variant, {})))
            for variant in self._plan.variants
        }


def _shown(metric: MetricPlan, units: Sums, sums: Sums) -> Numbers:
    names = [name for name in "yzxw" if _has(metric, name)]
    pairs = [a + b for a, b in combinations_with_replacement(names, 2)]
    return {
        "units": _defined(metric, units, sums),
        "moved": sums.get("n", 0),
        **{name: descaled(sums.get(name, 0)) for name in names},
        **{pair: descaled(sums.get(pair, 0), 2) for pair in pairs},
        **({} if metric.cap is None else _without_cap(metric, metric.cap, sums)),
    }


def _without_cap(metric: MetricPlan, cap: int, sums: Sums) -> Numbers:
    """How many units were capped, and the sums as they would be otherwise."""
    above = sums.get("e", 0)
    squares = sums.get("yy", 0) + 2 * cap * above + sums.get("ee", 0)
    uncapped = {"y": descaled(sums.get("y", 0) + above), "yy": descaled(squares, 2)}
    if _has(metric, "z"):
        uncapped["yz"] = descaled(sums.get("yz", 0) + sums.get("ez", 0), 2)
    return {"capped": sums.get("c", 0), "uncapped": uncapped}


def _defined(metric: MetricPlan, units: Sums, sums: Sums) -> int:
    """The units that have a number: all, but for the time to an event those that had it."""
    return int(units.get("n", 0) if metric.has_covariate else sums.get("n", 0))


def _has(metric: MetricPlan, name: str) -> bool:
    is_before = name in "xw"
    is_over = name in "zw"
    return (metric.has_covariate or not is_before) and (len(metric.terms) == 2 or not is_over)


def _bins(metric: MetricPlan, units: Sums, sums: Sums) -> Iterator[tuple[str, str, int]]:
    """Bins in the order of their numbers; units without any number but 0 are in the bin of 0."""
    bins = {int(index): number for index, number in sums.get("h", {}).items()}
    bins[0] = bins.get(0, 0) + _defined(metric, units, sums) - sum(bins.values())
    for index in sorted(bins):
        if bins[index]:
            least, greatest = bounds_of(index)
            yield descaled(least), descaled(greatest), bins[index]
