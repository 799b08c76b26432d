"""A case, answered by `burgee.stats` and compared with what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import isfinite
from typing import Any

from burgee.domain.errors import ImpossibleInput
from tests.vectors.statistics.compare import mismatches
from tests.vectors.statistics.methods import Call, all_methods
from tests.vectors.statistics.plain import plain

OPTIONS = frozenset(
    {"alternative", "ci_method", "distribution", "formula", "kind", "procedure", "spending"}
)
MAY_BE_NULL = frozenset(
    {"alternative", "bin_edges", "ci_method", "gamma", "p_values", "prior_mean", "prior_variance"}
)


def mismatches_of(case: dict[str, Any]) -> list[str]:
    """What differs from the case's expected answer; nothing on a pass."""
    call = _methods().get(case["method"])
    if call is None:
        return [f"no call for the method {case['method']!r}"]
    try:
        refuse_misfits(case["inputs"])
        answer = plain(call(case["inputs"]))
    except ImpossibleInput as refusal:
        answer = {"error": refusal.code}
    except Exception as fault:  # a refusal is an answer; this is a fault
        return [f"raised {fault!r}"]
    return list(mismatches(case, answer))


def refuse_misfits(inputs: dict[str, Any]) -> None:
    """Raise ImpossibleInput for what has the wrong type, as the edge of a program does: options
    are words, everything else is finite numbers, or null for those that may be left out."""
    for name, value in inputs.items():
        for leaf in _leaves(value):
            is_number = isinstance(leaf, (int, float)) and not isinstance(leaf, bool)
            fits = isinstance(leaf, str) if name in OPTIONS else is_number and isfinite(leaf)
            if not fits and not (leaf is None and name in MAY_BE_NULL):
                raise ImpossibleInput(f"{name} cannot be {leaf!r}")


def _leaves(value: Any) -> Iterator[Any]:
    if not isinstance(value, list):
        yield value
        return
    for each in value:
        yield from _leaves(each)


@cache
def _methods() -> dict[str, Call]:
    return all_methods()
