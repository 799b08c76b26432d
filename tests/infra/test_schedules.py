"""What EventBridge Scheduler calls, as whom, and who may tell it to."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from functions.catalog import FUNCTIONS, SCHEDULED, Function
from tests.infra.cloud_assembly import Template, actions

SCHEDULE, GROUP = "AWS::Scheduler::Schedule", "AWS::Scheduler::ScheduleGroup"
ROOT = Path(__file__).parent.parent.parent
SCHEDULES = ROOT / "layers" / "core" / "python" / "burgee" / "runtime" / "schedules.py"
ONE_TIME = "burgee-prod-changes"
TIMED = [row for row in FUNCTIONS if row.timers]
CALLED_WITHOUT_WAITING = [row for row in FUNCTIONS if row.is_not_waited_for]
SCHEDULER = {"Service": "scheduler.amazonaws.com"}

functions = pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
timed = pytest.mark.parametrize("row", TIMED, ids=lambda row: row.name)
not_waited_for = pytest.mark.parametrize("row", CALLED_WITHOUT_WAITING, ids=lambda row: row.name)


def _schedules(template: Template, name: str) -> list[dict[str, Any]]:
    """Those that call the alias of a function."""
    live = {"Ref": template.live_id(name)}
    return [one for one in template.properties(SCHEDULE) if one["Target"]["Arn"] == live]


def _role(template: Template, arn: dict[str, Any]) -> str:
    return str(arn["Fn::GetAtt"][0])


def _group(template: Template, reference: dict[str, str]) -> str:
    """The name of the group that `reference` means."""
    return str(template.of_type(GROUP)[reference["Ref"]]["Properties"]["Name"])


@functions
def test_every_timer_calls_its_function_with_its_payload_as_the_event(
    prod: Template, row: Function
) -> None:
    found = [
        (one["ScheduleExpression"], json.loads(one["Target"]["Input"]))
        for one in _schedules(prod, row.name)
    ]

    assert found == [(timer.expression, dict(timer.payload)) for timer in row.timers]


def test_timers_fire_at_the_minute_by_utc(prod: Template) -> None:
    told = [
        (one["ScheduleExpressionTimezone"], one["FlexibleTimeWindow"])
        for one in prod.properties(SCHEDULE)
    ]

    assert told == [("UTC", {"Mode": "OFF"})] * len(told)


@timed
def test_a_call_that_fails_is_tried_again_and_then_kept(prod: Template, row: Function) -> None:
    failures = prod.function(row.name)["DeadLetterConfig"]["TargetArn"]

    for target in (one["Target"] for one in _schedules(prod, row.name)):
        assert target["RetryPolicy"]["MaximumRetryAttempts"] >= 3
        assert target["DeadLetterConfig"]["Arn"] == failures


@not_waited_for
def test_an_event_that_a_function_failed_at_is_kept_for_14_days(
    prod: Template, row: Function
) -> None:
    [queue_id, _] = prod.function(row.name)["DeadLetterConfig"]["TargetArn"]["Fn::GetAtt"]
    queue = prod.of_type("AWS::SQS::Queue")[queue_id]["Properties"]

    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600


@timed
def test_the_role_of_a_timer_may_call_one_alias_and_leave_what_failed(
    prod: Template, row: Function
) -> None:
    role_ids = {_role(prod, one["Target"]["RoleArn"]) for one in _schedules(prod, row.name)}

    assert [_allowed(prod, role_id) for role_id in role_ids] == [
        [
            ("lambda:InvokeFunction", {"Ref": prod.live_id(row.name)}),
            ("sqs:SendMessage", prod.function(row.name)["DeadLetterConfig"]["TargetArn"]),
        ]
    ]


def test_the_role_of_one_time_schedules_may_call_what_they_are_for_and_leave_what_failed(
    prod: Template,
) -> None:
    variables = _maker(prod)
    called: Any = [{"Ref": prod.live_id(name)} for name in SCHEDULED]

    assert _allowed(prod, _role(prod, variables["SCHEDULE_ROLE_ARN"])) == [
        ("lambda:InvokeFunction", called if len(called) > 1 else called[0]),
        ("sqs:SendMessage", variables["SCHEDULE_DEAD_LETTER_ARN"]),
    ]


def _allowed(template: Template, role_id: str) -> list[tuple[str, Any]]:
    return [(one["Action"], one["Resource"]) for one in template.statements_of(role_id)]


def _maker(template: Template) -> dict[str, Any]:
    """What the one function that makes one-time schedules is told."""
    [maker] = [row.name for row in FUNCTIONS if row.schedules]
    variables: dict[str, Any] = template.function(maker)["Environment"]["Variables"]
    return variables


def test_the_scheduler_takes_a_role_for_schedules_of_one_group_of_this_account_alone(
    prod: Template,
) -> None:
    groups = prod.of_type(GROUP)
    trusts = [
        statement
        for role in prod.properties("AWS::IAM::Role")
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
        if statement["Principal"] == SCHEDULER
    ]
    equals = [trust["Condition"]["StringEquals"] for trust in trusts]

    assert {one["aws:SourceArn"]["Fn::GetAtt"][0] for one in equals} == set(groups)
    assert [one["aws:SourceAccount"] for one in equals] == [{"Ref": "AWS::AccountId"}] * len(groups)


@functions
def test_only_who_makes_schedules_may_and_in_the_group_of_one_time_ones_alone(
    prod: Template, row: Function
) -> None:
    statements = [one for one in prod.statements(row.name) if "scheduler:" in str(one["Action"])]
    resources = [one["Resource"]["Fn::Join"][1][-1] for one in statements]

    assert resources == ([f":schedule/{ONE_TIME}/*"] if row.schedules else [])
    assert actions(statements) == (_requests_of_schedules() if row.schedules else set())


def _requests_of_schedules() -> set[str]:
    """What our code asks of the Scheduler."""
    return {
        f"scheduler:{node.attr.title().replace('_', '')}"
        for node in ast.walk(ast.parse(SCHEDULES.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "_client"
    }


@functions
def test_only_who_makes_schedules_may_pass_their_role_and_to_the_scheduler_alone(
    prod: Template, row: Function
) -> None:
    variables = prod.function(row.name)["Environment"]["Variables"]
    passing = [
        (one["Resource"], one["Condition"])
        for one in prod.statements(row.name)
        if "iam:PassRole" in str(one["Action"])
    ]
    to_the_scheduler = {"StringEquals": {"iam:PassedToService": SCHEDULER["Service"]}}

    assert passing == (
        [(variables["SCHEDULE_ROLE_ARN"], to_the_scheduler)] if row.schedules else []
    )


def test_who_makes_schedules_is_told_the_group_the_targets_the_role_and_the_queue(
    prod: Template,
) -> None:
    variables = _maker(prod)
    [first, *_] = SCHEDULED

    assert _group(prod, variables["SCHEDULE_GROUP"]) == ONE_TIME
    assert {name: variables[variable] for name, variable in SCHEDULED.items()} == {
        name: {"Ref": prod.live_id(name)} for name in SCHEDULED
    }
    assert (
        variables["SCHEDULE_DEAD_LETTER_ARN"]
        == prod.function(first)["DeadLetterConfig"]["TargetArn"]
    )


def test_timers_are_in_no_group_that_a_function_may_change(prod: Template) -> None:
    groups = {_group(prod, one["GroupName"]) for one in prod.properties(SCHEDULE)}

    assert groups
    assert ONE_TIME not in groups
