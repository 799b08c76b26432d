"""Entry of the reconcile function."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from burgee.runtime.aggregation import aggregator
from burgee.runtime.observability import logger, new_metrics
from burgee.runtime.wiring import maintained_usage
from burgee.services.reconcile import Budget, reconcile
from burgee.services.recount import recount

PAUSE_SECONDS = 90.0  # more than a record is on its way
LEAST_SECONDS = 180.0  # a check begins only while so much is left
LOOK_AGAIN_SECONDS = 5.0


def handler(event: Mapping[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Trigger: a timer once a day, `{"job": "daily"}`, or a call with `{"job": "recount", "run":
    RUN}`. Answer: what was done.

    Both may be repeated, and cut off anywhere: the next call goes on. A fault is raised, and the
    timer tries again.
    """
    return JOBS[event["job"]](event, lambda_context)


def _daily(_: Mapping[str, Any], lambda_context: Any) -> dict[str, Any]:
    budget = Budget(
        is_spent=lambda: _seconds_left(lambda_context) < LEAST_SECONDS,
        pause=lambda: time.sleep(PAUSE_SECONDS),
    )
    done = reconcile(aggregator(), maintained_usage(), budget)
    metrics = new_metrics()
    metrics.add_metric("CounterMismatches", MetricUnit.Count, done.mismatches)
    metrics.flush_metrics()
    logger().info("Counters reconciled", **asdict(done))
    return asdict(done)


def _recount(event: Mapping[str, Any], lambda_context: Any) -> dict[str, Any]:
    def wait() -> bool:
        time.sleep(LOOK_AGAIN_SECONDS)
        return _seconds_left(lambda_context) > LEAST_SECONDS

    return asdict(recount(aggregator(), event["run"], wait, anew=bool(event.get("anew"))))


def _seconds_left(lambda_context: Any) -> float:
    return float(lambda_context.get_remaining_time_in_millis()) / 1000


JOBS: dict[str, Callable[[Mapping[str, Any], Any], dict[str, Any]]] = {
    "daily": _daily,
    "recount": _recount,
}
