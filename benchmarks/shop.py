"""The experiment that recording is measured with: the demo's four metrics and one dimension."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from benchmarks.deployment import DAY_SECONDS, Deployment, event, experiment_document, flag_document
from local.trial import EXPERIMENT_DOCUMENT, PRICES, PURCHASE, VIEW

FLAG = "virtual-try-on"
EXPERIMENT = "try-on-sells"
DEVICES = ("mobile", "desktop", "tablet")
PLAN = "2 count metrics, 1 conversion rate, 1 sum with a histogram; 1 dimension of 3 values"
VIEWS_PER_PURCHASE = 4

Feed = Callable[[], None]


class Shop:
    """A deployment with the experiment, and visitors who do one thing at a time.

    `units` of them were exposed before, on each of `days` days as many.
    """

    def __init__(self, units: int = 0, days: int = 1) -> None:
        document: Any = EXPERIMENT_DOCUMENT
        dimensions = document["plan"]["dimensions"]
        self.deployment = Deployment(
            [flag_document(FLAG)],
            [experiment_document(EXPERIMENT, FLAG, document["metrics"], dimensions=dimensions)],
        )
        self._units = units
        self._chance = random.Random(7)
        self._events = 0
        self._new = 0
        today = self.deployment.clock.now
        for day in range(days):
            self.deployment.clock.now = today - (days - 1 - day) * DAY_SECONDS
            for number in range(day, units, days):
                self.meet(f"unit-{number}")
            self.deployment.settle()

    def meet(self, unit: str) -> None:
        """A visitor asks for the flag."""
        self.deployment.ask(FLAG, unit, device_type=DEVICES[hash_of(unit) % len(DEVICES)])

    def meet_new(self) -> None:
        """Somebody who was never seen before asks for the flag."""
        self._new += 1
        self.meet(f"new-{self._new}")

    def act(self, unit: str | None = None) -> None:
        """One event of some visitor, or of this one: four views of frames, then a purchase."""
        self.deployment.send(self.event(unit))

    def event(self, unit: str | None = None) -> dict[str, Any]:
        """The next event, as it is sent."""
        self._events += 1
        unit = unit or f"unit-{self._chance.randrange(self._units)}"
        if self._events % (VIEWS_PER_PURCHASE + 1):
            return event(unit, VIEW, self._events)
        return event(unit, PURCHASE, self._events, data={"value": self._chance.choice(PRICES)})


def hash_of(unit: str) -> int:
    """A number that is the same in every process, as Python's own is not."""
    return sum(unit.encode())


def keep_up(deployment: Deployment, feed: Feed, batch: int, least: int) -> int:
    """Let `feed` happen at least so many times, `aggregate` taking `batch` records at a time as
    soon as so many wait; how often it happened. What it writes itself waits among them."""
    fed = 0
    while fed < least:
        while deployment.waiting < batch:
            feed()
            fed += 1
        deployment.deliver(batch)
    return fed
