"""Fires what EventBridge would: timers of the catalog, and one-time schedules that are due.

moto keeps schedules and never fires one.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from functions.catalog import FUNCTIONS, Timer
from local.services import SCHEDULE_GROUP
from local.timetable import IsDue, moment, recurring

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

LOOK_SECONDS = 1.0
TRIES = 3  # of an asynchronous call of a function
PAUSE_SECONDS = 1.0  # before the second; Lambda waits a minute

Invoke = Callable[[str, Any], Any]  # (function, event)


@dataclass(frozen=True, slots=True)
class _Timed:
    function: str
    timer: Timer
    is_due: IsDue


class Clockwork:
    """Looks once a second for timers and schedules that are due and calls their functions.

    Like Lambda's asynchronous calls: nobody waits for the answer, and a failed call is made again
    twice. A schedule is deleted when it fires, if it asks for that (ActionAfterCompletion).
    """

    def __init__(
        self,
        client: EventBridgeSchedulerClient,
        invoke: Invoke,
        *,
        now: Callable[[], float] = time.time,
        minute: float = 60,
    ) -> None:
        self._client = client
        self._invoke = invoke
        self._now = now
        self._looked = now()
        self._timers = [
            _Timed(function.name, timer, recurring(timer.expression, self._looked, minute))
            for function in FUNCTIONS
            for timer in function.timers
        ]
        self._fired: set[tuple[str, str]] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clockwork", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 2.0) -> None:
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def catch_up(self) -> None:
        """Fire every rate now: what became due while no machine ran waits for the next one."""
        for timed in self._timers:
            if timed.timer.expression.startswith("rate"):
                self.call(timed.function, dict(timed.timer.payload))

    def look(self) -> None:
        """Fire what became due since the last look."""
        now, last = self._now(), self._looked
        self._looked = now
        for timed in self._timers:
            if timed.is_due(last, now):
                self.call(timed.function, dict(timed.timer.payload))
        for schedule in self._due(now):
            self._fire(schedule)

    def _due(self, now: float) -> Iterable[Mapping[str, Any]]:
        pages = self._client.get_paginator("list_schedules").paginate(GroupName=SCHEDULE_GROUP)
        for row in [row for page in pages for row in page["Schedules"]]:
            schedule = self._client.get_schedule(GroupName=SCHEDULE_GROUP, Name=row["Name"])
            at = moment(
                schedule["ScheduleExpression"], schedule.get("ScheduleExpressionTimezone", "UTC")
            )
            known = (schedule["Name"], schedule["ScheduleExpression"]) in self._fired
            if at <= now and schedule.get("State", "ENABLED") == "ENABLED" and not known:
                yield schedule

    def _fire(self, schedule: Mapping[str, Any]) -> None:
        target = schedule["Target"]
        self.call(target["Arn"].split(":")[6], json.loads(target.get("Input", "{}")))
        if schedule.get("ActionAfterCompletion") == "DELETE":
            self._client.delete_schedule(GroupName=SCHEDULE_GROUP, Name=schedule["Name"])
        else:
            self._fired.add((schedule["Name"], schedule["ScheduleExpression"]))

    def call(self, function: str, event: Any) -> None:
        """Call a function as Lambda does asynchronously."""
        threading.Thread(target=self._try, args=(function, event), daemon=True).start()

    def _try(self, function: str, event: Any) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                self._invoke(function, event)
                return
            except Exception as failure:  # noqa: BLE001 - any failure of a function is retried
                print(f"{function} failed, try {attempt} of {event}: {failure!r}", file=sys.stderr)
            if self._stopping.wait(PAUSE_SECONDS * attempt):
                return

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as failure:  # noqa: BLE001 - the clock goes on
                print(f"clockwork: {failure!r}; looking again", file=sys.stderr)
