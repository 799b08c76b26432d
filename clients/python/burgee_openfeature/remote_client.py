"""Flags that the server evaluates, for applications without a server key, and for flags of few."""

from __future__ import annotations

import threading
import time

from burgee_openfeature.client import Client, sendable
from burgee_openfeature.counters import STALE_SERVED
from burgee_openfeature.events import token_exposure
from burgee_openfeature.recorder import THREAD
from burgee_openfeature.remote_answers import RemoteAnswers

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Callable

    from burgee.domain.answers import Answer
    from burgee.domain.predicates import Context

EXPOSURE_TOKEN = "exposureToken"  # noqa: S105 - the name of one; several have spaces between
MOST_SHOWN = 100_000  # tokens; one that was forgotten is sent again, and counts once all the same


class RemoteClient(Client):
    """A client whose every answer is a request. A client key will do.

    `timeout`: so many seconds an evaluation waits at the most; then your default holds.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 2.0,
        sender: str = THREAD,
        most_events: int = 10_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(url, key, sender=sender, most_events=most_events, clock=clock)
        self._answers = RemoteAnswers(
            self._connections, self._counters, self._signals, timeout=timeout, clock=clock
        )
        self._forget_shown()

    def initialize(self, timeout: float = 5.0) -> bool:
        """Whether the server answers, and takes the key. Nothing has to be awaited before the first
        evaluation."""
        return self._answers.probe(timeout)

    def evaluate(self, flag_key: str, context: Context) -> Answer:
        """The server's answer for one flag, which it recorded as shown; never raises."""
        answer = self._answers.ask(flag_key, sendable(context))
        if answer.metadata.get("stale") is True:
            self._counters.add(STALE_SERVED)
        return answer

    def evaluate_all(self, context: Context) -> dict[str, Answer]:
        """The server's answers for all flags by key, none where it does not answer; never raises.
        Exposes nobody: say by `expose` which of them were shown."""
        return self._answers.ask_all(sendable(context))

    def expose(self, answer: Answer) -> None:
        """Record that an answer of `evaluate_all` was shown: where an experiment decided it, that
        counts its unit. Once is enough, more often does no harm."""
        tokens = answer.metadata.get(EXPOSURE_TOKEN)
        for token in tokens.split() if isinstance(tokens, str) else ():
            if self._is_first(token) and not self._recorder.expose(token_exposure(token)):
                self._shown.pop(token, None)  # there was no room; the next time there may be

    def restart(self) -> None:
        """Go on in the child of a fork."""
        super().restart()
        self._answers.restart()
        self._forget_shown()

    def _forget_shown(self) -> None:
        self._showing = threading.RLock()  # as in `EventQueue`
        self._shown: dict[str, None] = {}

    def _is_first(self, token: str) -> bool:
        with self._showing:
            if token in self._shown:
                return False
            if len(self._shown) >= MOST_SHOWN:
                del self._shown[next(iter(self._shown))]
            self._shown[token] = None
            return True
