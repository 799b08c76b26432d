"""What each function may do, read from the template: the catalog's grants and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from functions.catalog import FUNCTIONS, Function, Grant
from infra.permissions import TABLE_ACTIONS
from tests.infra.cloud_assembly import Template, actions

ROOT = Path(__file__).parent.parent.parent
STORAGE = ROOT / "layers" / "core" / "python" / "burgee" / "storage"
EVERY_FUNCTION = {"logs:CreateLogStream", "logs:PutLogEvents"} | {
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
STREAM = {
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
}
CHANGES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"} | {
    "dynamodb:BatchWriteItem",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PartiQLDelete",
}
REPAIR_ALONE = {"scan"}  # `burgee repair`, which an operator runs with permissions of their own
NOT_REQUESTS = {"exceptions"}

functions = pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)


def _camel(operation: str) -> str:
    return "".join(part.capitalize() for part in operation.split("_"))


def _table_actions(template: Template, row: Function) -> set[str]:
    """Those on the table itself, its stream left out."""
    return {
        action
        for action in actions(template.statements(row.name))
        if action.startswith("dynamodb:") and action not in STREAM
    }


@functions
def test_a_function_may_do_with_the_table_what_the_catalog_grants(
    prod: Template, row: Function
) -> None:
    granted = {action for grant in row.tables.values() for action in TABLE_ACTIONS[grant]}

    assert _table_actions(prod, row) == granted


def test_evaluate_and_authorize_can_change_nothing(prod: Template) -> None:
    readers = [row for row in FUNCTIONS if set(row.tables.values()) == {Grant.READ}]

    assert {row.name for row in readers} == {"evaluate", "authorize"}
    assert [row.name for row in readers if _table_actions(prod, row) & CHANGES] == []


def test_nobody_can_delete_history(prod: Template) -> None:
    may_delete = [row.name for row in FUNCTIONS if "Delete" in str(_table_actions(prod, row))]

    assert may_delete == []


def test_the_grants_cover_every_request_that_storage_makes() -> None:
    tree = ast.parse((STORAGE / "table.py").read_text(encoding="utf-8"))
    operations = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "_client"
    }
    requests = {
        f"dynamodb:{_camel(operation)}" for operation in operations - REPAIR_ALONE - NOT_REQUESTS
    }

    assert requests == set(TABLE_ACTIONS[Grant.READ_WRITE])


@functions
def test_no_action_is_a_wildcard(prod: Template, row: Function) -> None:
    assert [action for action in actions(prod.statements(row.name)) if "*" in action] == []


@functions
def test_only_actions_that_know_no_resource_are_allowed_on_all(
    prod: Template, row: Function
) -> None:
    on_all = [one for one in prod.statements(row.name) if one["Resource"] == "*"]

    assert actions(on_all) <= {
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
        "dynamodb:ListStreams",
    }


@functions
def test_a_function_may_do_nothing_beyond_tables_their_key_logs_and_traces(
    prod: Template, row: Function
) -> None:
    others = {
        action
        for action in actions(prod.statements(row.name))
        if not action.startswith(("dynamodb:", "kms:"))
    } - EVERY_FUNCTION

    assert others == ({f"sqs:{one}" for one in _TO_THE_QUEUE} if row.stream else set())


_TO_THE_QUEUE = ("GetQueueAttributes", "GetQueueUrl", "SendMessage")


@functions
def test_a_function_writes_its_own_log_alone(prod: Template, row: Function) -> None:
    [logging] = [one for one in prod.statements(row.name) if "logs:" in str(one["Action"])]
    own = prod.function(row.name)["LoggingConfig"]["LogGroup"]["Ref"]

    assert logging["Resource"] == {"Fn::GetAtt": [own, "Arn"]}


def test_readers_can_only_decrypt(prod: Template) -> None:
    keys = {
        row.name: {one for one in actions(prod.statements(row.name)) if one.startswith("kms:")}
        for row in FUNCTIONS
    }

    assert keys["evaluate"] == keys["authorize"] == {"kms:Decrypt"}


@functions
def test_the_key_is_used_through_dynamodb(prod: Template, row: Function) -> None:
    free = [
        one
        for one in prod.statements(row.name)
        if "kms:" in str(one["Action"]) and "kms:ViaService" not in str(one.get("Condition"))
    ]

    # A stream is read for the function by Lambda itself.
    assert actions(free) <= ({"kms:Decrypt", "kms:DescribeKey"} if row.stream else set())


@functions
def test_a_role_is_for_lambda_and_carries_no_policy_of_aws(prod: Template, row: Function) -> None:
    role: dict[str, Any] = prod.of_type("AWS::IAM::Role")[
        prod.function(row.name)["Role"]["Fn::GetAtt"][0]
    ]["Properties"]
    [trust] = role["AssumeRolePolicyDocument"]["Statement"]

    assert (trust["Principal"], role.get("ManagedPolicyArns")) == (
        {"Service": "lambda.amazonaws.com"},
        None,
    )
