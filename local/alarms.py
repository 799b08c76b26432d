"""Alarms that work: moto keeps them, and neither looks at a metric nor tells of a change.

A change is told as EventBridge tells it: an event, to every function with a rule for it.
"""

from __future__ import annotations

import operator
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from functions.catalog import FUNCTIONS, Function
from local.alarm_events import DETAIL_TYPE, SOURCE, alarm_event, reason_data
from local.metrics import MetricStore

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

LOOK_SECONDS = 0.5
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
STATISTICS: Mapping[str, Callable[[list[float]], float]] = {
    "Average": lambda values: sum(values) / len(values),
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "SampleCount": len,
}

Invoke = Callable[[str, Any], Any]  # (function, event)


class AlarmWatch:
    """Looks at metrics and alarms again and again, and calls functions when one changes.

    An alarm goes on when every one of its periods lies beyond its threshold, and off when one with
    values does not; without values it stays as it is.
    """

    def __init__(
        self,
        client: CloudWatchClient,
        metrics: MetricStore,
        invoke: Invoke,
        *,
        functions: Iterable[Function] = FUNCTIONS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._client = client
        self._metrics = metrics
        self._invoke = invoke
        self._listening = [f.name for f in functions if any(map(_hears_alarms, f.rules))]
        self._now = now
        self._known: dict[str, Mapping[str, Any]] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alarms", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 2.0) -> None:
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def look(self) -> None:
        """Set every alarm as its metric says, and tell of those that changed since the last
        look."""
        alarms = self._tell(self._alarms())  # first: somebody may have set one against its metric
        self._metrics.watched = frozenset(alarm["MetricName"] for alarm in alarms)
        changed = [self._evaluate(alarm) for alarm in alarms]
        if any(changed):
            self._tell(self._alarms())

    def _alarms(self) -> list[Mapping[str, Any]]:
        pages = self._client.get_paginator("describe_alarms").paginate()
        return [alarm for page in pages for alarm in page["MetricAlarms"]]

    def _evaluate(self, alarm: Mapping[str, Any]) -> bool:
        values = self._of_periods(alarm)
        if not values:
            return False
        beyond = COMPARISONS[alarm["ComparisonOperator"]]
        is_on = len(values) == alarm["EvaluationPeriods"] and all(
            beyond(value, alarm["Threshold"]) for value in values
        )
        state: Literal["ALARM", "OK"] = "ALARM" if is_on else "OK"
        if state == alarm["StateValue"]:
            return False
        shown = ", ".join(f"{value:.4g}" for value in values)
        self._client.set_alarm_state(
            AlarmName=alarm["AlarmName"],
            StateValue=state,
            StateReason=f"{alarm['MetricName']} was {shown}; the threshold is "
            f"{alarm['Threshold']:g}",
            StateReasonData=reason_data(alarm, values),
        )
        return True

    def _of_periods(self, alarm: Mapping[str, Any]) -> list[float]:
        """The statistic of each of the newest periods that have values, newest first."""
        period, now = alarm["Period"], self._now()
        statistic = STATISTICS.get(alarm.get("Statistic", ""), STATISTICS["Maximum"])
        dimensions = {found["Name"]: found["Value"] for found in alarm.get("Dimensions", ())}
        found, before = [], 0
        for number in range(1, alarm["EvaluationPeriods"] + 1):
            values = self._metrics.values(
                alarm["Namespace"], alarm["MetricName"], dimensions, now - number * period
            )
            of_period = values[: len(values) - before]
            before = len(values)
            if of_period:
                found.append(statistic(of_period))
        return found

    def _tell(self, alarms: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        for alarm in alarms:
            before = self._known.get(alarm["AlarmName"], {**alarm, "StateValue": "OK"})
            if before["StateValue"] != alarm["StateValue"]:
                event = alarm_event(alarm, before)
                for function in self._listening:
                    self._invoke(function, event)
        self._known = {alarm["AlarmName"]: alarm for alarm in alarms}
        return alarms

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as failure:  # noqa: BLE001 - the watch goes on
                print(f"alarms: {failure!r}; looking again", file=sys.stderr)


def _hears_alarms(rule: Any) -> bool:
    pattern = rule.pattern
    return SOURCE in pattern.get("source", ()) and DETAIL_TYPE in pattern.get("detail-type", ())
