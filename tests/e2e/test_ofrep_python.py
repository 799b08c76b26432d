"""The provider for OFREP that OpenFeature publishes, unchanged, against a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from openfeature import api
from openfeature.client import OpenFeatureClient
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import FlagEvaluationDetails, Reason

from local.trial import EXPERIMENT
from local.trial import FLAG as TRIED
from tests.e2e.machines import DevMachine
from tests.e2e.openfeature_shop import BANNER, exposures

VISITOR = EvaluationContext("visitor-1", {"plan": "free"})
PRO = EvaluationContext("visitor-1", {"plan": "pro"})


@pytest.fixture
def client(openfeature_machine: DevMachine) -> Iterator[OpenFeatureClient]:
    with _connected(openfeature_machine.url, openfeature_machine.client_key) as connected:
        yield connected


@contextmanager
def _connected(url: str, key: str) -> Iterator[OpenFeatureClient]:
    provider = OFREPProvider(url, headers_factory=lambda: {"Authorization": f"Bearer {key}"})
    provider.session.trust_env = False
    api.set_provider_and_wait(provider, "shop")
    yield api.get_client("shop")
    api.clear_providers()
    provider.session.close()


def _told(details: FlagEvaluationDetails[Any]) -> tuple[Any, ...]:
    return details.value, details.variant, details.reason, details.error_code


def test_a_boolean_is_answered_by_rule_and_by_default(client: OpenFeatureClient) -> None:
    matched = client.get_boolean_details("dark-mode", False, PRO)
    missed = client.get_boolean_details("dark-mode", True, VISITOR)

    assert _told(matched) == (True, "on", Reason.TARGETING_MATCH, None)
    assert _told(missed) == (False, "off", Reason.DEFAULT, None)


def test_a_text_is_answered_by_split(client: OpenFeatureClient) -> None:
    details = client.get_string_details("greeting", "Welcome", VISITOR)

    assert details.reason == Reason.SPLIT
    assert {"hello": "Hello", "hi": "Hi"}[details.variant or ""] == details.value


def test_the_empty_text_is_a_value(client: OpenFeatureClient) -> None:
    assert client.get_string_value("silence", "loud", VISITOR) == ""


def test_integers_and_floats_keep_their_form(client: OpenFeatureClient) -> None:
    integer = client.get_integer_details("limit", 1, VISITOR)
    largest = client.get_integer_details("largest", 1, VISITOR)
    number = client.get_float_details("ratio", 1.5, VISITOR)

    assert _told(integer) == (10, "ten", Reason.STATIC, None)
    assert _told(largest) == (2**53 - 1, "largest", Reason.STATIC, None)
    assert _told(number) == (10.0, "ten", Reason.STATIC, None)
    assert isinstance(number.value, float)


def test_objects_and_lists_are_values(client: OpenFeatureClient) -> None:
    banner = client.get_object_details("banner", {}, VISITOR)
    sizes = client.get_object_details("sizes", [], VISITOR)

    assert _told(banner) == (BANNER, "standard", Reason.STATIC, None)
    assert _told(sizes) == ([1, 2.5, "xl"], "all", Reason.STATIC, None)


def test_a_flag_that_is_off_without_a_variant_leaves_the_callers_default(
    client: OpenFeatureClient,
) -> None:
    for default in (True, False):
        details = client.get_boolean_details("asleep", default, VISITOR)
        assert _told(details) == (default, "", Reason.DISABLED, None)


def test_a_flag_that_is_off_with_a_variant_shows_it(client: OpenFeatureClient) -> None:
    details = client.get_boolean_details("resting", True, VISITOR)

    assert _told(details) == (False, "off", Reason.DISABLED, None)


def test_another_type_than_the_flags_is_a_mismatch(client: OpenFeatureClient) -> None:
    details = client.get_string_details("limit", "ten", VISITOR)

    assert _told(details) == ("ten", None, Reason.ERROR, ErrorCode.TYPE_MISMATCH)


def test_an_unknown_flag_is_not_found(client: OpenFeatureClient) -> None:
    details = client.get_boolean_details("no-such-flag", True, VISITOR)

    assert _told(details) == (True, None, Reason.ERROR, ErrorCode.FLAG_NOT_FOUND)


def test_a_split_without_a_unit_misses_its_key(client: OpenFeatureClient) -> None:
    details = client.get_string_details("greeting", "Welcome", EvaluationContext())

    assert _told(details) == ("Welcome", None, Reason.ERROR, ErrorCode.TARGETING_KEY_MISSING)


def test_a_wrong_key_is_told(openfeature_machine: DevMachine) -> None:
    with _connected(openfeature_machine.url, "burgee.client.production.wrong.key") as client:
        details = client.get_boolean_details("dark-mode", True, VISITOR)

    assert _told(details) == (True, None, Reason.ERROR, ErrorCode.GENERAL)
    assert details.error_message == "unauthorized"


def test_metadata_names_the_experiment_and_asking_exposes(
    openfeature_machine: DevMachine, client: OpenFeatureClient
) -> None:
    details = client.get_boolean_details(TRIED, False, EvaluationContext("visitor-2"))

    assert details.flag_metadata["experiment"] == EXPERIMENT
    run = f"{EXPERIMENT}.{details.flag_metadata['run']}"
    met = exposures(openfeature_machine, "visitor-2")
    assert met == {run: details.flag_metadata["experimentVariant"]}


def test_async_answers_are_the_same(client: OpenFeatureClient) -> None:
    details = asyncio.run(client.get_integer_details_async("limit", 1, VISITOR))

    assert _told(details) == (10, "ten", Reason.STATIC, None)
