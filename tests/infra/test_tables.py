"""The tables as `burgee.storage.schema` says, and how they rest."""

from __future__ import annotations

import pytest
from aws_cdk import App, Stack, assertions

from burgee.storage.schema import TABLES
from infra.constructs.tables import Tables
from infra.deployments import RestoredTable
from tests.infra.cloud_assembly import Template

TABLE = "AWS::DynamoDB::Table"


def test_the_template_has_the_tables_of_the_schema(prod: Template) -> None:
    described = [
        (
            {key["KeyType"]: key["AttributeName"] for key in properties["KeySchema"]},
            {kind["AttributeType"] for kind in properties["AttributeDefinitions"]},
            properties.get("StreamSpecification", {}).get("StreamViewType"),
            properties.get("TimeToLiveSpecification", {}).get("AttributeName"),
        )
        for properties in prod.properties(TABLE)
    ]

    assert described == [
        (
            {"HASH": table.partition_key, "RANGE": table.sort_key},
            {"S"},
            "NEW_AND_OLD_IMAGES" if table.stream else None,
            table.ttl,
        )
        for table in TABLES
    ]


def test_every_table_is_billed_per_request(prod: Template) -> None:
    assert {one["BillingMode"] for one in prod.properties(TABLE)} == {"PAY_PER_REQUEST"}


def test_every_table_can_be_brought_back_to_any_second_of_35_days(prod: Template) -> None:
    recovery = [one["PointInTimeRecoverySpecification"] for one in prod.properties(TABLE)]

    assert recovery == [
        {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35} for _ in TABLES
    ]


def test_every_table_rests_under_a_key_of_ours_that_rotates(prod: Template) -> None:
    keys = prod.of_type("AWS::KMS::Key")
    used = [one["SSESpecification"] for one in prod.properties(TABLE)]

    assert [(sse["SSEType"], sse["SSEEnabled"]) for sse in used] == [("KMS", True)] * len(TABLES)
    rotates = [
        keys[sse["KMSMasterKeyId"]["Fn::GetAtt"][0]]["Properties"]["EnableKeyRotation"]
        for sse in used
    ]
    assert rotates == [True] * len(TABLES)


@pytest.mark.node
def test_restored_tables_are_used_instead_and_the_stacks_own_stay() -> None:
    stream = "arn:aws:dynamodb:eu-west-1:123456789012:table/config-restored/stream/1"
    stack = Stack(App(), "burgee-test")

    tables = Tables(
        stack,
        "Tables",
        is_protected=True,
        restored=(RestoredTable("config", "config-restored", stream),),
    )

    assert tables.by_name["config"].table_name == "config-restored"
    assert tables.by_name["config"].table_stream_arn == stream
    made = assertions.Template.from_stack(stack).find_resources(TABLE)
    assert len(made) == len(TABLES)
