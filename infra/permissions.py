"""What each grant of the catalog allows, spelled out: no wildcard, and nobody deletes history."""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns

from burgee.storage.schema import CONFIG
from functions.catalog import Grant

_READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
_WRITE = ("dynamodb:PutItem", "dynamodb:UpdateItem")
_REMOVE = ("dynamodb:DeleteItem", "dynamodb:Scan")
_BY_GRANT = {
    Grant.READ: _READ,
    Grant.READ_WRITE: _READ + _WRITE,
    Grant.MAINTAIN: _READ + _WRITE + _REMOVE,
}
# A version is put once, where none is: what has a history is neither updated nor deleted.
_NEVER = {CONFIG.name: frozenset({"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Scan"})}

_DECRYPT = ("kms:Decrypt",)
_ENCRYPT = (
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
KEY_ACTIONS = {
    Grant.READ: _DECRYPT,
    Grant.READ_WRITE: _DECRYPT + _ENCRYPT,
    Grant.MAINTAIN: _DECRYPT + _ENCRYPT,
}


def table_actions(table: str, grant: Grant) -> tuple[str, ...]:
    """What `grant` allows on the table of that name in the schema."""
    never = _NEVER.get(table, frozenset())
    return tuple(action for action in _BY_GRANT[grant] if action not in never)


def allow_table(grantee: iam.IGrantable, name: str, grant: Grant, table: dynamodb.ITable) -> None:
    """Let `grantee` use a table, which the schema calls `name`."""
    table.grant(grantee, *table_actions(name, grant))


def allow_key(grantee: iam.IGrantable, grants: set[Grant], key: kms.IKey) -> None:
    """Let `grantee` use the tables' key as these grants need, and only as DynamoDB asks for it."""
    actions = sorted({action for grant in grants for action in KEY_ACTIONS[grant]})
    _allow_key_through(grantee, "dynamodb", actions, key)


def allow_notices(
    grantee: iam.IGrantable, *, bus: events.IEventBus, topic: sns.ITopic, key: kms.IKey
) -> None:
    """Let `grantee` put events on `bus` and publish to `topic`, which `key` encrypts."""
    for action, resource in (
        ("events:PutEvents", bus.event_bus_arn),
        ("sns:Publish", topic.topic_arn),
    ):
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(actions=[action], resources=[resource])
        )
    _allow_key_through(grantee, "sns", ["kms:Decrypt", "kms:GenerateDataKey"], key)


def _allow_key_through(
    grantee: iam.IGrantable, service: str, actions: list[str], key: kms.IKey
) -> None:
    grantee.grant_principal.add_to_principal_policy(
        iam.PolicyStatement(
            actions=actions,
            resources=[key.key_arn],
            conditions={
                "StringEquals": {
                    "kms:ViaService": f"{service}.{Aws.REGION}.amazonaws.com",
                    "kms:CallerAccount": Aws.ACCOUNT_ID,
                }
            },
        )
    )
