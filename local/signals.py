"""Ctrl-C and SIGTERM as a wish that can be waited for, instead of an exception anywhere."""

from __future__ import annotations

import signal
import threading
from types import FrameType


class Stop:
    """Set by the first SIGINT or SIGTERM. A second one ends the process at once."""

    def __init__(self) -> None:
        self._wished = threading.Event()

    def listen(self) -> None:
        """Take over both signals; only in the main thread."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._wish)

    def wish(self) -> None:
        """End soon, as if a signal had come."""
        self._wished.set()

    @property
    def wished(self) -> bool:
        return self._wished.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait at most so long; whether the end is wished for."""
        return self._wished.wait(seconds)

    def _wish(self, number: int, _frame: FrameType | None) -> None:
        self._wished.set()
        signal.signal(number, signal.SIG_DFL)
