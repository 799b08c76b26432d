"""What the powers of the catalog reach, and what they do not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from burgee.domain.rollouts import made_alarm_name
from functions.catalog import FUNCTIONS, Function, Power
from infra.powers import ALLOWED, OwnFunctions, allowed_by
from tests.infra.cloud_assembly import Template
from tests.infra.policies import arn, is_allowed

OWN = [f"burgee-prod-{row.name}" for row in FUNCTIONS]
TAGGED = {"burgee:rollback": "allowed"}
OTHERS, OTHERS_GROUP = "function:checkout", "deploymentgroup:shop/checkout"
VERSION_OF_OTHERS = f"{OTHERS}:7"


def _with(power: Power) -> list[Function]:
    return [row for row in FUNCTIONS if power in row.powers]


movers = pytest.mark.parametrize("row", _with(Power.MOVE_ALIASES), ids=lambda row: row.name)
makers = pytest.mark.parametrize("row", _with(Power.MAKE_ALARMS), ids=lambda row: row.name)
functions = pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
own = pytest.mark.parametrize("name", OWN)


@movers
@own
def test_an_own_function_may_be_moved_back(prod: Template, row: Function, name: str) -> None:
    allowed = prod.statements(row.name)

    assert is_allowed(allowed, "lambda:UpdateAlias", arn("lambda", f"function:{name}"))
    assert is_allowed(allowed, "lambda:UpdateAlias", arn("lambda", f"function:{name}:live"))


@movers
@own
def test_a_version_of_an_own_function_may_be_deleted_and_never_the_function(
    prod: Template, row: Function, name: str
) -> None:
    allowed = prod.statements(row.name)

    assert is_allowed(allowed, "lambda:DeleteFunction", arn("lambda", f"function:{name}:7"))
    assert not is_allowed(allowed, "lambda:DeleteFunction", arn("lambda", f"function:{name}"))


@movers
@own
def test_a_deployment_of_an_own_function_may_be_stopped(
    prod: Template, row: Function, name: str
) -> None:
    group = arn("codedeploy", f"deploymentgroup:burgee-prod/{name}")

    assert is_allowed(prod.statements(row.name), "codedeploy:StopDeployment", group)


@movers
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("lambda:UpdateAlias", arn("lambda", OTHERS)),
        ("lambda:DeleteFunction", arn("lambda", VERSION_OF_OTHERS)),
        ("codedeploy:StopDeployment", arn("codedeploy", OTHERS_GROUP)),
    ],
)
def test_what_others_deploy_is_within_reach_with_the_tag_alone(
    prod: Template, row: Function, action: str, resource: str
) -> None:
    allowed = prod.statements(row.name)

    assert is_allowed(allowed, action, resource, TAGGED)
    assert not is_allowed(allowed, action, resource)
    assert not is_allowed(allowed, action, resource, {"burgee:rollback": "refused"})


@movers
@pytest.mark.parametrize("stack", ["burgee-staging", "burgee-prod-eu"])
def test_a_function_of_another_deployment_is_out_of_reach(
    prod: Template, row: Function, stack: str
) -> None:
    allowed = prod.statements(row.name)

    assert not is_allowed(
        allowed, "lambda:UpdateAlias", arn("lambda", f"function:{stack}-evaluate")
    )


@movers
def test_a_function_that_is_tagged_cannot_be_deleted(prod: Template, row: Function) -> None:
    allowed = prod.statements(row.name)

    assert not is_allowed(allowed, "lambda:DeleteFunction", arn("lambda", OTHERS), TAGGED)


@movers
@pytest.mark.parametrize(
    "action",
    ["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "lambda:PublishVersion"],
)
def test_who_moves_aliases_cannot_change_code(prod: Template, row: Function, action: str) -> None:
    allowed = prod.statements(row.name)

    assert not is_allowed(allowed, action, arn("lambda", f"function:{OWN[0]}"))
    assert not is_allowed(allowed, action, arn("lambda", OTHERS), TAGGED)


@functions
def test_only_who_has_the_power_can_move_an_alias(prod: Template, row: Function) -> None:
    reached = is_allowed(
        prod.statements(row.name), "lambda:UpdateAlias", arn("lambda", f"function:{OWN[0]}")
    )

    assert reached is (Power.MOVE_ALIASES in row.powers)


@makers
def test_alarms_of_rollouts_can_be_made_and_no_others_touched(
    prod: Template, row: Function
) -> None:
    allowed = prod.statements(row.name)
    made = arn("cloudwatch", f"alarm:{made_alarm_name('burgee-prod', 'checkout', 'errors')}")
    others = [arn("cloudwatch", f"alarm:{name}-error-rate") for name in (*OWN, "checkout")]

    for action in ("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"):
        assert is_allowed(allowed, action, made)
        assert [name for name in others if is_allowed(allowed, action, name)] == []


@functions
def test_only_who_has_the_power_can_make_an_alarm(prod: Template, row: Function) -> None:
    made = arn("cloudwatch", f"alarm:{made_alarm_name('burgee-prod', 'checkout', 'errors')}")

    reached = is_allowed(prod.statements(row.name), "cloudwatch:PutMetricAlarm", made)

    assert reached is (Power.MAKE_ALARMS in row.powers)


@functions
def test_only_who_has_the_power_can_look_at_alarms(prod: Template, row: Function) -> None:
    reached = is_allowed(
        prod.statements(row.name), "cloudwatch:DescribeAlarms", arn("cloudwatch", "alarm:shop")
    )

    assert reached is (Power.READ_ALARMS in row.powers)


RUNTIME = Path(__file__).parent.parent.parent / "layers" / "core" / "python" / "burgee" / "runtime"
NOT_REQUESTS = {"exceptions", "get_paginator", "get_waiter"}
WAITS_BY = {"published_version_active": "get_function_configuration"}
# What only the command asks for, with permissions of an operator.
OF_OPERATORS = {"publish_version", "tag_resource", "update_function_code"}


def _requests(module: str) -> set[str]:
    """What a module asks of its clients: by calls, by pages, and while it waits."""
    tree = ast.parse((RUNTIME / f"{module}.py").read_text(encoding="utf-8"))
    called = {
        one.attr
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Attribute)
        and one.value.attr == "_client"
    }
    told = {
        str(one.args[0].value)
        for one in ast.walk(tree)
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr in ("get_paginator", "get_waiter")
        and isinstance(one.args[0], ast.Constant)
    }
    return {WAITS_BY.get(one, one) for one in called | told} - NOT_REQUESTS


def _operations(powers: set[Power]) -> set[str]:
    """What the powers allow, as a client calls it."""
    actions = {
        action
        for power in powers
        for each in allowed_by(power, OwnFunctions("", ()))
        for action in each.actions
    }
    return {re.sub(r"(?<!^)(?=[A-Z])", "_", one.partition(":")[2]).lower() for one in actions}


def test_the_power_to_move_aliases_covers_what_is_asked_for_and_no_more() -> None:
    asked = _requests("aliases") - OF_OPERATORS - {"function_updated_v2"}

    assert asked == _operations({Power.MOVE_ALIASES})


def test_the_powers_over_alarms_cover_what_is_asked_for_and_the_tags_that_come_with_it() -> None:
    assert _requests("alarms") | {"tag_resource"} == _operations(
        {Power.READ_ALARMS, Power.MAKE_ALARMS}
    )


def test_it_is_said_of_each_power_what_it_allows() -> None:
    assert set(ALLOWED) == set(Power)
