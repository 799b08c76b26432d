"""What the powers of the catalog reach, and what they do not."""

from __future__ import annotations

import pytest

from burgee.domain.rollouts import made_alarm_name
from functions.catalog import FUNCTIONS, Function, Power
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
    made = arn("cloudwatch", f"alarm:{made_alarm_name('checkout', 'errors')}")
    others = [arn("cloudwatch", f"alarm:{name}-error-rate") for name in (*OWN, "checkout")]

    for action in ("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"):
        assert is_allowed(allowed, action, made)
        assert [name for name in others if is_allowed(allowed, action, name)] == []


@functions
def test_only_who_has_the_power_can_make_an_alarm(prod: Template, row: Function) -> None:
    made = arn("cloudwatch", f"alarm:{made_alarm_name('checkout', 'errors')}")

    reached = is_allowed(prod.statements(row.name), "cloudwatch:PutMetricAlarm", made)

    assert reached is (Power.MAKE_ALARMS in row.powers)


@functions
def test_only_who_has_the_power_can_look_at_alarms(prod: Template, row: Function) -> None:
    reached = is_allowed(
        prod.statements(row.name), "cloudwatch:DescribeAlarms", arn("cloudwatch", "alarm:shop")
    )

    assert reached is (Power.READ_ALARMS in row.powers)
