"""Mishaps of functions that run for real: a process that ends at a write, one that falls behind.

Every write that a function makes through boto passes `watch_writes`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from local.deliveries import Crashed, Invocation, Mishap

BEHIND_SECONDS = 0.25  # how long an overtaken invocation stands still
INTERLEAVED_SECONDS = 0.02
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})

_of_this_thread = threading.local()


class Interruption:
    """What befalls one invocation, entered around its handler in the handler's own thread."""

    def __init__(self, invocation: Invocation) -> None:
        self.has_stalled = threading.Event()
        self.has_struck = False
        self._mishap = invocation.mishap
        self._writes_left = invocation.after_writes

    def __enter__(self) -> None:
        _of_this_thread.interruption = self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _of_this_thread.interruption = None

    def before_write(self) -> None:
        """Let the mishap strike if this is its write."""
        self._writes_left -= 1
        if self._writes_left != -1:
            return
        self.has_struck = self._mishap in {Mishap.CRASH, Mishap.OVERTAKEN}
        if self._mishap is Mishap.CRASH:
            raise Crashed
        if self._mishap is Mishap.OVERTAKEN:
            self.has_stalled.set()
            time.sleep(BEHIND_SECONDS)
        elif self._mishap is Mishap.INTERLEAVED:
            time.sleep(INTERLEAVED_SECONDS)


def watch_writes() -> Callable[[], None]:
    """From now on writes of functions can be struck. Gives what undoes it."""
    from botocore.client import BaseClient

    client: Any = BaseClient
    call = client._make_api_call

    def watched(self: Any, operation_name: str, api_params: Any) -> Any:
        interruption: Interruption | None = getattr(_of_this_thread, "interruption", None)
        if interruption is not None and operation_name in WRITES:
            interruption.before_write()
        return call(self, operation_name, api_params)

    client._make_api_call = watched
    return lambda: setattr(client, "_make_api_call", call)
