"""The admin function as an HTTP API calls it: real events in, answers out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from burgee.domain.alarms import AlarmState
from burgee.domain.errors import AlarmsUnavailable
from burgee.domain.roles import Caller, Role, environments_as_text
from burgee.domain.rollouts import Rollout
from burgee.services.ports import RulesetRepository
from burgee.services.steering import Steering
from burgee.services.tracking_ports import Tracking
from burgee.services.writing import Ledger
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.judgements import DynamoJudgements
from burgee.storage.looks import DynamoLooks
from burgee.storage.memory import MemoryRulesets
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from burgee.storage.usage import DynamoUsage
from burgee.wire.routes import ROUTES
from functions.admin.handler import answer
from local.routing import Router
from tests.unit.services.builders import a_ledger

ADMIN = "/api/v1/admin"
ROUTER = Router(ROUTES)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.json["code"])

    @property
    def fields(self) -> list[str]:
        return [problem["field"] for problem in self.json["errors"]]


def route_key(method: str, path: str) -> str:
    """The key of the route that an HTTP API would choose."""
    found = ROUTER.find(method, path)
    return found[0].key if found else "$default"


def a_tracking(units: MemoryTable | None = None) -> Tracking:
    """What was observed, in memory: nothing yet."""
    aggregates = MemoryTable()
    return Tracking(
        DynamoUnits(units or MemoryTable()),
        DynamoAggregates(aggregates),
        DynamoUsage(aggregates),
        DynamoLooks(aggregates),
    )


def http_event(
    method: str,
    path: str,
    *,
    body: str | None = None,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    authorizer: dict[str, str] | None = None,
) -> dict[str, Any]:
    """An event of an HTTP API, payload format 2.0."""
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"}
    context: dict[str, Any] = {"http": http, "stage": "$default", "requestId": "r-1"}
    if authorizer is not None:
        context["authorizer"] = {"lambda": authorizer}
    found = ROUTER.find(method, path)
    return {
        "version": "2.0",
        "routeKey": route_key(method, path),
        "rawPath": unquote(path),
        "pathParameters": found[1] if found else {},
        "rawQueryString": "",
        "queryStringParameters": query,
        "headers": {"content-type": "application/json", **(headers or {})},
        "requestContext": context,
        "body": body,
        "isBase64Encoded": False,
    }


def recognised(caller: Caller) -> dict[str, str]:
    """What `authorize` says about a caller."""
    return {
        "key_id": caller.key_id,
        "role": str(caller.role),
        "environments": environments_as_text(caller.environments),
        "name": caller.name,
    }


class MemoryAlarms:
    """How alarms stand, by name; `is_silent`: nobody answers. None are made or removed."""

    def __init__(self) -> None:
        self.states: dict[str, AlarmState] = {}
        self.is_silent = False

    def of(self, names: Iterable[str]) -> Mapping[str, AlarmState | None]:
        if self.is_silent:
            raise AlarmsUnavailable("CloudWatch did not answer.")
        return {name: self.states.get(name) for name in names}

    def put(self, rollout: Rollout) -> None: ...

    def delete(self, rollout: Rollout) -> None: ...


OWNER = Caller("owner-1", Role.OWNER, None, "Olivia")


@dataclass
class AdminApi:
    """The admin function over documents in memory."""

    ledger: Ledger = field(default_factory=a_ledger)
    caller: Caller | None = OWNER
    tracking: Tracking = field(default_factory=a_tracking)
    rulesets: RulesetRepository = field(default_factory=MemoryRulesets)
    judgements: DynamoJudgements = field(default_factory=lambda: DynamoJudgements(MemoryTable()))
    alarms: MemoryAlarms = field(default_factory=MemoryAlarms)

    def get(self, path: str, **query: str) -> Answer:
        return self.send("GET", path, query=query or None)

    def post(self, path: str, body: Any, if_match: str | None = "*") -> Answer:
        return self.send("POST", path, json.dumps(body), if_match=if_match)

    def put(self, path: str, document: Any, if_match: str | None = "*") -> Answer:
        return self.send("PUT", path, json.dumps({"document": document}), if_match=if_match)

    def patch(self, path: str, body: Any, if_match: str | None = "*") -> Answer:
        return self.send("PATCH", path, json.dumps(body), if_match=if_match)

    def create(self, path: str, document: Any, reason: str = "") -> Answer:
        return self.post(path, {"document": document, "reason": reason}, None)

    def send(
        self,
        method: str,
        path: str,
        body: str | None = None,
        *,
        if_match: str | None = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        sent = {**({"if-match": if_match} if if_match else {}), **(headers or {})}
        who = recognised(self.caller) if self.caller else None
        where = path if path.startswith("/openapi") else f"{ADMIN}{path}"
        event = http_event(method, where, body=body, headers=sent, query=query, authorizer=who)
        return self.receive(event)

    def receive(self, event: dict[str, Any]) -> Answer:
        steering = Steering(self.ledger, self.judgements, self.alarms, self.alarms)
        tools = (lambda: self.ledger, lambda: self.tracking, lambda: self.rulesets)
        got = answer(event, None, *tools, lambda: steering)
        return Answer(got["statusCode"], got["headers"], got["body"])


def in_base64(event: dict[str, Any]) -> dict[str, Any]:
    """The event as the API sends a body that it takes for binary."""
    body = base64.b64encode((event["body"] or "").encode()).decode()
    return {**event, "body": body, "isBase64Encoded": True}
