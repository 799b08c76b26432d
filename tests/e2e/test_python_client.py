"""The client for Python that evaluates by itself, against a real server."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest

from burgee.domain.answers import Answer
from burgee_openfeature.local_client import LocalClient
from burgee_openfeature.remote_client import RemoteClient
from local.launch import launch
from local.trial import EXPERIMENT, PURCHASE
from local.trial import FLAG as TRIED
from tests.e2e.machines import UNLIMITED, DevMachine

SECONDS = 60.0
VISITORS = [f"visitor-{number}" for number in range(30)]
RAMPED, ROLLOUT = "faster-checkout", "faster"
REASON = {"reason": "shown by a test"}
SWITCHED = "switched"
DOCUMENTS: dict[str, dict[str, Any]] = {
    key: {
        "key": key,
        "kind": "boolean",
        "environments": {"production": {"enabled": True, "default_variant": "off"}},
    }
    for key in (RAMPED, SWITCHED)
}
ROLLOUT_DOCUMENT: dict[str, Any] = {
    "key": ROLLOUT,
    "flag": RAMPED,
    "environment": "production",
    "variant": "on",
    "stages": [{"percentage": share, "wait": "9d"} for share in (50, 100)],
    "triggers": {"harm": False, "threshold": False, "error_rate_spike": False},
    "guardrails": [{"metric": {"key": "errors", "type": "count", "event_name": "error"}}],
}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevMachine]:
    """The examples, an experiment and the first stage of a rollout, in production."""
    words = ("--environment", "production")
    home = tmp_path_factory.mktemp("home")
    with DevMachine(home, *words, variables=UNLIMITED) as running:
        launch(running.url, running.admin_key)
        with running.client(running.admin_key) as admin:
            for document in DOCUMENTS.values():
                post(admin, "/flags", document=document)
            post(admin, "/rollouts", document=ROLLOUT_DOCUMENT)
            post(admin, f"/rollouts/{ROLLOUT}/start")
        yield running


@pytest.fixture
def connect(machine: DevMachine) -> Iterator[Callable[..., LocalClient]]:
    """Makes clients that have all of the machine's documents; closed at the end."""
    made: list[LocalClient] = []

    def make(**options: Any) -> LocalClient:
        client = LocalClient(machine.url, machine.server_key, "production", timeout=10, **options)
        made.append(client)
        until(lambda: is_whole(client))
        return client

    yield make
    for client in made:
        client.close()


def is_whole(client: LocalClient) -> bool:
    """Whether it has all that was written; each write is published by itself."""
    client.expire()
    answers = [client.evaluate_all({"targetingKey": unit}) for unit in VISITORS[:20]]
    if not {TRIED, RAMPED} <= answers[0].keys():
        return False
    shown = {each[RAMPED].value for each in answers}
    return "experiment" in answers[0][TRIED].metadata and shown == {True, False}


def post(admin: httpx.Client, path: str, **body: Any) -> None:
    sent = {**REASON, **body}
    answer = admin.post(f"/api/v1/admin{path}", json=sent, headers={"If-Match": "*"})
    assert answer.is_success, answer.text


def until(holds: Callable[[], bool]) -> bool:
    """Whether it holds within a minute."""
    deadline = time.monotonic() + SECONDS
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return held


def units_of(admin: httpx.Client, path: str) -> Counter[str]:
    answer = admin.get(f"/api/v1/admin{path}/sums").raise_for_status().json()
    return Counter(
        {name: units["n"] for name, units in answer["units"]["variants"].items() if units.get("n")}
    )


def told(answer: Answer) -> dict[str, Any]:
    """All that an answer says, but for what the server alone can give."""
    metadata: Mapping[str, Any] = {
        name: entry for name, entry in answer.metadata.items() if name != "exposureToken"
    }
    return {
        "value": answer.value,
        "variant": answer.variant,
        "reason": answer.reason,
        "metadata": metadata,
        "error_code": answer.error_code,
        "error_details": answer.error_details,
    }


