"""The HTTP API: one route per row of `burgee.wire.routes.ROUTES`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import jsii
from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from burgee.wire.cors import METHODS, REQUEST_HEADERS, RESPONSE_HEADERS
from burgee.wire.routes import ROUTES, Access, Route
from infra.acknowledgements import OPEN_ROUTE, acknowledge
from infra.deployments import Deployment

AUTHORIZATION_SECONDS = 60
# An answer is remembered under all of these. Without the route key it would hold on every route:
# a viewer who may read one flag could then change it.
IDENTITY_SOURCES = ["$request.header.Authorization", "$context.routeKey"]
# Neither bodies, nor paths, nor query strings: they hold keys of units.
ACCESS_LOG_FIELDS = {
    "request_id": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency_ms": "$context.responseLatency",
    "integration_latency_ms": "$context.integrationLatency",
    "integration_error": "$context.integrationErrorMessage",
    "authorizer_error": "$context.authorizer.error",
    "response_bytes": "$context.responseLength",
}


@jsii.implements(apigatewayv2.IAccessLogSettings)
class _AccessLog:
    def __init__(self, log_group: logs.LogGroup) -> None:
        self._log_group = log_group

    @property
    def destination(self) -> apigatewayv2.IAccessLogDestination:
        return apigatewayv2.LogGroupLogDestination(self._log_group)

    @property
    def format(self) -> apigateway.AccessLogFormat:
        return apigateway.AccessLogFormat.custom(json.dumps(ACCESS_LOG_FIELDS))


class FlagApi(Construct):
    """`live`: function name -> the alias that answers its routes; `authorizer` guards the admin
    routes, the others check the caller's key themselves."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        deployment: Deployment,
        *,
        live: Mapping[str, lambda_.Alias],
        authorizer: lambda_.Alias,
    ) -> None:
        super().__init__(scope, construct_id)
        self.api = self._api(deployment)
        self.stage = self._stage(deployment)
        self._authorizer = authorizers.HttpLambdaAuthorizer(
            "Authorizer",
            authorizer,
            response_types=[authorizers.HttpLambdaResponseType.SIMPLE],
            identity_source=IDENTITY_SOURCES,
            results_cache_ttl=Duration.seconds(AUTHORIZATION_SECONDS),
        )
        self._integrations = {
            # One permission for the whole API: one per route would outgrow a function's policy.
            name: integrations.HttpLambdaIntegration(name, alias, scope_permission_to_route=False)
            for name, alias in live.items()
        }

    def open_url(self, function: str) -> str:
        """Where `function` answers 200 to anybody as long as it works; empty if nowhere."""
        paths = [
            route.path
            for route in ROUTES
            if (route.function, route.method, route.access) == (function, "GET", Access.OPEN)
        ]
        return f"{self.api.api_endpoint}{paths[0]}" if paths else ""

    def add_routes(self, routes: Iterable[Route]) -> None:
        for route in routes:
            [added] = self.api.add_routes(
                path=route.path,
                methods=[apigatewayv2.HttpMethod(route.method)],
                integration=self._integrations[route.function],
                authorizer=self._authorizer if route.is_admin else None,
            )
            if not route.is_admin:
                acknowledge(added, OPEN_ROUTE)

    def _api(self, deployment: Deployment) -> apigatewayv2.HttpApi:
        return apigatewayv2.HttpApi(
            self,
            "Api",
            api_name=deployment.stack_name,
            description="Burgee: evaluation and administration of flags",
            create_default_stage=False,
            cors_preflight=apigatewayv2.CorsPreflightOptions(
                allow_origins=list(deployment.cors_origins),
                allow_methods=[apigatewayv2.CorsHttpMethod(method) for method in METHODS],
                allow_headers=list(REQUEST_HEADERS),
                expose_headers=list(RESPONSE_HEADERS),
                max_age=Duration.hours(1),
            ),
        )

    def _stage(self, deployment: Deployment) -> apigatewayv2.HttpStage:
        keeps = deployment.is_protected
        log_group = logs.LogGroup(
            self,
            "AccessLogs",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
        )
        return apigatewayv2.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=_AccessLog(log_group),
            throttle=apigatewayv2.ThrottleSettings(
                rate_limit=deployment.requests_per_second, burst_limit=deployment.burst
            ),
        )
