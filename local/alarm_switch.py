"""Alarms set by hand, at an address that only this machine has: `POST /local/alarms/NAME`."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from burgee.domain.alarms import AlarmState
from local.events import HttpRequest, HttpResponse
from local.front import Answers

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

PATH = "/local/alarms"
JSON = (("content-type", "application/json"),)


class AlarmSwitch:
    """Answers for alarms; what is asked for elsewhere, somebody else does.

    `{"state": "ALARM", "reason": "..."}` sets an alarm, and makes one of no metric where there is
    none of that name. GET shows all.
    """

    def __init__(self, others: Answers, client: CloudWatchClient) -> None:
        self._others = others
        self._client = client

    async def answer(self, request: HttpRequest) -> HttpResponse:
        if not f"{request.path}/".startswith(f"{PATH}/"):
            return await self._others.answer(request)
        return await asyncio.to_thread(self._answer, request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        name = request.path.removeprefix(PATH).strip("/")
        if request.method == "POST" and name:
            wanted = _wanted(request.body)
            if wanted is None:
                states = ", ".join(sorted(AlarmState))
                return _json(400, {"message": f'send {{"state": one of {states}, "reason": text}}'})
            self._set(name, *wanted)
        return _json(200, {"alarms": self._shown()})

    def _set(self, name: str, state: str, reason: str) -> None:
        if name not in {alarm["name"] for alarm in self._shown()}:
            self._client.put_metric_alarm(
                AlarmName=name,
                Namespace="local",
                MetricName="set-by-hand",
                Statistic="Maximum",
                Period=60,
                EvaluationPeriods=1,
                Threshold=0,
                ComparisonOperator="GreaterThanThreshold",
            )
        self._client.set_alarm_state(AlarmName=name, StateValue=state, StateReason=reason)  # type: ignore[arg-type]  # checked

    def _shown(self) -> list[dict[str, Any]]:
        pages = self._client.get_paginator("describe_alarms").paginate()
        return [
            {
                "name": alarm["AlarmName"],
                "state": alarm["StateValue"],
                "reason": alarm.get("StateReason", ""),
                "at": alarm["StateUpdatedTimestamp"].isoformat(),
            }
            for page in pages
            for alarm in page["MetricAlarms"]
        ]


def _wanted(body: bytes) -> tuple[str, str] | None:
    try:
        asked = json.loads(body)
        state, reason = asked["state"], asked.get("reason", "Set by hand")
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return (state, reason) if state in tuple(AlarmState) and isinstance(reason, str) else None


def _json(status: int, body: Any) -> HttpResponse:
    return HttpResponse(status, JSON, json.dumps(body).encode())
