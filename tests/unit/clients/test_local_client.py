"""Flags evaluated in the process: what is answered, when a newer ruleset is asked for."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from burgee.domain.answers import Answer
from burgee_openfeature.local_client import USAGE_SECONDS, LocalClient
from tests.unit.clients.clock import Clock
from tests.unit.clients.conftest import Connect
from tests.unit.clients.ruleset_server import MANIFEST, RulesetServer
from tests.unit.services.builders import a_flag_with

FLAG = "new-gallery"
VISITOR = {"targetingKey": "visitor-1"}
OFF, ON = a_flag_with(), a_flag_with(default="on")
BY_PLAN = a_flag_with(
    rules=[
        {
            "id": "pro",
            "conditions": [{"attribute": "plan", "operator": "equals", "value": "pro"}],
            "variant": "on",
        }
    ]
)
BY_UNIT = a_flag_with(targets={"on": ["7"]})


def a_flag_of(kind: str, value: Any) -> dict[str, Any]:
    settings = {"enabled": True, "default_variant": "only"}
    variants = {"only": {"value": value}}
    return {
        "key": FLAG,
        "kind": kind,
        "variants": variants,
        "environments": {"production": settings},
    }


@pytest.mark.parametrize(
    ("kind", "value", "default", "answered"),
    [
        ("boolean", True, False, True),
        ("string", "new", "old", "new"),
        ("number", 3, 1, 3),
        ("number", 2.5, 1.0, 2.5),
        ("number", 3, 1.0, 3.0),
        ("json", {"rows": 2}, {}, {"rows": 2}),
        ("json", [1, 2], {}, [1, 2]),
        ("number", 3, None, 3),
        ("number", 2.5, 1, 1),
        ("boolean", True, 1, 1),
        ("boolean", True, 1.0, 1.0),
        ("number", 10**400, 1.0, 1.0),
        ("string", "3", 3, 3),
    ],
)
def test_a_value_is_given_where_it_is_of_the_defaults_type(
    rulesets: RulesetServer, local: LocalClient, kind: str, value: Any, default: Any, answered: Any
) -> None:
    rulesets.publish(a_flag_of(kind, value))

    found = local.value(FLAG, VISITOR, default)

    assert (found, type(found)) == (answered, type(answered))


def test_a_value_of_another_type_is_counted_as_a_default(local: LocalClient) -> None:
    local.value(FLAG, VISITOR, "a text")

    assert local.counters["defaults_served"] == 1


def test_a_flag_that_is_off_without_a_variant_leaves_the_default_and_nothing_is_wrong(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    rulesets.publish(a_flag_with(enabled=False))

    assert local.value(FLAG, VISITOR, True) is True
    assert local.counters["defaults_served"] == 0


def test_an_answer_says_why(local: LocalClient) -> None:
    answer = local.evaluate(FLAG, VISITOR)

    assert (answer.value, answer.variant, answer.reason) == (True, "on", "STATIC")
    assert "stale" not in answer.metadata


@pytest.mark.parametrize(
    ("flag_key", "context", "code"),
    [
        ("no-such-flag", VISITOR, "FLAG_NOT_FOUND"),
        (["a list"], VISITOR, "FLAG_NOT_FOUND"),
        (FLAG, None, "INVALID_CONTEXT"),
        (FLAG, "text", "INVALID_CONTEXT"),
        (FLAG, {}, "TARGETING_KEY_MISSING"),
    ],
)
def test_what_is_wrong_is_said_and_the_default_holds(
    rulesets: RulesetServer, local: LocalClient, flag_key: Any, context: Any, code: str
) -> None:
    rulesets.publish(a_flag_with(rollout={"variant": "on", "percentage": 50}))

    answer = local.evaluate(flag_key, context)

    assert (answer.error_code, local.value(flag_key, context, "default")) == (code, "default")
    assert local.counters["defaults_served"] == 1


@pytest.mark.parametrize(
    "context",
    [
        {"user_id": "7"},
        {"user_id": 7},
        {"user_id": 7.0, "targetingKey": None},
        {"targetingKey": "7", "user_id": "8"},
    ],
)
def test_user_id_stands_in_for_a_missing_targeting_key(
    rulesets: RulesetServer, local: LocalClient, context: dict[str, Any]
) -> None:
    rulesets.publish(BY_UNIT)

    assert local.value(FLAG, context, False) is True
    assert local.evaluate(FLAG, context).variant == "on"
    assert local.evaluate_all(context)[FLAG].variant == "on"


def test_all_flags_are_answered_at_once(rulesets: RulesetServer, local: LocalClient) -> None:
    rulesets.publish(BY_PLAN, {**ON, "key": "other"})

    answers = local.evaluate_all({"plan": "pro"})

    assert {key: answer.value for key, answer in answers.items()} == {FLAG: True, "other": True}


class TestRefreshing:
    def test_the_ruleset_is_asked_for_once_while_it_is_fresh(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        local.value(FLAG, VISITOR, False)
        clock.pass_by(29.9)
        local.value(FLAG, VISITOR, False)

        assert rulesets.gets.count(MANIFEST) == 1

    def test_the_call_after_thirty_seconds_has_the_newest(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        local.value(FLAG, VISITOR, False)
        rulesets.publish(OFF, number=2)
        clock.pass_by(30)

        assert local.value(FLAG, VISITOR, True) is False

    def test_what_did_not_change_is_not_fetched_again(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        local.initialize()
        rulesets.publish(ON, number=2)
        clock.pass_by(30)
        local.value(FLAG, VISITOR, False)
        clock.pass_by(30)
        local.value(FLAG, VISITOR, False)

        assert [path == MANIFEST for path in rulesets.gets] == [True, False, True, True]
        assert rulesets.tags == [None, *rulesets.given[:2]]
        assert local.counters["refreshes"] == 3

    def test_a_smaller_number_is_taken_as_after_a_restore(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        heard: list[Any] = []
        local.on("configuration_changed", heard.append)
        rulesets.publish(ON, number=9)
        local.initialize()
        rulesets.publish(OFF, number=3)
        clock.pass_by(30)

        assert local.value(FLAG, VISITOR, True) is False
        assert heard == [{"number": 3, "previous": 9}]

    def test_another_ruleset_of_the_same_number_is_taken_too(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        local.initialize()
        rulesets.publish(OFF, number=1)
        clock.pass_by(30)

        assert local.value(FLAG, VISITOR, True) is False

    def test_a_clock_that_was_set_back_makes_an_answer_ask(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        local.initialize()
        clock.pass_by(-3600)
        local.evaluate(FLAG, VISITOR)

        assert rulesets.gets.count(MANIFEST) == 2

    def test_a_client_that_was_restored_from_a_snapshot_asks_at_once(
        self, rulesets: RulesetServer, local: LocalClient
    ) -> None:
        local.initialize()
        rulesets.publish(OFF, number=2)
        local.expire()

        assert local.value(FLAG, VISITOR, True) is False

    def test_one_caller_asks_while_others_go_on_with_what_they_have(
        self, rulesets: RulesetServer, connect: Connect, clock: Clock
    ) -> None:
        client = connect(rulesets.url, timeout=10)
        client.initialize()
        asked, may_answer = threading.Event(), threading.Event()

        def wait(path: str) -> Any:
            asked.set()
            may_answer.wait(10)
            return rulesets.part(path)

        rulesets.getting = wait
        rulesets.publish(OFF, number=2)
        clock.pass_by(30)
        asking = threading.Thread(target=client.value, args=(FLAG, VISITOR, False))
        asking.start()
        asked.wait(10)
        meanwhile = client.value(FLAG, VISITOR, False)
        may_answer.set()
        asking.join()

        assert (meanwhile, client.value(FLAG, VISITOR, True)) == (True, False)

    def test_in_the_background_a_thread_asks(
        self, rulesets: RulesetServer, connect: Connect
    ) -> None:
        changed = threading.Event()
        client = connect(rulesets.url, refresh="background", refresh_seconds=0.01)
        client.on("configuration_changed", lambda _: changed.set())
        client.initialize()
        rulesets.publish(OFF, number=2)

        assert changed.wait(10)
        assert client.value(FLAG, VISITOR, True) is False

    def test_a_way_to_refresh_that_there_is_not_is_refused(self) -> None:
        with pytest.raises(ValueError, match="background, foreground"):
            LocalClient("http://127.0.0.1:1", "key", refresh="sometimes")


class TestEvents:
    def test_being_ready_is_told_once(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        heard: list[Any] = []
        local.on("ready", heard.append)
        local.initialize()
        clock.pass_by(30)
        local.initialize()

        assert heard == [{"number": 1}]

    def test_who_listens_late_is_told_too(self, local: LocalClient) -> None:
        heard: list[Any] = []
        local.initialize()
        local.on("ready", heard.append)

        assert heard == [{"number": 1}]

    def test_who_listens_no_more_is_not_told(self, local: LocalClient) -> None:
        heard: list[Any] = []
        local.on("ready", heard.append)
        local.off("ready", heard.append)
        local.off("ready", print)
        local.initialize()

        assert heard == []

    def test_a_listener_may_evaluate(self, local: LocalClient) -> None:
        heard: list[Answer] = []
        local.on("ready", lambda _: heard.append(local.evaluate(FLAG, VISITOR)))
        local.initialize()

        assert [answer.value for answer in heard] == [True]

    def test_a_listener_that_raises_breaks_nothing(
        self, local: LocalClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        local.on("ready", lambda _: 1 / 0)

        assert local.value(FLAG, VISITOR, False) is True
        assert "A listener failed" in caplog.text

    def test_an_event_that_there_is_not_is_refused(self, local: LocalClient) -> None:
        with pytest.raises(ValueError, match="configuration_changed, error, ready, stale"):
            local.on("reddy", print)


class TestUsage:
    def _used(self, rulesets: RulesetServer) -> list[str]:
        return [
            event["data"]["flag_key"]
            for event in rulesets.events
            if event["event_type"] == "flag_evaluation"
        ]

    def test_each_flag_that_was_used_is_reported_every_ten_minutes(
        self, rulesets: RulesetServer, connect: Connect, clock: Clock
    ) -> None:
        rulesets.publish(ON, {**ON, "key": "unused"})
        client = connect(rulesets.url, report_usage=True, refresh_seconds=1)
        for _ in range(3):
            client.value(FLAG, VISITOR, False)
        client.value("no-such-flag", VISITOR, False)
        clock.pass_by(USAGE_SECONDS)
        client.value(FLAG, VISITOR, False)
        client.flush()

        assert self._used(rulesets) == [FLAG]

    def test_the_end_reports_what_was_used_since(
        self, rulesets: RulesetServer, connect: Connect, clock: Clock
    ) -> None:
        client = connect(rulesets.url, report_usage=True)
        client.value(FLAG, VISITOR, False)
        rulesets.publish(ON, {**ON, "key": "other"}, number=2)
        clock.pass_by(30)
        client.value("other", VISITOR, False)
        client.close()
        client.close()

        assert self._used(rulesets) == [FLAG, "other"]

    def test_a_flag_that_was_not_used_since_is_not_reported_again(
        self, rulesets: RulesetServer, connect: Connect, clock: Clock
    ) -> None:
        client = connect(rulesets.url, report_usage=True)
        client.value(FLAG, VISITOR, False)
        clock.pass_by(USAGE_SECONDS)
        client.initialize()
        client.close()

        assert self._used(rulesets) == [FLAG]


def test_waiting_is_only_for_what_is_not_here(local: LocalClient, clock: Clock) -> None:
    before = local.may_wait(FLAG)
    local.initialize()
    here, unknown = local.may_wait(FLAG), local.may_wait("no-such-flag")
    clock.pass_by(30)

    assert (before, here, unknown, local.may_wait(FLAG)) == (True, False, False, True)


def test_after_the_end_flags_are_answered_from_the_last_ruleset(
    rulesets: RulesetServer, local: LocalClient, clock: Clock
) -> None:
    local.initialize()
    local.close()
    clock.pass_by(3600)

    assert local.value(FLAG, VISITOR, False) is True
    assert rulesets.gets.count(MANIFEST) == 1


def test_many_threads_evaluate_while_rulesets_change(
    rulesets: RulesetServer, connect: Connect
) -> None:
    client = connect(rulesets.url, refresh="background", refresh_seconds=0.005)
    client.initialize()
    faults: list[Answer] = []
    is_over = threading.Event()

    def evaluate() -> None:
        while not is_over.is_set():
            answer = client.evaluate(FLAG, VISITOR)
            if answer.error_code or client.value(FLAG, VISITOR, None) is None:
                faults.append(answer)

    threads = [threading.Thread(target=evaluate) for _ in range(3)]
    for thread in threads:
        thread.start()
    seen = threading.Semaphore(0)
    client.on("configuration_changed", lambda _: seen.release())
    for number in range(2, 7):
        rulesets.publish(ON if number % 2 else OFF, number=number)
        assert seen.acquire(timeout=10)
    is_over.set()
    for thread in threads:
        thread.join()

    assert faults == []
    assert client.counters["defaults_served"] == 0
