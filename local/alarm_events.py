"""A change of an alarm as EventBridge tells of it: source aws.cloudwatch. Pure."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from burgee.domain.timestamps import iso
from local.events import ACCOUNT
from local.sandbox import REGION

SOURCE = "aws.cloudwatch"
DETAIL_TYPE = "CloudWatch Alarm State Change"


def alarm_event(alarm: Mapping[str, Any], previous: Mapping[str, Any]) -> dict[str, Any]:
    """The event for an alarm that `describe_alarms` shows; `previous`: as it showed it before."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": DETAIL_TYPE,
        "source": SOURCE,
        "account": ACCOUNT,
        "time": _whole_seconds(alarm),
        "region": REGION,
        "resources": [alarm["AlarmArn"]],
        "detail": {
            "alarmName": alarm["AlarmName"],
            "state": _state(alarm),
            "previousState": _state(previous),
            "configuration": _configuration(alarm),
        },
    }


def _state(alarm: Mapping[str, Any]) -> dict[str, str]:
    at = iso(alarm["StateUpdatedTimestamp"].timestamp()).replace("Z", "+0000")
    state = {
        "value": alarm["StateValue"],
        "reason": alarm.get("StateReason", ""),
        "timestamp": at,
    }
    return state | (
        {"reasonData": alarm["StateReasonData"]} if alarm.get("StateReasonData") else {}
    )


def _whole_seconds(alarm: Mapping[str, Any]) -> str:
    return iso(alarm["StateUpdatedTimestamp"].timestamp())[:19] + "Z"


def _configuration(alarm: Mapping[str, Any]) -> dict[str, Any]:
    dimensions = {found["Name"]: found["Value"] for found in alarm.get("Dimensions", ())}
    metric = {
        "namespace": alarm.get("Namespace", ""),
        "name": alarm.get("MetricName", ""),
        "dimensions": dimensions,
    }
    stat = alarm.get("Statistic") or alarm.get("ExtendedStatistic") or "Average"
    return {
        "description": alarm.get("AlarmDescription", ""),
        "metrics": [
            {
                "id": "m1",
                "metricStat": {"metric": metric, "period": alarm.get("Period", 60), "stat": stat},
                "returnData": True,
            }
        ],
    }


def reason_data(alarm: Mapping[str, Any], values: list[float]) -> str:
    """What CloudWatch keeps beside a state's reason: the values that it saw."""
    return json.dumps(
        {
            "version": "1.0",
            "statistic": alarm.get("Statistic", ""),
            "period": alarm.get("Period"),
            "recentDatapoints": values,
            "threshold": alarm.get("Threshold"),
        }
    )
