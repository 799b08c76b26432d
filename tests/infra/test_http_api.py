"""The HTTP API: the routes of the table, who answers them and who stands in front."""

from __future__ import annotations

import json
from typing import Any

from burgee.wire.routes import ROUTES
from functions.catalog import AUTHORIZER, FUNCTIONS
from tests.infra.cloud_assembly import CloudAssembly, Template

ROUTE = "AWS::ApiGatewayV2::Route"


def _answered_by(template: Template, route: dict[str, Any]) -> str:
    """The name of the function whose alias a route calls."""
    integrations = template.of_type("AWS::ApiGatewayV2::Integration")
    target = integrations[route["Target"]["Fn::Join"][1][1]["Ref"]]["Properties"]
    [name] = [
        row.name
        for row in FUNCTIONS
        if target["IntegrationUri"] == {"Ref": template.live_id(row.name)}
    ]
    return name


def test_the_routes_are_those_of_the_table_each_with_its_function(prod: Template) -> None:
    routes = {one["RouteKey"]: _answered_by(prod, one) for one in prod.properties(ROUTE)}

    assert routes == {route.key: route.function for route in ROUTES}


def test_the_authorizer_stands_in_front_of_every_admin_route_and_no_other(prod: Template) -> None:
    [authorizer_id] = prod.of_type("AWS::ApiGatewayV2::Authorizer")
    guarded = {
        one["RouteKey"]
        for one in prod.properties(ROUTE)
        if one["AuthorizationType"] == "CUSTOM" and one["AuthorizerId"] == {"Ref": authorizer_id}
    }
    open_routes = {
        one["RouteKey"] for one in prod.properties(ROUTE) if one["AuthorizationType"] == "NONE"
    }

    assert guarded == {route.key for route in ROUTES if route.is_admin}
    assert open_routes == {route.key for route in ROUTES if not route.is_admin}


def test_the_authorizer_answers_for_one_key_on_one_route_for_at_most_a_minute(
    prod: Template,
) -> None:
    authorizer = prod.only("AWS::ApiGatewayV2::Authorizer")

    assert authorizer["IdentitySource"] == ["$request.header.Authorization", "$context.routeKey"]
    assert authorizer["AuthorizerResultTtlInSeconds"] <= 60
    assert authorizer["EnableSimpleResponses"] is True
    assert authorizer["AuthorizerPayloadFormatVersion"] == "2.0"


def test_the_authorizer_is_the_alias_of_authorize(prod: Template) -> None:
    uri = prod.only("AWS::ApiGatewayV2::Authorizer")["AuthorizerUri"]

    assert {"Ref": prod.live_id(AUTHORIZER)} in uri["Fn::Join"][1]


def test_only_this_api_may_call_the_aliases(prod: Template) -> None:
    [api_id] = prod.of_type("AWS::ApiGatewayV2::Api")
    permissions = [
        one
        for one in prod.properties("AWS::Lambda::Permission")
        if one["Principal"] != "events.amazonaws.com"  # see test_rules.py
    ]

    assert {one["FunctionName"]["Ref"] for one in permissions} == {
        prod.live_id(name) for name in {route.function for route in ROUTES} | {AUTHORIZER}
    }
    assert {one["Principal"] for one in permissions} == {"apigateway.amazonaws.com"}
    assert [
        one for one in permissions if {"Ref": api_id} not in one["SourceArn"]["Fn::Join"][1]
    ] == []


def test_the_whole_api_is_throttled_in_every_deployment(assembly: CloudAssembly) -> None:
    limits = {
        name: assembly.template(name).only("AWS::ApiGatewayV2::Stage")["DefaultRouteSettings"]
        for name in ("dev", "staging", "prod")
    }

    assert limits == {
        "dev": {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200},
        "staging": {"ThrottlingRateLimit": 500, "ThrottlingBurstLimit": 1000},
        "prod": {"ThrottlingRateLimit": 2000, "ThrottlingBurstLimit": 4000},
    }


def test_access_logs_are_json_without_paths_query_strings_addresses_or_bodies(
    prod: Template,
) -> None:
    settings = prod.only("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]
    [logs_id, _] = settings["DestinationArn"]["Fn::GetAtt"]
    logged = set(json.loads(settings["Format"]).values())

    assert logs_id in prod.of_type("AWS::Logs::LogGroup")
    assert {"$context.routeKey", "$context.status", "$context.requestId"} <= logged
    assert [
        one
        for one in logged
        if "path" in one.lower() or "query" in one.lower() or "identity" in one.lower()
    ] == []


def test_browsers_may_send_and_read_the_headers_that_the_api_speaks(prod: Template) -> None:
    cors = prod.only("AWS::ApiGatewayV2::Api")["CorsConfiguration"]

    assert set(cors["AllowMethods"]) == {"GET", "POST", "PUT", "PATCH", "OPTIONS"}
    assert set(cors["AllowHeaders"]) == {
        "authorization",
        "content-type",
        "if-match",
        "if-none-match",
        "x-api-key",
    }
    assert set(cors["ExposeHeaders"]) == {"ETag", "Retry-After"}
    assert cors.get("AllowCredentials", False) is False


def test_every_method_of_the_table_passes_cors(prod: Template) -> None:
    cors = prod.only("AWS::ApiGatewayV2::Api")["CorsConfiguration"]

    assert {route.method for route in ROUTES} <= set(cors["AllowMethods"])
