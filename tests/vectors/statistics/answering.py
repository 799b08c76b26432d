"""A case, answered by `burgee.stats` and compared with what is expected."""

from __future__ import annotations

from functools import cache
from typing import Any

from burgee.domain.errors import ImpossibleInput
from tests.vectors.statistics.compare import mismatches
from tests.vectors.statistics.methods import Call, all_methods
from tests.vectors.statistics.plain import plain


def mismatches_of(case: dict[str, Any]) -> list[str]:
    """What differs from the case's expected answer; nothing on a pass."""
    call = _methods().get(case["method"])
    if call is None:
        return [f"no call for the method {case['method']!r}"]
    try:
        answer = plain(call(case["inputs"]))
    except ImpossibleInput as refusal:
        answer = {"error": refusal.code}
    except Exception as fault:  # a refusal is an answer; this is a fault
        return [f"raised {fault!r}"]
    return list(mismatches(case, answer))


@cache
def _methods() -> dict[str, Call]:
    return all_methods()
