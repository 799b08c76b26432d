"""The AWS that the functions talk to: moto inside this process, or DynamoDB at a URL.

Queues, schedules and alarms are moto's in either case.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from burgee.storage.schema import TABLES, Table
from local.events import ACCOUNT
from local.problems import CannotStart
from local.quick_calls import quicken_calls
from local.quick_queries import quicken_queries
from local.sandbox import REGION
from local.services import create_queues, create_schedule_group, queues, services_environment

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sqs import SQSClient

_BATCH = 25  # most items of one BatchWriteItem
_OWN_ADDRESSES = "127.0.0.1,localhost"
_ITEM_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
_WRITES = frozenset({*_ITEM_WRITES, "SendMessage", "SendMessageBatch"})
_POLL_SECONDS = 0.25  # as often as Lambda asks a stream


class BackendUnreachable(CannotStart):
    """No DynamoDB answers at the URL."""


class Backend(Protocol):
    """Where the tables are, and how to learn that something was written.

    `stream_start`: from where a stream is read at first, as GetShardIterator calls it.
    """

    stream_start: str
    dynamodb: DynamoDBClient
    streams: DynamoDBStreamsClient
    queues: SQSClient
    schedules: EventBridgeSchedulerClient
    alarms: CloudWatchClient

    def wait_for_write(self, after: int, seconds: float) -> int:
        """A larger number than `after` as soon as there may be more to read, or `after` itself
        when nothing was written within `seconds`."""
        ...

    def position(self) -> int:
        """The number that stands for everything written so far."""
        ...

    def wake(self) -> None:
        """End the waits of this moment."""
        ...

    @property
    def standstill(self) -> AbstractContextManager[object]:
        """Entered: nobody writes, as far as that can be had."""
        ...

    def forget(self, table: str, before: int, iterators: Collection[str]) -> None:
        """Stream records of a table below this sequence number were read by all its readers, which
        go on with these iterators."""
        ...

    def close(self) -> None:
        """Let go of what the backend holds."""
        ...


def function_environment(endpoint: str | None = None) -> dict[str, str]:
    """What the functions find in their environment, without the rate limits."""
    environment = {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",  # moto does not know such host names
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "POWERTOOLS_METRICS_NAMESPACE": "Burgee",
        "POWERTOOLS_METRICS_DISABLED": "true",  # they go to stdout, which belongs to people here
        "POWERTOOLS_TRACE_DISABLED": "true",
        "POWERTOOLS_LOG_LEVEL": os.environ.get("POWERTOOLS_LOG_LEVEL", "WARNING"),
    }
    if endpoint:
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint
        environment["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = endpoint
    tables = {table.environment_variable: table.name for table in TABLES}
    return environment | tables | services_environment()


def prepare_environment(environment: Mapping[str, str]) -> None:
    """Give this process the environment of the functions, which run inside it.

    A laptop's own AWS profile, session and endpoints go: they must never reach a demo.
    """
    for variable in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[variable]
    os.environ.update(environment)
    for variable in ("NO_PROXY", "no_proxy"):
        others = os.environ.get(variable)
        os.environ[variable] = f"{others},{_OWN_ADDRESSES}" if others else _OWN_ADDRESSES


class Embedded:
    """moto in this process: no network, no disk. Its calls are taken one at a time.

    moto checks a condition and then writes, without a lock: two threads could both win.
    `stream_everything`: also tables whose stream feeds no function, so that they can be kept.
    """

    stream_start = "LATEST"

    def __init__(self, *, stream_everything: bool = False) -> None:
        prepare_environment(function_environment())
        self._writes = 0
        self._written = threading.Condition()
        self._moto = Moto(self.wake)
        self.dynamodb, self.streams = clients()
        self.queues, self.schedules = self._moto.queues, self._moto.schedules
        self.alarms = self._moto.alarms
        tables = [replace(t, stream=t.stream or stream_everything) for t in TABLES]
        create_tables(self.dynamodb, tables)

    @property
    def standstill(self) -> AbstractContextManager[object]:
        return self._moto.calls

    def wait_for_write(self, after: int, seconds: float) -> int:
        with self._written:
            self._written.wait_for(lambda: self._writes != after, seconds)
            return self._writes

    def position(self) -> int:
        return self._writes

    def wake(self) -> None:
        with self._written:
            self._writes += 1
            self._written.notify_all()

    def forget(self, table: str, before: int, iterators: Collection[str]) -> None:
        # moto keeps every record and every iterator for ever; a server must not grow so.
        from moto.dynamodbstreams.models import dynamodbstreams_backends

        with self._moto.calls:
            streams: Any = dynamodbstreams_backends[ACCOUNT][REGION]
            shard = streams.dynamodb.get_table(table).stream_shard
            read = before - shard.starting_sequence_number
            if read > 0:
                del shard.items[:read]
                shard.starting_sequence_number += read
            kept = streams.shard_iterators.items()
            old = [name for name, iterator in kept if iterator.stream_shard is shard]
            for iterator in set(old) - set(iterators):
                del streams.shard_iterators[iterator]

    def close(self) -> None:
        self._moto.close()


class AtUrl:
    """DynamoDB Local, or anything that speaks DynamoDB, at a URL. Tables that exist are kept."""

    stream_start = "TRIM_HORIZON"

    def __init__(self, url: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        prepare_environment(function_environment(url))
        self._stopped = threading.Event()
        self._moto = Moto(self.wake)
        self.queues, self.schedules = self._moto.queues, self._moto.schedules
        self.alarms = self._moto.alarms
        try:
            self.dynamodb, self.streams = clients()
            create_tables(self.dynamodb, TABLES)
        except (BotoCoreError, ClientError, ValueError) as error:
            self._moto.close()
            raise BackendUnreachable(f"no DynamoDB at {url}: {error}") from error

    @property
    def standstill(self) -> AbstractContextManager[object]:
        return nullcontext()

    def wait_for_write(self, after: int, seconds: float) -> int:
        self._stopped.wait(min(seconds, _POLL_SECONDS))
        return max(after + 1, self.position())

    def position(self) -> int:
        return time.monotonic_ns()  # what is read from now on holds what was written before

    def wake(self) -> None:
        """Nothing: no wait is long."""

    def forget(self, table: str, before: int, iterators: Collection[str]) -> None:
        """Nothing: the server forgets by itself."""

    def close(self) -> None:
        self._stopped.set()
        self._moto.close()


class Moto:
    """moto in this process, its calls taken one at a time under `calls`.

    It answers for AWS's own addresses alone: what goes to a URL of this machine passes by.
    """

    def __init__(self, note_write: Callable[[], None]) -> None:
        import boto3
        from moto import mock_aws

        self._mock = mock_aws()
        self._mock.start()
        self.calls = threading.RLock()
        self._unguard = guard_moto(self.calls, note_write)
        self.queues: SQSClient = boto3.client("sqs")
        self.schedules: EventBridgeSchedulerClient = boto3.client("scheduler")
        self.alarms: CloudWatchClient = boto3.client("cloudwatch")
        create_queues(self.queues, queues())
        create_schedule_group(self.schedules)

    def close(self) -> None:
        self._unguard()
        self._mock.stop()


def clients() -> tuple[DynamoDBClient, DynamoDBStreamsClient]:
    """Clients of the local machinery itself, apart from those of the functions."""
    import boto3

    session = boto3.Session()
    return session.client("dynamodb"), session.client("dynamodbstreams")


def create_tables(client: DynamoDBClient, tables: Iterable[Table]) -> None:
    """Every table with its stream, as the stack would make it; those that exist stay."""
    existing = set(client.list_tables()["TableNames"])
    for table in tables:
        if table.name not in existing:
            client.create_table(**_definition(table))
            if table.ttl:
                expiry: Any = {"Enabled": True, "AttributeName": table.ttl}
                client.update_time_to_live(TableName=table.name, TimeToLiveSpecification=expiry)


def stream_arn(client: DynamoDBClient, table: Table) -> str:
    """The stream of a table."""
    return client.describe_table(TableName=table.name)["Table"]["LatestStreamArn"]


def put_items(client: DynamoDBClient, table: Table, items: Iterable[Mapping[str, Any]]) -> None:
    """Write many items, unconditionally."""
    requests: list[Any] = [{"PutRequest": {"Item": item}} for item in items]
    while requests:
        batch, requests = requests[:_BATCH], requests[_BATCH:]
        answer = client.batch_write_item(RequestItems={table.name: batch})
        requests += answer.get("UnprocessedItems", {}).get(table.name, [])


def _definition(table: Table) -> Any:
    keys = (table.partition_key, table.sort_key)
    return {
        "TableName": table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": k, "AttributeType": "S"} for k in keys],
        "KeySchema": [
            {"AttributeName": table.partition_key, "KeyType": "HASH"},
            {"AttributeName": table.sort_key, "KeyType": "RANGE"},
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        if table.stream
        else {"StreamEnabled": False},
    }


def guard_moto(calls: threading.RLock, note_write: Callable[[], None]) -> Callable[[], None]:
    """Take moto's calls one at a time, quickly, and tell of writes. Gives what undoes it."""
    from moto.core.models import botocore_stubber

    stubber: Any = botocore_stubber
    process = stubber.process_request

    def guarded(request: Any) -> Any:
        with calls:
            response = process(request)
        target = request.headers.get("X-Amz-Target", b"")
        name = target.decode() if isinstance(target, bytes) else target
        if name.rpartition(".")[2] in _WRITES:
            note_write()
        return response

    stubber.process_request = guarded
    slow_down = (quicken_queries(), quicken_calls())

    def undo() -> None:
        stubber.process_request = process
        for each in slow_down:
            each()

    return undo
