"""OFREP, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.functions.evaluate_api import (
    BULK,
    SINGLE,
    UNLIMITED,
    Deployed,
    EvaluateApi,
    HttpAnswer,
    a_condition,
    a_flag,
    a_rule,
    a_switch,
    deployed,
)

OPENFEATURE_REASONS = {"STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED"}
HALF = {"variant": "on", "percentage": 50}
FLAGS = (
    a_flag("shown", "boolean", {"on": True, "off": False}, metadata={"team": "x", "weight": 1.5}),
    a_flag("nothing", "boolean", {"no": False, "yes": True}),
    a_flag("empty", "string", {"empty": "", "full": "full"}),
    a_flag("zero", "number", {"zero": 0}),
    a_flag("whole", "number", {"ten": 10}),
    a_flag("decimal", "number", {"ten": 10.0}),
    a_flag("largest", "number", {"largest": 2**53 - 1}),
    a_flag("layout", "json", {"wide": {"columns": [1, 2.0, None], "title": "\u00fc \u2603"}}),
    a_flag("list", "json", {"list": [1, "a"]}),
    a_switch("no-value", enabled=False),
    a_switch("off", enabled=False, off_variant="on"),
    a_switch("plan", rules=[a_rule(a_condition("plan", "pro"))]),
    a_switch("half", rollout=HALF),
    a_switch("by-company", rollout={**HALF, "bucket_by": "company"}),
    a_switch("needs-off", prerequisites={"off": ["on"]}, off_variant="off"),
    a_switch("a.b~c_d-e"),
)


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployed]:
    with deployed(**UNLIMITED) as running:
        yield running.create(*FLAGS)


@pytest.fixture(scope="module")
def api(deployment: Deployed) -> EvaluateApi:
    token = deployment.new_key()
    deployment.publish()
    return EvaluateApi(token)


def test_a_single_answer_says_all_that_clients_read(api: EvaluateApi) -> None:
    answer = api.evaluate("shown", targetingKey="unit-1")

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json == {
        "key": "shown",
        "value": True,
        "reason": "STATIC",
        "variant": "on",
        "metadata": {"team": "x", "weight": 1.5},
    }


@pytest.mark.parametrize(
    ("key", "context", "value", "variant", "reason"),
    [
        ("nothing", {}, False, "no", "STATIC"),
        ("empty", {}, "", "empty", "STATIC"),
        ("zero", {}, 0, "zero", "STATIC"),
        ("layout", {}, {"columns": [1, 2.0, None], "title": "\u00fc \u2603"}, "wide", "STATIC"),
        ("list", {}, [1, "a"], "list", "STATIC"),
        ("off", {}, True, "on", "DISABLED"),
        ("plan", {"plan": "pro"}, True, "on", "TARGETING_MATCH"),
        ("plan", {"plan": "free"}, False, "off", "DEFAULT"),
        ("needs-off", {}, False, "off", "DISABLED"),
        ("a.b~c_d-e", {}, False, "off", "STATIC"),
    ],
)
def test_each_way_to_an_answer_says_which_it_was(
    api: EvaluateApi, key: str, context: dict[str, Any], value: Any, variant: Any, reason: Any
) -> None:
    answer = api.evaluate(key, **context).json

    assert (answer["value"], answer["variant"], answer["reason"]) == (value, variant, reason)


def test_a_share_of_the_units_is_drawn_and_the_others_get_the_default(api: EvaluateApi) -> None:
    answers = [api.evaluate("half", targetingKey=f"unit-{n}").json for n in range(40)]

    ways = {(answer["value"], answer["variant"], answer["reason"]) for answer in answers}

    assert ways == {(True, "on", "SPLIT"), (False, "off", "DEFAULT")}


@pytest.mark.parametrize(
    ("key", "written"), [("whole", "10"), ("decimal", "10.0"), ("largest", "9007199254740991")]
)
@pytest.mark.parametrize("route", ["single", "bulk"])
def test_a_number_leaves_in_the_form_in_which_it_was_written(
    api: EvaluateApi, key: str, written: str, route: str
) -> None:
    answer = api.evaluate(key) if route == "single" else api.evaluate_all()

    assert f'{{"key":"{key}","value":{written},' in answer.text


def test_an_answer_without_a_value_has_a_variant_all_the_same(api: EvaluateApi) -> None:
    answer = api.evaluate("no-value").json

    assert answer == {"key": "no-value", "reason": "DISABLED", "variant": "", "metadata": {}}


def test_an_unmet_prerequisite_is_named_in_the_metadata(api: EvaluateApi) -> None:
    assert api.evaluate("needs-off").json["metadata"]["prerequisite"] == "off"


def test_a_number_is_a_unit_as_its_text_is(api: EvaluateApi) -> None:
    by_number = api.evaluate("by-company", company=3.0)

    assert by_number.json == api.evaluate("by-company", company="3").json


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json; charset=utf-8"},
        {"Content-Type": "Application/JSON"},
        {"content-type": "application/json;charset=UTF-8"},
        {},  # the gateway hands the body over in base64 then
    ],
)
def test_each_way_to_say_json_is_read(api: EvaluateApi, headers: dict[str, str]) -> None:
    body = b'{"context": {"plan": "pro"}, "unknown": 1}'

    assert api.send("POST", f"{SINGLE}/plan", body, headers).json["value"] is True


def test_a_body_without_a_context_is_an_empty_one(api: EvaluateApi) -> None:
    assert api.post(f"{SINGLE}/shown", {}).json["value"] is True


@pytest.mark.parametrize("key", ["no-such-flag", "%F0%9F%98%80", "%ED%A0%80", "a%2Fb", "%20", ".."])
def test_an_unknown_flag_is_404_and_named(api: EvaluateApi, key: str) -> None:
    answer = api.post(f"{SINGLE}/{key}", {"context": {}})

    assert (answer.status, answer.json["errorCode"]) == (404, "FLAG_NOT_FOUND")
    assert answer.json["key"]
    assert answer.json["errorDetails"]


def test_a_flag_that_draws_needs_the_attribute_it_draws_by(api: EvaluateApi) -> None:
    answers = [api.evaluate("half"), api.evaluate("by-company", targetingKey="unit-1")]

    assert [answer.status for answer in answers] == [400, 400]
    assert [answer.json["errorCode"] for answer in answers] == ["TARGETING_KEY_MISSING"] * 2
    assert "'company'" in answers[1].json["errorDetails"]


def test_a_bulk_answer_holds_each_flag_once_as_it_is_answered_alone(api: EvaluateApi) -> None:
    context = {"targetingKey": "unit-1", "company": "acme", "plan": "pro"}

    bulk = api.evaluate_all(context)

    assert bulk.status == 200
    assert sorted(answer["key"] for answer in bulk.json["flags"]) == sorted(
        flag["key"] for flag in FLAGS
    )
    assert bulk.flags == {key: api.evaluate(key, **context).json for key in bulk.flags}
    assert {answer["reason"] for answer in bulk.flags.values()} <= OPENFEATURE_REASONS


def test_without_a_targeting_key_only_the_flags_that_draw_fail(api: EvaluateApi) -> None:
    bulk = api.evaluate_all({"plan": "pro"})

    failed = {
        key: answer["errorCode"] for key, answer in bulk.flags.items() if "errorCode" in answer
    }
    assert bulk.status == 200
    assert failed == {"half": "TARGETING_KEY_MISSING", "by-company": "TARGETING_KEY_MISSING"}


def test_bulk_takes_the_query_of_change_events(api: EvaluateApi) -> None:
    path = f"{BULK}?flagConfigEtag=x&flagConfigLastModified=1771622898"

    assert api.post(path, {"context": {}}).status == 200


class TestEntityTags:
    CONTEXT = {"targetingKey": "unit-1", "company": "acme", "plan": "free"}  # noqa: RUF012

    def _tag(self, api: EvaluateApi) -> str:
        return api.evaluate_all(self.CONTEXT).headers["etag"]

    def test_it_is_quoted_and_the_same_for_the_same_answer(self, api: EvaluateApi) -> None:
        tags = {self._tag(api), self._tag(api)}

        assert len(tags) == 1
        assert re.fullmatch(r'"[^"]+"', tags.pop())

    @pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', 'W/"other",W/{}', "*"])
    def test_a_caller_who_has_the_answer_is_told_so_without_a_body(
        self, api: EvaluateApi, form: str
    ) -> None:
        tag = self._tag(api)

        answer = api.evaluate_all(self.CONTEXT, If_None_Match=form.format(tag))

        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)

    @pytest.mark.parametrize("form", ['"other"', 'W/"other"', "other", "", '"a", "b"', ","])
    def test_a_caller_who_has_another_answer_gets_this_one(
        self, api: EvaluateApi, form: str
    ) -> None:
        assert api.evaluate_all(self.CONTEXT, If_None_Match=form).status == 200

    def test_another_context_with_the_first_ones_tag_gets_its_own_answer(
        self, api: EvaluateApi
    ) -> None:
        answer = api.evaluate_all({**self.CONTEXT, "plan": "pro"}, If_None_Match=self._tag(api))

        assert answer.status == 200
        assert answer.flags["plan"]["value"] is True

    def test_the_order_of_the_context_does_not_matter(self, api: EvaluateApi) -> None:
        turned = dict(reversed(self.CONTEXT.items()))

        assert api.evaluate_all(turned, If_None_Match=self._tag(api)).status == 304

    def test_attributes_that_change_no_answer_do_not_matter(self, api: EvaluateApi) -> None:
        more = {**self.CONTEXT, "mood": "good"}

        assert api.evaluate_all(more, If_None_Match=self._tag(api)).status == 304

    def test_no_tag_is_compared_for_a_caller_without_a_key(self, api: EvaluateApi) -> None:
        stranger = api.with_token(None)

        assert stranger.evaluate_all(self.CONTEXT, If_None_Match=self._tag(api)).status == 401


@pytest.fixture(scope="module")
def tokens(deployment: Deployed) -> dict[str, str]:
    tokens = {
        "server": deployment.new_key("server"),
        "staging": deployment.new_key(environment="staging"),
        "admin": deployment.new_admin_key(),
    }
    deployment.publish()
    return tokens


class TestKeys:
    @pytest.mark.parametrize("header", ["Authorization", "X-API-Key", "x-api-key"])
    def test_both_headers_are_read(self, api: EvaluateApi, header: str) -> None:
        assert api.with_token(api.token, header).evaluate("shown").status == 200

    @pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
    def test_the_scheme_may_be_in_any_case(self, api: EvaluateApi, scheme: str) -> None:
        headers = {"Authorization": f"{scheme} {api.token}", "Content-Type": "application/json"}

        answer = api.with_token(None).send("POST", f"{SINGLE}/shown", b"{}", headers)

        assert answer.status == 200

    @pytest.mark.parametrize("path", [f"{SINGLE}/shown", f"{SINGLE}/no-such-flag", BULK])
    @pytest.mark.parametrize("token", [None, "", "not-a-key", "burgee.client.production.x.y"])
    def test_an_unknown_key_is_401_before_the_body_is_read(
        self, api: EvaluateApi, path: str, token: str | None
    ) -> None:
        answer = api.with_token(token).send("POST", path, b"{")

        assert (answer.status, answer.json["code"]) == (401, "UNAUTHENTICATED")
        assert answer.headers["content-type"] == "application/json"

    def test_another_scheme_is_no_key(self, api: EvaluateApi) -> None:
        headers = {"Authorization": f"Basic {api.token}"}

        assert api.with_token(None).send("POST", BULK, b"{}", headers).status == 401

    def test_a_server_key_evaluates_too(self, api: EvaluateApi, tokens: dict[str, str]) -> None:
        assert api.with_token(tokens["server"]).evaluate("shown").json["value"] is True

    def test_an_admin_key_is_403(self, api: EvaluateApi, tokens: dict[str, str]) -> None:
        answer = api.with_token(tokens["admin"]).evaluate("shown")

        assert (answer.status, answer.code) == (403, "FORBIDDEN")

    def test_each_key_sees_its_own_environment(
        self, api: EvaluateApi, tokens: dict[str, str]
    ) -> None:
        answer = api.with_token(tokens["staging"]).evaluate("shown")

        assert answer.json["reason"] == "DISABLED"  # it has no settings there


def _error(answer: HttpAnswer) -> tuple[int, str]:
    assert answer.json["errorDetails"]
    return answer.status, answer.json["errorCode"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "PARSE_ERROR"),
        (b"{", "PARSE_ERROR"),
        (b'{"context": ', "PARSE_ERROR"),
        (b"[]", "PARSE_ERROR"),
        (b"null", "PARSE_ERROR"),
        (b'"text"', "PARSE_ERROR"),
        (b"1", "PARSE_ERROR"),
        (b'{"context": {"targetingKey": "\xff\xfe"}}', "PARSE_ERROR"),
        (b'{"context": {"a": NaN}}', "PARSE_ERROR"),
        (b'{"context": {"a": -Infinity}}', "PARSE_ERROR"),
        (b'{"context": {"a": ' + b"1" * 5000 + b"}}", "PARSE_ERROR"),
        (b'{"context": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "PARSE_ERROR"),
        (b'{"context": "text"}', "INVALID_CONTEXT"),
        (b'{"context": []}', "INVALID_CONTEXT"),
        (b'{"context": null}', "INVALID_CONTEXT"),
        (b'{"context": {"targetingKey": 5}}', "INVALID_CONTEXT"),
        (b'{"context": {"targetingKey": {}}}', "INVALID_CONTEXT"),
        (b'{"context": {"targetingKey": null}}', "INVALID_CONTEXT"),
    ],
)
def test_a_bad_request_says_what_is_wrong_and_names_the_flag(
    api: EvaluateApi, body: bytes, code: str
) -> None:
    headers = {"Content-Type": "application/json"}

    single, bulk = (api.send("POST", path, body, headers) for path in (f"{SINGLE}/shown", BULK))

    assert _error(single) == _error(bulk) == (400, code)
    assert (single.json["key"], bulk.json.get("key")) == ("shown", None)
    assert "sys." not in single.text  # Python's own advice helps nobody here


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "", "json", "multipart/form-data"]
)
def test_another_content_type_is_415(api: EvaluateApi, content_type: str) -> None:
    answer = api.send("POST", f"{SINGLE}/shown", b"{}", {"Content-Type": content_type})

    assert (answer.status, answer.code) == (415, "UNSUPPORTED_CONTENT_TYPE")


MOST_BYTES = 256 * 1024


def _body_of(size: int, letter: str = "x") -> bytes:
    wrapped = '{"context": {"a": "%s"}}'
    width = len(letter.encode())
    filler = letter * ((size - len(wrapped % "")) // width)
    body = (wrapped % filler).encode()
    return body + b" " * (size - len(body))


@pytest.mark.parametrize("letter", ["x", "\u00fc", "\u2603"])
@pytest.mark.parametrize("content_type", ["application/json", None])  # as text and in base64
@pytest.mark.parametrize(("size", "status"), [(MOST_BYTES, 200), (MOST_BYTES + 1, 413)])
def test_a_body_has_256_kilobytes_at_most(
    api: EvaluateApi, size: int, status: int, letter: str, content_type: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    body = _body_of(size, letter)

    answer = api.send("POST", f"{SINGLE}/shown", body, headers)

    assert len(body) == size
    assert answer.status == status


def test_a_body_that_is_far_too_large_is_refused_without_being_read(api: EvaluateApi) -> None:
    answer = api.send("POST", BULK, b"\xff" * 3_000_000, {"Content-Type": "application/json"})

    assert (answer.status, answer.code) == (413, "BODY_TOO_LARGE")
    assert "256 KB" in answer.json["errorDetails"]


ODD_CONTEXTS: list[dict[str, Any]] = [
    {"targetingKey": "\ud800"},
    {"targetingKey": ""},
    {"targetingKey": "x" * 10_000},
    {"targetingKey": "unit-1", "plan": {"nested": [None, {"deep": []}]}},
    {"targetingKey": "unit-1", "plan": ["pro"]},
    {"targetingKey": "unit-1", "plan": 10**4000},
    {"targetingKey": "unit-1", "company": 1e308},
    {"targetingKey": "unit-1", "company": None},
    {"targetingKey": "unit-1", "company": "\udfff\ud800"},
    {"": "", "__class__": "x", "\u0000": "\u0000"},
]


@pytest.mark.parametrize("context", ODD_CONTEXTS, ids=lambda context: repr(context)[:50])
def test_an_odd_context_is_answered_all_the_same(api: EvaluateApi, context: dict[str, Any]) -> None:
    bulk = api.evaluate_all(context)

    errors = {one["errorCode"] for one in bulk.flags.values() if "errorCode" in one}
    assert bulk.status == 200
    assert errors <= {"TARGETING_KEY_MISSING"}
    assert all(api.evaluate(key, **context).status in {200, 400} for key in bulk.flags)


def test_an_infinite_number_is_answered_all_the_same(api: EvaluateApi) -> None:
    body = b'{"context": {"targetingKey": "unit-1", "company": 1e999, "plan": -1e999}}'

    answer = api.send("POST", BULK, body, {"Content-Type": "application/json"})

    assert answer.flags["plan"]["value"] is False
    assert answer.flags["by-company"]["errorCode"] == "TARGETING_KEY_MISSING"
