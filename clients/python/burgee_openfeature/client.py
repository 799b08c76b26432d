"""The native interface of Burgee, the same whether flags are evaluated here or by the server."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress

from burgee.domain.answers import Answer
from burgee.domain.bucketing import unit_text
from burgee.domain.names import TARGETING_KEY
from burgee_openfeature.counters import DEFAULTS_SERVED, Counters
from burgee_openfeature.events import tracking_event
from burgee_openfeature.http_connection import Connections
from burgee_openfeature.processes import EXIT_SECONDS, unwatch, watch
from burgee_openfeature.recorder import THREAD, Recorder
from burgee_openfeature.signals import Listener, Signals

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from typing import Any, TypeVar

    from burgee.domain.predicates import Context

    T = TypeVar("T")
    Handler = TypeVar("Handler", bound=Callable[..., Any])

USER_ID = "user_id"
JSON_CLASSES = frozenset({dict, list})
PROVIDER_NOT_READY = "PROVIDER_NOT_READY"


class Client:
    """Flags, exposures and tracking events of one environment.

    A `context` is flat: `{"targetingKey": "u1", attributes...}`; `user_id` is taken where there is
    no `targetingKey`. One client per process is enough: it may be shared between threads, goes on
    after a fork (with an empty queue in the child), and sends at exit what is left.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        sender: str = THREAD,
        most_events: int = 10_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clock = clock
        self._counters = Counters()
        self._signals = Signals()
        self._connections = Connections(url, key)
        self._recorder = Recorder(
            self._connections, self._counters, sender=sender, most=most_events
        )
        watch(self)

    def initialize(self, timeout: float = 5.0) -> bool:
        """Get ready now instead of at the first call; whether the client is, after `timeout`
        seconds at the most."""
        raise NotImplementedError

    def value(self, flag_key: str, context: Context, default: T) -> T:
        """The flag's value, or `default` where there is none or it is of another type; never
        raises. An integer is taken where the default is a float, not the other way round; `True`
        is no number; where the default is None any value will do. Objects and lists are shared:
        copy what you change."""
        return self._fitted(self.evaluate(flag_key, context), default)

    def evaluate(self, flag_key: str, context: Context) -> Answer:
        """Value, variant, reason and metadata of one flag, recorded as shown; never raises. Without
        a value (None) your default holds; with an `error_code` something went wrong."""
        raise NotImplementedError

    def evaluate_all(self, context: Context) -> dict[str, Answer]:
        """The answers of all flags by key; exposes nobody, and never raises."""
        raise NotImplementedError

    def track(
        self,
        event_name: str,
        context: Context,
        value: float | None = None,
        data: Mapping[str, Any] | None = None,
        event_type: str = "custom",
        attribution: Mapping[str, Any] | None = None,
    ) -> None:
        """Report an outcome of the context's unit; never waits and never raises.

        `value` is what metrics take by default, `data` holds further properties, `event_type` is
        impression, click, conversion, engagement, error or custom; `attribution` says what the
        outcome is put down to. The id that each event gets makes that it counts once, however
        often it is sent.
        """
        try:
            event = tracking_event(event_name, event_type, with_unit(context), self._unit_types())
        except Exception:  # noqa: BLE001 - a context is an object of the caller's
            self._recorder.drop()
            return
        for name, given in (("value", value), ("data", data), ("attribution", attribution)):
            if given is not None:
                event[name] = given
        self._recorder.track(event)

    def flush(self, timeout: float = EXIT_SECONDS) -> bool:
        """Send what was recorded; whether all of it is with the server, or was refused for good,
        within `timeout` seconds."""
        return self._recorder.flush(timeout)

    def close(self, timeout: float = EXIT_SECONDS) -> bool:
        """Flush, and stop recording; closing again does nothing. Happens at exit by itself."""
        is_sent = self._recorder.close(timeout)
        self._connections.end()
        unwatch(self)
        return is_sent

    def flushing(self, handler: Handler) -> Handler:
        """A Lambda function's handler which sends what it recorded before its answer leaves; the
        sandbox may freeze then. A decorator; `burgee_openfeature.invocations` says how long."""
        from burgee_openfeature.invocations import flushing

        return flushing(self, handler)

    def invocation(self, lambda_context: object = None) -> AbstractContextManager[None]:
        """The same for the lines of a `with`."""
        from burgee_openfeature.invocations import invocation

        return invocation(self, lambda_context)

    def expire(self) -> None:
        """Believe nothing to be fresh, and use no connection from before: for a process that was
        restored from a snapshot. What was recorded stays."""
        self._connections.forget()

    def may_wait(self, flag_key: str) -> bool:  # noqa: ARG002 - the server decides every one
        """Whether evaluating this flag now could wait for the server. An event loop then calls it
        in a thread."""
        return True

    @property
    def counters(self) -> Mapping[str, int]:
        """What was counted, by name; `burgee_openfeature.counters.MEANINGS` says what each is."""
        return self._counters.shown()

    def on(self, event: str, listener: Listener) -> None:
        """Call `listener` with a mapping of details when the client is `ready`, `stale` or in
        `error`, or when its `configuration_changed`."""
        self._signals.on(event, listener)

    def off(self, event: str, listener: Listener) -> None:
        """Call `listener` no more."""
        self._signals.off(event, listener)

    def restart(self) -> None:
        """Go on in the child of a fork: nothing of the parent's queue, sockets and threads."""
        self._counters.restart()
        self._connections.forget()
        self._recorder.restart()

    def _fitted(self, answer: Answer, default: T) -> T:
        """The answer's value, or the default: counted where something is wrong."""
        if answer.error_code is None:
            if answer.value is None:
                return default
            fitted = fitting(answer.value, default)
            if fitted is not None:
                return fitted
        self.note_default()
        return default

    def note_default(self) -> None:
        """Count that a default held because something was wrong; `value` does so by itself, who
        reads answers of `evaluate` does not have to."""
        self._counters.add(DEFAULTS_SERVED)

    def _unit_types(self) -> Iterable[str] | None:
        """The attributes under which events rest, besides the targeting key; None: not known."""
        return None


