"""What Lambda and API Gateway hand to a function: events, a context, environment variables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from burgee.storage.schema import TABLES
from local.events import HttpRequest, RequestFacts, to_event

TABLE = "bench-config"
NOW = 1_795_000_000.0


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """As much of a Lambda context as Powertools reads."""

    function_name: str = "evaluate"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:evaluate:live"
    aws_request_id: str = "00000000-0000-4000-8000-000000000001"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


def environment(endpoint: str | None = None) -> dict[str, str]:
    """The variables of a deployed function; the limiter is wide open, it is not measured."""
    variables = {
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_LAMBDA_FUNCTION_NAME": "evaluate",
        **{table.environment_variable: TABLE for table in TABLES},  # all have the same keys
        "POWERTOOLS_SERVICE_NAME": "evaluate",
        "POWERTOOLS_METRICS_NAMESPACE": "burgee",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "RATE_LIMIT_PER_SECOND": "1000000",
        "RATE_LIMIT_BURST": "1000000",
    }
    return {**variables, **({"AWS_ENDPOINT_URL_DYNAMODB": endpoint} if endpoint else {})}


def single_event(token: str, flag_key: str, context: dict[str, Any]) -> dict[str, Any]:
    """OFREP: one flag."""
    path = f"/ofrep/v1/evaluate/flags/{flag_key}"
    route = "POST /ofrep/v1/evaluate/flags/{key}"
    return _event(token, path, route, {"context": context}, {"key": flag_key})


def bulk_event(token: str, context: dict[str, Any]) -> dict[str, Any]:
    """OFREP: every flag."""
    path = "/ofrep/v1/evaluate/flags"
    return _event(token, path, f"POST {path}", {"context": context}, {})


def _event(
    token: str, path: str, route: str, body: dict[str, Any], parameters: dict[str, str]
) -> dict[str, Any]:
    headers = (
        ("Authorization", f"Bearer {token}"),
        ("Content-Type", "application/json"),
        ("User-Agent", "bench"),
        ("Host", "api.example.com"),
    )
    request = HttpRequest("POST", path, "", headers, json.dumps(body).encode())
    return to_event(request, RequestFacts(route, "bench-request", NOW, parameters))
