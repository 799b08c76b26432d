"""Entry of the aggregate function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from burgee.runtime.aggregation import aggregator
from burgee.runtime.observability import logger, new_metrics
from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Taken

SEQUENCE_DIGITS = 40


def handler(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
    """Trigger: the stream of the units table, in tumbling windows, as only these say which shard
    a batch is of. Answer: the window's state as it came, and the first record to try again.

    Records may come again, at any time and from any earlier one on: totals and counters remember
    what they hold. What can never be applied is parked in the aggregates table and its run marked
    as inexact; a batch that fails as a whole is tried again, halved, and ends in the dead-letter
    queue, which `burgee recount RUN` makes good.
    """
    records = event["Records"]
    taken = aggregator().take(list(unit_changes(records)), event["shardId"])
    report(taken)
    return {"state": event.get("state") or {}, "batchItemFailures": failures(taken, records)}


def failures(taken: Taken, records: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The lowest number that failed, written as the stream writes it."""
    written = [record["dynamodb"]["SequenceNumber"] for record in records]
    return [
        {"itemIdentifier": number}
        for number in written
        if number.zfill(SEQUENCE_DIGITS) == taken.failed
    ]


def report(taken: Taken) -> None:
    """Metrics of one call, where there is anything to say."""
    metrics = new_metrics()
    if taken.exposures or taken.mixed:
        metrics.add_metric("Exposures", MetricUnit.Count, taken.exposures)
        metrics.add_metric("MixedUnits", MetricUnit.Count, taken.mixed)
    if taken.parked:
        metrics.add_metric("ParkedRecords", MetricUnit.Count, taken.parked)
        logger().error("Records parked", records=taken.parked)
    if taken.exposures or taken.mixed or taken.parked:
        metrics.flush_metrics()
    if taken.failed:
        logger().warning("Records to try again", first=taken.failed)