def with_unit(context: Context) -> Context:
    """The context with a targeting key, where `user_id` can stand in for it; never raises.

    >>> with_unit({"user_id": 7})
    {'user_id': 7, 'targetingKey': '7'}
    """
    try:
        if not isinstance(context, Mapping) or context.get(TARGETING_KEY) is not None:
            return context
        unit = unit_text(context.get(USER_ID))
        return context if unit is None else {**context, TARGETING_KEY: unit}
    except Exception:  # noqa: BLE001 - a context that cannot be read: who asks for it will say so
        return context


def sendable(context: Context) -> Context:
    """The context as the server takes it: there the unit's key is a text. Never raises.

    >>> sendable({"user_id": 7}), sendable({"targetingKey": 7.0})
    ({'user_id': 7, 'targetingKey': '7'}, {'targetingKey': '7'})
    """
    found = with_unit(context)
    try:
        if not isinstance(found, Mapping) or isinstance(found.get(TARGETING_KEY, ""), str):
            return found
        unit = unit_text(found[TARGETING_KEY])
        others = {name: entry for name, entry in found.items() if name != TARGETING_KEY}
        return others if unit is None else {**others, TARGETING_KEY: unit}
    except Exception:  # noqa: BLE001 - as above
        return found


def fitting(found: Any, default: T) -> T | None:
    """A flag's value where it is of the type of the default, else None.

    >>> fitting(3, 1.5), fitting(1.5, 3), fitting(True, 0), fitting([1], {}), fitting(3, None)
    (3.0, None, None, [1], 3)
    """
    kind = default.__class__
    fitted: T | None = None
    are_json = found.__class__ in JSON_CLASSES and kind in JSON_CLASSES
    if found.__class__ is kind or default is None or are_json:
        fitted = found
    elif found.__class__ is int and kind is float:
        with suppress(OverflowError):
            fitted = float(found)  # type: ignore[assignment]  # T is float here
    return fitted
