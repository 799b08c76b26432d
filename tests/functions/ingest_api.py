"""The ingest function as HTTP and its queue reach it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from burgee.domain.pseudonyms import pseudonym
from burgee.domain.tracking import Exposure, TrackingEvent
from burgee.runtime import wiring
from functions.ingest.handler import handler
from local.backend import guard_moto
from local.events import to_response
from tests.functions.evaluate_api import (
    PRODUCTION,
    Deployed,
    EvaluateApi,
    HttpAnswer,
    deployed,
)

EVENTS = "/api/v1/analytics/events"


@dataclass(frozen=True)
class IngestApi(EvaluateApi):
    """Calls the function with a key."""

    def send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> HttpAnswer:
        response = to_response(handler(self.event(method, path, body, headers), None))
        return HttpAnswer(response.status, dict(response.headers), response.body)

    def track(self, body: Any) -> HttpAnswer:
        return self.post(EVENTS, body)

    def track_all(self, *events: Any, **parts: Any) -> HttpAnswer:
        return self.track({"events": list(events), **parts})


@contextmanager
def ingesting(**variables: str) -> Iterator[Deployed]:
    """Empty tables in moto, whose calls are taken one at a time: ingest writes with threads."""
    with deployed(**variables) as running:
        unguard = guard_moto(threading.RLock(), lambda: None)
        try:
            yield running
        finally:
            unguard()


def deliver(*messages: str) -> dict[str, Any]:
    """What the function answers to messages of its queue, named m0, m1, ..."""
    records = [
        {"messageId": f"m{number}", "body": text, "eventSource": "aws:sqs"}
        for number, text in enumerate(messages)
    ]
    return handler({"Records": records}, None)


def name_of(unit: str) -> str:
    return pseudonym(wiring.units().secret(), PRODUCTION, "targetingKey", unit)


def events_of(unit: str) -> list[TrackingEvent]:
    return list(wiring.maintained_units().events(name_of(unit)))


def exposures_of(unit: str) -> dict[str, Exposure]:
    return dict(wiring.maintained_units().state(name_of(unit)).head.exposures)


def scanned() -> str:
    """Everything that rests anywhere, as one text."""
    client = wiring.evaluation_client()
    tables = client.list_tables()["TableNames"]
    items = [client.scan(TableName=table)["Items"] for table in tables]
    return json.dumps(items, default=repr)
