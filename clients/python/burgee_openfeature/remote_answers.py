"""Answers of the server, and an end to asking where it gives none: an application with twenty flags
on a page must not wait for twenty timeouts."""

from __future__ import annotations

import re
import threading
import time

from burgee.domain.answers import FLAG_NOT_FOUND, INVALID_CONTEXT, failed
from burgee.domain.names import KEY_PATTERN
from burgee_openfeature.counters import REMOTE_FAILURES
from burgee_openfeature.http_connection import Unreachable
from burgee_openfeature.ofrep import Refused, Unsendable, ask, ask_all, unanswered
from burgee_openfeature.pauses import Pauses
from burgee_openfeature.signals import ERROR, READY

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from burgee.domain.answers import Answer
    from burgee_openfeature.counters import Counters
    from burgee_openfeature.http_connection import Connections
    from burgee_openfeature.signals import Signals

    T = TypeVar("T")

MOST_FAILURES = 3  # in a row; then the server is left alone for a while
PAUSED = "the server did not answer a moment ago"
# The server is well, and will say the same of every request: it is left alone at once.
DENIED = frozenset({401, 403, 429})
# A flag that is not there, to ask whether the server answers and takes the key: nobody is exposed,
# and nothing is counted.
NO_FLAG = "~"


class RemoteAnswers:
    """Asks for answers; never raises. Safe to share between threads.

    After three failures in a row, or one refusal of the key or of so many requests, nobody is asked
    for about a second, longer each time up to a minute, or as long as the server says. Then one
    caller asks, and the others go on without an answer until it has one. `signals` hear of both.
    """

    def __init__(
        self,
        connections: Connections,
        counters: Counters,
        signals: Signals | None = None,
        *,
        timeout: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._connections = connections
        self._counters = counters
        self._signals = signals
        self._timeout = timeout
        self._clock = clock
        self.restart()

    def restart(self) -> None:
        """Know nothing of the server: for the child of a fork, whose lock somebody might hold."""
        self._changing = threading.RLock()  # a signal may come while its own thread holds it
        self._pauses = Pauses()
        self._failures = 0
        self._paused_at, self._pause = 0.0, 0.0
        self._state: str | None = None

    def ask(self, flag_key: str, context: Mapping[str, Any]) -> Answer:
        """The server's answer for one flag, which exposes the unit; without one, code GENERAL."""
        if not _is_key(flag_key):
            return failed(flag_key, FLAG_NOT_FOUND, "no flag can be called so")
        if not self._may_ask():
            return unanswered(flag_key, PAUSED)
        try:
            return self._heard(ask(self._connections, flag_key, context, self._timeout))
        except Unsendable as fault:
            return failed(flag_key, INVALID_CONTEXT, f"the context is no JSON: {fault}")
        except Unreachable as fault:
            self._fail(fault)
            return unanswered(flag_key, str(fault))

    def ask_all(self, context: Mapping[str, Any]) -> dict[str, Answer]:
        """The server's answers for all flags by key, which exposes nobody; without them, none."""
        if not self._may_ask():
            return {}
        try:
            return self._heard(ask_all(self._connections, context, self._timeout))
        except Unsendable:
            return {}
        except Unreachable as fault:
            self._fail(fault)
            return {}

    def probe(self, timeout: float) -> bool:
        """Whether the server answers now, and takes the key."""
        try:
            self._heard(ask(self._connections, NO_FLAG, {}, timeout))
        except Unreachable as fault:
            self._fail(fault)
            return False
        return True

    def _may_ask(self) -> bool:
        if not self._pause:
            return True
        with self._changing:
            now = self._clock()
            if 0 <= now - self._paused_at < self._pause:
                return False
            self._paused_at, self._pause = now, self._timeout  # this caller asks for all
            return True

    def _heard(self, answer: T) -> T:
        if self._state != READY or self._failures:
            with self._changing:
                self._failures, self._pause = 0, 0.0
                self._pauses.end()
            self._become(READY, {})
        return answer

    def _fail(self, fault: Unreachable) -> None:
        self._counters.add(REMOTE_FAILURES)
        status = fault.status if isinstance(fault, Refused) else None
        if status in {400, 413}:  # the context's fault, not the server's
            return
        with self._changing:
            self._failures += 1
            if self._failures < MOST_FAILURES and status not in DENIED:
                return
            after = fault.after if isinstance(fault, Refused) else None
            self._paused_at, self._pause = self._clock(), self._pauses.next(after or 0.0)
        self._become(ERROR, {"message": str(fault)})

    def _become(self, state: str, details: Mapping[str, Any]) -> None:
        if self._state == state:
            return
        self._state = state
        if self._signals is not None:
            self._signals.emit(state, details)


def _is_key(flag_key: Any) -> bool:
    """Whether a flag could be called so; all else would be another path on the server."""
    is_name = issubclass(type(flag_key), str) and re.fullmatch(KEY_PATTERN, flag_key) is not None
    return is_name and re.fullmatch(r"\.\.?", flag_key) is None
