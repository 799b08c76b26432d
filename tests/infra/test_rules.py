"""The rules of the catalog: which events of the account's bus call which function."""

from __future__ import annotations

from typing import Any

import pytest

from functions.catalog import FUNCTIONS, Function
from tests.infra.cloud_assembly import Template

RULE = "AWS::Events::Rule"
LISTENING = [row for row in FUNCTIONS if row.rules]

listening = pytest.mark.parametrize("row", LISTENING, ids=lambda row: row.name)


def _rules(template: Template, row: Function) -> dict[str, dict[str, Any]]:
    """Logical id -> properties, of those that call the alias of a function."""
    live = {"Ref": template.live_id(row.name)}
    return {
        logical_id: rule["Properties"]
        for logical_id, rule in template.of_type(RULE).items()
        if any(target["Arn"] == live for target in rule["Properties"]["Targets"])
    }


@listening
def test_a_function_is_called_by_the_events_of_its_patterns(prod: Template, row: Function) -> None:
    patterns = [rule["EventPattern"] for rule in _rules(prod, row).values()]

    assert patterns == [dict(one.pattern) for one in row.rules]


@listening
def test_a_rule_listens_to_the_accounts_own_bus_and_is_on(prod: Template, row: Function) -> None:
    for rule in _rules(prod, row).values():
        assert "EventBusName" not in rule
        assert rule["State"] == "ENABLED"


@listening
def test_the_event_comes_as_it_is_and_what_could_not_be_brought_is_kept(
    prod: Template, row: Function
) -> None:
    failures = prod.function(row.name)["DeadLetterConfig"]["TargetArn"]

    for rule in _rules(prod, row).values():
        [target] = rule["Targets"]
        assert not target.keys() & {"Input", "InputPath", "InputTransformer"}
        assert target["DeadLetterConfig"]["Arn"] == failures
        assert target["RetryPolicy"]["MaximumRetryAttempts"] >= 3


@listening
def test_the_rule_and_no_other_may_leave_events_in_the_queue_of_failures(
    prod: Template, row: Function
) -> None:
    [queue_id, _] = prod.function(row.name)["DeadLetterConfig"]["TargetArn"]["Fn::GetAtt"]
    [policy] = [
        one
        for one in prod.properties("AWS::SQS::QueuePolicy")
        if one["Queues"][0]["Ref"] == queue_id
    ]
    allowed = [
        (one["Principal"], one["Condition"])
        for one in policy["PolicyDocument"]["Statement"]
        if one["Effect"] == "Allow"
    ]

    assert allowed == [
        (
            {"Service": "events.amazonaws.com"},
            {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [rule_id, "Arn"]}}},
        )
        for rule_id in _rules(prod, row)
    ]


@listening
def test_the_rule_and_no_other_may_call_the_alias(prod: Template, row: Function) -> None:
    live = {"Ref": prod.live_id(row.name)}
    permitted = [
        one["SourceArn"]
        for one in prod.properties("AWS::Lambda::Permission")
        if one["Principal"] == "events.amazonaws.com" and one["FunctionName"] == live
    ]

    assert permitted == [{"Fn::GetAtt": [rule_id, "Arn"]} for rule_id in _rules(prod, row)]


def test_no_rule_calls_a_function_that_has_none(prod: Template) -> None:
    rules = {rule_id for row in LISTENING for rule_id in _rules(prod, row)}

    assert rules == set(prod.of_type(RULE))
