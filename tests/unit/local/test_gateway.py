"""What an HTTP API answers before and after its functions."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from burgee.wire.routes import ROUTES, Route
from local.authorizer import Authorizer
from local.events import HttpRequest, HttpResponse
from local.gateway import MOST_REQUEST_BYTES, Gateway
from local.routing import Router
from tests.unit.local.fakes import Clock, FakeFunction, a_request

ADMIN_PATH = "/api/v1/admin/flags"
YES = {"isAuthorized": True, "context": {"role": "viewer"}}


class Api:
    """A gateway over fake functions."""

    def __init__(self, **answers: Any) -> None:
        self.clock = Clock()
        self.evaluate = FakeFunction(answers.get("evaluate", {"statusCode": 200, "body": "ok"}))
        self.admin = FakeFunction(answers.get("admin", {"statusCode": 200, "body": "admin"}))
        self.authorize = FakeFunction(answers.get("authorize", YES))
        self._gateway = Gateway(
            Router(ROUTES),
            {"evaluate": self.evaluate, "admin": self.admin},
            Authorizer(self.authorize, now=self.clock),
        )

    def ask(self, *requests: HttpRequest) -> HttpResponse:
        """The answer to the last of these requests."""
        return [asyncio.run(self._gateway.answer(request)) for request in requests][-1]


def _text(response: HttpResponse) -> str:
    message: str = json.loads(response.body)["message"]
    return message


def _header(response: HttpResponse, name: str) -> str | None:
    return dict(response.headers).get(name)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_every_route_of_the_table_is_found(route: Route) -> None:
    found = Router(ROUTES).find(route.method, route.path.replace("{", "").replace("}", ""))

    assert found is not None
    assert found[0] == route


def test_an_encoded_slash_stays_inside_its_parameter() -> None:
    found = Router(ROUTES).find("GET", "/api/v1/admin/flags/a%2Fb")

    assert found is not None
    assert found[1] == {"key": "a/b"}


@pytest.mark.parametrize(
    "path", ["/", "/healthz/", "/api/v1/admin/flags/", "/api/v1/flags/bulk-evaluate/evaluate/x"]
)
def test_an_unknown_path_is_not_found(path: str) -> None:
    response = Api().ask(a_request(path=path))

    assert (response.status, _text(response)) == (404, "Not Found")


def test_a_known_path_with_another_method_is_not_found() -> None:
    response = Api().ask(a_request("DELETE", ADMIN_PATH, authorization="Bearer x"))

    assert (response.status, _text(response)) == (404, "Not Found")


def test_a_function_answers_its_route() -> None:
    api = Api(evaluate={"statusCode": 202, "body": "{}"})

    response = api.ask(a_request("POST", "/ofrep/v1/evaluate/flags/new~flag"))

    assert response.status == 202
    assert api.evaluate.asked[0]["pathParameters"] == {"key": "new~flag"}


def test_an_open_route_asks_no_authorizer() -> None:
    api = Api()

    api.ask(a_request())

    assert api.authorize.asked == []


def test_an_admin_route_without_a_key_is_401_and_asks_nobody() -> None:
    api = Api()

    response = api.ask(a_request(path=ADMIN_PATH))

    assert (response.status, _text(response)) == (401, "Unauthorized")
    assert (api.authorize.asked, api.admin.asked) == ([], [])


def test_an_admin_route_with_a_refused_key_is_403() -> None:
    api = Api(authorize={"isAuthorized": False})

    response = api.ask(a_request(path=ADMIN_PATH, authorization="Bearer x"))

    assert (response.status, _text(response)) == (403, "Forbidden")
    assert api.admin.asked == []


def test_an_admin_function_learns_who_calls() -> None:
    api = Api()

    api.ask(a_request(path=ADMIN_PATH, authorization="Bearer x"))

    context = api.admin.asked[0]["requestContext"]
    assert context["authorizer"] == {"lambda": {"role": "viewer"}}


def test_the_authorizer_is_asked_for_the_key_and_the_route() -> None:
    api = Api()

    api.ask(a_request(path=ADMIN_PATH, authorization="Bearer x"))

    asked = api.authorize.asked[0]
    assert asked["identitySource"] == ["Bearer x", f"GET {ADMIN_PATH}"]
    assert asked["routeArn"].endswith(f"/$default/GET{ADMIN_PATH}")


def test_the_authorizer_is_asked_once_a_minute_for_a_key_and_a_route() -> None:
    api = Api()
    request = a_request(path=ADMIN_PATH, authorization="Bearer x")

    api.ask(request, request)

    assert len(api.authorize.asked) == 1


def test_the_authorizer_is_asked_again_after_a_minute() -> None:
    api = Api()
    request = a_request(path=ADMIN_PATH, authorization="Bearer x")
    api.ask(request)
    api.clock.now += 60

    api.ask(request)

    assert len(api.authorize.asked) == 2


@pytest.mark.parametrize(
    "other",
    [
        a_request("POST", ADMIN_PATH, authorization="Bearer x"),
        a_request("GET", ADMIN_PATH, authorization="Bearer y"),
    ],
    ids=["route", "key"],
)
def test_an_answer_holds_for_no_other_route_and_no_other_key(other: HttpRequest) -> None:
    api = Api()

    api.ask(a_request(path=ADMIN_PATH, authorization="Bearer x"), other)

    assert len(api.authorize.asked) == 2


@pytest.mark.parametrize("answer", [RuntimeError("broken"), {"isAuthorized": "yes"}, "no"])
def test_a_broken_authorizer_is_500_and_is_not_remembered(answer: Any) -> None:
    api = Api(authorize=answer)
    request = a_request(path=ADMIN_PATH, authorization="Bearer x")

    response = api.ask(request, request)

    assert (response.status, _text(response)) == (500, "Internal Server Error")
    assert len(api.authorize.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [RuntimeError("broken"), {"statusCode": "?"}, {"a": object()}, "x" * (6 * 1024 * 1024 + 1)],
    ids=["raises", "no status", "no JSON", "too large"],
)
def test_a_function_that_fails_is_500_and_tells_nothing(answer: Any) -> None:
    response = Api(evaluate=answer).ask(a_request())

    assert (response.status, response.body) == (500, b'{"message":"Internal Server Error"}')


def test_more_than_the_gateway_takes_is_413() -> None:
    request = HttpRequest("POST", "/ofrep/v1/evaluate/flags", body=b"x" * (MOST_REQUEST_BYTES + 1))

    response = Api().ask(request)

    assert response.status == 413


def test_a_preflight_is_answered_without_a_key() -> None:
    api = Api()

    response = api.ask(
        a_request(
            "OPTIONS",
            ADMIN_PATH,
            Origin="https://shop.example",
            Access_Control_Request_Method="PUT",
        )
    )

    assert response.status == 204
    assert "PUT" in (_header(response, "access-control-allow-methods") or "")
    assert "if-match" in (_header(response, "access-control-allow-headers") or "")
    assert api.authorize.asked == []


def test_options_that_are_no_preflight_are_not_found() -> None:
    response = Api().ask(a_request("OPTIONS", ADMIN_PATH))

    assert response.status == 404


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", ADMIN_PATH])
def test_a_page_may_read_every_answer_and_its_etag(path: str) -> None:
    response = Api().ask(a_request(path=path, Origin="https://shop.example"))

    assert _header(response, "access-control-allow-origin") == "*"
    assert _header(response, "access-control-expose-headers") == "etag,retry-after"


def test_cors_headers_of_a_function_are_ignored() -> None:
    own = {"Access-Control-Allow-Origin": "https://elsewhere.example"}
    api = Api(evaluate={"statusCode": 200, "headers": own})

    response = api.ask(a_request(origin="https://shop.example"))

    assert [h for h in response.headers if h[0] == "access-control-allow-origin"] == [
        ("access-control-allow-origin", "*")
    ]
