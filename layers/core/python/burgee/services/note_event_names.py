"""Which event names come in: so that a checklist can tell whether a metric's event exists."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from itertools import islice

from burgee.domain.errors import BurgeeError
from burgee.domain.tracking import day_of
from burgee.services.silence import Silence
from burgee.services.tracking_ports import UsageRepository

MOST_NAMES = 1000  # of one day and sandbox: names that are made up must not fill the table
MOST_AT_ONCE = 20  # of one request, whose sender waits; the others are noted when they come again


class EventNames:
    """Writes each name once per environment, day and sandbox. `now` is wall time in seconds."""

    def __init__(self, usage: UsageRepository, now: Callable[[], float]) -> None:
        self._usage = usage
        self._now = now
        self._silence = Silence(now)
        self._day = ""
        self._noted: set[tuple[str, str]] = set()
        self._working = threading.Lock()

    def note(self, environment: str, names: Iterable[str]) -> None:
        """Note names that came in. Never raises: one that cannot be written is so when it comes
        in again."""
        with self._working:
            self._turn()
            room = min(MOST_AT_ONCE, MOST_NAMES - len(self._noted))
            news = (name for name in dict.fromkeys(names) if (environment, name) not in self._noted)
            for name in islice(news, room):
                self._write(environment, name)

    def _turn(self) -> None:
        day = day_of(int(self._now() * 1000))
        if day != self._day:
            self._day = day
            self._noted.clear()

    def _write(self, environment: str, name: str) -> None:
        if self._silence.is_on:
            return
        try:
            self._usage.see_event_name(environment, name, self._day)
        except BurgeeError:
            self._silence.begin()
        else:
            self._noted.add((environment, name))
