"""One function as Lambda runs it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from local.sandbox import (
    FunctionBusy,
    FunctionExited,
    FunctionTimeout,
    Handler,
    LambdaContext,
    Sandbox,
    load_handler,
)
from tests.unit.local.fakes import a_function


@contextmanager
def sandboxed(handler: Handler, **function: Any) -> Iterator[Sandbox]:
    sandbox = Sandbox(a_function(**function), load=lambda _: handler)
    try:
        yield sandbox
    finally:
        sandbox.close()


def test_a_call_gives_what_the_handler_returns() -> None:
    with sandboxed(lambda event, _: {"seen": event}) as sandbox:
        answer = sandbox.invoke({"a": 1})

    assert answer == {"seen": {"a": 1}}


def test_a_call_fails_with_what_the_handler_raises() -> None:
    with sandboxed(lambda event, _: event["missing"]) as sandbox, pytest.raises(KeyError):
        sandbox.invoke({})


def test_a_handler_that_exits_ends_only_its_call() -> None:
    with sandboxed(lambda *_: sys.exit(3)) as sandbox, pytest.raises(FunctionExited):
        sandbox.invoke({})


def test_a_handler_is_imported_at_its_first_call() -> None:
    loaded: list[str] = []

    def load(entry: str) -> Handler:
        loaded.append(entry)
        return lambda *_: None

    sandbox = Sandbox(a_function(name="evaluate"), load)
    before = list(loaded)
    sandbox.invoke({})
    sandbox.invoke({})
    sandbox.close()

    assert before == []
    assert loaded == ["functions.evaluate.handler.handler"]


def test_an_entry_names_a_module_and_its_handler() -> None:
    handler = load_handler("operator.eq")

    assert handler(1, 1) is True


def test_calls_of_one_function_never_overlap() -> None:
    inside = threading.Semaphore(1)
    overlaps: list[bool] = []

    def handler(*_: Any) -> None:
        overlaps.append(not inside.acquire(blocking=False))
        time.sleep(0.002)
        inside.release()

    with sandboxed(handler) as sandbox:
        for answer in [sandbox.submit({}) for _ in range(20)]:
            answer.result(5)

    assert overlaps == [False] * 20


def test_a_call_that_takes_too_long_fails_and_the_next_one_is_answered() -> None:
    hanging = threading.Event()

    def handler(event: Any, _: Any) -> str:
        if event == "hang":
            hanging.wait(10)
        return "answered"

    with sandboxed(handler, timeout_seconds=1) as sandbox:
        late, following = sandbox.submit("hang"), sandbox.submit("go")
        with pytest.raises(FunctionTimeout, match="within 1 s"):
            late.result(5)
        answer = following.result(5)
        hanging.set()

    assert answer == "answered"


def test_a_closed_sandbox_takes_no_more_calls() -> None:
    with sandboxed(lambda *_: None) as sandbox:
        sandbox.close()

        with pytest.raises(FunctionBusy):
            sandbox.submit({})


def test_a_context_counts_down_and_names_the_function() -> None:
    context = LambdaContext("evaluate", 1024, deadline=time.monotonic() + 2)

    assert 0 < context.get_remaining_time_in_millis() <= 2000
    assert context.invoked_function_arn.endswith(":function:evaluate:live")
    assert context.log_group_name == "/aws/lambda/evaluate"


def test_a_context_past_its_deadline_has_no_time_left() -> None:
    context = LambdaContext("evaluate", 1024, deadline=time.monotonic() - 1)

    assert context.get_remaining_time_in_millis() == 0
