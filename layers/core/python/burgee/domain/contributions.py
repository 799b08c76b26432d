"""What one unit's total adds to the counters of its run.

Sums are nested JSON of whole numbers: {variant: {name: sum}}, and {variant: {value: {name: sum}}}
under a dimension. What is 0 is left out, so that a unit without events is counted once, under
`_units`, and not once per metric. Names: `n` units (of a metric: those whose numbers are not all
0), `y` number or numerator, `z` denominator, `x` and `w` the same over the days before the
exposure, two letters: sums of products (`yy`, `yx`, ...), `h`: bin of `y` -> units.

Where a metric has a cap, `y` and `x` are the capped numbers, and of the units whose numerator is
above it: `c` how many they are, `e` the sum of what is above, `ee` of its square, `ez` of its
product with `z`. From these the sums without the cap follow exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement
from typing import Any

from burgee.domain.accumulators import number
from burgee.domain.counters import UNITS_METRIC
from burgee.domain.histogram import bin_of
from burgee.domain.run_plans import ATTRIBUTION, MetricPlan, RunPlan
from burgee.domain.totals import Body

Sums = Mapping[str, Any]
Place = tuple[str, str, str]  # day, metric, dimension ("": all units together)

UNIT_KINDS = ("n", "mixed", "opted_out", "erased")  # each exposed unit is one of these
_VECTOR = "yzxw"


def merged(first: Sums, second: Sums, sign: int = 1) -> dict[str, Any]:
    """The sum of two, or with -1 their difference; what comes to 0 is left out.

    >>> merged({"a": {"n": 2, "y": 5}}, {"a": {"n": 1, "y": 5}}, -1)
    {'a': {'n': 1}}
    """
    result = dict(first)
    for name, value in second.items():
        if isinstance(value, Mapping):
            found: Any = merged(result.get(name, {}), value, sign)
        else:
            found = result.get(name, 0) + sign * value
        if found:
            result[name] = found
        else:
            result.pop(name, None)
    return result


def difference(plan: RunPlan, before: Body, after: Body) -> dict[Place, Sums]:
    """What a change of a total adds to each place; places that stay as they are are left out.

    An erased unit's total is empty: it takes away all that it added, and is counted as erased on
    the day and for the variant that it had.
    """
    changes: dict[Place, Sums] = contributions(plan, after)
    if before and not after:
        changes = {(before["day"], UNITS_METRIC, ""): {before["variant"]: {"erased": 1}}}
    for place, sums in contributions(plan, before).items():
        changes[place] = merged(changes.get(place, {}), sums, -1)
    return {place: sums for place, sums in changes.items() if sums}


def contributions(plan: RunPlan, body: Body) -> dict[Place, Sums]:
    """What a total adds to each place. Of units that are mixed or opted out, only that."""
    if not body:
        return {}
    day, variant = body["day"], body["variant"]
    if kind := excluded_as(body):
        return {(day, UNITS_METRIC, ""): {variant: {kind: 1}}}
    found: dict[Place, Sums] = {(day, UNITS_METRIC, ""): {variant: _unit_sums(body)}}
    dimensions = body.get("dimensions", {})
    for dimension, value in dimensions.items():
        found[day, UNITS_METRIC, dimension] = {variant: {value: {"n": 1}}}
    for key, state in body.get("metrics", {}).items():
        for dimension, sums in _metric_sums(plan.metrics[key], state, body):
            found[day, key, dimension] = {variant: sums}
    return found


def excluded_as(body: Body) -> str:
    """Why a unit is in no sums; empty if it is in them."""
    if "mixed" in body:
        return "mixed"
    return "opted_out" if body.get("opt_out", [0, 0])[1] else ""


def _unit_sums(body: Body) -> Sums:
    return {
        "n": 1,
        **({"late": 1} if "late" in body else {}),
        **({"left": {body["left"]: 1}} if "left" in body else {}),
        **({"before": body["before"]} if "before" in body else {}),
    }


def _metric_sums(plan: MetricPlan, state: Body, body: Body) -> Iterator[tuple[str, Sums]]:
    sums = _number_sums(plan, state, body["at"])
    if sums:
        shown = {**sums, "h": {str(bin_of(sums.get("y", 0))): 1}}
        yield "", shown if plan.has_histogram else sums
        for dimension, value in body.get("dimensions", {}).items():
            yield dimension, {value: sums}
    parts = {
        value: part_sums
        for value, part in state.get("by", {}).items()
        if (part_sums := _number_sums(plan, part, body["at"]))
    }
    if parts:
        yield ATTRIBUTION + plan.attribution, parts


def _number_sums(plan: MetricPlan, state: Body, since: int) -> dict[str, int]:
    numbers = _numbers(plan, state, since)
    if plan.cap is None:
        return _products(numbers)
    capped = {
        name: min(found, plan.cap) if name in "yx" else found for name, found in numbers.items()
    }
    return {**_products(capped), **_excess(numbers, plan.cap)}


def _numbers(plan: MetricPlan, state: Body, since: int) -> dict[str, int]:
    """The numbers of a unit: those that are not 0, and the time to an event."""
    numbers: dict[str, int] = {}
    for names in ("yz", "xw"):
        for name, term in zip(names, plan.terms, strict=False):
            found = number(term, state.get(name), since) if name in state else None
            if found or (found is not None and not plan.has_covariate):
                numbers[name] = found
    return numbers


def _excess(numbers: Mapping[str, int], cap: int) -> dict[str, int]:
    above = numbers.get("y", 0) - cap
    if above <= 0:
        return {}
    over = {"ez": above * numbers["z"]} if "z" in numbers else {}
    return {"c": 1, "e": above, "ee": above * above, **over}


def _products(numbers: Mapping[str, int]) -> dict[str, int]:
    if not numbers:
        return {}
    ordered = [name for name in _VECTOR if name in numbers]
    return {
        "n": 1,
        **{name: numbers[name] for name in ordered if numbers[name]},
        **{
            first + second: numbers[first] * numbers[second]
            for first, second in combinations_with_replacement(ordered, 2)
            if numbers[first] and numbers[second]
        },
    }
