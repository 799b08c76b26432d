"""What holds for every route of the admin API: bodies, callers, refusals, its description."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest

from burgee.domain.operators import OPERATORS
from burgee.domain.roles import STRENGTH, Caller, Role
from burgee.wire.admin_bodies import LARGEST_BODY
from burgee.wire.routes import ROUTES, Route
from functions.admin.application import application, as_one
from tests.functions.admin_api import (
    ADMIN,
    OWNER,
    AdminApi,
    http_event,
    in_base64,
    recognised,
)
from tests.unit.services.builders import Underivable, a_flag, a_ledger

ADMIN_ROUTES = [route for route in ROUTES if route.is_admin]
A_UNIT = {"environment": "production", "unit": "ann", "kind": "flag"}


class Unreachable(Underivable):
    """Documents that cannot be read."""

    def newest(self, kind: Any, key: str) -> Any:
        return self.derive(None)


class Broken(Underivable):
    """Documents that fail in a way that nobody thought of."""

    def newest(self, kind: Any, key: str) -> Any:
        raise RuntimeError("secret-detail")


@pytest.fixture
def api() -> AdminApi:
    return AdminApi()


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "",
        "[]",
        "null",
        '"flag"',
        "{}",
        '{"document": []}',
        '{"document": {}, "why": "x"}',
        '{"document": {"key": NaN}}',
        '{"document": {"key": 1e999}}',
        '{"document": {"key": ' + "9" * 5000 + "}}",
        '{"document": {"key": "a", "key": "b"}}',
        '{"document": {"name": "\\ud800"}}',
        "[" * 100_000,
    ],
)
def test_a_body_that_cannot_be_read_is_malformed(api: AdminApi, body: str) -> None:
    got = api.send("POST", "/flags", body)

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")
    assert got.json["detail"].endswith(".")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "x"])
def test_a_body_of_another_type_is_refused(api: AdminApi, content_type: str) -> None:
    got = api.send("POST", "/flags", "{}", headers={"content-type": content_type})

    assert (got.status, got.code) == (415, "UNSUPPORTED_CONTENT_TYPE")


def test_a_charset_is_part_of_the_same_type(api: AdminApi) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}

    got = api.send("POST", "/flags", json.dumps({"document": a_flag()}), headers=headers)

    assert got.status == 201


@pytest.mark.parametrize("encode", [dict, in_base64])
def test_a_body_over_one_megabyte_is_refused(api: AdminApi, encode: Any) -> None:
    event = http_event(
        "POST", f"{ADMIN}/flags", body=" " * (LARGEST_BODY + 1), authorizer=recognised(OWNER)
    )

    got = api.receive(encode(event))

    assert (got.status, got.code) == (413, "BODY_TOO_LARGE")


def test_a_body_in_base64_is_read(api: AdminApi) -> None:
    body = json.dumps({"document": a_flag()})
    event = http_event("POST", f"{ADMIN}/flags", body=body, authorizer=recognised(OWNER))

    got = api.receive(in_base64(event))

    assert got.status == 201


@pytest.mark.parametrize("body", ["not base64!", "/w=="])
def test_a_body_that_is_no_base64_of_text_is_malformed(api: AdminApi, body: str) -> None:
    event = http_event("POST", f"{ADMIN}/flags", body=body, authorizer=recognised(OWNER))

    got = api.receive({**event, "isBase64Encoded": True})

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")


def test_conditions_nested_without_end_are_refused(api: AdminApi) -> None:
    condition = '{"not": ' * 900 + "{}" + "}" * 900
    rules = f'[{{"variant": "on", "conditions": [{condition}]}}]'
    body = (
        '{"document": {"key": "a", "kind": "boolean", "environments": '
        f'{{"production": {{"default_variant": "on", "rules": {rules}}}}}}}}}'
    )

    got = api.send("POST", "/flags", body)

    assert got.status in {400, 422}
    assert "nested too deeply" in got.text


def test_a_caller_whom_nobody_recognised_is_401(api: AdminApi) -> None:
    api.caller = None

    got = api.get("/flags")

    assert (got.status, got.code) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("route", ADMIN_ROUTES, ids=lambda route: route.key)
@pytest.mark.parametrize("role", Role)
def test_each_role_is_checked_once_more_on_each_route(
    api: AdminApi, route: Route, role: Role
) -> None:
    api.caller = Caller("k", role)
    path = route.path.removeprefix(ADMIN).format(key="k", version="1", **A_UNIT)

    got = api.send(route.method, path, if_match="*")

    refused = got.status == 403
    assert refused == (STRENGTH[role] < STRENGTH[Role(route.access)])


def test_a_path_that_is_no_route_is_404(api: AdminApi) -> None:
    got = api.get("/nothing")

    assert (got.status, got.code) == (404, "NOT_FOUND")


def test_a_verb_that_a_path_does_not_take_is_405(api: AdminApi) -> None:
    got = api.send("DELETE", "/flags/a")

    assert (got.status, got.code) == (405, "METHOD_NOT_ALLOWED")
    assert "GET, PUT" in got.json["detail"]


def test_storage_that_does_not_answer_is_503_with_a_time_to_try_again() -> None:
    got = AdminApi(a_ledger(Unreachable())).get("/flags/a")

    assert (got.status, got.code) == (503, "STORAGE_UNAVAILABLE")
    assert got.headers["Retry-After"] == "1"


def test_an_unexpected_error_tells_nothing_of_itself(logged: StringIO) -> None:
    got = AdminApi(a_ledger(Broken())).get("/flags/a")

    assert (got.status, got.code) == (500, "INTERNAL")
    assert "secret-detail" not in got.text + logged.getvalue()
    assert "RuntimeError" in logged.getvalue()


def test_an_event_that_is_none_at_all_is_an_unexpected_error(api: AdminApi) -> None:
    assert api.receive({}).status == 500


def test_a_change_stands_even_if_its_rows_are_derived_later() -> None:
    api = AdminApi(a_ledger(Underivable()))

    got = api.create("/flags", a_flag())

    assert got.status == 201
    assert api.get("/flags/new-gallery").status == 200


def test_the_audit_log_has_every_change_newest_first(api: AdminApi) -> None:
    api.create("/flags", a_flag("a"))
    api.create("/segments", {"key": "s"})

    got = api.get("/audit").json["items"]

    assert [(row["kind"], row["key"], row["change"]["action"]) for row in got] == [
        ("segment", "s", "create"),
        ("flag", "a", "create"),
    ]


def test_a_name_twice_among_very_many_is_found_at_once(api: AdminApi) -> None:
    names = ",".join(f'"{number}":1' for number in range(50_000))

    got = api.send("POST", "/flags", f'{{"document":{{{names},"49999":1}}}}')

    assert got.code == "MALFORMED_REQUEST"
    assert "'49999' twice" in got.json["detail"]


def test_openapi_describes_every_admin_route(api: AdminApi) -> None:
    described = api.send("GET", "/openapi.json").json

    routes = {
        f"{method.upper()} {path}"
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert routes == {route.key for route in ADMIN_ROUTES}


def test_openapi_needs_no_key(api: AdminApi) -> None:
    api.caller = None

    assert api.send("GET", "/openapi.json").status == 200


def test_every_reference_of_openapi_leads_somewhere(api: AdminApi) -> None:
    got = api.send("GET", "/openapi.json")

    named = {part.split('"')[0] for part in got.text.split("#/components/schemas/")[1:]}
    assert named <= set(got.json["components"]["schemas"])
    assert "Flag" in named


def test_models_with_two_names_are_described_alike_under_both() -> None:
    api = application().get_openapi_json_schema(title="Twice", version="1")
    schemas = json.loads(api)["components"]["schemas"]

    described: dict[str, set[str]] = {}
    for name, schema in schemas.items():
        base = name.removesuffix("-Input").removesuffix("-Output")
        described.setdefault(base, set()).add(as_one(json.dumps(schema, sort_keys=True)))

    assert {name for name, forms in described.items() if len(forms) > 1} == set()
    assert len(described) < len(schemas)


def test_the_operators_of_conditions_are_described_by_name(api: AdminApi) -> None:
    schemas = api.send("GET", "/openapi.json").json["components"]["schemas"]

    assert schemas["Condition"]["properties"]["operator"]["enum"] == sorted(OPERATORS)


def test_openapi_describes_bodies_refusals_and_security(api: AdminApi) -> None:
    described = api.send("GET", "/openapi.json").json

    update = described["paths"][f"{ADMIN}/flags/{{key}}"]["put"]
    assert "application/json" in update["requestBody"]["content"]
    assert "application/problem+json" in update["responses"]["412"]["content"]
    assert described["components"]["securitySchemes"]["admin_key"]["scheme"] == "bearer"
