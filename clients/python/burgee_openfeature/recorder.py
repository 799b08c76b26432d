"""Exposures and tracking events on their way to the server."""

from __future__ import annotations

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from burgee_openfeature.counters import Counters
    from burgee_openfeature.http_connection import Connections

THREAD, NONE = "thread", "none"


class Recorder:
    """A bounded queue that empties itself in batches. Whoever records never waits and is never
    raised at.

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
        raise NotImplementedError

    def expose(self, exposure: Mapping[str, Any]) -> None:
        """Record an exposure as docs/events.md shows it: `token`, or `run`, `variant`, whose."""
        raise NotImplementedError

    def track(self, event: Mapping[str, Any]) -> None:
        """Record any other event."""
        raise NotImplementedError

    def flush(self, timeout: float) -> bool:
        """Send in this thread what was recorded before; whether all of it is with the server, or
        was refused for good, within `timeout` seconds."""
        raise NotImplementedError

    def close(self, timeout: float) -> bool:
        """`flush`, and take nothing any more."""
        raise NotImplementedError

    def restart(self) -> None:
        """Be new and empty: for the child of a fork, whose parent sends what is there."""
        raise NotImplementedError
