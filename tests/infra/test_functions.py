"""How the functions of the catalog are deployed."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.runtime.observability import NAMESPACE
from burgee.storage.schema import TABLES
from functions.catalog import AUTHORIZER, FUNCTIONS, SCHEDULED, Function, Power
from infra.constructs.live_function import METRICS_NAMESPACE
from tests.infra.cloud_assembly import CloudAssembly, Template

SCHEDULING = {"SCHEDULE_GROUP", "SCHEDULE_ROLE_ARN", "SCHEDULE_DEAD_LETTER_ARN"} | set(
    SCHEDULED.values()
)
TOLD = {
    Power.MOVE_ALIASES: {"OWN_FUNCTIONS"},
    Power.PUBLISH_NOTICES: {"NOTICES_BUS", "NOTICES_TOPIC"},
}
MOST_BYTES_TOLD = 4096  # of all variables of a function together, as Lambda has it
LONGEST_REFERENCE = 150  # what a reference becomes: an address, an ARN, the name of a table

OF_PEOPLE = {"SIGN_IN_ISSUER", "SIGN_IN_CLIENT_ID"}

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
def test_a_function_is_told_its_tables_its_queues_and_how_to_log(
    prod: Template, row: Function
) -> None:
    variables = prod.function(row.name)["Environment"]["Variables"]
    others = {table.environment_variable for table in TABLES if table.name in row.tables}
    others |= {queue.environment_variable for queue in row.sends}
    others |= SCHEDULING if row.schedules else set()
    others |= OF_PEOPLE if row.name == AUTHORIZER else set()
    others |= {variable for power in row.powers for variable in TOLD.get(power, ())}

    assert {name: variables[name] for name in variables.keys() - others} == {
        "BURGEE_DEPLOYMENT": "burgee-prod",
        "POWERTOOLS_SERVICE_NAME": f"burgee-prod-{row.name}",
        "POWERTOOLS_METRICS_NAMESPACE": "Burgee",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
    assert others <= variables.keys()


@functions
def test_what_a_function_is_told_fits_into_its_environment(prod: Template, row: Function) -> None:
    variables = prod.function(row.name)["Environment"]["Variables"]

    assert (
        sum(len(name) + _most_bytes(value) for name, value in variables.items()) < MOST_BYTES_TOLD
    )


def _most_bytes(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    parts = value["Fn::Join"][1] if "Fn::Join" in value else [value]
    return sum(len(part) if isinstance(part, str) else LONGEST_REFERENCE for part in parts)


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
