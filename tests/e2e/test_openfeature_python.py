"""Our provider for OpenFeature against a real server: in process, and over OFREP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openfeature import api
from openfeature.client import OpenFeatureClient
from openfeature.evaluation_context import EvaluationContext
from openfeature.event import EventDetails, ProviderEvent
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import FlagEvaluationDetails, Reason
from openfeature.track import TrackingEventDetails

from burgee.cli.api import Api
from burgee_openfeature import BurgeeProvider, LocalClient, RemoteClient
from local.trial import EXPERIMENT
from local.trial import FLAG as TRIED
from tests.e2e.machines import DevMachine
from tests.e2e.openfeature_shop import BANNER, ENVIRONMENT, events, exposures

VISITOR = EvaluationContext("visitor-1", {"plan": "free"})
PRO = EvaluationContext("visitor-1", {"plan": "pro"})
SECONDS = 20.0
MODES = ("local", "remote")

Told = tuple[Any, ...]


def _provider(machine: DevMachine, mode: str) -> BurgeeProvider:
    if mode == "local":
        return BurgeeProvider.local(machine.url, machine.server_key, ENVIRONMENT)
    return BurgeeProvider.remote(machine.url, machine.client_key, timeout=SECONDS)


@pytest.fixture(params=MODES)
def provider(request: pytest.FixtureRequest, openfeature_machine: DevMachine) -> BurgeeProvider:
    return _provider(openfeature_machine, request.param)


@pytest.fixture
def client(provider: BurgeeProvider) -> Iterator[OpenFeatureClient]:
    api.set_provider_and_wait(provider, "ours")
    yield api.get_client("ours")
    api.shutdown()


def _told(details: FlagEvaluationDetails[Any]) -> Told:
    return details.value, details.variant, details.reason, details.error_code


ANSWERS: dict[str, tuple[Callable[[OpenFeatureClient], FlagEvaluationDetails[Any]], Told]] = {
    "a rule": (
        lambda client: client.get_boolean_details("dark-mode", False, PRO),
        (True, "on", Reason.TARGETING_MATCH, None),
    ),
    "the default": (
        lambda client: client.get_boolean_details("dark-mode", True, VISITOR),
        (False, "off", Reason.DEFAULT, None),
    ),
    "an empty text": (
        lambda client: client.get_string_details("silence", "loud", VISITOR),
        ("", "none", Reason.STATIC, None),
    ),
    "an integer": (
        lambda client: client.get_integer_details("largest", 1, VISITOR),
        (2**53 - 1, "largest", Reason.STATIC, None),
    ),
    "a float": (
        lambda client: client.get_float_details("ratio", 0.5, VISITOR),
        (10.0, "ten", Reason.STATIC, None),
    ),
    "an integer for a float": (
        lambda client: client.get_float_details("limit", 0.5, VISITOR),
        (10.0, "ten", Reason.STATIC, None),
    ),
    "a float for an integer": (
        lambda client: client.get_integer_details("ratio", 3, VISITOR),
        (3, None, Reason.ERROR, ErrorCode.TYPE_MISMATCH),
    ),
    "an object": (
        lambda client: client.get_object_details("banner", {}, VISITOR),
        (BANNER, "standard", Reason.STATIC, None),
    ),
    "a list": (
        lambda client: client.get_object_details("sizes", [], VISITOR),
        ([1, 2.5, "xl"], "all", Reason.STATIC, None),
    ),
    "off without a variant": (
        lambda client: client.get_boolean_details("asleep", False, VISITOR),
        (False, "", Reason.DISABLED, None),
    ),
    "off with a variant": (
        lambda client: client.get_boolean_details("resting", True, VISITOR),
        (False, "off", Reason.DISABLED, None),
    ),
    "an unknown flag": (
        lambda client: client.get_boolean_details("no-such-flag", True, VISITOR),
        (True, None, Reason.ERROR, ErrorCode.FLAG_NOT_FOUND),
    ),
    "a split of nobody": (
        lambda client: client.get_string_details("greeting", "Welcome"),
        ("Welcome", None, Reason.ERROR, ErrorCode.TARGETING_KEY_MISSING),
    ),
}


@pytest.mark.parametrize(("ask", "told"), ANSWERS.values(), ids=ANSWERS)
def test_answers_are_told_in_openfeatures_words(
    client: OpenFeatureClient,
    ask: Callable[[OpenFeatureClient], FlagEvaluationDetails[Any]],
    told: Told,
) -> None:
    assert _told(ask(client)) == told


def test_in_process_and_over_ofrep_the_same_is_answered(openfeature_machine: DevMachine) -> None:
    visitors = [EvaluationContext(f"visitor-{number}") for number in range(30)]
    for mode in MODES:
        api.set_provider_and_wait(_provider(openfeature_machine, mode), mode)

    answers = [
        [api.get_client(mode).get_string_details("greeting", "", one) for one in visitors]
        for mode in MODES
    ]

    api.shutdown()
    assert answers[0] == answers[1]
    assert {one.variant for one in answers[0]} == {"hello", "hi"}


def test_asking_in_an_event_loop_gets_the_same(client: OpenFeatureClient) -> None:
    async def ask() -> list[int]:
        asked = (client.get_integer_value_async("limit", 1, VISITOR) for _ in range(5))
        return list(await asyncio.gather(*asked))

    assert asyncio.run(ask()) == [10] * 5


def test_who_is_shown_an_experiment_is_exposed_and_what_they_do_counts(
    openfeature_machine: DevMachine, provider: BurgeeProvider, client: OpenFeatureClient
) -> None:
    unit = f"exposed-{type(provider.client).__name__}"
    visitor = EvaluationContext(unit)

    details = client.get_boolean_details(TRIED, False, visitor)
    client.track("purchase", visitor, TrackingEventDetails(31.5, {"currency": "EUR"}))

    assert provider.client.flush(SECONDS)
    run = f"{EXPERIMENT}.{details.flag_metadata['run']}"
    met = exposures(openfeature_machine, unit)
    assert met == {run: details.flag_metadata["experimentVariant"]}
    assert events(openfeature_machine, unit) == 1


def test_all_flags_at_once_expose_when_one_is_shown(openfeature_machine: DevMachine) -> None:
    client = RemoteClient(openfeature_machine.url, openfeature_machine.client_key, timeout=SECONDS)
    answers = client.evaluate_all({"targetingKey": "fetched"})
    before = exposures(openfeature_machine, "fetched")

    client.expose(answers[TRIED])

    assert client.flush(SECONDS)
    assert before == {}
    assert list(exposures(openfeature_machine, "fetched")) == [f"{EXPERIMENT}.1"]
    client.close()


def test_the_end_of_openfeature_sends_what_was_recorded(
    openfeature_machine: DevMachine, provider: BurgeeProvider, client: OpenFeatureClient
) -> None:
    unit = f"at-the-end-{type(provider.client).__name__}"
    client.track("purchase", EvaluationContext(unit))

    api.shutdown()

    assert events(openfeature_machine, unit) == 1


def test_a_change_is_told_and_answered(openfeature_machine: DevMachine) -> None:
    url, key = openfeature_machine.url, openfeature_machine.server_key
    often = LocalClient(url, key, ENVIRONMENT, refresh="background", refresh_seconds=0.1)
    api.set_provider_and_wait(BurgeeProvider(often), "changing")
    client = api.get_client("changing")
    is_told = threading.Event()
    told: list[EventDetails] = []

    def hear(details: EventDetails) -> None:
        told.append(details)
        is_told.set()

    client.add_handler(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, hear)

    before = client.get_string_value("changing", "not there", VISITOR)
    _create(openfeature_machine, "changing")

    assert is_told.wait(SECONDS)
    assert before == "not there"
    assert client.get_string_value("changing", "not there", VISITOR) == "here"
    assert told[0].metadata["number"] == int(told[0].metadata["previous"]) + 1
    api.shutdown()


def _create(machine: DevMachine, key: str) -> None:
    served = {ENVIRONMENT: {"enabled": True, "default_variant": "here"}}
    variants = {"here": {"value": "here"}}
    document = {"key": key, "kind": "string", "variants": variants, "environments": served}
    owner = Api(machine.url, machine.admin_key)
    owner.admin("POST", "/flags", body={"document": document, "reason": "A test"})
    owner.close()
