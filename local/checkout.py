"""A shop whose visitors pay, by the old checkout or the new one, which may start to fail."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from local.shop import Client
from local.visitors import Visitor, visitors

FLAG = "express-checkout"
FAILED = "checkout_failed"
OLD, NEW = "off", "on"
FAILS = 0.03
FAILS_WHEN_BROKEN = 0.5
PER_SECOND = 60.0
WORKERS = 2
RECENT_SECONDS = 2.0
SECONDS = 10.0


@dataclass(slots=True)
class Payments:
    """Who paid by which variant, and for whom it failed; safe for several threads."""

    paid: dict[str, int] = field(default_factory=lambda: {OLD: 0, NEW: 0})
    failed: dict[str, int] = field(default_factory=lambda: {OLD: 0, NEW: 0})
    recent: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=1000))
    lost: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, variant: str, *, failed: bool) -> None:
        with self.lock:
            self.paid[variant] += 1
            self.failed[variant] += failed
            self.recent.append((time.monotonic(), variant))

    def lose(self) -> None:
        with self.lock:
            self.lost += 1

    def share_of_new(self) -> float | None:
        """The share of the last visitors who got the new variant."""
        since = time.monotonic() - RECENT_SECONDS
        with self.lock:
            last = [variant for at, variant in self.recent if at >= since]
        return last.count(NEW) / len(last) if last else None


class Checkout:
    """Visitors who come at an even pace, each once, until it is closed."""

    def __init__(self, url: str, key: str, payments: Payments) -> None:
        self.payments = payments
        self.is_broken = threading.Event()
        self._url = url
        self._key = key
        self._arriving = visitors(seed=11)
        self._door = threading.Lock()
        self._closed = threading.Event()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(WORKERS)]

    def open(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Let the visitors who are inside finish."""
        self._closed.set()
        for thread in self._threads:
            thread.join(SECONDS)

    def _serve(self) -> None:
        client = Client(self._url, self._key)
        next_arrival = time.monotonic()
        while not self._closed.is_set():
            with self._door:
                visitor = next(self._arriving)
            self._pay(client, visitor)
            next_arrival = max(next_arrival + WORKERS / PER_SECOND, time.monotonic() - 1)
            self._closed.wait(max(0.0, next_arrival - time.monotonic()))
        client.close()

    def _pay(self, client: Client, visitor: Visitor) -> None:
        key = f"payer-{visitor.key}"
        answer = client.evaluate(FLAG, {**visitor.context, "targetingKey": key})
        variant = answer.get("variant")
        if variant not in (OLD, NEW):
            self.payments.lose()
            return
        failed = self._fails(key, variant)
        if failed and not client.send([_failure(key)]):
            self.payments.lose()
            return
        self.payments.note(variant, failed=failed)

    def _fails(self, key: str, variant: str) -> bool:
        is_bad = variant == NEW and self.is_broken.is_set()
        chance = random.Random(f"{key}/{variant}").random()  # noqa: S311 - can be repeated
        return chance < (FAILS_WHEN_BROKEN if is_bad else FAILS)


def _failure(key: str) -> dict[str, Any]:
    return {
        "event_id": f"{key}/failed",
        "event_type": "error",
        "event_name": FAILED,
        "targetingKey": key,
    }
