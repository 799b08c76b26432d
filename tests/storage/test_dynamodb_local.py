"""The script that runs AWS's own engine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from local import dynamodb_local
from local.dynamodb_local import EngineFailed, obstacle, running

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.java


@pytest.fixture(autouse=True)
def _tools() -> None:
    problem = obstacle()
    if problem and os.environ.get("CI") == "true":
        pytest.fail(problem)
    if problem:
        pytest.skip(problem)


@pytest.fixture
def without_tools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("PATH", "")
        yield


def test_it_listens_on_the_loopback_address_alone() -> None:
    with running() as engine:
        reached = {host: _is_open(host, engine.port) for host in ("127.0.0.1", "127.0.0.2")}

    # Whoever listens on every interface answers at 127.0.0.2, too.
    assert reached == {"127.0.0.1": True, "127.0.0.2": False}


def test_it_ends_with_the_block() -> None:
    with running() as engine:
        pass

    assert not _is_open("127.0.0.1", engine.port)
    with pytest.raises(ProcessLookupError):
        os.kill(engine.pid, 0)


def test_tables_in_a_folder_are_there_after_a_restart(tmp_path: Path) -> None:
    with running(folder=tmp_path) as engine:
        _create_table(_client(engine.url), "kept")

    with running(folder=tmp_path) as engine:
        tables = _client(engine.url).list_tables()["TableNames"]

    assert tables == ["kept"]


def test_a_taken_port_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(EngineFailed, match=f"Failed to bind to .*:{port}"), running(port=port):
            pass


@pytest.mark.usefixtures("without_tools")
def test_missing_tools_are_named() -> None:
    assert obstacle() == "DynamoDB Local needs java and javac and mvn"


def test_what_was_fetched_is_kept(tmp_path: Path) -> None:
    first = dynamodb_local.fetch()

    assert dynamodb_local.fetch() == first
    assert (first / "classes" / "LoopbackDynamoDb.class").is_file()


def _is_open(host: str, port: int) -> bool:
    with socket.socket() as connection:
        connection.settimeout(1)
        return connection.connect_ex((host, port)) == 0


def _client(url: str) -> DynamoDBClient:
    client: Any = botocore.session.get_session().create_client("dynamodb", endpoint_url=url)
    built: DynamoDBClient = client
    return built


def _create_table(client: DynamoDBClient, name: str) -> None:
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
