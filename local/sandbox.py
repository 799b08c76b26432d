"""One function as Lambda runs it: one call at a time, a clock that ends it, a context object.

A thread cannot be killed. A call that runs out of time is answered as an error and its thread
is left behind; the next call gets a fresh thread, as it would get a fresh sandbox.
"""

from __future__ import annotations

import contextlib
import importlib
import queue
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from functions.catalog import Function
from local.events import ACCOUNT

REGION = "us-east-1"
WAITING_CALLS = 1000
WATCH_SECONDS = 0.1

Handler = Callable[[Any, Any], Any]


class FunctionTimeout(Exception):
    """The function did not answer within its time."""


class FunctionExited(Exception):
    """The function ended its own process."""


class FunctionBusy(Exception):
    """More calls wait than Lambda would let in: it would answer 429 to the gateway."""


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """What a handler can ask of Lambda about its own call."""

    function_name: str
    memory_limit_in_mb: int
    deadline: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "local"
    log_stream_name: str = "local"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}:live"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.deadline - time.monotonic()) * 1000))


@dataclass(frozen=True, slots=True)
class _Call:
    event: Any
    within: AbstractContextManager[None]
    answer: Future[Any] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class _Running:
    call: _Call
    deadline: float


class Sandbox:
    """Runs a function's handler, imported at its first call, in a thread of its own.

    One call at a time, because Lambda promises that to its handlers.
    """

    def __init__(self, function: Function, load: Callable[[str], Handler] | None = None) -> None:
        self.function = function
        self._load = load or load_handler
        self._handler: Handler | None = None
        self._lock = threading.Lock()
        # Quicker than a queue that has a bound of its own: a sixth of a request's processor time.
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None
        self._running: _Running | None = None
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._watch_the_clock, daemon=True)

    def submit(self, event: Any, within: AbstractContextManager[None] | None = None) -> Future[Any]:
        """The answer to come; it fails with what the handler raised, or FunctionTimeout.

        `within` is entered around the handler, in its thread. Raises FunctionBusy when too many
        calls wait.
        """
        call = _Call(event, within or contextlib.nullcontext())
        with self._lock:
            if self._closed.is_set():
                raise FunctionBusy(f"{self.function.name} is shutting down")
            self._ensure_worker()
            if self._calls.qsize() >= WAITING_CALLS:
                raise FunctionBusy(f"{WAITING_CALLS} calls wait for {self.function.name}")
            self._calls.put(call)
        return call.answer

    def invoke(self, event: Any) -> Any:
        """What the handler returns. Raises what it raises, FunctionTimeout, FunctionBusy."""
        return self.submit(event).result()

    def abandon(self, answer: Future[Any]) -> None:
        """Give up the call that was to bring `answer`, as when its time is over; it runs on."""
        running = self._running
        if running is not None and running.call.answer is answer and not answer.done():
            self._abandon(running.call)

    def close(self) -> None:
        """Take no more calls; the thread ends after the call that runs."""
        self._closed.set()
        self._calls.put(None)

    def _ensure_worker(self) -> None:
        if self._worker is None:
            name = f"function-{self.function.name}"
            self._worker = threading.Thread(target=self._work, name=name, daemon=True)
            self._worker.start()
        if self._watch.ident is None:
            self._watch.start()

    def _work(self) -> None:
        for call in iter(self._calls.get, None):
            if call.answer.set_running_or_notify_cancel():
                self._run(call)
            if self._worker is not threading.current_thread():
                return

    def _run(self, call: _Call) -> None:
        deadline = time.monotonic() + self.function.timeout_seconds
        self._running = _Running(call, deadline)
        try:
            settled = partial(_answer, call, self._call_handler(call, deadline))
        except Exception as failure:  # noqa: BLE001 - whatever a handler raises is its answer
            settled = partial(_fail, call, failure)
        except BaseException as ending:  # noqa: BLE001 - `sys.exit` ends a sandbox, not this process
            settled = partial(_fail, call, FunctionExited(repr(ending)))
        # Time running out and the handler coming back can meet here: the first is the answer.
        with contextlib.suppress(InvalidStateError):
            settled()

    def _call_handler(self, call: _Call, deadline: float) -> Any:
        function = self.function
        if self._handler is None:
            self._handler = self._load(function.entry)
        context = LambdaContext(function.name, function.memory_mb, deadline)
        with call.within:
            return self._handler(call.event, context)

    def _watch_the_clock(self) -> None:
        while not self._closed.wait(WATCH_SECONDS):
            running = self._running
            if running and not running.call.answer.done() and time.monotonic() > running.deadline:
                self._abandon(running.call)

    def _abandon(self, call: _Call) -> None:
        with self._lock:
            self._worker = None
            self._ensure_worker()
        seconds = self.function.timeout_seconds
        late = FunctionTimeout(f"{self.function.name} did not answer within {seconds} s")
        with contextlib.suppress(InvalidStateError):
            _fail(call, late)


def load_handler(entry: str) -> Handler:
    """The handler that `functions.<name>.handler.handler` names."""
    module, _, name = entry.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module), name)
    return handler


def _answer(call: _Call, answer: Any) -> None:
    call.answer.set_result(answer)


def _fail(call: _Call, failure: Exception) -> None:
    call.answer.set_exception(failure)
