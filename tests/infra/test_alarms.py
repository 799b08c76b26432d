"""What fires, when, whom it tells, and which deployment it takes back."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.incidents import Scenario
from burgee.domain.rollouts import made_alarm_name
from burgee.runtime.observability import NAMESPACE
from burgee.runtime.own_functions import read_own_functions
from functions.catalog import AUTHORIZER, FUNCTIONS
from infra.constructs.names import construct_name
from tests.infra.cloud_assembly import CloudAssembly, Template

ALARM = "AWS::CloudWatch::Alarm"
CALLED = [row.name for row in FUNCTIONS if row.routes or row.name == AUTHORIZER]
STREAMED = [row.name for row in FUNCTIONS if row.stream]
ALL = [row.name for row in FUNCTIONS]
# What gave something up -> the queue that it is kept in, by the beginning of its logical id.
GIVING_UP = (
    {row.name: f"{construct_name(row.name)}StreamFailures" for row in FUNCTIONS if row.stream}
    | {
        row.name: f"{construct_name(row.name)}Failures"
        for row in FUNCTIONS
        if row.is_not_waited_for
    }
    | {
        row.queue.name: f"{construct_name(row.queue.name)}QueueFailures"
        for row in FUNCTIONS
        if row.queue
    }
)
# Alarms on which a function goes back by itself -> what they tell of.
MOVING = {
    "error-rate": Scenario.HIGH_ERROR_RATE,
    "errors": Scenario.HIGH_ERROR_RATE,
    "logged-errors": Scenario.HIGH_ERROR_RATE,
    "slow": Scenario.HIGH_LATENCY,
}
OUR_METRICS = {
    "LostExposures": "evaluate",
    "ParkedRecords": "aggregate",
    "CounterMismatches": "reconcile",
    "LookFailures": "analyse",
    "JudgementFailures": "analyse",
}
# What looks find, which takes no deployment back.
FOUND = ("SampleRatioMismatches", "StandingSampleRatioMismatch", "StandingFalseAlarms")


def _alarm(template: Template, name: str) -> dict[str, Any]:
    """The alarm whose logical id holds `name` without its hyphens and underscores."""
    [alarm] = [
        alarm["Properties"]
        for logical_id, alarm in template.of_type(ALARM).items()
        if logical_id.removeprefix("Alarms")[:-8] == _letters(name)
    ]
    return alarm


def _letters(name: str) -> str:
    return name.replace("-", "").replace("_", "")


def _metrics(alarm: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["Id"]: one["MetricStat"] for one in alarm["Metrics"] if "MetricStat" in one}


def _watched(alarm: dict[str, Any]) -> tuple[str, Any, int, int, int]:
    return (
        alarm["MetricName"],
        alarm.get("Statistic") or alarm.get("ExtendedStatistic"),
        alarm["Threshold"],
        alarm["Period"],
        alarm["EvaluationPeriods"],
    )


@pytest.mark.parametrize("rate", ["error-rate", "new-version-error-rate"])
@pytest.mark.parametrize("name", ALL)
def test_more_than_5_percent_errors_for_2_minutes(prod: Template, name: str, rate: str) -> None:
    alarm = _alarm(prod, f"{name}-{rate}")
    [expression] = [one["Expression"] for one in alarm["Metrics"] if "Expression" in one]
    metrics = _metrics(alarm)

    assert expression == "IF(calls > 0, 100 * errors / calls, 0)"
    assert {one: metrics[one]["Metric"]["MetricName"] for one in metrics} == {
        "errors": "Errors",
        "calls": "Invocations",
    }
    assert {(one["Stat"], one["Period"]) for one in metrics.values()} == {("Sum", 60)}
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (5, 2)


@pytest.mark.parametrize("name", ALL)
def test_the_newest_version_has_an_error_rate_of_its_own(prod: Template, name: str) -> None:
    versions = prod.of_type("AWS::Lambda::Version")
    metrics = _metrics(_alarm(prod, f"{name}-new-version-error-rate"))
    executed = [
        dimension["Value"]["Fn::GetAtt"][0]
        for metric in metrics.values()
        for dimension in metric["Metric"]["Dimensions"]
        if dimension["Name"] == "ExecutedVersion"
    ]
    function_id = prod.logical_id("AWS::Lambda::Function", prod.function(name))

    assert len(executed) == 2
    assert {versions[one]["Properties"]["FunctionName"]["Ref"] for one in executed} == {function_id}


@pytest.mark.parametrize("name", CALLED)
def test_a_95th_percentile_over_5_seconds_for_3_minutes(prod: Template, name: str) -> None:
    assert _watched(_alarm(prod, f"{name}-slow")) == ("Duration", "p95", 5000, 60, 3)


@pytest.mark.parametrize("name", ALL)
def test_more_than_10_errors_in_a_minute(prod: Template, name: str) -> None:
    assert _watched(_alarm(prod, f"{name}-errors")) == ("Errors", "Sum", 10, 60, 1)


@pytest.mark.parametrize("name", ALL)
def test_more_than_10_errors_in_the_log_in_a_minute(prod: Template, name: str) -> None:
    alarm = _alarm(prod, f"{name}-logged-errors")
    own_log = prod.function(name)["LoggingConfig"]["LogGroup"]
    filters = prod.properties("AWS::Logs::MetricFilter")
    [counted] = [one for one in filters if one["LogGroupName"] == own_log]
    [metric] = counted["MetricTransformations"]

    assert _watched(alarm) == ("LoggedErrors", "Sum", 10, 60, 1)
    assert alarm["Dimensions"] == [{"Name": "service", "Value": f"burgee-prod-{name}"}]
    assert counted["FilterPattern"] == '{ $.level = "ERROR" }'
    assert (metric["MetricNamespace"], metric["MetricName"]) == (alarm["Namespace"], "LoggedErrors")
    assert metric["Dimensions"] == [{"Key": "service", "Value": "$.service"}]


def test_more_than_20_server_errors_of_the_api_in_a_minute(prod: Template) -> None:
    assert _watched(_alarm(prod, "api-server-errors")) == ("5xx", "Sum", 20, 60, 1)


@pytest.mark.parametrize("name", STREAMED)
def test_a_stream_that_is_a_minute_behind_for_3_minutes(prod: Template, name: str) -> None:
    behind = _alarm(prod, f"{name}-behind")

    assert _watched(behind) == ("IteratorAge", "Maximum", 60_000, 60, 3)


@pytest.mark.parametrize(("name", "queue"), GIVING_UP.items())
def test_anything_in_a_queue_of_what_was_given_up(prod: Template, name: str, queue: str) -> None:
    gave_up = _alarm(prod, f"{name}-gave-up")
    [dimension] = gave_up["Dimensions"]

    assert _watched(gave_up) == ("ApproximateNumberOfMessagesVisible", "Maximum", 0, 60, 1)
    assert dimension["Value"]["Fn::GetAtt"][0][:-8] == queue


@pytest.mark.parametrize(("name", "queue"), GIVING_UP.items())
def test_the_stack_says_where_what_was_given_up_is(prod: Template, name: str, queue: str) -> None:
    told = prod.read()["Outputs"][f"{construct_name(name)}Failures"]["Value"]["Ref"]

    assert told[:-8] == queue


def test_every_queue_of_what_was_given_up_has_an_alarm(prod: Template) -> None:
    queues = prod.of_type("AWS::SQS::Queue")
    worked_on = {
        one["EventSourceArn"]["Fn::GetAtt"][0] for name in ALL for one in prod.mappings(name)
    }

    assert {one[:-8] for one in queues.keys() - worked_on} == set(GIVING_UP.values())


@pytest.mark.parametrize(("metric", "name"), OUR_METRICS.items())
def test_one_of_what_makes_an_experiment_wrong(prod: Template, metric: str, name: str) -> None:
    alarm = _alarm(prod, f"{name}-{metric}")

    assert _watched(alarm) == (metric, "Sum", 0, 60, 1)
    assert alarm["Namespace"] == NAMESPACE
    assert alarm["Dimensions"] == [{"Name": "service", "Value": f"burgee-prod-{name}"}]


@pytest.mark.parametrize("metric", FOUND)
def test_what_a_days_looks_found_that_people_should_hear_of(prod: Template, metric: str) -> None:
    alarm = _alarm(prod, f"{metric}-found")

    assert _watched(alarm) == (metric, "Sum", 0, 24 * 3600, 1)
    assert alarm["Namespace"] == NAMESPACE
    assert alarm["Dimensions"] == [{"Name": "service", "Value": "burgee-prod-analyse"}]


def test_more_than_1_percent_of_at_least_100_exposed_units_seen_in_two_variants(
    prod: Template,
) -> None:
    alarm = _alarm(prod, "mixed-units")
    [expression] = [one["Expression"] for one in alarm["Metrics"] if "Expression" in one]
    metrics = _metrics(alarm)

    assert expression == "IF(exposures >= 100, 100 * mixed / exposures, 0)"
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (1, 1)
    assert {one: metrics[one]["Metric"]["MetricName"] for one in metrics} == {
        "mixed": "MixedUnits",
        "exposures": "Exposures",
    }
    assert {(one["Stat"], one["Period"]) for one in metrics.values()} == {("Sum", 6 * 3600)}
    for one in metrics.values():
        assert one["Metric"]["Namespace"] == NAMESPACE
        assert one["Metric"]["Dimensions"] == [
            {"Name": "service", "Value": "burgee-prod-aggregate"}
        ]


def test_no_alarm_stands_where_no_test_looks(prod: Template) -> None:
    rates = {f"{name}-{one}" for name in ALL for one in ("error-rate", "new-version-error-rate")}
    counts = {f"{name}-{one}" for name in ALL for one in ("errors", "logged-errors")}
    own = {f"{name}-{metric}" for metric, name in OUR_METRICS.items()} | {"mixed-units"}
    own |= {f"{metric}-found" for metric in FOUND}
    waiting = {f"{name}-slow" for name in CALLED} | {"api-server-errors"}
    stuck = {f"{name}-behind" for name in STREAMED} | {f"{name}-gave-up" for name in GIVING_UP}

    alarms = {one.removeprefix("Alarms")[:-8] for one in prod.of_type(ALARM)}

    assert alarms == {_letters(name) for name in rates | counts | own | waiting | stuck}


def test_no_calls_are_no_alarm_and_above_means_above(prod: Template) -> None:
    alarms = prod.properties(ALARM)

    assert {one["TreatMissingData"] for one in alarms} == {"notBreaching"}
    assert {one["ComparisonOperator"] for one in alarms} == {"GreaterThanThreshold"}


def test_every_alarm_tells_people(prod: Template) -> None:
    topic = {"Ref": _topic_id(prod)}

    told = [(one["AlarmActions"], one["OKActions"]) for one in prod.properties(ALARM)]

    assert told == [([topic], [topic])] * len(told)


def _topic_id(template: Template) -> str:
    topic_id: str = template.read()["Outputs"]["AlarmTopic"]["Value"]["Ref"]
    return topic_id


def test_the_topic_is_encrypted_and_alarms_of_this_account_alone_publish(prod: Template) -> None:
    topic_id = _topic_id(prod)
    [policy] = [
        one
        for one in prod.properties("AWS::SNS::TopicPolicy")
        if one["Topics"] == [{"Ref": topic_id}]
    ]
    [allowed] = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"]

    assert "KmsMasterKeyId" in prod.of_type("AWS::SNS::Topic")[topic_id]["Properties"]
    assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allowed["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }


def test_an_alarm_bears_the_name_of_its_deployment_and_of_what_it_watches(prod: Template) -> None:
    unlike = [
        logical_id
        for logical_id, alarm in prod.of_type(ALARM).items()
        if _letters(alarm["Properties"]["AlarmName"].removeprefix("burgee-prod-"))
        != logical_id.removeprefix("Alarms")[:-8]
    ]

    assert unlike == []


def test_no_alarm_of_ours_bears_the_name_of_one_made_for_a_rollout(prod: Template) -> None:
    names = [one["AlarmName"] for one in prod.properties(ALARM)]

    assert [
        name for name in names if name.startswith(made_alarm_name("burgee-prod", "", "")[:-1])
    ] == []


@pytest.mark.parametrize("name", ALL)
def test_whoever_moves_aliases_knows_each_function_its_alarms_and_its_deployments(
    prod: Template, name: str
) -> None:
    own = read_own_functions(_told(prod))[f"burgee-prod-{name}"]
    existing = {one["AlarmName"] for one in prod.properties(ALARM)}
    groups = [
        (one["ApplicationName"]["Ref"], one["DeploymentGroupName"])
        for one in prod.properties("AWS::CodeDeploy::DeploymentGroup")
    ]
    [(application_id, application)] = prod.of_type("AWS::CodeDeploy::Application").items()
    named = {f"burgee-prod-{name}-{suffix}": scenario for suffix, scenario in MOVING.items()}

    assert own.alarms == {alarm: named[alarm] for alarm in named if alarm in existing}
    assert own.application == application["Properties"]["ApplicationName"]
    assert (application_id, own.deployment_group) in groups


def test_a_function_that_answers_anybody_is_asked_for_its_health_there(prod: Template) -> None:
    own = read_own_functions(_told(prod))

    assert {name: one.health_url for name, one in own.items() if one.health_url} == {
        "burgee-prod-evaluate": "https://api.example.com/healthz",
        "burgee-prod-admin": "https://api.example.com/openapi.json",
    }


def _told(template: Template) -> str:
    """The output of the stack with the address that its API could have."""
    parts = template.read()["Outputs"]["OwnFunctions"]["Value"]["Fn::Join"][1]
    return "".join(part if isinstance(part, str) else "https://api.example.com" for part in parts)


def test_a_deployment_without_alarms_moves_no_alias_by_itself(assembly: CloudAssembly) -> None:
    own = read_own_functions(_told(assembly.template("dev")))

    assert own.keys() == {f"burgee-dev-{name}" for name in ALL}
    assert [one.application or one.deployment_group or one.alarms for one in own.values()] == [
        {}
    ] * len(ALL)


@pytest.mark.parametrize("name", ALL)
def test_a_new_version_takes_a_tenth_first_and_alarms_take_it_back(
    prod: Template, name: str
) -> None:
    groups = prod.of_type("AWS::CodeDeploy::DeploymentGroup")
    function_id = prod.logical_id("AWS::Lambda::Function", prod.function(name))
    [alias] = [
        one
        for one in prod.of_type("AWS::Lambda::Alias").values()
        if one["Properties"]["FunctionName"]["Ref"] == function_id
    ]
    update = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
    group = groups[update["DeploymentGroupName"]["Ref"]]["Properties"]

    assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert group["AutoRollbackConfiguration"] == {
        "Enabled": True,
        "Events": [
            "DEPLOYMENT_FAILURE",
            "DEPLOYMENT_STOP_ON_REQUEST",
            "DEPLOYMENT_STOP_ON_ALARM",
        ],
    }
    assert group["AlarmConfiguration"]["Enabled"] is True


@pytest.mark.parametrize("name", ALL)
def test_the_alarms_of_a_function_guard_its_own_deployment(prod: Template, name: str) -> None:
    alarms = prod.of_type(ALARM)
    [group] = [
        one["Properties"]
        for logical_id, one in prod.of_type("AWS::CodeDeploy::DeploymentGroup").items()
        if logical_id.startswith(f"{construct_name(name)}Deployment")
    ]
    guarding = {one["Name"]["Ref"] for one in group["AlarmConfiguration"]["Alarms"]}
    own = {one for one in alarms if one.startswith(f"Alarms{_letters(name)}")}

    assert guarding - own == (
        {one for one in alarms if one.startswith("Alarmsapi")} if name in CALLED else set()
    )
    assert own <= guarding
