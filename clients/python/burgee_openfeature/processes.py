"""What becomes of clients when their process forks or ends."""

from __future__ import annotations

import atexit
import os
import sys
import time

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Living(Protocol):
        def close(self, timeout: float) -> bool: ...

        def restart(self) -> None: ...


EXIT_SECONDS = 5.0  # for all clients together
_watched: set[Living] = set()  # also those that nobody else holds: they may have to send
_is_watching = False


def watch(client: Living) -> None:
    """Close the client when the interpreter exits, restart it in the child of a fork."""
    global _is_watching
    if not _is_watching:
        _is_watching = True
        atexit.register(_close_all)
        _close_with_worker()
        if hasattr(os, "register_at_fork"):  # not on Windows
            os.register_at_fork(after_in_child=_restart_all)
    _watched.add(client)


def unwatch(client: Living) -> None:
    """Leave the client alone: it is closed."""
    _watched.discard(client)


def _close_all() -> None:
    until = time.monotonic() + EXIT_SECONDS
    for client in tuple(_watched):
        client.close(max(0.0, until - time.monotonic()))


def _restart_all() -> None:
    for client in tuple(_watched):
        client.restart()
    util = _multiprocessing()
    if util is not None:  # it forgets what is registered before it has begun its child
        util.register_after_fork(_close_all, _close_with_worker)


def _close_with_worker(_: object = None) -> None:
    """Close the clients at the end of a child of `multiprocessing`, which is none of the
    interpreter's."""
    util = _multiprocessing()
    if util is not None:
        util.Finalize(None, _close_all, exitpriority=0)


def _multiprocessing() -> Any:
    return sys.modules.get("multiprocessing.util")
