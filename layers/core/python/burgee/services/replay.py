"""Any past evaluation, replayed from the ruleset that was served then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.domain.errors import DocumentNotFound
from burgee.domain.evaluation import Evaluator
from burgee.domain.explanation import explain
from burgee.domain.ruleset import parse_manifest
from burgee.domain.timestamps import seconds_of
from burgee.services.load_ruleset import load
from burgee.services.ports import RulesetRepository


def replay(
    rulesets: RulesetRepository,
    *,
    environment: str,
    number: int,
    flag_key: str,
    context: Mapping[str, Any],
    at: float,
) -> dict[str, Any]:
    """The trace of one evaluation from ruleset `number`, as of `at` (seconds since 1970).

    Raises DocumentNotFound for a number never published, RulesetUnavailable for a ruleset that
    is not whole.
    """
    if rulesets.manifest(environment, number) is None:
        raise DocumentNotFound(f"There is no ruleset {number} of {environment!r}.")
    ruleset = load(rulesets, environment, number)
    return explain(Evaluator(ruleset, lambda: at), flag_key, context)


def number_at(rulesets: RulesetRepository, environment: str, at: float) -> int:
    """The number of the ruleset that was published last before `at`, found by halving.

    Raises DocumentNotFound if none was published yet.
    """
    pointer = rulesets.pointer(environment, consistent=True)
    low, high = 0, pointer.number if pointer else 0
    while low < high:
        middle = (low + high + 1) // 2
        if _published_at(rulesets, environment, middle) <= at:
            low = middle
        else:
            high = middle - 1
    if low == 0:
        raise DocumentNotFound(f"No ruleset of {environment!r} was published by then.")
    return low


def _published_at(rulesets: RulesetRepository, environment: str, number: int) -> float:
    manifest = rulesets.manifest(environment, number)
    published = seconds_of(parse_manifest(manifest)["at"]) if manifest else None
    return float("inf") if published is None else published
