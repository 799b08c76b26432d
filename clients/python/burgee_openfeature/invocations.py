"""Lambda invocations. A sandbox freezes as soon as the answer left, and may never thaw: whatever
has to be sent is sent before.

Sending takes what time the invocation has left, less a margin in which the answer leaves, and two
seconds at the most, and a quarter of one where the invocation before could not send either: while
the server is away, answers hardly wait for it. What could not be sent waits for the next invocation
of this sandbox, if there is one.
"""

from __future__ import annotations

import functools
from contextlib import contextmanager
from weakref import WeakSet

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    from burgee_openfeature.client import Client

    Handler = TypeVar("Handler", bound=Callable[..., Any])

MOST_SECONDS = 2.0
MARGIN_SECONDS = 0.25
FAILING_SECONDS = 0.25

_failing: WeakSet[Client] = WeakSet()  # those that could not send when they last tried


def flushing(client: Client, handler: Handler) -> Handler:
    """The handler, around which all is sent. It answers and raises what it did without.

    Where the sandbox is restored from a snapshot (SnapStart), nothing that the client read before
    counts as fresh.
    """
    expire_after_restore(client)

    @functools.wraps(handler)
    def flushed(event: Any, lambda_context: Any, *more: Any, **named: Any) -> Any:
        with invocation(client, lambda_context):
            return handler(event, lambda_context, *more, **named)

    return flushed  # type: ignore[return-value]  # of the handler's own type, but for its defaults


@contextmanager
def invocation(client: Client, lambda_context: object = None) -> Iterator[None]:
    """Send at the end what was recorded, also where the lines raise."""
    try:
        yield
    finally:
        _flush(client, _seconds_left(lambda_context))


def expire_after_restore(client: Client) -> None:
    """Let the client believe nothing to be fresh after a restore; nothing happens elsewhere."""
    try:
        from snapshot_restore_py import register_after_restore
    except ImportError:  # only Lambda has it
        return
    register_after_restore(client.expire)


def _flush(client: Client, seconds: float) -> None:
    is_sent = False
    try:
        is_sent = client.flush(min(seconds, FAILING_SECONDS) if client in _failing else seconds)
    except Exception:  # noqa: BLE001 - an answer is worth more than what is to be said of it
        _log().exception("Cannot send exposures and events")
    if is_sent:
        _failing.discard(client)
    else:
        _failing.add(client)
        _log().warning("Exposures and events wait for the next invocation of this sandbox")


def _seconds_left(lambda_context: object) -> float:
    """The seconds that sending may take, by what Lambda says of the time that is left."""
    remaining = getattr(lambda_context, "get_remaining_time_in_millis", None)
    try:
        left = float(remaining()) / 1000 - MARGIN_SECONDS if remaining is not None else MOST_SECONDS
    except Exception:  # noqa: BLE001 - of a test, perhaps, that makes its own
        left = MOST_SECONDS
    return min(MOST_SECONDS, max(0.0, left))


def _log() -> Any:
    import logging  # 10 ms to load, and only where something is lost

    return logging.getLogger("burgee")
