"""How long to leave a server alone that did not do what it was asked."""

from __future__ import annotations

import os

FIRST, LONGEST = 1.0, 60.0


class Pauses:
    """Longer after each failure, up to a minute, and never two clients in step."""

    def __init__(self, first: float = FIRST, longest: float = LONGEST) -> None:
        self._first = first
        self._longest = longest
        self._failures = 0

    def end(self) -> None:
        """It did what it was asked."""
        self._failures = 0

    def next(self, at_least: float = 0.0) -> float:
        """The seconds to wait after one more failure, never less than the server asked for."""
        doubled = min(self._longest, self._first * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return max(at_least, doubled * (0.5 + os.urandom(1)[0] / 512))
