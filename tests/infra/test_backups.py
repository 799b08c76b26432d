"""Where exports of the tables rest."""

from __future__ import annotations

from typing import Any

import pytest

from functions.catalog import FUNCTIONS, Function
from tests.infra.cloud_assembly import CloudAssembly, Template, actions

BUCKET = "AWS::S3::Bucket"


def _refused(template: Template) -> list[dict[str, Any]]:
    statements = template.only("AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]
    return [
        {"to": one["Principal"], "what": one["Action"], "if": one["Condition"]}
        for one in statements
        if one["Effect"] == "Deny"
    ]


def test_the_stack_says_which_bucket_it_is(prod: Template) -> None:
    [bucket_id] = prod.of_type(BUCKET)

    assert prod.read()["Outputs"]["BackupBucket"]["Value"] == {"Ref": bucket_id}


def test_nothing_in_it_can_be_public(prod: Template) -> None:
    assert prod.only(BUCKET)["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }


def test_exports_rest_under_the_key_of_the_tables(prod: Template) -> None:
    [rule] = prod.only(BUCKET)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    by_default = rule["ServerSideEncryptionByDefault"]
    of_tables = [
        one["SSESpecification"]["KMSMasterKeyId"] for one in prod.properties("AWS::DynamoDB::Table")
    ]

    assert by_default["SSEAlgorithm"] == "aws:kms"
    assert by_default["KMSMasterKeyID"] in of_tables


def test_plain_http_and_old_tls_are_refused_to_everybody(prod: Template) -> None:
    everybody: dict[str, Any] = {"to": {"AWS": "*"}, "what": "s3:*"}

    assert _refused(prod) == [
        everybody | {"if": {"Bool": {"aws:SecureTransport": "false"}}},
        everybody | {"if": {"NumericLessThan": {"s3:TlsVersion": 1.2}}},
    ]


def test_what_was_replaced_is_kept_for_a_month_and_an_export_for_over_a_year(
    prod: Template,
) -> None:
    bucket = prod.only(BUCKET)
    [rule] = bucket["LifecycleConfiguration"]["Rules"]

    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rule["ExpirationInDays"] == 400


def test_only_prods_exports_outlive_the_stack(assembly: CloudAssembly) -> None:
    kept = {
        name: next(iter(assembly.template(name).of_type(BUCKET).values()))["DeletionPolicy"]
        for name in ("dev", "staging", "prod")
    }

    assert kept == {"dev": "Delete", "staging": "Delete", "prod": "Retain"}


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_no_function_reaches_exports(prod: Template, row: Function) -> None:
    allowed = actions(prod.statements(row.name))

    assert [action for action in allowed if action.startswith("s3:")] == []
