"""Three backends behind one contract: memory, moto, and AWS's own engine."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from moto import mock_aws

from burgee.services.ports import DocumentRepository, RulesetRepository
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.documents import DynamoDocuments
from burgee.storage.memory import MemoryDocuments, MemoryRulesets
from burgee.storage.memory_table import MemoryTable
from burgee.storage.rulesets import DynamoRulesets
from burgee.storage.schema import CONFIG
from burgee.storage.table import ItemTable
from burgee.storage.units import DynamoUnits
from burgee.storage.usage import DynamoUsage
from local import dynamodb_local
from local.backend import guard_moto
from local.quick_queries import quicken_queries
from tests.storage.tracking import NOW, MemoryTracked, StreamedTracked, Tracked

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MEMORY = "memory"
MOTO = "moto"
ENGINE = pytest.param("dynamodb_local", marks=pytest.mark.java)


@dataclass(frozen=True)
class Backend:
    """An empty table and the client that sees it."""

    client: DynamoDBClient
    table_name: str

    def table(self, client: Any = None) -> ItemTable:
        """The table, through another client if one is given; no pause is ever slept."""
        return ItemTable(client or self.client, self.table_name, pause=lambda _: None)

    def items(self) -> list[dict[str, Any]]:
        """Everything in the table."""
        pages = self.client.get_paginator("scan").paginate(TableName=self.table_name)
        return [item for page in pages for item in page["Items"]]


@pytest.fixture(params=[MOTO, ENGINE])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """An empty table of a DynamoDB."""
    yield from _backend(request, request.param)


@pytest.fixture(params=[MEMORY, MOTO, ENGINE])
def documents(request: pytest.FixtureRequest) -> Iterator[DocumentRepository]:
    """An empty document repository."""
    if request.param == MEMORY:
        yield MemoryDocuments()
        return
    for backend in _backend(request, request.param):
        yield DynamoDocuments(backend.table())


@pytest.fixture(params=[MEMORY, MOTO, ENGINE])
def rulesets(request: pytest.FixtureRequest) -> Iterator[RulesetRepository]:
    """An empty ruleset repository."""
    if request.param == MEMORY:
        yield MemoryRulesets()
        return
    for backend in _backend(request, request.param):
        yield DynamoRulesets(backend.table())


@pytest.fixture(params=[MEMORY, MOTO, ENGINE])
def tracked(request: pytest.FixtureRequest) -> Iterator[Tracked]:
    """An empty table with a stream."""
    if request.param == MEMORY:
        yield MemoryTracked(MemoryTable(now=lambda: NOW))
        return
    for backend in _backend(request, request.param, stream=True):
        url = None if request.param == MOTO else backend.client.meta.endpoint_url
        yield StreamedTracked(backend.table(), backend.client, backend.table_name, url)


@pytest.fixture
def units(tracked: Tracked) -> DynamoUnits:
    """An empty unit repository."""
    return DynamoUnits(tracked.table, now=lambda: NOW)


@pytest.fixture
def aggregates(tracked: Tracked) -> DynamoAggregates:
    """An empty aggregate repository."""
    return DynamoAggregates(tracked.table)


@pytest.fixture
def usage(tracked: Tracked) -> DynamoUsage:
    """An empty usage repository."""
    return DynamoUsage(tracked.table, now=lambda: NOW)


@pytest.fixture(scope="package", autouse=True)
def quick_queries() -> Iterator[None]:
    """moto as `burgee dev` has it."""
    undo = quicken_queries()
    yield
    undo()


@pytest.fixture(scope="session")
def moto_client() -> DynamoDBClient:
    return _client()


@pytest.fixture(scope="module")
def moto_dynamodb(moto_client: DynamoDBClient) -> Iterator[DynamoDBClient]:
    """Mocked for a module only, so that no other module's tests run inside.

    One call at a time: moto checks a condition and then writes, so that two threads could both win.
    """
    with mock_aws():
        unguard = guard_moto(threading.RLock(), lambda: None)
        yield moto_client
        unguard()


@pytest.fixture(scope="package")
def engine_client() -> Iterator[DynamoDBClient]:
    """DynamoDB Local, ended with the last test here: it goes on working when nobody asks it."""
    problem = dynamodb_local.obstacle()
    if problem and os.environ.get("CI") == "true":
        pytest.fail(problem)
    if problem:
        pytest.skip(problem)
    with dynamodb_local.running() as engine:
        client = _client(engine.url)
        yield client
        client.close()


def _client(url: str | None = None) -> DynamoDBClient:
    client: Any = botocore.session.get_session().create_client("dynamodb", endpoint_url=url)
    built: DynamoDBClient = client
    return built


def _backend(
    request: pytest.FixtureRequest, name: str, *, stream: bool = False
) -> Iterator[Backend]:
    fixture = "moto_dynamodb" if name == MOTO else "engine_client"
    client: DynamoDBClient = request.getfixturevalue(fixture)
    backend = Backend(client, f"config-{uuid.uuid4()}")
    names = (CONFIG.partition_key, CONFIG.sort_key)
    streaming: Any = {"StreamEnabled": stream}
    if stream:
        streaming["StreamViewType"] = "NEW_AND_OLD_IMAGES"
    client.create_table(
        TableName=backend.table_name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[
            {"AttributeName": CONFIG.partition_key, "KeyType": "HASH"},
            {"AttributeName": CONFIG.sort_key, "KeyType": "RANGE"},
        ],
        StreamSpecification=streaming,
    )
    yield backend
    client.delete_table(TableName=backend.table_name)
