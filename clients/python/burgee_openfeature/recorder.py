"""Exposures and tracking events on their way to the server."""

from __future__ import annotations

import json
import threading
import time

from burgee_openfeature.counters import (
    DROPPED,
    EVENTS_RECORDED,
    EXPOSURES_RECORDED,
    REJECTED,
    RESENT,
    SENT,
)
from burgee_openfeature.pauses import Pauses
from burgee_openfeature.queues import MOST_IN_BATCH, EventQueue
from burgee_openfeature.sender import deliver

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from burgee_openfeature.counters import Counters
    from burgee_openfeature.http_connection import Connections
    from burgee_openfeature.sender import Delivery

THREAD, NONE = "thread", "none"
SENDERS = frozenset({THREAD, NONE})
LONGEST_EVENT = 64 * 1024  # more than the server would take
LINGER_SECONDS = 0.5  # so that events that belong together go in one request
SEND_SECONDS = 10.0  # for one request


class Bell(threading.Event):
    """An event that whoever handles a signal may set while this very thread is setting it."""

    def __init__(self) -> None:
        super().__init__()
        self._cond = threading.Condition()  # whose lock a thread may take twice


class Recorder:
    """A bounded queue that empties itself in batches. Whoever records never waits for the network
    and is never raised at.

    `sender`: "thread" sends by itself, a moment after the first event; "none" sends in `flush`
    alone, for sandboxes that freeze. `most`: what the queue holds; beyond it the newest tracking
    events are dropped first, exposures only where nothing else is left.
    """

    def __init__(
        self,
        connections: Connections,
        counters: Counters,
        *,
        sender: str = THREAD,
        most: int = 10_000,
    ) -> None:
        if sender not in SENDERS:
            raise ValueError(f"a sender is one of {', '.join(sorted(SENDERS))}, not {sender!r}")
        self._connections = connections
        self._counters = counters
        self._has_thread = sender == THREAD
        self._most = most
        self.restart()

    def restart(self) -> None:
        """Be new and empty: for the child of a fork, whose parent sends what is there."""
        self._queue = EventQueue(self._most)
        self._sending, self._starting = threading.Lock(), threading.RLock()
        self._arrived, self._hurried, self._closed = Bell(), Bell(), Bell()
        self._thread: threading.Thread | None = None
        self._pauses = Pauses()

    def expose(self, exposure: Mapping[str, Any]) -> bool:
        """Record an exposure as docs/events.md shows it: `token`, or `run`, `variant`, whose.
        Whether there was room for it."""
        return self._add(exposure, is_exposure=True)

    def track(self, event: Mapping[str, Any]) -> None:
        """Record any other event."""
        self._add(event, is_exposure=False)

    def drop(self) -> None:
        """Count an event that cannot be recorded."""
        self._counters.add(DROPPED)

    def flush(self, timeout: float) -> bool:
        """Send in this thread what was recorded before; whether all of it is with the server, or
        was refused for good, within `timeout` seconds. Tries again as long as there is time."""
        until = time.monotonic() + timeout
        mark = self._queue.mark
        while not self._queue.is_past(mark):
            pause = self._send(until)
            if self._queue.is_past(mark):
                break
            if time.monotonic() + pause >= until:
                return False
            time.sleep(pause)
        return True

    def close(self, timeout: float) -> bool:
        """`flush`, and take nothing any more; closing again does nothing."""
        if self._closed.is_set():
            return self._queue.is_empty
        is_sent = self.flush(timeout)
        for event in (self._closed, self._arrived, self._hurried):
            event.set()
        return is_sent

    def _add(self, event: Mapping[str, Any], *, is_exposure: bool) -> bool:
        text = _text_of(event)
        if text is None or self._closed.is_set():
            self.drop()
            return False
        is_taken, is_one_lost = self._queue.add(text, is_exposure=is_exposure)
        if is_taken:
            self._counters.add(EXPOSURES_RECORDED if is_exposure else EVENTS_RECORDED)
        if is_one_lost:
            self.drop()
        if self._has_thread:
            self._wake()
        return is_taken

    def _wake(self) -> None:
        if self._thread is None:
            self._start()
        if not self._arrived.is_set():
            self._arrived.set()
        if len(self._queue) >= MOST_IN_BATCH and not self._hurried.is_set():
            self._hurried.set()

    def _start(self) -> None:
        with self._starting:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="burgee-sender", daemon=True)
            try:
                self._thread.start()
            except RuntimeError:  # the interpreter is about to exit, where `close` sends
                self._has_thread = False

    def _run(self) -> None:
        while not self._closed.is_set():
            self._arrived.wait()
            self._hurried.wait(LINGER_SECONDS)
            self._arrived.clear()
            self._hurried.clear()
            while not self._queue.is_empty and not self._closed.is_set():
                self._closed.wait(self._send(time.monotonic() + SEND_SECONDS))

    def _send(self, until: float) -> float:
        """Send one batch, if there is time; the seconds to wait before the next."""
        if not self._sending.acquire(timeout=max(0.0, until - time.monotonic())):
            return 0.0
        try:
            left = until - time.monotonic()
            if left <= 0 or self._queue.is_empty:
                return 0.0
            batch, sent_before = self._queue.take()
            delivery = deliver(self._connections, batch, min(left, SEND_SECONDS))
            self._queue.settle(delivery.again)
            self._count(delivery, sent_before)
            if delivery.again:
                return self._pauses.next(delivery.after or 0.0)
            self._pauses.end()
            return 0.0
        finally:
            self._sending.release()

    def _count(self, delivery: Delivery, sent_before: int) -> None:
        self._counters.add(SENT, delivery.sent)
        self._counters.add(RESENT, sent_before)
        self._counters.add(REJECTED, delivery.rejected)


def _text_of(event: Mapping[str, Any]) -> str | None:
    """The event as it is sent, in ASCII; None where it is no JSON or too long to be taken."""
    try:
        text = json.dumps(event, separators=(",", ":"), allow_nan=False)
    except Exception:  # noqa: BLE001 - objects of the caller's, which another thread may change
        return None
    return text if len(text) <= LONGEST_EVENT else None
