"""Restored tables as they are read: by the repositories of the product, under other names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from burgee.runtime.backups import secret_print
from burgee.services.back_up import Deployed
from burgee.services.verify_restored import Restored
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.critical_items import DynamoCriticalItems
from burgee.storage.documents import DynamoDocuments
from burgee.storage.looks import DynamoLooks
from burgee.storage.rulesets import DynamoRulesets
from burgee.storage.schema import AGGREGATES, CONFIG, UNITS
from burgee.storage.table import ItemTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def deployed(client: DynamoDBClient, tables: Mapping[str, str]) -> Deployed:
    """What `burgee ops backup` backs up."""
    secret = secret_print(ItemTable(client, tables[UNITS.name])) if UNITS.name in tables else ""
    return Deployed(tables, DynamoCriticalItems(ItemTable(client, tables[CONFIG.name])), secret)


def restored(client: DynamoDBClient, targets: Mapping[str, str]) -> Restored:
    """The restored tables, by their names in the schema."""
    config = ItemTable(client, targets[CONFIG.name])
    sums = targets.get(AGGREGATES.name)
    return Restored(
        items=DynamoCriticalItems(config),
        documents=DynamoDocuments(config),
        rulesets=DynamoRulesets(config),
        aggregates=DynamoAggregates(ItemTable(client, sums)) if sums else None,
        looks=DynamoLooks(ItemTable(client, sums)) if sums else None,
    )


def restored_secret(client: DynamoDBClient, targets: Mapping[str, str]) -> str | None:
    """SHA-256 of the secret in the restored units; None where they were not restored."""
    units = targets.get(UNITS.name)
    return None if units is None else secret_print(ItemTable(client, units))
