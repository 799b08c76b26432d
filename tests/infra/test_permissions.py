"""What each function may do, read from the template: the catalog's grants and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from burgee.storage.schema import TABLES
from burgee.wire.routes import ROUTES, Access
from functions.catalog import AUTHORIZER, FUNCTIONS, Function, Grant, Power
from infra.constructs.scheduled_calls import SCHEDULE_ACTIONS
from infra.permissions import table_actions
from tests.infra.cloud_assembly import Template, actions, on

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
NEVER_ON_HISTORY = {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Scan"}
READ = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
SPELLED = {
    ("config", Grant.READ): READ,
    ("config", Grant.READ_WRITE): READ | {"dynamodb:PutItem"},
    ("units", Grant.READ_WRITE): READ | {"dynamodb:PutItem", "dynamodb:UpdateItem"},
    ("units", Grant.MAINTAIN): READ
    | {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Scan"},
    ("aggregates", Grant.READ): READ,
}
# The rest of storage keeps documents and rulesets, in `config`.
ON_CONFIG = ("blobs", "documents", "rulesets")
REPAIR_ALONE = {"scan"}  # `burgee repair`, which an operator runs with permissions of their own
NOT_REQUESTS = {"exceptions"}

BY_POWER = {
    Power.READ_ALARMS: {"cloudwatch:DescribeAlarms"},
    Power.MAKE_ALARMS: {
        f"cloudwatch:{one}" for one in ("DeleteAlarms", "PutMetricAlarm", "TagResource")
    },
    Power.MOVE_ALIASES: {
        f"lambda:{one}"
        for one in (
            "DeleteFunction",
            "GetAlias",
            "GetFunctionConfiguration",
            "ListAliases",
            "ListVersionsByFunction",
            "UpdateAlias",
        )
    }
    | {f"codedeploy:{one}Deployment" for one in ("Get", "Stop")}
    | {"codedeploy:ListDeployments"},
    Power.PUBLISH_NOTICES: {"events:PutEvents", "sns:Publish"},
}

functions = pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)


def _camel(operation: str) -> str:
    return "".join(part.capitalize() for part in operation.split("_"))


def _table_actions(template: Template, row: Function) -> dict[str, set[str]]:
    """Those on each table itself, its stream left out; tables without any are left out too."""
    ids = list(template.of_type("AWS::DynamoDB::Table"))
    by_table = {
        table.name: actions(on(template.statements(row.name), {"Fn::GetAtt": [table_id, "Arn"]}))
        for table, table_id in zip(TABLES, ids, strict=True)
    }
    return {name: allowed for name, allowed in by_table.items() if allowed}


def _calls(node: ast.AST, receiver: str) -> set[str]:
    """What is called of an attribute: the `get_item` of `self._client.get_item`."""
    return {
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Attribute)
        and one.value.attr == receiver
    }


def _module(name: str) -> ast.Module:
    return ast.parse((STORAGE / f"{name}.py").read_text(encoding="utf-8"))


def _requests(operations: set[str]) -> set[str]:
    return {f"dynamodb:{_camel(operation)}" for operation in operations - NOT_REQUESTS}


def _requests_of_table_methods(methods: set[str]) -> set[str]:
    """What those methods of the table ask of DynamoDB, through others of its methods too."""
    bodies = {
        node.name: node for node in ast.walk(_module("table")) if isinstance(node, ast.FunctionDef)
    }
    reached, left = set[str](), set(methods)
    while left:
        method = left.pop()
        reached.add(method)
        own = {one.attr for one in ast.walk(bodies[method]) if isinstance(one, ast.Attribute)}
        left |= own & bodies.keys() - reached
    return _requests({call for method in reached for call in _calls(bodies[method], "_client")})


@functions
def test_a_function_may_do_with_each_table_what_the_catalog_grants(
    prod: Template, row: Function
) -> None:
    assert _table_actions(prod, row) == {
        name: set(table_actions(name, grant)) for name, grant in row.tables.items()
    }


@pytest.mark.parametrize(("table", "grant"), SPELLED)
def test_a_grant_is_spelled_out(table: str, grant: Grant) -> None:
    assert set(table_actions(table, grant)) == SPELLED[table, grant]


def test_authorize_can_change_nothing(prod: Template) -> None:
    allowed = _table_actions(prod, next(row for row in FUNCTIONS if row.name == AUTHORIZER))

    assert {name: granted & CHANGES for name, granted in allowed.items()} == {"config": set()}


def test_what_answers_callers_with_a_client_key_cannot_change_a_document(prod: Template) -> None:
    answering = {
        route.function for route in ROUTES if route.access in (Access.CLIENT, Access.SERVER)
    }
    allowed = {
        row.name: _table_actions(prod, row)["config"] & CHANGES
        for row in FUNCTIONS
        if row.name in answering
    }

    assert allowed == {name: set() for name in answering}


def test_nobody_can_update_or_delete_history(prod: Template) -> None:
    allowed = {row.name: _table_actions(prod, row)["config"] for row in FUNCTIONS}

    assert {name: one & NEVER_ON_HISTORY for name, one in allowed.items()} == {
        row.name: set() for row in FUNCTIONS
    }


def test_only_who_maintains_units_and_sums_can_delete_them(prod: Template) -> None:
    deleting = {
        (row.name, table)
        for row in FUNCTIONS
        for table, allowed in _table_actions(prod, row).items()
        if "dynamodb:DeleteItem" in allowed
    }

    assert deleting == {("reconcile", "units"), ("reconcile", "aggregates"), ("admin", "units")}


def test_the_grants_cover_every_request_that_storage_makes() -> None:
    modules = [path.stem for path in STORAGE.glob("*.py")]
    requests = _requests({call for name in modules for call in _calls(_module(name), "_client")})

    assert requests == set(table_actions("units", Grant.MAINTAIN))


def test_the_grants_on_config_cover_what_documents_and_rulesets_ask_and_no_more() -> None:
    methods = {call for name in ON_CONFIG for call in _calls(_module(name), "_table")}
    requests = _requests_of_table_methods(methods - REPAIR_ALONE)

    assert requests == set(table_actions("config", Grant.READ_WRITE))


@functions
def test_no_action_is_a_wildcard(prod: Template, row: Function) -> None:
    assert [action for action in actions(prod.statements(row.name)) if "*" in action] == []


@functions
def test_only_actions_that_know_no_resource_are_allowed_on_all(
    prod: Template, row: Function
) -> None:
    on_all = [one for one in prod.statements(row.name) if one["Resource"] == "*"]

    known = {"xray:PutTelemetryRecords", "xray:PutTraceSegments", "dynamodb:ListStreams"}
    if Power.READ_ALARMS in row.powers:
        known |= BY_POWER[Power.READ_ALARMS]  # of composite alarms it knows no resource
    assert actions(on_all) <= known


@functions
def test_a_function_may_do_nothing_beyond_what_its_row_says(prod: Template, row: Function) -> None:
    others = {
        action
        for action in actions(prod.statements(row.name))
        if not action.startswith(("dynamodb:", "kms:"))
    } - EVERY_FUNCTION

    assert others == _beyond_tables(row)


def _beyond_tables(row: Function) -> set[str]:
    """What its powers, its queues, its schedules and the events that it failed at need."""
    needed = set[str]()
    if row.stream:
        needed |= {f"sqs:{one}" for one in ("GetQueueAttributes", "GetQueueUrl", "SendMessage")}
    if row.queue:
        needed |= {f"sqs:{one}Message" for one in ("Delete", "Receive")}
        needed |= {f"sqs:{one}" for one in ("ChangeMessageVisibility", "GetQueueUrl")}
        needed.add("sqs:GetQueueAttributes")
    if row.sends or row.is_not_waited_for:
        needed.add("sqs:SendMessage")
    if row.schedules:
        needed |= {*SCHEDULE_ACTIONS, "iam:PassRole"}
    return needed.union(*(BY_POWER[power] for power in row.powers))


@functions
def test_a_function_writes_its_own_log_alone(prod: Template, row: Function) -> None:
    [logging] = [one for one in prod.statements(row.name) if "logs:" in str(one["Action"])]
    own = prod.function(row.name)["LoggingConfig"]["LogGroup"]["Ref"]

    assert logging["Resource"] == {"Fn::GetAtt": [own, "Arn"]}


@functions
def test_only_who_writes_a_table_can_encrypt(prod: Template, row: Function) -> None:
    used = actions(on(prod.statements(row.name), _key_of_tables(prod)))
    only_reads = set(row.tables.values()) == {Grant.READ}

    assert "kms:Decrypt" in used
    assert ("kms:Encrypt" in used or "kms:GenerateDataKey" in used) is not only_reads


def _key_of_tables(template: Template) -> dict[str, Any]:
    """The ARN of the key that encrypts every table."""
    keys = {
        str(one["SSESpecification"]["KMSMasterKeyId"]): one["SSESpecification"]["KMSMasterKeyId"]
        for one in template.properties("AWS::DynamoDB::Table")
    }
    [arn] = keys.values()
    return dict(arn)


@functions
def test_the_key_of_the_tables_is_used_through_dynamodb(prod: Template, row: Function) -> None:
    free = [
        one
        for one in on(prod.statements(row.name), _key_of_tables(prod))
        if "kms:" in str(one["Action"]) and "dynamodb." not in str(one.get("Condition"))
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
