"""How often flags are evaluated: counted in the sandbox, written at most every 30 seconds.

The numbers are approximate, and whoever shows them says so: a sandbox that is given up takes what
it counted since its last write along, and ordinary work never waits to make them better.

A single evaluation counts its flag, and those only it: prerequisites are not counted. A bulk
evaluation counts every flag that it answers, since each is evaluated, whether or not the caller
reads it then; with 10,000 flags that takes a millisecond. Flags that do not exist are not counted.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable

from burgee.domain.answers import FLAG_NOT_FOUND, Answer
from burgee.domain.errors import BurgeeError
from burgee.domain.timestamps import iso
from burgee.services.silence import Silence
from burgee.services.tracking_ports import UsageRepository

WRITE_SECONDS = 30
HOUR_SECONDS = 3600
MOST_PENDING = 50_000  # answers that are not texts yet: each error is one of its own
PART_ENTRIES = 1500  # counted ways of one item: under 400 KB with the longest keys
MOST_PARTS = 20  # of one environment and hour; what comes then is not counted
MOST_WAITING = 100  # parts that wait to be written, for a table that is away for long


def usage_key(flag_key: str, variant: str, reason: str) -> str:
    """How one way of answering is called: no part of it has a bar in it.

    >>> usage_key("checkout", "on", "SPLIT")
    'checkout|on|SPLIT'
    """
    return f"{flag_key}|{variant}|{reason}"


class _Hour:
    """What this sandbox counted in one hour of one environment, in parts that fit an item."""

    def __init__(self, environment: str, hour: str) -> None:
        self.environment = environment
        self.hour = hour
        self.parts: list[dict[str, int]] = []

    def add(self, key: str, times: int) -> int | None:
        """The part that changed; None if there are too many ways already."""
        for number, part in enumerate(self.parts):
            if key in part:
                part[key] += times
                return number
        if not self.parts or len(self.parts[-1]) >= PART_ENTRIES:
            if len(self.parts) == MOST_PARTS:
                return None
            self.parts.append({})
        self.parts[-1][key] = times
        return len(self.parts) - 1


class UsageCounter:
    """Counts of one sandbox. `now` is wall time; `new_sandbox` gives an id that nobody else has.

    Each write replaces what this sandbox wrote of the hour before, so that a write that fails, or
    is made twice, changes nothing: the next one says it all.
    """

    def __init__(
        self,
        usage: UsageRepository,
        *,
        now: Callable[[], float],
        new_sandbox: Callable[[], str],
        on_fault: Callable[[BurgeeError], None] = lambda _fault: None,
    ) -> None:
        self._usage = usage
        self._now = now
        self._new_sandbox = new_sandbox
        self._on_fault = on_fault
        self._silence = Silence(now, WRITE_SECONDS)
        self._working = threading.RLock()
        self.renew()

    def renew(self) -> None:
        """Begin anew under a new id: for a sandbox restored from a snapshot, one of many."""
        with self._working:
            self._silence.end()
            self._sandbox = self._new_sandbox()
            self._hour_began = float("-inf")
            self._looked_at = float("-inf")
            self._pending: dict[str, Counter[Answer]] = {}
            self._hours: dict[str, _Hour] = {}
            self._waiting: deque[tuple[_Hour, int]] = deque()

    def count(self, environment: str, answer: Answer) -> None:
        """Count one evaluation; nothing is written yet."""
        pending = self._counting(environment)
        pending[answer] += 1

    def count_all(self, environment: str, answers: Iterable[Answer]) -> None:
        """Count the answers of a bulk evaluation."""
        self._counting(environment).update(answers)

    def add(
        self, environment: str, flag_key: str, variant: str, reason: str, times: int = 1
    ) -> None:
        """Count what a client evaluated by itself. The caller makes sure that there is such a
        flag, so that made-up names fill nothing."""
        self._counting(environment)  # should an hour be over, it is closed first
        with self._working:
            self._add(environment, usage_key(flag_key, variant, reason), times)

    def write_if_due(self) -> None:
        """Write what changed, unless that was done less than 30 seconds ago. Never raises.

        One item at a time: where there are many flags it is the turn of each part less often.
        An hour that is over is written whole.
        """
        if 0 <= self._now() - self._looked_at < WRITE_SECONDS or self._silence.is_on:
            return
        if self._working.acquire(blocking=False):  # somebody else is writing already
            try:
                self._looked_at = self._now()
                self._gather()
                goes_on = True
                while self._waiting and goes_on:
                    goes_on = self._write_next()
            finally:
                self._working.release()

    def spare_storage(self) -> None:
        """Put the next write off: somebody else waited for DynamoDB in vain."""
        self._silence.begin()

    def _counting(self, environment: str) -> Counter[Answer]:
        """Where answers are counted in this hour; what was counted in another one is put aside."""
        if not self._is_this_hour():
            self._turn()
        pending = self._pending.get(environment)
        if pending is None:
            return self._pending.setdefault(environment, Counter())
        if len(pending) > MOST_PENDING:
            with self._working:
                self._gather()
            return self._counting(environment)
        return pending

    def _is_this_hour(self) -> bool:
        return 0 <= self._now() - self._hour_began < HOUR_SECONDS

    def _turn(self) -> None:
        with self._working:
            if self._is_this_hour():  # another thread was first
                return
            self._gather()
            self._hours = {}
            self._hour_began = self._now() // HOUR_SECONDS * HOUR_SECONDS
            self._looked_at = float("-inf")

    def _gather(self) -> None:
        """Make texts of the answers that were counted; that can wait until they are written."""
        pending, self._pending = self._pending, {}
        for environment, counted in pending.items():
            for answer, times in list(counted.items()):
                if answer.error_code != FLAG_NOT_FOUND:
                    key = usage_key(answer.flag_key, answer.variant, answer.reason)
                    self._add(environment, key, times)

    def _add(self, environment: str, key: str, times: int) -> None:
        hour = self._hours.get(environment)
        if hour is None:
            hour = _Hour(environment, iso(self._hour_began)[:13])
            self._hours[environment] = hour
        number = hour.add(key, times)
        if number is not None and (hour, number) not in self._waiting:
            if len(self._waiting) == MOST_WAITING:
                self._waiting.popleft()
            self._waiting.append((hour, number))

    def _write_next(self) -> bool:
        """Write the part that waited longest; whether the next one is due at once."""
        hour, number = self._waiting[0]
        sandbox = f"{self._sandbox}.{number}" if number else self._sandbox
        try:
            self._usage.put_usage(hour.environment, hour.hour, sandbox, dict(hour.parts[number]))
        except BurgeeError as fault:
            self._silence.begin()
            self._on_fault(fault)
            return False
        self._waiting.popleft()
        return self._hours.get(hour.environment) is not hour
