"""Which class fills which port: the one place that builds clients, lazily and once.

Importing it has no effect. `reset` forgets what was built, for tests and for a laptop that moves
to another backend.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from burgee.runtime.settings import Settings, read_settings
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.documents import DynamoDocuments
from burgee.storage.rulesets import DynamoRulesets
from burgee.storage.schema import AGGREGATES, CONFIG, UNITS, Table
from burgee.storage.table import ItemTable
from burgee.storage.units import DynamoUnits
from burgee.storage.usage import DynamoUsage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from burgee.storage.looks import DynamoLooks

T = TypeVar("T")

_built: dict[Callable[[], Any], Any] = {}
_building = threading.RLock()


def once(build: Callable[[], T]) -> Callable[[], T]:
    """What `build` gives, built at the first call, by one thread, and kept until `reset`."""

    def built() -> T:
        if build not in _built:
            with _building:
                if build not in _built:
                    _built[build] = build()
        kept: T = _built[build]
        return kept

    return built


def reset() -> None:
    """Forget everything that was built; the next call builds anew from the environment."""
    with _building:
        _built.clear()


@once
def settings() -> Settings:
    """The settings of this process."""
    return read_settings()


@once
def documents() -> DynamoDocuments:
    """The documents, for administration and publishing."""
    return DynamoDocuments(ItemTable(administration_client(), settings().table_name(CONFIG)))


@once
def keys_documents() -> DynamoDocuments:
    """The documents, for `authorize`, which has 5 seconds: given up before they are over."""
    return DynamoDocuments(ItemTable(evaluation_client(), settings().table_name(CONFIG)))


@once
def rulesets() -> DynamoRulesets:
    """The rulesets, for evaluation: a DynamoDB that does not answer is given up within seconds."""
    return DynamoRulesets(ItemTable(evaluation_client(), settings().table_name(CONFIG)))


@once
def publishing_rulesets() -> DynamoRulesets:
    """The rulesets, for `publish`, which would rather wait than fail."""
    return DynamoRulesets(ItemTable(administration_client(), settings().table_name(CONFIG)))


@once
def units() -> DynamoUnits:
    """The units, for `evaluate` and `ingest`: given up within seconds, since a caller waits."""
    return DynamoUnits(_tracking_table(evaluation_client(), UNITS))


@once
def maintained_units() -> DynamoUnits:
    """The units, for `aggregate`, `reconcile` and administration, which would rather wait."""
    return DynamoUnits(_tracking_table(administration_client(), UNITS))


@once
def aggregates() -> DynamoAggregates:
    """The aggregates, where a caller waits for an answer."""
    return DynamoAggregates(_tracking_table(evaluation_client(), AGGREGATES))


@once
def maintained_aggregates() -> DynamoAggregates:
    """The aggregates, for `aggregate`, `reconcile` and administration."""
    return DynamoAggregates(_tracking_table(administration_client(), AGGREGATES))


@once
def usage() -> DynamoUsage:
    """Flag usage, for `evaluate` and `ingest`."""
    return DynamoUsage(_tracking_table(evaluation_client(), AGGREGATES))


@once
def maintained_usage() -> DynamoUsage:
    """Flag usage, for `reconcile` and administration."""
    return DynamoUsage(_tracking_table(administration_client(), AGGREGATES))


@once
def maintained_looks() -> DynamoLooks:
    """The looks at results, for `analyse` and administration."""
    from burgee.storage.looks import DynamoLooks  # what an evaluation has no use for

    return DynamoLooks(_tracking_table(administration_client(), AGGREGATES))


@once
def evaluation_client() -> DynamoDBClient:
    """Gives up soon, since a caller waits; evaluation has a last good ruleset to answer from."""
    return dynamodb_client(timeout_seconds=1, attempts=2)


@once
def administration_client() -> DynamoDBClient:
    """Tries harder: a change that fails has to be made again by a person."""
    return dynamodb_client(timeout_seconds=5, attempts=4)


def dynamodb_client(*, timeout_seconds: float, attempts: int) -> DynamoDBClient:
    """A client that waits so long for a connection and for each answer, and asks so many times.

    Straight from botocore: boto3 adds its own import to every cold start and nothing we use.
    """
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=timeout_seconds,
        read_timeout=timeout_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    client: Any = botocore.session.get_session().create_client("dynamodb", config=config)
    built: DynamoDBClient = client
    return built


def _tracking_table(client: DynamoDBClient, table: Table) -> ItemTable:
    """A table whose callers tell theirs to come again later where DynamoDB is asked too much."""
    return ItemTable(client, settings().table_name(table), tells_throttling=True)
