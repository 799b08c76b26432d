"""What a client counted: how often it had to do something else than answer and send."""

from __future__ import annotations

import threading

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping

REFRESHES = "refreshes"
REFRESH_FAILURES = "refresh_failures"
DEFAULTS_SERVED = "defaults_served"
STALE_SERVED = "stale_served"
EXPOSURES_RECORDED = "exposures_recorded"
EVENTS_RECORDED = "events_recorded"
SENT = "sent"
RESENT = "resent"
DROPPED = "dropped"
REJECTED = "rejected"
REMOTE_FAILURES = "remote_failures"

# Every counter, and what it counts.
MEANINGS: Mapping[str, str] = {
    REFRESHES: "checks for a newer ruleset that succeeded, also those that found none",
    REFRESH_FAILURES: "checks for a newer ruleset that failed; the last good one was kept",
    DEFAULTS_SERVED: "answers that were the caller's default because something went wrong",
    STALE_SERVED: "answers of `evaluate` that said `stale`: their ruleset was not checked for long",
    EXPOSURES_RECORDED: "exposures that were put into the queue",
    EVENTS_RECORDED: "tracking events that were put into the queue, reports of usage included",
    SENT: "exposures and events that the server has",
    RESENT: "exposures and events that were sent another time",
    DROPPED: "exposures and events that were lost here: the queue was full, or they are no JSON",
    REJECTED: "exposures and events that the server refused for good",
    REMOTE_FAILURES: "requests for answers that failed",
}


class Counters:
    """Numbers by name, safe to share between threads."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Count from 0: for the child of a fork too, whose lock somebody else might hold."""
        self._counting = threading.RLock()  # as in `EventQueue`
        self._numbers = dict.fromkeys(MEANINGS, 0)

    def add(self, name: str, number: int = 1) -> None:
        with self._counting:
            self._numbers[name] += number

    def shown(self) -> dict[str, int]:
        """All numbers as they are now."""
        with self._counting:
            return dict(self._numbers)