def contexts() -> Iterator[dict[str, Any]]:
    """Visitors of all kinds, and some that no flag expects."""
    countries, plans = ("NO", "DE", "US", None), ("free", "pro", "enterprise", 3)
    for number, unit in enumerate(VISITORS):
        yield {
            "targetingKey": unit,
            "country": countries[number % 4],
            "plan": plans[number // 4 % 4],
            "device_type": ("desktop", "mobile", "tablet")[number % 3],
            "browser": "firefox",
            "os": "linux",
            "app_version": f"{number % 5}.2.{number}",
            "account": {"id": f"a-{number % 7}"},
            "orders": number,
            "email": f"{unit}@example.com",
        }
    yield {}
    yield {"user_id": "visitor-1"}
    yield {"targetingKey": "", "plan": ["pro"], "country": {"code": "NO"}}


def test_answers_are_those_of_the_server(
    machine: DevMachine, connect: Callable[..., LocalClient]
) -> None:
    client = connect()
    remote = RemoteClient(machine.url, machine.server_key, timeout=10)
    asked = list(contexts())
    here = [client.evaluate_all(context) for context in asked]
    there = [remote.evaluate_all(context) for context in asked]
    remote.close()

    assert len(here[0]) > len(DOCUMENTS)
    for context, ours, theirs in zip(asked, here, there, strict=True):
        for key in theirs.keys() | ours.keys():
            assert told(ours[key]) == told(theirs[key]), (key, context)


def test_an_edit_reaches_the_client(
    admin: httpx.Client, connect: Callable[..., LocalClient]
) -> None:
    client = connect(refresh_seconds=0.2)
    before = client.value(SWITCHED, {"targetingKey": "visitor-1"}, False)
    document = DOCUMENTS[SWITCHED]
    on = {"production": {"enabled": True, "default_variant": "on"}}
    answer = admin.put(
        f"/api/v1/admin/flags/{SWITCHED}",
        json={**REASON, "document": {**document, "environments": on}},
        headers={"If-Match": "*"},
    )
    assert answer.is_success, answer.text

    assert before is False
    assert until(lambda: client.value(SWITCHED, {"targetingKey": "visitor-1"}, False))
    assert client.counters["refresh_failures"] == 0


def test_experiments_and_rollouts_count_each_unit_once(
    admin: httpx.Client, connect: Callable[..., LocalClient]
) -> None:
    shown: dict[str, Counter[str]] = {TRIED: Counter(), RAMPED: Counter()}
    for client in (connect(), connect(sender="none")):
        for unit in VISITORS:
            tried = client.evaluate(TRIED, {"targetingKey": unit})
            ramped = client.evaluate(RAMPED, {"targetingKey": unit})
            if client.counters["exposures_recorded"] <= 2 * len(VISITORS):
                shown[TRIED][tried.metadata["experimentVariant"]] += 1
                shown[RAMPED][ramped.variant] += 1
            client.track(PURCHASE, {"targetingKey": unit}, 10, event_type="conversion")
        assert client.flush(SECONDS)
    truth = {
        key: Counter({side: n // 2 for side, n in both.items()}) for key, both in shown.items()
    }

    assert set(truth[RAMPED]) == {"on", "off"}
    assert until(lambda: units_of(admin, f"/experiments/{EXPERIMENT}") == truth[TRIED])
    assert until(lambda: units_of(admin, f"/rollouts/{ROLLOUT}") == truth[RAMPED])
    assert client.counters["rejected"] == client.counters["dropped"] == 0


def test_reports_of_usage_are_taken(connect: Callable[..., LocalClient]) -> None:
    client = connect()
    client.value(SWITCHED, {"targetingKey": "visitor-1"}, False)
    client.close()

    assert client.counters["sent"] == client.counters["events_recorded"] == 1


def test_a_key_of_a_page_cannot_have_the_ruleset(machine: DevMachine) -> None:
    heard: list[Mapping[str, Any]] = []
    client = LocalClient(machine.url, machine.client_key, "production")
    client.on("error", heard.append)
    value = client.value(SWITCHED, {"targetingKey": "visitor-1"}, "default")
    client.close()

    assert value == "default"
    assert heard == [{"message": "the server answered 403: This route is for server keys."}]
