"""How the functions of the catalog are deployed."""

from __future__ import annotations

import pytest

from burgee.runtime.observability import NAMESPACE
from burgee.storage.schema import TABLES
from functions.catalog import FUNCTIONS, Function
from infra.constructs.live_function import METRICS_NAMESPACE
from tests.infra.cloud_assembly import CloudAssembly, Template

functions = pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)


def test_the_template_has_the_functions_of_the_catalog(prod: Template) -> None:
    entries = {one["Handler"] for one in prod.properties("AWS::Lambda::Function")}

    assert entries == {row.entry for row in FUNCTIONS}


@functions
def test_a_function_is_as_large_and_as_patient_as_the_catalog_says(
    prod: Template, row: Function
) -> None:
    function = prod.function(row.name)

    assert (function["MemorySize"], function["Timeout"]) == (row.memory_mb, row.timeout_seconds)


@functions
def test_a_function_runs_on_the_newest_python_on_arm_and_is_traced(
    prod: Template, row: Function
) -> None:
    function = prod.function(row.name)

    assert (function["Runtime"], function["Architectures"], function["TracingConfig"]["Mode"]) == (
        "python3.14",
        ["arm64"],
        "Active",
    )


@functions
def test_a_function_is_told_its_tables_and_how_to_log(prod: Template, row: Function) -> None:
    variables = prod.function(row.name)["Environment"]["Variables"]
    tables = {table.environment_variable for table in TABLES if table.name in row.tables}

    assert {name: variables[name] for name in variables.keys() - tables} == {
        "POWERTOOLS_SERVICE_NAME": f"burgee-prod-{row.name}",
        "POWERTOOLS_METRICS_NAMESPACE": "Burgee",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
    assert tables <= variables.keys()


def test_functions_of_different_deployments_never_share_a_name(assembly: CloudAssembly) -> None:
    names = [
        function["FunctionName"]
        for deployment in ("dev", "staging", "prod")
        for function in assembly.template(deployment).properties("AWS::Lambda::Function")
    ]

    assert len(set(names)) == len(names)


def test_metrics_are_looked_for_where_functions_write_them() -> None:
    assert METRICS_NAMESPACE == NAMESPACE


def test_snapshots_are_taken_of_evaluate_alone(prod: Template) -> None:
    snapshots = {
        row.name
        for row in FUNCTIONS
        if prod.function(row.name).get("SnapStart") == {"ApplyOn": "PublishedVersions"}
    }

    assert snapshots == {"evaluate"}


def test_versions_outlive_the_next_deployment(assembly: CloudAssembly) -> None:
    versions = [
        version
        for name in ("dev", "staging", "prod")
        for version in assembly.template(name).of_type("AWS::Lambda::Version").values()
    ]

    assert len(versions) == 3 * len(FUNCTIONS)
    assert {version["DeletionPolicy"] for version in versions} == {"Retain"}


def test_every_function_has_the_alias_live_on_its_own_version(prod: Template) -> None:
    versions = prod.of_type("AWS::Lambda::Version")
    live = {
        alias["FunctionName"]["Ref"]: versions[alias["FunctionVersion"]["Fn::GetAtt"][0]]
        for alias in prod.properties("AWS::Lambda::Alias")
        if alias["Name"] == "live"
    }

    assert live.keys() == prod.of_type("AWS::Lambda::Function").keys()
    assert {name: one["Properties"]["FunctionName"]["Ref"] for name, one in live.items()} == {
        name: name for name in live
    }


def test_logs_are_kept_for_30_days(prod: Template) -> None:
    groups = prod.properties("AWS::Logs::LogGroup")

    assert len(groups) == len(FUNCTIONS) + 1  # and the API's
    assert {group["RetentionInDays"] for group in groups} == {30}


@functions
def test_a_function_with_a_stream_gets_what_the_catalog_says_through_its_alias(
    prod: Template, row: Function
) -> None:
    mappings = prod.properties("AWS::Lambda::EventSourceMapping")
    alias_ids = {
        alias_id
        for alias_id, alias in prod.of_type("AWS::Lambda::Alias").items()
        if alias["Properties"]["FunctionName"]["Ref"]
        == prod.logical_id("AWS::Lambda::Function", prod.function(row.name))
    }
    own = [one for one in mappings if any(name in str(one["FunctionName"]) for name in alias_ids)]

    assert len(own) == (1 if row.stream else 0)
    for mapping in own:
        assert row.stream is not None
        assert mapping["FunctionName"]["Fn::Join"][1][1] == ":live"
        assert mapping["BatchSize"] == row.stream.batch_size
        assert mapping["MaximumRetryAttempts"] == row.stream.retry_attempts
        assert mapping["BisectBatchOnFunctionError"] is True
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        [pattern] = mapping["FilterCriteria"]["Filters"]
        for prefix in row.stream.partition_prefixes:
            assert f'{{"prefix":"{prefix}"}}' in pattern["Pattern"]


def test_what_a_stream_gave_up_goes_to_an_encrypted_queue_that_refuses_plain_http(
    prod: Template,
) -> None:
    [mapping] = prod.properties("AWS::Lambda::EventSourceMapping")
    queue_id = mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
    queue = prod.of_type("AWS::SQS::Queue")[queue_id]["Properties"]
    [statement] = prod.only("AWS::SQS::QueuePolicy")["PolicyDocument"]["Statement"]

    assert queue["SqsManagedSseEnabled"] is True
    assert (statement["Effect"], statement["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )
