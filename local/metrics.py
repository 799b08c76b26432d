"""What functions write as metrics, kept for the alarms of this machine: moto has no such log."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from typing import Any

MOST_VALUES = 1000  # of one metric

Dimensions = frozenset[tuple[str, str]]
_Address = tuple[str, str, Dimensions]


class MetricStore:
    """Values of those metrics that somebody watches, by namespace, name and dimensions."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._values: dict[_Address, deque[tuple[float, float]]] = {}
        self.watched: Collection[str] = frozenset()

    def put(self, line: Mapping[str, Any]) -> None:
        """Keep what a line in CloudWatch's embedded metric format says."""
        at = self._now()
        for directive in line["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = frozenset((name, str(line[name])) for name in names)
                for metric in directive["Metrics"]:
                    address = (directive["Namespace"], metric["Name"], dimensions)
                    self._keep(address, at, line[metric["Name"]])

    def values(
        self, namespace: str, name: str, dimensions: Mapping[str, str], since: float
    ) -> list[float]:
        """Values from a second on, oldest first. As in CloudWatch, another set of dimensions is
        another metric."""
        wanted = set(dimensions.items())
        with self._lock:
            return [
                value
                for (where, what, found), kept in self._values.items()
                if (where, what) == (namespace, name) and wanted == found
                for at, value in kept
                if at >= since
            ]

    def _keep(self, address: _Address, at: float, values: Any) -> None:
        with self._lock:
            kept = self._values.setdefault(address, deque(maxlen=MOST_VALUES))
            for value in values if isinstance(values, list) else [values]:
                kept.append((at, float(value)))


def collect_metrics(store: MetricStore) -> Callable[[], None]:
    """From now on keep what functions write of watched metrics. Gives what undoes it."""
    from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import (
        AmazonCloudWatchEMFProvider,
    )

    provider: Any = AmazonCloudWatchEMFProvider
    flush = provider.flush_metrics

    def kept(self: Any, *more: Any, **named: Any) -> Any:
        if not store.watched.isdisjoint(self.metric_set):  # type: ignore[attr-defined]
            store.put(json.loads(json.dumps(self.serialize_metric_set())))
        return flush(self, *more, **named)

    provider.flush_metrics = kept
    return lambda: setattr(provider, "flush_metrics", flush)
