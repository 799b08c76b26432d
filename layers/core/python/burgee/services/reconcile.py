"""The daily care of what was counted: days are folded, counters checked, usage rolled up, and
what came late of erased units is deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from burgee.domain.contributions import Place, Sums, contributions, merged
from burgee.domain.counters import UNITS_METRIC
from burgee.domain.errors import UnknownRun
from burgee.domain.metrics import COVARIATE_DAYS
from burgee.domain.run_plans import RunPlan
from burgee.domain.timestamps import DAY_SECONDS, iso
from burgee.domain.totals import total_of
from burgee.domain.tracking import EVENT_DAYS
from burgee.services.aggregate import Aggregator, mark_inexact
from burgee.services.fold_days import fold_days
from burgee.services.frozen_runs import run_names
from burgee.services.read_counters import read_counters
from burgee.services.surroundings import active_environments
from burgee.services.tracking_ports import UnitRepository, UsageRepository

RECOUNTABLE_SECONDS = (EVENT_DAYS - COVARIATE_DAYS) * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a check may take. `pause` waits until what is on its way has been counted."""

    is_spent: Callable[[], bool]
    pause: Callable[[], None]


@dataclass(slots=True)
class Reconciled:
    """What a day's care did. `left_out`: runs for which there was no time, or whose events are
    partly gone. `erased_late`: events and exposures of erased units that came after the erasure."""

    erased_late: int = 0
    folded: int = 0
    checked: int = 0
    mismatches: int = 0
    left_out: int = 0


def reconcile(aggregator: Aggregator, usage: UsageRepository, budget: Budget) -> Reconciled:
    """Care for every run that is not archived, newest first. Safe to repeat."""
    roll_up_usage(aggregator, usage)
    done = Reconciled(erased_late=erase_late(aggregator.units))
    plans = list(_plans(aggregator))
    for plan in plans:
        done.folded += fold_days(aggregator.aggregates, plan.run, aggregator.now())
    for plan in sorted(plans, key=lambda plan: plan.started, reverse=True):
        if budget.is_spent() or not can_be_recounted(plan, aggregator.now()):
            done.left_out += 1
            continue
        done.checked += 1
        done.mismatches += not is_exact(aggregator, plan, budget.pause)
    return done


def erase_late(units: UnitRepository) -> int:
    """Delete what was written under tombstones, by a sandbox that did not know of the erasure or
    by an application that goes on sending: nothing counts it, and nothing else would delete an
    exposure. How many items there were; safe to repeat."""
    return sum(units.erase_late(unit) for unit in list(units.erased_units()))


def can_be_recounted(plan: RunPlan, now: float) -> bool:
    """Whether every event that counted in a run still rests."""
    return now - plan.started < RECOUNTABLE_SECONDS


def is_exact(aggregator: Aggregator, plan: RunPlan, pause: Callable[[], None]) -> bool:
    """Whether counters equal a recount from items; if they do not, the run is marked as inexact.

    What is on its way makes a difference too: only one that is the same at a second look counts.
    """
    first = mismatches(aggregator, plan)
    if not first:
        return True
    pause()
    second = mismatches(aggregator, plan)
    lasting = sorted(place for place, sums in first.items() if second.get(place) == sums)
    if lasting:
        named = " ".join(filter(None, lasting[0]))
        why = f"daily check: {len(lasting)} sums differ from a recount, as {named}"
        mark_inexact(aggregator.aggregates, plan.run, why)
    return not lasting


def mismatches(aggregator: Aggregator, plan: RunPlan) -> dict[Place, Sums]:
    """What counters have too much, or with a minus too little, by place."""
    state = aggregator.aggregates.state(plan.run)
    found = read_counters(aggregator.aggregates, plan.run, state.generation)
    for body in _bodies(aggregator, plan):
        for place, sums in contributions(plan, body).items():
            found[place] = merged(found.get(place, {}), sums, -1)
    return {
        place: shown
        for place, sums in found.items()
        if (shown := _without_erased(sums) if place[1] == UNITS_METRIC else sums)
    }


def _without_erased(variants: Sums) -> Sums:
    """Of erased units nothing is left that could be recounted."""
    return {
        variant: rest
        for variant, kinds in variants.items()
        if (rest := {kind: number for kind, number in kinds.items() if kind != "erased"})
    }


def _bodies(aggregator: Aggregator, plan: RunPlan) -> Iterator[dict[str, object]]:
    resolve = aggregator.values.of(plan.run)
    for unit in aggregator.units.units_of(plan.run):
        head = aggregator.units.state(unit).head
        exposure = head.exposures.get(plan.run)
        if exposure is not None and not head.erased:
            events = aggregator.units.events(unit)
            yield dict(total_of(exposure, head.opt_out, events, plan, resolve))


def _plans(aggregator: Aggregator) -> Iterator[RunPlan]:
    for run in run_names(aggregator.documents):
        try:
            yield aggregator.plans.plan(run)
        except UnknownRun:
            continue


def roll_up_usage(aggregator: Aggregator, usage: UsageRepository) -> None:
    """Yesterday's hours of every environment, as one day."""
    day = iso(aggregator.now() - DAY_SECONDS)[:10]
    hours = [f"{day}T{hour:02d}" for hour in range(24)]
    for environment in active_environments(aggregator.documents):
        counts: Counter[str] = Counter()
        for _, of_hour in usage.hours(environment, hours):
            counts.update(of_hour)
        if counts:
            usage.put_day(environment, day, counts)
