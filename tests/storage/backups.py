"""A deployment in moto with something in every table, to back up, lose and restore."""

from __future__ import annotations

import json
from typing import Any

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.timestamps import iso
from burgee.runtime.restoring import deployed
from burgee.services.back_up import Deployed
from burgee.services.publish import publish
from burgee.storage.documents import DynamoDocuments
from burgee.storage.rulesets import DynamoRulesets
from burgee.storage.schema import TABLES
from burgee.storage.table import ItemTable
from burgee.storage.units import DynamoUnits
from local.backend import create_tables
from tests.storage.builders import members, noise, saved, version

NAMES = {table.name: table.name for table in TABLES}
AT = "2026-11-21T12:00:00.000Z"
FLAG: dict[str, Any] = {
    "key": "checkout",
    "kind": "boolean",
    "salt": "s1",
    "variants": {"on": {"value": True}, "off": {"value": False}},
    "environments": {"production": {"enabled": True, "default_variant": "on"}},
}


def flag(number: int, **fields: Any) -> DocumentVersion:
    return version(number, body={**FLAG, **fields})


def experiment(*runs: int) -> DocumentVersion:
    """An experiment with these runs, which are only numbers here: none is served."""
    body = {
        "key": "pricing",
        "environment": "production",
        "plan": {"alpha": 0.01},
        "hypothesis": noise(4000),
        "runs": [_run(number) for number in runs],
    }
    return DocumentVersion(
        Kind.EXPERIMENT, "pricing", 1, body, Change("ann", AT, Action.CREATE), {}
    )


def _run(number: int) -> dict[str, Any]:
    return {
        "number": number,
        "salt": "s",
        "environment": "production",
        "bucket_by": "targeting_key",
        "assignment": "deterministic",
        "control": "control",
        "weights": {"control": 1, "new": 1},
        "metrics": {},
        "dimensions": [],
        "plan": {"alpha": 0.01},
        "started_at": AT,
    }


def furnish(client: Any) -> Deployed:
    """Tables with a flag of three versions, a large segment, an experiment with a run, the
    rulesets of all environments, and the secret."""
    create_tables(client, TABLES)
    config = ItemTable(client, NAMES["config"])
    documents = DynamoDocuments(config)
    segment = members(17_000)
    body = {**segment.body, "included": list(segment.body["included"])}
    saved(
        documents,
        flag(1),
        flag(2, name="Checkout"),
        flag(3, name="The new checkout"),
        DocumentVersion(segment.kind, segment.key, 1, body, segment.change),
        experiment(1),
    )
    publish(documents, DynamoRulesets(config), lambda: iso(0))
    DynamoUnits(ItemTable(client, NAMES["units"])).secret()
    return deployed(client, NAMES)


def all_items(client: Any, table: str) -> list[dict[str, Any]]:
    pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]


def lose(client: Any, table: str, partition: str, sort: str) -> None:
    """Delete an item, which has to be there."""
    key = {"pk": {"S": partition}, "sk": {"S": sort}}
    lost = client.delete_item(TableName=table, Key=key, ReturnValues="ALL_OLD")
    assert lost["Attributes"], f"there is no {partition} {sort}"


def alter(client: Any, table: str, partition: str, sort: str, **attributes: Any) -> None:
    """Write other attributes into an item, which has to be there."""
    key = {"pk": {"S": partition}, "sk": {"S": sort}}
    item = client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    client.put_item(TableName=table, Item={**item, **attributes})


def body_attribute(body: dict[str, Any]) -> dict[str, Any]:
    return {"S": json.dumps(body)}
