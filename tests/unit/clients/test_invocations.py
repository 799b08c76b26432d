"""Lambda handlers around which everything is sent."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from burgee_openfeature.invocations import FAILING_SECONDS, MOST_SECONDS
from burgee_openfeature.remote_client import RemoteClient
from tests.unit.clients.ofrep_server import KEY, OfrepServer

VISITOR = {"targetingKey": "visitor-1"}


class LambdaContext:
    """Lambda's own, as far as it is asked."""

    def __init__(self, milliseconds: int) -> None:
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


class TimedClient(RemoteClient):
    """Notes how long it may flush, and is as successful as it is told."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1", KEY, sender="none")
        self.seconds: list[float] = []
        self.expired = 0
        self.outcome: Callable[[], bool] = lambda: True

    def flush(self, timeout: float = 5.0) -> bool:
        self.seconds.append(timeout)
        return self.outcome()

    def expire(self) -> None:
        self.expired += 1


@pytest.fixture
def server() -> Iterator[OfrepServer]:
    with OfrepServer() as running:
        yield running


@pytest.fixture
def client(server: OfrepServer) -> Iterator[RemoteClient]:
    connected = RemoteClient(server.url, KEY, sender="none")
    yield connected
    connected.close()


@pytest.fixture
def timed() -> TimedClient:
    return TimedClient()


def _invoke(client: RemoteClient, lambda_context: Any = None) -> Any:
    @client.flushing
    def handler(event: Any, lambda_context: Any) -> Any:
        return {"statusCode": 200, "asked": event}

    return handler("for tea", lambda_context)


def test_all_is_sent_before_the_answer(server: OfrepServer, client: RemoteClient) -> None:
    @client.flushing
    def handler(event: Any, lambda_context: Any) -> Any:
        client.track("seen", VISITOR)
        return event

    assert handler("for tea", None) == "for tea"
    assert [event["event_name"] for event in server.events] == ["seen"]


def test_a_handler_that_raises_raises_after_all_is_sent(
    server: OfrepServer, client: RemoteClient
) -> None:
    @client.flushing
    def handler(event: Any, lambda_context: Any) -> Any:
        client.track("seen", VISITOR)
        raise KeyError(event)

    with pytest.raises(KeyError, match="for tea"):
        handler("for tea", None)

    assert [event["event_name"] for event in server.events] == ["seen"]


def test_the_handler_keeps_its_name(client: RemoteClient) -> None:
    @client.flushing
    def handler(event: Any, lambda_context: Any) -> None:
        """Serves tea."""

    assert (handler.__name__, handler.__doc__) == ("handler", "Serves tea.")


def test_the_lines_of_a_with_are_flushed_too(server: OfrepServer, client: RemoteClient) -> None:
    with client.invocation():
        client.track("seen", VISITOR)

    assert [event["event_name"] for event in server.events] == ["seen"]


@pytest.mark.parametrize(
    ("milliseconds", "seconds"), [(30_000, MOST_SECONDS), (1250, 1.0), (250, 0.0), (3, 0.0)]
)
def test_sending_ends_before_the_invocation_does(
    timed: TimedClient, milliseconds: int, seconds: float
) -> None:
    _invoke(timed, LambdaContext(milliseconds))

    assert timed.seconds == [pytest.approx(seconds)]


def test_without_a_lambda_context_it_takes_two_seconds_at_the_most(timed: TimedClient) -> None:
    _invoke(timed)

    assert timed.seconds == [MOST_SECONDS]


def test_a_lambda_context_that_tells_no_time_harms_no_answer(timed: TimedClient) -> None:
    told: Any = object()

    answer = _invoke(timed, LambdaContext(told))

    assert (answer["statusCode"], timed.seconds) == (200, [MOST_SECONDS])


def test_while_the_server_is_away_answers_hardly_wait(timed: TimedClient) -> None:
    timed.outcome = lambda: False
    _invoke(timed)
    _invoke(timed)
    timed.outcome = lambda: True
    _invoke(timed)

    _invoke(timed)

    assert timed.seconds == [MOST_SECONDS, FAILING_SECONDS, FAILING_SECONDS, MOST_SECONDS]


def test_what_could_not_be_sent_is_said_and_harms_no_answer(
    timed: TimedClient, caplog: pytest.LogCaptureFixture
) -> None:
    timed.outcome = lambda: False

    with caplog.at_level(logging.WARNING, "burgee"):
        answer = _invoke(timed)

    assert answer == {"statusCode": 200, "asked": "for tea"}
    assert "wait for the next invocation" in caplog.text


def test_a_fault_of_the_client_harms_no_answer(
    timed: TimedClient, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> bool:
        raise OSError("no more memory")

    timed.outcome = fail

    assert _invoke(timed) == {"statusCode": 200, "asked": "for tea"}
    assert "no more memory" in caplog.text


class Snapshots(ModuleType):
    """What Lambda's own module does: it keeps the hooks and calls them when the time comes."""

    def __init__(self) -> None:
        super().__init__("snapshot_restore_py")
        self.after: list[Any] = []
        self.register_after_restore = self.after.append


def test_after_a_restore_nothing_counts_as_fresh(
    timed: TimedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots = Snapshots()
    monkeypatch.setitem(sys.modules, snapshots.__name__, snapshots)
    _invoke(timed)

    for hook in snapshots.after:
        hook()

    assert timed.expired == 1


def test_where_there_are_no_snapshots_handlers_work_all_the_same(
    timed: TimedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", None)

    assert _invoke(timed)["statusCode"] == 200
