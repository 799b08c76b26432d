"""Evaluators of one tier alone, and which tier decides a flag."""

from __future__ import annotations

from burgee.domain.evaluation import Evaluator
from burgee.domain.generated import GENERATED

NEVER = 10**12


def first_tier(evaluator: Evaluator) -> Evaluator:
    """The same ruleset, decided by closures however often it is asked."""
    return Evaluator(evaluator.ruleset, evaluator.scope.clock, hot_calls=NEVER)


def second_tier(evaluator: Evaluator) -> Evaluator:
    """The same ruleset, decided by generated source from the first call on."""
    return Evaluator(evaluator.ruleset, evaluator.scope.clock, hot_calls=0)


def is_generated(evaluator: Evaluator, flag_key: str) -> bool:
    """Whether a flag is decided by generated source now."""
    decide = evaluator.decisions.get(flag_key) or evaluator.decision(flag_key)
    return decide.__code__.co_filename == GENERATED
