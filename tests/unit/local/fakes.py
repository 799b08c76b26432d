"""Functions, callers and streams that tests of the local machinery are built from."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from functions.catalog import Function, Stream
from local.events import HttpRequest
from local.streams import Batch, Record


@dataclass
class FakeFunction:
    """Answers with `answer`, or raises it if it is an exception; remembers what it was asked."""

    answer: Any = None
    asked: list[Any] = field(default_factory=list)

    def submit(self, event: Any) -> Future[Any]:
        self.asked.append(event)
        future: Future[Any] = Future()
        if isinstance(self.answer, Exception):
            future.set_exception(self.answer)
        else:
            future.set_result(self.answer)
        return future


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def a_function(**given: Any) -> Function:
    stream = given.pop("stream", Stream("config", ("flag#",), retry_attempts=2))
    return Function(
        **{
            "name": "publish",
            "purpose": "A function of a test",
            "memory_mb": 128,
            "timeout_seconds": 5,
            "tables": {},
            "stream": stream,
            **given,
        }
    )


def a_request(method: str = "GET", path: str = "/healthz", **headers: str) -> HttpRequest:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return HttpRequest(method=method, path=path, headers=named)


def a_record(sequence: int, partition: str = "flag#a", **change: Any) -> Record:
    keys = {"pk": {"S": partition}, "sk": {"S": f"v{sequence}"}}
    image = {**keys, "number": {"N": str(sequence)}}
    dynamodb = {"SequenceNumber": str(sequence), "Keys": keys, "NewImage": image, **change}
    return {"eventName": "INSERT", "dynamodb": dynamodb}


def a_batch(*records: Record) -> Batch:
    return Batch("shard-1", list(records))


def sequences(event: Any) -> list[int]:
    return [int(record["dynamodb"]["SequenceNumber"]) for record in event["Records"]]


def never_pausing() -> tuple[list[float], Callable[[float], None]]:
    """The pauses that were asked for, and a way to ask for one that takes no time."""
    pauses: list[float] = []
    return pauses, pauses.append
