"""A limit per API key: so many requests a second, and a burst. Per sandbox.

A request that turns out to be worth several is let in all the same, and the next ones wait longer.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

from burgee.domain.errors import TooManyRequests


class RequestLimiter:
    """Token buckets by key id; full at first, refilled with time. `now` is in seconds."""

    def __init__(self, *, per_second: float, burst: int, now: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = burst
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}
        self._changing = threading.Lock()

    def take(self, key_id: str) -> None:
        """Count one request. Raises TooManyRequests, whose `retry_after` is whole seconds."""
        with self._changing:
            now = self._now()
            left, since = self._buckets.get(key_id, (float(self._burst), now))
            left = min(self._burst, left + max(0.0, now - since) * self._per_second)
            if left < 1:
                self._buckets[key_id] = (left, now)
                seconds = math.ceil((1 - left) / self._per_second)
                raise TooManyRequests(
                    f"This key may send {self._per_second:g} requests a second; "
                    f"try again in {seconds} s.",
                    retry_after=seconds,
                )
            self._buckets[key_id] = (left - 1, now)

    def owe(self, key_id: str, requests: float) -> None:
        """Count what a request that was let in costs beyond the one that it was counted as."""
        with self._changing:
            left, since = self._buckets.get(key_id, (float(self._burst), self._now()))
            self._buckets[key_id] = (left - requests, since)
