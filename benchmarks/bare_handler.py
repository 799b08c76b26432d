"""The least that a function of this sort does: Powertools' Logger and Metrics, boto3, one item.

What the cold start of `evaluate` is compared with.
"""

from __future__ import annotations

import json
import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

logger = Logger(service="bare")
metrics = Metrics(namespace="bare", service="bare")
dynamodb = boto3.client("dynamodb")


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Whether anything was published."""
    key = {"pk": {"S": "ruleset#production"}, "sk": {"S": "pointer"}}
    item = dynamodb.get_item(TableName=os.environ["CONFIG_TABLE"], Key=key)
    metrics.add_metric(name="Answers", unit=MetricUnit.Count, value=1)
    body = json.dumps({"found": "Item" in item})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}
