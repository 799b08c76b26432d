"""Not asking somebody again, for a few seconds, who did not answer: callers wait at most once."""

from __future__ import annotations

from collections.abc import Callable

SILENCE_SECONDS = 5.0  # as long as a ruleset goes unchecked


class Silence:
    """Whether a store or a queue is to be left alone. `now` is wall time in seconds."""

    def __init__(self, now: Callable[[], float], seconds: float = SILENCE_SECONDS) -> None:
        self._now = now
        self._seconds = seconds
        self._began = float("-inf")

    def begin(self) -> None:
        """Leave it alone from now on."""
        self._began = self._now()

    def end(self) -> None:
        """Ask again at once."""
        self._began = float("-inf")

    @property
    def is_on(self) -> bool:
        return 0 <= self._now() - self._began < self._seconds
