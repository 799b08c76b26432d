"""What each grant of the catalog allows, spelled out: no wildcard, and nobody deletes history."""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from functions.catalog import Grant

_READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
_WRITE = ("dynamodb:PutItem",)
TABLE_ACTIONS = {Grant.READ: _READ, Grant.READ_WRITE: _READ + _WRITE}

_DECRYPT = ("kms:Decrypt",)
_ENCRYPT = (
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
KEY_ACTIONS = {Grant.READ: _DECRYPT, Grant.READ_WRITE: _DECRYPT + _ENCRYPT}


def allow(grantee: iam.IGrantable, grant: Grant, table: dynamodb.ITable, key: kms.IKey) -> None:
    """Let `grantee` use a table, and its key through DynamoDB alone."""
    table.grant(grantee, *TABLE_ACTIONS[grant])
    allow_key(grantee, grant, key)


def allow_key(grantee: iam.IGrantable, grant: Grant, key: kms.IKey) -> None:
    """Let `grantee` use the tables' key, and only as DynamoDB asks for it."""
    grantee.grant_principal.add_to_principal_policy(
        iam.PolicyStatement(
            actions=list(KEY_ACTIONS[grant]),
            resources=[key.key_arn],
            conditions={
                "StringEquals": {
                    "kms:ViaService": f"dynamodb.{Aws.REGION}.amazonaws.com",
                    "kms:CallerAccount": Aws.ACCOUNT_ID,
                }
            },
        )
    )
