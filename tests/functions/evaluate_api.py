"""The evaluate function as HTTP reaches it: bytes in, the gateway's own event, bytes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from moto import mock_aws

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.runtime import administration, wiring
from burgee.runtime.evaluation import rulesets_served
from burgee.services.create_document import create_environment, create_flag, create_segment
from burgee.services.create_key import create_key
from burgee.services.publish import publish
from burgee.services.update_document import update_document
from burgee.services.writing import Ledger
from burgee.storage.schema import CONFIG, TABLES
from burgee.wire.routes import ROUTES
from functions.evaluate.handler import handler
from local.backend import create_tables
from local.events import HttpRequest, RequestFacts, to_event, to_response
from local.routing import Router
from tests.unit.services.builders import by, settings

PRODUCTION = "production"
SINGLE = "/ofrep/v1/evaluate/flags"
BULK = "/ofrep/v1/evaluate/flags"
PLAIN = "/api/v1/flags"
PLAIN_BULK = f"{PLAIN}/bulk-evaluate"
RULESETS = "/api/v1/rulesets"
ROUTER = Router(ROUTES)
UNLIMITED = {"RATE_LIMIT_PER_SECOND": "1000000", "RATE_LIMIT_BURST": "1000000"}


@dataclass(frozen=True)
class HttpAnswer:
    """What a caller receives; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["code"])

    @property
    def flags(self) -> dict[str, Any]:
        """The answers of a bulk evaluation by key."""
        return {answer["key"]: answer for answer in self.json["flags"]}


@dataclass(frozen=True)
class EvaluateApi:
    """Calls the function with a key."""

    token: str | None
    header: str = "Authorization"

    def with_token(self, token: str | None, header: str = "Authorization") -> EvaluateApi:
        return replace(self, token=token, header=header)

    def evaluate(self, flag_key: str, **context: Any) -> HttpAnswer:
        return self.post(f"{SINGLE}/{flag_key}", {"context": context})

    def evaluate_all(self, context: Any = None, **headers: str) -> HttpAnswer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.post(BULK, {"context": context or {}}, names)

    def evaluate_plain(self, flag_key: str, body: Any) -> HttpAnswer:
        return self.post(f"{PLAIN}/{flag_key}/evaluate", body)

    def explain(self, flag_key: str, **context: Any) -> HttpAnswer:
        return self.post(f"{PLAIN}/{flag_key}/explain", {"context": context})

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> HttpAnswer:
        return self.send("GET", path, b"", headers)

    def post(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> HttpAnswer:
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self.send("POST", path, json.dumps(body).encode(), sent)

    def send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> HttpAnswer:
        response = to_response(handler(self.event(method, path, body, headers), None))
        return HttpAnswer(response.status, dict(response.headers), response.body)

    def event(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The event that an HTTP API makes of a request."""
        path, _, query = path.partition("?")
        found = ROUTER.find(method, path)
        assert found, f"there is no route {method} {path}"
        route, parameters = found
        sent = {**self._identity(), **(headers or {})}
        request = HttpRequest(method, path, query, tuple(sent.items()), body)
        return to_event(request, RequestFacts(route.key, "request-1", 1_795_608_000.0, parameters))

    def _identity(self) -> dict[str, str]:
        if self.token is None:
            return {}
        is_bearer = self.header == "Authorization"
        return {self.header: f"Bearer {self.token}" if is_bearer else self.token}


@dataclass
class Deployed:
    """Documents in moto, and the evaluate function over what is published of them."""

    ledger: Ledger

    def create(self, *flags: dict[str, Any]) -> Deployed:
        for flag in flags:
            create_flag(self.ledger, by(), flag)
        return self

    def change(self, flag: dict[str, Any]) -> None:
        update_document(self.ledger, by(), Kind.FLAG, flag["key"], flag)

    def create_segment(self, segment: dict[str, Any]) -> Deployed:
        create_segment(self.ledger, by(), segment)
        return self

    def create_environment(self, name: str) -> Deployed:
        create_environment(self.ledger, by(), {"key": name})
        return self

    def new_key(self, kind: str = "client", environment: str = PRODUCTION) -> str:
        """The token of a new key."""
        body = {"kind": kind, "environment": environment}
        return create_key(self.ledger, by(), body).token.text

    def new_admin_key(self) -> str:
        return create_key(self.ledger, by(), {"kind": "admin", "role": "owner"}).token.text

    def publish(self, at: str = "2026-11-25T12:00:00.000Z") -> Deployed:
        """Publish, and let the function look for it at its next call."""
        publish(wiring.documents(), wiring.publishing_rulesets(), partial(str, at))
        rulesets_served().expire()
        return self

    def serve(self, *experiments: dict[str, Any]) -> Deployed:
        """Store experiments as they stand, whatever led there, and publish."""
        documents = wiring.documents()
        for body in experiments:
            newest = documents.newest(Kind.EXPERIMENT, body["key"])
            change = Change("ann", "2026-11-25T12:00:00.000Z", Action.UPDATE)
            number = newest.version + 1 if newest else 1
            version = DocumentVersion(Kind.EXPERIMENT, body["key"], number, body, change)
            documents.put(version)
            documents.derive(version)
        return self.publish()

    def start_another_sandbox(self) -> None:
        """The one before is frozen and never thawed: whatever it held is gone."""
        wiring.reset()

    def lose_storage(self) -> None:
        """From now on DynamoDB answers nothing that could be used."""
        wiring.evaluation_client().delete_table(TableName=CONFIG.name)
        rulesets_served().expire()


@contextmanager
def deployed(**variables: str) -> Iterator[Deployed]:
    """Empty tables, and functions that find them; `variables` are their settings."""
    with mock_aws(), pytest.MonkeyPatch.context() as environment:
        for table in TABLES:
            environment.setenv(table.environment_variable, table.name)
        for name, value in variables.items():
            environment.setenv(name, value)
        wiring.reset()
        create_tables(wiring.dynamodb_client(timeout_seconds=1, attempts=1), TABLES)
        yield Deployed(administration.ledger())
        wiring.reset()


def a_flag(key: str, kind: str, values: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """A flag that is on in production and shows the first of its values."""
    section = settings(next(iter(values)), **parts.pop("section", {}))
    variants = {name: {"value": value} for name, value in values.items()}
    return {
        "key": key,
        "kind": kind,
        "variants": variants,
        "environments": {PRODUCTION: section},
        **parts,
    }


def a_switch(key: str, **parts: Any) -> dict[str, Any]:
    """A boolean flag that is off by default, with these settings in production."""
    return a_flag(key, "boolean", {"off": False, "on": True}, section=parts)


def a_rule(*conditions: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"conditions": list(conditions), "variant": "on", **parts}


def a_condition(attribute: str, value: Any, operator: str = "equals") -> dict[str, Any]:
    return {"attribute": attribute, "operator": operator, "value": value}
