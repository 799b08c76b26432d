"""Whatever a caller hands over, and whatever passes for a ruleset: nothing raises, nothing hangs,
and what can be sent is."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from burgee.domain.answers import Answer
from burgee_openfeature.client import Client
from burgee_openfeature.counters import SENT, Counters
from burgee_openfeature.local_client import LocalClient
from burgee_openfeature.queues import EventQueue
from burgee_openfeature.recorder import Bell
from burgee_openfeature.remote_client import RemoteClient
from tests.unit.clients.clock import Clock
from tests.unit.clients.conftest import Connect
from tests.unit.clients.ofrep_server import Answered
from tests.unit.clients.ruleset_server import KEY, MANIFEST, RulesetServer
from tests.unit.clients.test_local_client_faults import changed
from tests.unit.domain.experiments import FLAG, an_experiment, parsed_experiments
from tests.unit.services.builders import a_flag_with

VISITOR = {"targetingKey": "visitor-1"}
OFF = a_flag_with()


class Unreadable(Mapping[str, Any]):
    """Raises whatever it is asked, as a form of a web framework may."""

    def __getitem__(self, name: str) -> Any:
        raise ValueError(name)

    def __iter__(self) -> Iterator[str]:
        raise ValueError

    def __len__(self) -> int:
        raise ValueError


class Incomparable(str):
    __slots__ = ()

    def __eq__(self, _other: object) -> bool:
        raise ValueError

    def __hash__(self) -> int:
        raise ValueError


class Classless:
    @property
    def __class__(self) -> Any:
        raise ValueError


def circle() -> dict[str, Any]:
    found: dict[str, Any] = {**VISITOR}
    return {**found, "me": found, "list": [found]} | {"itself": found.setdefault("f", found)}


CONTEXTS: dict[str, Any] = {
    "none": None,
    "a number": 7,
    "bytes": b"visitor-1",
    "a list": [VISITOR],
    "one that cannot be read": Unreadable(),
    "one without a class": Classless(),
    "a circle": circle(),
    "names that are no texts": {**VISITOR, 7: "seven", (1, 2): "pair"},
    "a unit that is not comparable": {"targetingKey": Incomparable("visitor-1")},
    "a user that is not comparable": {"user_id": Incomparable("visitor-1")},
    "a unit of another kind": {"targetingKey": b"visitor-1"},
    "a unit too large": {"targetingKey": 10**5000},
    "half a character": {"targetingKey": "\ud800"},
    "an attribute without a class": {**VISITOR, "plan": Classless()},
    "no number": {**VISITOR, "age": float("nan")},
}
KEYS: dict[str, Any] = {
    "none": None,
    "a list": [FLAG],
    "bytes": b"gallery",
    "half a character": "\ud800",
    "another path": "../../admin",
    "here": ".",
    "not comparable": Incomparable(FLAG),
    "without a class": Classless(),
}


@pytest.fixture(params=[LocalClient, RemoteClient])
def client(request: pytest.FixtureRequest, rulesets: RulesetServer) -> Iterator[Client]:
    rulesets.publish(OFF, experiments=parsed_experiments([an_experiment()]))
    rulesets.answers[FLAG] = {"key": FLAG, "value": True, "variant": "on", "reason": "STATIC"}
    connected: Client = request.param(rulesets.url, KEY, sender="none", timeout=5.0)
    yield connected
    connected.close()


@pytest.mark.parametrize("kind", CONTEXTS)
def test_no_context_makes_a_client_raise(client: Client, kind: str) -> None:
    context = CONTEXTS[kind]
    assert client.value(FLAG, context, True) in {True, False}
    assert client.evaluate(FLAG, context).flag_key == FLAG
    assert set(client.evaluate_all(context)) <= {FLAG}
    client.track("click", context)
    client.track("click", VISITOR, data={"context": context})
    client.flush()


@pytest.mark.parametrize("kind", KEYS)
def test_no_key_makes_a_client_raise(client: Client, kind: str) -> None:
    flag_key = KEYS[kind]
    assert client.value(flag_key, VISITOR, "default") == "default"
    assert client.evaluate(flag_key, VISITOR).value in {None, True, False}


@pytest.mark.parametrize(
    "age", [float("nan"), float("inf"), 10**5000, "x" * 100_000, "\ud800"], ids=range(5)
)
def test_no_attribute_keeps_an_exposure_from_being_sent(
    rulesets: RulesetServer, local: LocalClient, age: Any
) -> None:
    plan = {"dimensions": ["age"]}
    rulesets.publish(OFF, experiments=parsed_experiments([an_experiment(plan=plan)]))
    local.value(FLAG, {**VISITOR, "age": age, "cohort": "x" * 100_000}, False)
    local.flush()

    (exposure,) = rulesets.exposures
    assert len(exposure["cohort"]) == 64
    assert len(exposure.get("dimensions", {}).get("age", "")) in {0, 1, 64}
    assert local.counters["dropped"] == 0


def test_an_exposure_that_cannot_be_told_is_counted(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    rulesets.publish(OFF, experiments=parsed_experiments([an_experiment()]))

    local.value(FLAG, {**VISITOR, "cohort": Classless()}, False)

    assert (local.counters["exposures_recorded"], local.counters["dropped"]) == (0, 1)


# What a server may write that is no ruleset, and passes for one at first sight.
STRANGE: dict[str, Any] = {
    "unit types that are a number": {"unit_types": 7},
    "unit types that are no texts": {"unit_types": [["a"]]},
    "half a character as a chunk": {"members": ["\ud800"]},
}


@pytest.mark.parametrize("entries", STRANGE.values(), ids=list(STRANGE))
def test_what_only_passes_for_a_ruleset_leaves_the_last_good_one(
    rulesets: RulesetServer, local: LocalClient, clock: Clock, entries: dict[str, Any]
) -> None:
    local.value(FLAG, VISITOR, False)
    rulesets.publish(OFF, number=2)
    strange = changed(rulesets, MANIFEST, **entries)
    strange.headers = {**strange.headers, "ETag": rulesets.given[-1]}
    rulesets.getting = lambda path: strange if path == MANIFEST else rulesets.part(path)
    clock.pass_by(100)
    during = local.value(FLAG, VISITOR, False)
    rulesets.getting = None
    clock.pass_by(100)

    assert (during, local.value(FLAG, VISITOR, True)) == (True, False)
    assert local.counters["refresh_failures"] == 1


def test_unit_types_that_are_none_leave_what_is_tracked(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    strange = changed(rulesets, MANIFEST, tracked_unit_types=7)
    rulesets.getting = lambda path: strange if path == MANIFEST else rulesets.part(path)
    local.value(FLAG, VISITOR, False)
    local.track("click", VISITOR)
    local.flush()

    assert [event["targetingKey"] for event in rulesets.events] == ["visitor-1"]


def test_a_clock_that_is_set_back_does_not_keep_the_ruleset_for_longer(
    rulesets: RulesetServer, local: LocalClient, clock: Clock
) -> None:
    local.value(FLAG, VISITOR, False)
    rulesets.publish(OFF, number=2)
    clock.pass_by(-3600)

    assert local.value(FLAG, VISITOR, True) is False


def test_a_thread_that_cannot_be_started_is_started_later(
    rulesets: RulesetServer, connect: Connect, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    client = connect(rulesets.url, refresh="background")
    with monkeypatch.context() as crowded:
        crowded.setattr(threading.Thread, "start", lambda thread: refuse(thread))
        client.value(FLAG, VISITOR, False)
    clock.pass_by(100)
    client.value(FLAG, VISITOR, False)

    assert "burgee-refresh" in {thread.name for thread in threading.enumerate()}


class Interrupting(str):
    """Where its length is asked for a signal comes, whose handler does something else."""

    __slots__ = ("handler",)

    def __len__(self) -> int:
        self.handler()
        return 1


def ends(action: Any) -> bool:
    """Whether it comes to an end at all."""
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    thread.join(5.0)
    return not thread.is_alive()


def test_a_signal_may_record_while_its_thread_records() -> None:
    queue, text = EventQueue(10), Interrupting("1")
    text.handler = lambda: (queue.add("2", is_exposure=False), queue.is_past(1))
    queue.add(text, is_exposure=False)

    assert ends(queue.take)


def test_a_signal_may_count_and_ring_while_its_thread_does() -> None:
    counters, bell = Counters(), Bell()

    class Number(int):
        def __radd__(self, other: int) -> int:
            counters.add(SENT)
            with bell._cond:
                bell.set()
            return other + 1

    assert ends(lambda: counters.add(SENT, Number(1)))
    assert bell.is_set()


def test_a_key_is_taken_without_its_line_end(rulesets: RulesetServer) -> None:
    with_line_end = RemoteClient(rulesets.url, f"{KEY}\n", sender="none")
    with_line_end.evaluate(FLAG, VISITOR)
    with_line_end.close()

    assert rulesets.keys == {f"Bearer {KEY}"}


@pytest.mark.parametrize("key", ["burgee.\nserver.secret", "burgee.server.sécret", "a\0secret"])
def test_a_key_that_is_none_is_refused_and_not_told(rulesets: RulesetServer, key: str) -> None:
    with pytest.raises(ValueError, match="the key has characters") as refused:
        RemoteClient(rulesets.url, key)

    assert "secret" not in str(refused.value)


def test_a_server_that_counts_strangely_is_none_of_ours(rulesets: RulesetServer) -> None:
    strange = Answered(b'{"rejected": [{"index": 1e999}]}', 202)
    answers = [strange]
    client = RemoteClient(rulesets.url, KEY, sender="none")
    client.track("click", VISITOR)
    rulesets.answering = lambda _path, _body: answers.pop()
    client.flush(0.3)
    rulesets.answering = None

    assert client.flush()
    assert len(rulesets.events) == 1


def test_what_found_no_room_is_exposed_the_next_time(rulesets: RulesetServer) -> None:
    client = RemoteClient(rulesets.url, KEY, sender="none", most_events=1)
    answers = [
        Answer(FLAG, True, "on", "SPLIT", {"exposureToken": token}) for token in ("one", "two")
    ]
    for _ in range(2):
        for answer in answers:
            client.expose(answer)
        client.flush()
    client.close()

    assert [exposure["token"] for exposure in rulesets.exposures] == ["one", "two"]
