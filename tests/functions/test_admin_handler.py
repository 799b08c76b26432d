"""The admin function as it is deployed: its own wiring, tables in moto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from burgee.runtime import wiring
from burgee.storage.schema import CONFIG
from functions.admin.handler import handler
from tests.functions.admin_api import ADMIN, OWNER, http_event, recognised
from tests.unit.services.builders import a_flag


@pytest.fixture
def _deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(CONFIG.environment_variable, "burgee-config")
    wiring.reset()
    with mock_aws():
        client = wiring.dynamodb_client(timeout_seconds=1, attempts=1)
        client.create_table(
            TableName="burgee-config",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": CONFIG.partition_key, "KeyType": "HASH"},
                {"AttributeName": CONFIG.sort_key, "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": CONFIG.partition_key, "AttributeType": "S"},
                {"AttributeName": CONFIG.sort_key, "AttributeType": "S"},
            ],
        )
        yield
    wiring.reset()


def ask(method: str, path: str, document: Any = None) -> dict[str, Any]:
    body = None if document is None else json.dumps({"document": document})
    event = http_event(method, path, body=body, authorizer=recognised(OWNER))
    return handler(event, None)


@pytest.mark.usefixtures("_deployed")
def test_a_flag_is_created_in_the_table_and_read_from_it() -> None:
    ask("POST", f"{ADMIN}/flags", a_flag(name="New gallery"))

    read = ask("GET", f"{ADMIN}/flags/new-gallery")

    assert read["statusCode"] == 200
    assert json.loads(read["body"])["document"]["name"] == "New gallery"
    assert len(json.loads(read["body"])["document"]["salt"]) == 20


@pytest.mark.usefixtures("_deployed")
def test_flags_are_listed_and_audited_from_the_table() -> None:
    ask("POST", f"{ADMIN}/flags", a_flag("a"))
    ask("POST", f"{ADMIN}/flags", a_flag("b"))

    listed = json.loads(ask("GET", f"{ADMIN}/flags")["body"])
    audited = json.loads(ask("GET", f"{ADMIN}/audit")["body"])

    assert [row["key"] for row in listed["items"]] == ["a", "b"]
    assert listed["items"][0]["summary"]["environments"] == {
        "development": True,
        "production": True,
    }
    assert {row["key"] for row in audited["items"]} == {"a", "b"}


@pytest.mark.usefixtures("_deployed")
def test_requests_and_failures_are_counted_and_nothing_else_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask("POST", f"{ADMIN}/flags", a_flag("a", description="confidential"))

    told = capsys.readouterr().out
    counted = json.loads(told)
    assert (counted["AdminRequests"], counted["AdminFailures"]) == ([1.0], [0.0])
    assert "confidential" not in told


@pytest.mark.usefixtures("_deployed")
def test_a_hundred_thousand_members_are_kept_in_the_table() -> None:
    ask("POST", f"{ADMIN}/segments", {"key": "s"})
    for start in (0, 50_000):
        units = [f"unit-{number}" for number in range(start, start + 50_000)]
        body = json.dumps({"included": {"add": units}})
        headers = {"if-match": "*"}
        event = http_event(
            "PATCH",
            f"{ADMIN}/segments/s/members",
            body=body,
            headers=headers,
            authorizer=recognised(OWNER),
        )
        handler(event, None)

    shown = json.loads(ask("GET", f"{ADMIN}/segments/s")["body"])

    assert (shown["version"], shown["summary"]["size"]) == (3, 100_000)
