"""What `evaluate` keeps between invocations, built once."""

from __future__ import annotations

import time
from weakref import WeakKeyDictionary

from aws_lambda_powertools.metrics import MetricUnit

from burgee.domain.errors import BurgeeError
from burgee.domain.evaluation import Evaluator
from burgee.runtime.observability import logger, new_metrics
from burgee.runtime.wiring import once, rulesets, settings
from burgee.services.limit_requests import RequestLimiter
from burgee.services.load_ruleset import RulesetCache
from burgee.wire.ofrep import AnswerTexts

_texts: WeakKeyDictionary[Evaluator, AnswerTexts] = WeakKeyDictionary()


@once
def rulesets_served() -> RulesetCache:
    """The rulesets that this sandbox answers from."""
    return RulesetCache(
        rulesets(),
        now=time.time,
        refresh_seconds=settings().refresh_seconds,
        on_fault=_report_stale,
    )


@once
def callers_limiter() -> RequestLimiter:
    """The limit of each key in this sandbox."""
    return RequestLimiter(
        per_second=settings().requests_per_second, burst=settings().burst, now=time.time
    )


def texts_of(evaluator: Evaluator) -> AnswerTexts:
    """The encoded answers of one ruleset; they go when it goes."""
    texts = _texts.get(evaluator)
    if texts is None:
        texts = _texts[evaluator] = AnswerTexts()
    return texts


def on_restore() -> None:
    """Before a snapshot, build the client; after a restore, believe no ruleset to be fresh."""
    try:
        from snapshot_restore_py import register_after_restore, register_before_snapshot
    except ImportError:  # on a laptop there are no snapshots
        return
    register_before_snapshot(rulesets)
    register_after_restore(lambda: rulesets_served().expire())


def _report_stale(environment: str, fault: BurgeeError) -> None:
    logger().warning("Ruleset not refreshed", environment=environment, code=fault.code)
    metrics = new_metrics()
    metrics.add_metric("StaleRuleset", MetricUnit.Count, 1)
    metrics.flush_metrics()
