"""The ruleset as servers load it to evaluate by themselves."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from burgee.domain.errors import RulesetUnavailable
from burgee.domain.evaluation import Evaluator
from burgee.domain.ruleset import Ruleset, chunk_hashes, content_hash
from burgee.domain.tokens import parse_token
from burgee.runtime.evaluation import rulesets_served
from tests.functions.evaluate_api import (
    RULESETS,
    UNLIMITED,
    Deployed,
    EvaluateApi,
    a_condition,
    a_flag,
    a_rule,
    a_switch,
    deployed,
)
from tests.unit.services.builders import NOON

MANIFEST = f"{RULESETS}/production"
CROWD = [f"unit-{number}" for number in range(3000)]
FLAGS = (
    a_flag("shown", "boolean", {"on": True, "off": False}),
    a_flag("decimal", "number", {"ten": 10.0}),
    a_switch("plan", rules=[a_rule(a_condition("plan", "pro"))]),
    a_switch("half", rollout={"variant": "on", "percentage": 50}),
    a_switch("crowd", rules=[a_rule({"operator": "in_segment", "value": "crowd"})]),
)


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployed]:
    with deployed(**UNLIMITED) as running:
        running.create_segment({"key": "crowd", "included": CROWD})
        yield running.create(*FLAGS)


@pytest.fixture(scope="module")
def api(deployment: Deployed) -> EvaluateApi:
    token = deployment.new_key("server")
    deployment.publish()
    return EvaluateApi(token)


@pytest.fixture(scope="module")
def client(deployment: Deployed, api: EvaluateApi) -> EvaluateApi:
    token = deployment.new_key("client")
    deployment.publish()
    return api.with_token(token)


def _chunk(api: EvaluateApi, name: str) -> bytes:
    answer = api.get(f"{MANIFEST}/chunks/{name}")
    assert answer.status == 200
    return answer.body


def _loaded(api: EvaluateApi) -> Ruleset:
    """The served ruleset, as a server puts it together: every hash is verified."""
    manifest = api.get(MANIFEST)
    chunks = {name: _chunk(api, name) for name in chunk_hashes(manifest.json)}
    return Ruleset.load(manifest.body, chunks)


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"targetingKey": "unit-7"},
        {"targetingKey": "unit-2999", "plan": "pro"},
        {"targetingKey": "unit-3000", "plan": "free"},
    ],
)
def test_the_served_ruleset_answers_as_the_function_does(
    api: EvaluateApi, context: dict[str, Any]
) -> None:
    evaluator = Evaluator(_loaded(api), lambda: NOON)

    answers = evaluator.evaluate_all(context)

    told = api.evaluate_all(context).flags
    assert {key: (a.value, a.variant or None, a.error_code) for key, a in answers.items()} == {
        key: (one.get("value"), one.get("variant"), one.get("errorCode"))
        for key, one in told.items()
    }
    assert repr(answers["decimal"].value) == "10.0"


def test_an_altered_chunk_is_noticed_by_whoever_loads_it(api: EvaluateApi) -> None:
    manifest = api.get(MANIFEST)
    chunks = {name: _chunk(api, name) + b"\0" for name in chunk_hashes(manifest.json)}

    with pytest.raises(RulesetUnavailable, match="altered"):
        Ruleset.load(manifest.body, chunks)


def test_hashes_of_keys_are_in_nothing_that_is_served(
    deployment: Deployed, api: EvaluateApi
) -> None:
    token = parse_token(api.token or "")
    assert token is not None
    manifest = api.get(MANIFEST)
    partitions = [gzip.decompress(_chunk(api, name)) for name in manifest.json["partitions"]]

    assert "keys" not in manifest.json
    assert not any(token.hash.encode() in content for content in (manifest.body, *partitions))


def test_the_chunk_of_the_keys_is_not_found_by_its_hash(api: EvaluateApi) -> None:
    keys = rulesets_served().serve("production").evaluator.ruleset.manifest["keys"]

    assert api.get(f"{MANIFEST}/chunks/{keys}").status == 404


def test_a_chunk_is_named_by_its_hash_and_kept_for_ever(api: EvaluateApi) -> None:
    [name, *_] = api.get(MANIFEST).json["partitions"]

    answer = api.get(f"{MANIFEST}/chunks/{name}")

    assert content_hash(answer.body) == name
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "immutable" in answer.headers["cache-control"]
    assert "private" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["0" * 64, "x", "..", "%2e%2e", "pointer"])
def test_a_chunk_that_is_not_in_the_ruleset_is_404(api: EvaluateApi, name: str) -> None:
    answer = api.get(f"{MANIFEST}/chunks/{name}")

    assert (answer.status, answer.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize("form", ["{}", "W/{}", '"0", {}', "*"])
def test_a_server_that_has_the_manifest_is_told_so(api: EvaluateApi, form: str) -> None:
    tag = api.get(MANIFEST).headers["etag"]

    answer = api.get(MANIFEST, {"If-None-Match": form.format(tag)})

    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)


def test_a_new_ruleset_has_another_tag(deployment: Deployed, api: EvaluateApi) -> None:
    tag = api.get(MANIFEST).headers["etag"]
    deployment.create(a_switch("one-more")).publish()

    answer = api.get(MANIFEST, {"If-None-Match": tag})

    assert answer.status == 200
    assert answer.headers["etag"] != tag


@pytest.mark.parametrize("path", [MANIFEST, f"{MANIFEST}/chunks/x"])
def test_a_client_key_is_403(client: EvaluateApi, path: str) -> None:
    answer = client.get(path)

    assert (answer.status, answer.code) == (403, "FORBIDDEN")


@pytest.mark.parametrize("path", [f"{RULESETS}/staging", f"{RULESETS}/moon/chunks/x"])
def test_another_environment_is_403(api: EvaluateApi, path: str) -> None:
    answer = api.get(path)

    assert (answer.status, answer.code) == (403, "ENVIRONMENT_MISMATCH")


@pytest.mark.parametrize("path", [MANIFEST, f"{MANIFEST}/chunks/x"])
def test_without_a_key_it_is_401(api: EvaluateApi, path: str) -> None:
    assert api.with_token(None).get(path).status == 401
