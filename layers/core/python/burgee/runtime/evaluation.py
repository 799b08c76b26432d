"""What `evaluate` keeps between invocations, built once."""

from __future__ import annotations

import secrets
import time
from weakref import WeakKeyDictionary

from aws_lambda_powertools.metrics import MetricUnit

from burgee.domain.errors import BurgeeError, StorageUnavailable
from burgee.domain.evaluation import Evaluator
from burgee.runtime.late_exposures import late_exposures
from burgee.runtime.observability import logger, new_metrics
from burgee.runtime.wiring import once, rulesets, settings, units, usage
from burgee.services.count_usage import UsageCounter
from burgee.services.expose import Exposer
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


@once
def exposer() -> Exposer:
    """What evaluates with the units that storage knows, and records what they meet."""
    return Exposer(
        units(), late_exposures(), _Reports(), now=time.time, randomness=secrets.randbelow
    )


@once
def usage_counter() -> UsageCounter:
    """What this sandbox counts of the flags that it answers."""
    return UsageCounter(
        usage(), now=time.time, new_sandbox=_new_sandbox, on_fault=_report_uncounted
    )


def texts_of(evaluator: Evaluator) -> AnswerTexts:
    """The encoded answers of one ruleset; they go when it goes."""
    texts = _texts.get(evaluator)
    if texts is None:
        texts = _texts[evaluator] = AnswerTexts()
    return texts


def on_restore() -> None:
    """Before a snapshot, build the client; after a restore, believe nothing to be fresh, and be
    another sandbox than all others that came of it."""
    try:
        from snapshot_restore_py import register_after_restore, register_before_snapshot
    except ImportError:  # on a laptop there are no snapshots
        return
    register_before_snapshot(rulesets)
    register_after_restore(_start_anew)


def _start_anew() -> None:
    rulesets_served().expire()
    exposer().forget()
    usage_counter().renew()


def _new_sandbox() -> str:
    return secrets.token_hex(8)


def _report_stale(environment: str, fault: BurgeeError) -> None:
    logger().warning("Ruleset not refreshed", environment=environment, code=fault.code)
    _count("StaleRuleset")
    if isinstance(fault, StorageUnavailable):  # a caller waited: none waits again for a while
        exposer().spare_storage()
        usage_counter().spare_storage()


def _report_uncounted(fault: BurgeeError) -> None:
    logger().warning("Flag usage not written", code=fault.code)


class _Reports:
    """Logs and metrics of what could not be recorded; never whose it was."""

    def fault(self, fault: BurgeeError) -> None:
        logger().warning("Units not reached", code=fault.code)
        usage_counter().spare_storage()

    def late(self) -> None:
        _count("LateExposures")

    def lost(self, why: str) -> None:
        logger().error("Exposure lost", why=why)
        _count("LostExposures")


def _count(metric: str) -> None:
    metrics = new_metrics()
    metrics.add_metric(metric, MetricUnit.Count, 1)
    metrics.flush_metrics()
