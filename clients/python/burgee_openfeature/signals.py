"""What a client tells its application of its own state."""

from __future__ import annotations

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

Listener: TypeAlias = "Callable[[Mapping[str, Any]], object]"

READY = "ready"
STALE = "stale"
ERROR = "error"
CONFIGURATION_CHANGED = "configuration_changed"
STATES = frozenset({READY, STALE, ERROR})
EVENTS = STATES | {CONFIGURATION_CHANGED}


class Signals:
    """Listeners by event. They are called in the thread in which the event happened, so they
    should be short; what they raise is logged and goes no further. Errors are logged as well: an
    application that is given defaults would not notice else."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = {name: [] for name in EVENTS}
        self._state: tuple[str, Mapping[str, Any]] | None = None

    def on(self, event: str, listener: Listener) -> None:
        """Call `listener` with details at each `event`; at once if the client is in that state
        already. Raises ValueError for an event that there is not."""
        self._of(event).append(listener)
        state = self._state
        if state is not None and state[0] == event:
            _tell(listener, state[1])

    def off(self, event: str, listener: Listener) -> None:
        """Call `listener` no more; nothing happens if it was not called before."""
        listeners = self._of(event)
        if listener in listeners:
            listeners.remove(listener)

    def emit(self, event: str, details: Mapping[str, Any]) -> None:
        """Tell every listener of an event."""
        if event in STATES:
            self._state = event, details
        if event == ERROR:
            _log().warning("Burgee cannot be asked: %s", details.get("message"))
        for listener in tuple(self._of(event)):
            _tell(listener, details)

    def _of(self, event: str) -> list[Listener]:
        if event not in self._listeners:
            raise ValueError(f"there is no event {event!r}; there are {', '.join(sorted(EVENTS))}")
        return self._listeners[event]


def _tell(listener: Listener, details: Mapping[str, Any]) -> None:
    try:
        listener(details)
    except Exception:  # noqa: BLE001 - it is logged
        _log().exception("A listener failed")


def _log() -> logging.Logger:
    import logging  # 10 ms to load, and only where something is wrong

    return logging.getLogger("burgee")
