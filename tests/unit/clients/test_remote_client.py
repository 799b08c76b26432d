"""Flags asked of the server: what it says, and what happens where it does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from burgee_openfeature.remote_answers import MOST_FAILURES
from burgee_openfeature.remote_client import RemoteClient
from tests.e2e.machines import free_port
from tests.unit.clients.clock import Clock
from tests.unit.clients.ofrep_server import (
    BROKEN,
    BULK,
    EVENTS,
    KEY,
    SINGLE,
    Answered,
    OfrepServer,
    flag,
)

VISITOR = {"targetingKey": "visitor-1", "plan": "pro"}
TIMEOUT = 0.2


@pytest.fixture
def server() -> Iterator[OfrepServer]:
    with OfrepServer({"flag": flag(True, "on", metadata={"team": "Checkout"})}) as running:
        yield running


@pytest.fixture
def client(server: OfrepServer, clock: Clock) -> Iterator[RemoteClient]:
    connected = a_client(server.url, clock)
    yield connected
    connected.close()


def a_client(url: str, clock: Clock | None = None) -> RemoteClient:
    return RemoteClient(url, KEY, timeout=TIMEOUT, sender="none", clock=clock or Clock())


def fail_often(client: RemoteClient) -> None:
    for _ in range(MOST_FAILURES):
        client.evaluate("flag", VISITOR)


def test_an_answer_is_what_the_server_says(server: OfrepServer, client: RemoteClient) -> None:
    answer = client.evaluate("flag", VISITOR)

    assert (answer.value, answer.variant, answer.reason) == (True, "on", "STATIC")
    assert answer.metadata == {"team": "Checkout"}
    assert server.asked == [(f"{SINGLE}flag", {"context": VISITOR})]
    assert server.keys == {f"Bearer {KEY}"}


def test_an_answer_that_the_server_calls_stale_is_counted() -> None:
    with OfrepServer({"flag": flag(True, "on", metadata={"stale": True})}) as server:
        client = a_client(server.url)
        client.evaluate("flag", VISITOR)

        assert client.counters["stale_served"] == 1


@pytest.mark.parametrize(
    ("value", "default", "given"),
    [
        (True, False, True),
        ("blue", "green", "blue"),
        ("", "green", ""),
        (10, 1, 10),
        (10, 1.5, 10.0),
        (10.0, 1, 1),
        (0.5, 1.5, 0.5),
        (True, 1, 1),
        ({"a": 1}, {}, {"a": 1}),
        ([1], [], [1]),
        ("blue", 3, 3),
    ],
)
def test_a_value_is_given_where_it_is_of_the_defaults_type(
    server: OfrepServer, client: RemoteClient, value: Any, default: Any, given: Any
) -> None:
    server.answers["flag"] = flag(value)

    found = client.value("flag", VISITOR, default)

    assert (found, type(found)) == (given, type(given))


def test_a_flag_without_a_value_leaves_the_default(
    server: OfrepServer, client: RemoteClient
) -> None:
    server.answers["flag"] = {"key": "flag", "reason": "DISABLED", "variant": "", "metadata": {}}

    assert client.value("flag", VISITOR, "mine") == "mine"
    assert client.counters["defaults_served"] == 0


@pytest.mark.parametrize("code", ["TARGETING_KEY_MISSING", "INVALID_CONTEXT", "GENERAL"])
def test_what_the_server_says_of_a_context_is_passed_on(
    server: OfrepServer, client: RemoteClient, code: str
) -> None:
    server.answers["flag"] = {"key": "flag", "errorCode": code, "errorDetails": "why"}

    answer = client.evaluate("flag", {})

    assert (answer.error_code, answer.error_details, answer.reason) == (code, "why", "ERROR")
    assert client.counters["remote_failures"] == 0


def test_an_unknown_flag_is_the_default_and_no_failure(client: RemoteClient) -> None:
    assert client.value("no-such-flag", VISITOR, 7) == 7
    assert client.counters["defaults_served"] == 1
    assert client.counters["remote_failures"] == 0


@pytest.mark.parametrize("key", ["", "..", "a/b", "a?b", "ä", "flag\n", None, 7])
def test_what_cannot_be_a_flags_key_is_not_asked_for(
    server: OfrepServer, client: RemoteClient, key: Any
) -> None:
    assert client.evaluate(key, VISITOR).error_code == "FLAG_NOT_FOUND"
    assert server.asked == []


@pytest.mark.parametrize(
    ("context", "sent"),
    [
        ({"user_id": 7}, {"user_id": 7, "targetingKey": "7"}),
        ({"targetingKey": 7.0}, {"targetingKey": "7"}),
        ({"targetingKey": True, "plan": "pro"}, {"plan": "pro"}),
        ({"targetingKey": "u", "user_id": "v"}, {"targetingKey": "u", "user_id": "v"}),
    ],
)
def test_the_unit_is_sent_as_a_text(
    server: OfrepServer, client: RemoteClient, context: dict[str, Any], sent: dict[str, Any]
) -> None:
    client.evaluate("flag", context)

    assert server.asked == [(f"{SINGLE}flag", {"context": sent})]


@pytest.mark.parametrize("context", [{"at": object()}, {"n": float("nan")}, None, 7, "u1"])
def test_a_context_that_is_no_json_is_answered_here(
    server: OfrepServer, client: RemoteClient, context: Any
) -> None:
    assert client.evaluate("flag", context).error_code == "INVALID_CONTEXT"
    assert client.evaluate_all(context) == {}
    assert server.asked == []


def test_all_flags_come_at_once(server: OfrepServer, client: RemoteClient) -> None:
    server.answers = {
        "a": {**flag(1), "key": "a"},
        "b": {"key": "b", "errorCode": "TARGETING_KEY_MISSING", "errorDetails": "why"},
    }

    answers = client.evaluate_all({})

    assert answers["a"].value == 1
    assert answers["b"].error_code == "TARGETING_KEY_MISSING"
    assert [path for path, _ in server.asked] == [BULK]


def test_showing_one_of_all_flags_sends_each_of_its_tokens_once(
    server: OfrepServer, client: RemoteClient
) -> None:
    server.answers["flag"] = flag(True, metadata={"exposureToken": "one two"})
    shown = client.evaluate_all(VISITOR)["flag"]

    client.expose(shown)
    client.expose(shown)
    client.flush(5)

    assert [event["token"] for event in server.events] == ["one", "two"]
    assert client.counters["exposures_recorded"] == 2


def test_showing_a_flag_without_an_experiment_sends_nothing(
    server: OfrepServer, client: RemoteClient
) -> None:
    client.expose(client.evaluate_all(VISITOR)["flag"])

    assert client.flush(5)
    assert server.events == []


def test_events_are_sent_by_the_unit(server: OfrepServer, client: RemoteClient) -> None:
    client.track("purchase", VISITOR, value=31.5, data={"currency": "EUR"})

    assert client.flush(5)
    (event,) = server.events
    assert event["event_name"] == "purchase"
    assert event["targetingKey"] == "visitor-1"
    assert (event["value"], event["data"]) == (31.5, {"currency": "EUR"})


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_wrong_answer_is_the_default_and_counted(
    server: OfrepServer, client: RemoteClient, broken: Answered
) -> None:
    server.answering = lambda path, body: broken

    found = client.value("flag", VISITOR, "mine")

    assert found == "mine"
    assert client.counters["remote_failures"] == 1
    assert client.counters["defaults_served"] == 1


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_wrong_answers_for_all_flags_are_none(
    server: OfrepServer, client: RemoteClient, broken: Answered
) -> None:
    server.answering = lambda path, body: broken

    assert client.evaluate_all(VISITOR) == {}
    assert client.counters["remote_failures"] == 1


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_the_timeout(
    server: OfrepServer, client: RemoteClient
) -> None:
    server.answering = lambda path, body: None

    answer = client.evaluate("flag", VISITOR)

    assert (answer.value, answer.error_code) == (None, "GENERAL")
    assert client.counters["remote_failures"] == 1


def test_a_server_that_is_not_there_is_the_default() -> None:
    client = a_client(f"http://127.0.0.1:{free_port()}")

    assert client.value("flag", VISITOR, 0.5) == 0.5
    assert not client.initialize(TIMEOUT)
    client.close(0)


def test_a_server_that_failed_often_is_left_alone(
    server: OfrepServer, client: RemoteClient
) -> None:
    server.answering = lambda path, body: Answered({}, 503)
    fail_often(client)
    asked = len(server.asked)

    answer = client.evaluate("flag", VISITOR)

    assert answer.error_details == "the server did not answer a moment ago"
    assert client.evaluate_all(VISITOR) == {}
    assert len(server.asked) == asked == MOST_FAILURES
    assert client.counters["remote_failures"] == MOST_FAILURES


def test_a_failure_now_and_then_pauses_nothing(server: OfrepServer, client: RemoteClient) -> None:
    for _ in range(MOST_FAILURES):
        server.answering = lambda path, body: Answered({}, 503)
        client.evaluate("flag", VISITOR)
        server.answering = None
        assert client.value("flag", VISITOR, False) is True


def test_after_the_pause_it_is_asked_again(
    server: OfrepServer, client: RemoteClient, clock: Clock
) -> None:
    server.answering = lambda path, body: Answered({}, 503)
    fail_often(client)
    server.answering = None
    clock.pass_by(60)

    assert client.value("flag", VISITOR, False) is True
    assert client.value("flag", VISITOR, False) is True


def test_after_the_pause_one_caller_asks_and_the_others_go_on(
    server: OfrepServer, client: RemoteClient, clock: Clock
) -> None:
    server.answering = lambda path, body: Answered({}, 503)
    fail_often(client)
    clock.pass_by(60)
    others: list[Any] = []

    def ask_meanwhile(path: str, body: Mapping[str, Any]) -> Answered:
        others.append(client.evaluate("flag", VISITOR).error_details)
        return Answered(flag(True))

    server.answering = ask_meanwhile

    assert client.value("flag", VISITOR, False) is True
    assert others == ["the server did not answer a moment ago"]


def test_a_clock_that_was_set_back_ends_the_pause(
    server: OfrepServer, client: RemoteClient, clock: Clock
) -> None:
    server.answering = lambda path, body: Answered({}, 503)
    fail_often(client)
    server.answering = None
    clock.pass_by(-3600)

    assert client.value("flag", VISITOR, False) is True


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_pauses_at_once_and_as_long_as_it_says(
    server: OfrepServer, client: RemoteClient, clock: Clock, status: int
) -> None:
    server.answering = lambda path, body: Answered({}, status, {"Retry-After": "100"})
    client.evaluate("flag", VISITOR)
    server.answering = None
    clock.pass_by(99)

    assert client.value("flag", VISITOR, False) is False
    clock.pass_by(2)
    assert client.value("flag", VISITOR, False) is True


def test_a_context_that_the_server_refuses_pauses_nothing(
    server: OfrepServer, client: RemoteClient
) -> None:
    server.answering = lambda path, body: Answered({}, 413)
    for _ in range(2 * MOST_FAILURES):
        client.evaluate("flag", VISITOR)

    assert len(server.asked) == 2 * MOST_FAILURES


def test_listeners_hear_when_it_fails_and_when_it_is_back(
    server: OfrepServer, client: RemoteClient, clock: Clock
) -> None:
    heard: list[str] = []
    client.on("ready", lambda details: heard.append("ready"))
    client.on("error", lambda details: heard.append(details["message"]))
    client.initialize(5)
    server.answering = lambda path, body: Answered({}, 503)
    fail_often(client)
    server.answering = None
    clock.pass_by(60)

    client.evaluate("flag", VISITOR)

    assert heard == ["ready", "the server answered 503", "ready"]


def test_it_is_ready_when_the_server_answers_and_takes_the_key(
    server: OfrepServer, client: RemoteClient
) -> None:
    assert client.initialize(5)
    assert client.counters["remote_failures"] == 0


def test_it_is_not_ready_with_a_key_that_nobody_knows(
    server: OfrepServer, client: RemoteClient
) -> None:
    server.answering = lambda path, body: Answered({}, 401)

    assert not client.initialize(5)


def test_many_threads_get_their_own_answers(server: OfrepServer) -> None:
    server.answering = lambda path, body: Answered(flag(body["context"]["targetingKey"]))
    client = RemoteClient(server.url, KEY, timeout=10.0, sender="none")
    wrong: list[str] = []

    def ask(unit: str) -> None:
        for _ in range(20):
            if client.value("flag", {"targetingKey": unit}, "") != unit:
                wrong.append(unit)

    threads = [threading.Thread(target=ask, args=(f"unit-{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    client.close()


def test_in_the_child_of_a_fork_tokens_are_sent_anew(
    server: OfrepServer, client: RemoteClient
) -> None:
    server.answers["flag"] = flag(True, metadata={"exposureToken": "one"})
    shown = client.evaluate_all(VISITOR)["flag"]
    client.expose(shown)

    client.restart()
    client.expose(shown)
    client.flush(5)

    assert [path for path, _ in server.asked] == [BULK, EVENTS]
    assert [event["token"] for event in server.events] == ["one"]
