"""The plain routes: values for clients that know nothing of OFREP, and why an answer came about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.functions.evaluate_api import (
    BULK,
    PLAIN,
    PLAIN_BULK,
    SINGLE,
    UNLIMITED,
    Deployed,
    EvaluateApi,
    a_condition,
    a_flag,
    a_rule,
    a_switch,
    deployed,
)

IN_CROWD = {"operator": "in_segment", "value": "crowd"}
HALF = {"variant": "on", "percentage": 50}
FLAGS = (
    a_flag("shown", "boolean", {"on": True, "off": False}),
    a_flag("empty", "string", {"empty": ""}),
    a_flag("decimal", "number", {"ten": 10.0}),
    a_flag("layout", "json", {"wide": {"columns": 2}}),
    a_switch("no-value", enabled=False),
    a_switch("half", rollout=HALF),
    a_switch("named", targets={"on": ["42", "ann"]}),
    a_switch("crowd", rules=[a_rule(a_condition("plan", "pro"), IN_CROWD, id="pro-crowd")]),
    a_switch("needs-no-value", prerequisites={"no-value": ["on"]}, off_variant="off"),
)


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployed]:
    with deployed(**UNLIMITED) as running:
        running.create_segment({"key": "crowd", "included": ["ann"]})
        yield running.create(*FLAGS)


@pytest.fixture(scope="module")
def api(deployment: Deployed) -> EvaluateApi:
    token = deployment.new_key("server")
    deployment.publish()
    return EvaluateApi(token)


@pytest.fixture(scope="module")
def client(deployment: Deployed, api: EvaluateApi) -> EvaluateApi:
    """Calls with a client key."""
    token = deployment.new_key()
    deployment.publish()
    return api.with_token(token)


def test_an_answer_holds_value_variant_reason_and_metadata(client: EvaluateApi) -> None:
    answer = client.evaluate_plain("layout", {"context": {"user_id": "ann"}})

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json == {
        "key": "layout",
        "value": {"columns": 2},
        "reason": "STATIC",
        "variant": "wide",
        "metadata": {},
    }


def test_a_flag_without_a_value_leaves_the_callers_default(client: EvaluateApi) -> None:
    answer = client.evaluate_plain("no-value", {"context": {}})

    assert (answer.status, "value" in answer.json) == (200, False)


def test_a_number_keeps_its_form(client: EvaluateApi) -> None:
    assert '"value":10.0,' in client.evaluate_plain("decimal", {}).text


@pytest.mark.parametrize(
    "context",
    [
        {"user_id": "ann"},
        {"targetingKey": "ann"},
        {"targetingKey": "ann", "user_id": "bob"},
        {"targetingKey": None, "user_id": "ann"},
        {"user_id": 42},
        {"user_id": 42.0},
    ],
)
def test_user_id_is_the_unit_where_no_targeting_key_is_sent(
    client: EvaluateApi, context: dict[str, Any]
) -> None:
    answer = client.evaluate_plain("named", {"context": context})

    assert (answer.json["value"], answer.json["reason"]) == (True, "TARGETING_MATCH")


@pytest.mark.parametrize("context", [{}, {"user_id": None}, {"user_id": ""}])
def test_without_either_a_flag_that_draws_says_what_it_needs(
    client: EvaluateApi, context: dict[str, Any]
) -> None:
    answer = client.evaluate_plain("half", {"context": context})

    assert (answer.status, answer.code) == (400, "EVALUATION_FAILED")
    assert "TARGETING_KEY_MISSING" in answer.json["detail"]


@pytest.mark.parametrize("user_id", [True, [], {}, ["ann"]])
def test_a_user_id_that_names_nobody_is_refused(client: EvaluateApi, user_id: Any) -> None:
    answer = client.evaluate_plain("shown", {"context": {"user_id": user_id}})

    assert (answer.status, answer.code) == (400, "INVALID_CONTEXT")
    assert "user_id" in answer.json["detail"]


def test_an_unknown_flag_is_404_with_a_sentence(client: EvaluateApi) -> None:
    answer = client.evaluate_plain("no-such-flag", {"context": {}})

    assert (answer.status, answer.code) == (404, "NOT_FOUND")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "'no-such-flag'" in answer.json["detail"]


ROUTES = [f"{PLAIN}/shown/evaluate", PLAIN_BULK, f"{PLAIN}/shown/explain"]


@pytest.mark.parametrize("path", [*ROUTES, f"{SINGLE}/shown", BULK])
@pytest.mark.parametrize("named", ["staging", "PRODUCTION", "", 7, ["production"]])
def test_another_environment_than_the_keys_is_403(api: EvaluateApi, path: str, named: Any) -> None:
    answer = api.post(path, {"environment": named, "context": {}})

    assert (answer.status, answer.code) == (403, "ENVIRONMENT_MISMATCH")
    assert "'production'" in str(answer.json)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("named", [{"environment": "production"}, {"environment": None}, {}])
def test_the_keys_own_environment_may_be_named_or_left_out(
    api: EvaluateApi, path: str, named: dict[str, Any]
) -> None:
    assert api.post(path, {**named, "context": {}}).status == 200


def test_bulk_answers_an_object_from_key_to_value(client: EvaluateApi) -> None:
    answer = client.post(PLAIN_BULK, {"environment": "production", "context": {"user_id": "ann"}})

    values = answer.json
    assert answer.status == 200
    assert values.pop("half") in {True, False}
    assert values == {
        "shown": True,
        "empty": "",
        "decimal": 10.0,
        "layout": {"columns": 2},
        "named": True,
        "crowd": False,
        "needs-no-value": False,
    }


def test_bulk_leaves_out_flags_in_error_and_without_a_value(client: EvaluateApi) -> None:
    values = client.post(PLAIN_BULK, {"context": {}}).json

    assert "half" not in values
    assert "no-value" not in values
    assert values["shown"] is True


BAD_BODIES = [
    (b"", "MALFORMED_REQUEST"),
    (b"{", "MALFORMED_REQUEST"),
    (b"[1]", "MALFORMED_REQUEST"),
    (b"null", "MALFORMED_REQUEST"),
    (b'{"a": Infinity}', "MALFORMED_REQUEST"),
    (b'{"a": "\xff"}', "MALFORMED_REQUEST"),
    (b'{"a": ' + b"9" * 5000 + b"}", "MALFORMED_REQUEST"),
    (b'{"a":' * 30_000, "MALFORMED_REQUEST"),
]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(("body", "code"), BAD_BODIES)
def test_a_body_that_cannot_be_read_is_400_with_a_sentence(
    api: EvaluateApi, path: str, body: bytes, code: str
) -> None:
    answer = api.send("POST", path, body, {"Content-Type": "application/json"})

    assert (answer.status, answer.code) == (400, code)
    assert answer.json["detail"].endswith(".")


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("context", [None, [], "text", 1, True])
def test_a_context_that_is_no_object_is_400(api: EvaluateApi, path: str, context: Any) -> None:
    answer = api.post(path, {"context": context})

    assert (answer.status, answer.code) == (400, "INVALID_CONTEXT")


@pytest.mark.parametrize("path", ROUTES)
def test_a_body_above_its_limit_is_413(api: EvaluateApi, path: str) -> None:
    headers = {"Content-Type": "application/json"}
    most = 256 * 1024

    fits, exceeds = (
        api.send("POST", path, b"{}".ljust(size), headers) for size in (most, most + 1)
    )

    assert fits.status == 200
    assert (exceeds.status, exceeds.code) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("path", ROUTES)
def test_another_content_type_is_415(api: EvaluateApi, path: str) -> None:
    answer = api.send("POST", path, b"{}", {"Content-Type": "text/plain"})

    assert (answer.status, answer.code) == (415, "UNSUPPORTED_CONTENT_TYPE")


class TestExplain:
    def test_the_whole_way_to_the_answer_is_told(self, api: EvaluateApi) -> None:
        trace = api.explain("crowd", targetingKey="bob", plan="pro").json

        assert trace["answer"]["reason"] == "DEFAULT"
        assert trace["ruleset"]["environment"] == "production"
        assert trace["stale"] is False
        assert [step["step"] for step in trace["steps"]] == ["enabled", "rule", "default"]
        rule = trace["steps"][1]
        assert (rule["rule"], rule["matched"]) == ("pro-crowd", False)
        assert [condition["matched"] for condition in rule["conditions"]] == [True, False]

    @pytest.mark.parametrize("key", [flag["key"] for flag in FLAGS])
    def test_the_answer_is_the_one_that_evaluation_gives(self, api: EvaluateApi, key: str) -> None:
        context = {"targetingKey": "ann", "plan": "pro"}
        answer = api.evaluate(key, **context).json

        explained = api.explain(key, **context).json["answer"]

        assert {name: explained.get(name) for name in ("value", "variant", "reason")} == {
            name: answer.get(name) for name in ("value", "variant", "reason")
        }

    def test_an_evaluation_that_failed_is_explained_too(self, api: EvaluateApi) -> None:
        answer = api.explain("half")

        assert answer.status == 200
        assert answer.json["answer"]["error_code"] == "TARGETING_KEY_MISSING"
        assert answer.json["steps"][-1] == {"step": "error", "missing_attribute": "targetingKey"}

    def test_an_unmet_prerequisite_shows_its_own_answer(self, api: EvaluateApi) -> None:
        [_, step] = api.explain("needs-no-value").json["steps"]

        assert (step["flag"], step["met"], step["answer"]["reason"]) == (
            "no-value",
            False,
            "DISABLED",
        )

    def test_values_of_the_context_are_not_repeated(self, api: EvaluateApi) -> None:
        answer = api.explain("crowd", targetingKey="secret-unit", plan="secret-plan")

        assert "secret" not in answer.text

    def test_an_unknown_flag_is_404(self, api: EvaluateApi) -> None:
        assert api.explain("no-such-flag").code == "NOT_FOUND"

    def test_a_client_key_is_403(self, client: EvaluateApi) -> None:
        answer = client.explain("shown")

        assert (answer.status, answer.code) == (403, "FORBIDDEN")
