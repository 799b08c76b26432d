"""Where notices go, and who may tell them."""

from __future__ import annotations

from typing import Any

import pytest

from functions.catalog import FUNCTIONS, Function, Power
from tests.infra.cloud_assembly import Template, actions, on

TOPIC, BUS, KEY = "AWS::SNS::Topic", "AWS::Events::EventBus", "AWS::KMS::Key"

functions = pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
publishers = pytest.mark.parametrize(
    "row",
    [row for row in FUNCTIONS if Power.PUBLISH_NOTICES in row.powers],
    ids=lambda row: row.name,
)


def _output(template: Template, name: str) -> Any:
    return template.read()["Outputs"][name]["Value"]


def _bus_arn(template: Template) -> dict[str, Any]:
    [bus_id] = template.of_type(BUS)
    return {"Fn::GetAtt": [bus_id, "Arn"]}


def _topic(template: Template) -> dict[str, Any]:
    topic: dict[str, Any] = template.of_type(TOPIC)[_output(template, "NoticesTopic")["Ref"]]
    return topic


@functions
def test_only_who_has_the_power_can_tell_and_only_here(prod: Template, row: Function) -> None:
    statements = prod.statements(row.name)
    telling = [one for one in statements if {"events:PutEvents", "sns:Publish"} & actions([one])]
    told = [(one["Action"], one["Resource"]) for one in telling]

    assert told == (
        [
            ("events:PutEvents", _bus_arn(prod)),
            ("sns:Publish", _output(prod, "NoticesTopic")),
        ]
        if Power.PUBLISH_NOTICES in row.powers
        else []
    )


@publishers
def test_who_tells_knows_where(prod: Template, row: Function) -> None:
    variables = prod.function(row.name)["Environment"]["Variables"]

    assert variables["NOTICES_BUS"] == _output(prod, "NoticesBus")
    assert variables["NOTICES_TOPIC"] == _output(prod, "NoticesTopic")


@publishers
def test_who_tells_uses_the_key_of_the_topic_through_it_alone(
    prod: Template, row: Function
) -> None:
    [using] = on(prod.statements(row.name), _topic(prod)["Properties"]["KmsMasterKeyId"])

    assert set(using["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey"}
    assert "sns." in str(using["Condition"]["StringEquals"]["kms:ViaService"])


def test_the_key_of_the_topics_is_not_that_of_the_tables_and_rotates(prod: Template) -> None:
    [key_id, _] = _topic(prod)["Properties"]["KmsMasterKeyId"]["Fn::GetAtt"]
    of_tables = {
        one["SSESpecification"]["KMSMasterKeyId"]["Fn::GetAtt"][0]
        for one in prod.properties("AWS::DynamoDB::Table")
    }

    assert key_id not in of_tables
    assert prod.of_type(KEY)[key_id]["Properties"]["EnableKeyRotation"] is True


def test_a_topic_refuses_plain_http_and_nobody_from_outside_may_publish(prod: Template) -> None:
    [policy] = [
        one
        for one in prod.properties("AWS::SNS::TopicPolicy")
        if one["Topics"] == [_output(prod, "NoticesTopic")]
    ]
    [statement] = policy["PolicyDocument"]["Statement"]

    assert (statement["Effect"], statement["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )


def test_nobody_from_outside_may_put_events_on_the_bus(prod: Template) -> None:
    assert prod.only(BUS)["Name"] == "burgee-prod-notices"
    assert prod.of_type("AWS::Events::EventBusPolicy") == {}


def test_what_was_told_can_be_told_again_for_14_days(prod: Template) -> None:
    archive = prod.only("AWS::Events::Archive")

    assert (archive["SourceArn"], archive["RetentionDays"]) == (_bus_arn(prod), 14)
    assert archive["EventPattern"] == {"source": [{"exists": True}]}
