"""A Lambda function behind an HTTP API: what posting costs for a basket, and the order itself.

    POST /delivery  {"visitor": "v1", "country": "DE", "basket": 55}
    POST /orders    {"visitor": "v1", "country": "DE", "basket": 55}

What it recorded is with Burgee before its answer leaves, as the sandbox may freeze then.
"""

from __future__ import annotations

import json
import os
from typing import Any

from burgee_openfeature import LocalClient

POSTAGE = 6.9
ALWAYS_PAID = 1_000_000  # where no flag can be had, nothing is promised

# One for all invocations of this sandbox. Without a thread: everything waits for the flush.
client = LocalClient(
    os.environ["BURGEE_URL"],
    os.environ["BURGEE_KEY"],
    os.environ.get("BURGEE_ENVIRONMENT", "development"),
    sender="none",
)


@client.flushing
def handler(event: dict[str, Any], lambda_context: object) -> dict[str, Any]:
    asked = json.loads(event["body"])
    visitor = {"targetingKey": asked["visitor"], "country": asked["country"]}
    basket = asked["basket"]
    if event["rawPath"] == "/orders":
        client.track("order_placed", visitor, value=basket, event_type="conversion")
        return _answer(201, {"ordered": basket})
    free_from = client.value("delivery-promise", visitor, ALWAYS_PAID)
    return _answer(200, {"postage": 0 if basket >= free_from else POSTAGE})


def _answer(status: int, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}
