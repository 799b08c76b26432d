"""Security rules, the template linter, and what all deployments share."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from infra.deployments import DEPLOYMENTS
from tests.infra.cloud_assembly import CloudAssembly, ConsoleTemplate, Template

NAMES = [deployment.name for deployment in DEPLOYMENTS]
# What CDK adds to be safe, a reference of its own implies already: harmless, and not ours.
IGNORED_RULES = ["W3005"]
MOST_RESOURCES = 500
LONGEST_OUTPUT = 4096


def test_both_packs_of_security_rules_ran_and_left_nothing_unexplained(
    assembly: CloudAssembly,
) -> None:
    violations = {report["pluginName"]: report["violations"] for report in assembly.reports()}

    assert violations == {"AwsSolutions": [], "Serverless": []}


def test_every_finding_that_we_keep_says_why(assembly: CloudAssembly) -> None:
    kept = [finding for report in assembly.reports() for finding in report["suppressedViolations"]]

    assert kept
    assert [finding for finding in kept if len(finding["reason"]) < 60] == []


def test_the_template_linter_finds_nothing_in_prod(
    prod: Template, console: ConsoleTemplate
) -> None:
    """Of the others, which take as long to lint, test_deployments.py says what is different."""
    linter = Path(sys.executable).parent / "cfn-lint"
    command = [linter, "--format", "json", "--ignore-checks", *IGNORED_RULES, "--"]

    done = subprocess.run(
        [*command, prod.path, console.path], capture_output=True, text=True, check=False
    )

    assert (json.loads(done.stdout), done.returncode) == ([], 0)


def test_cloudformation_takes_so_many_resources_and_so_long_outputs(prod: Template) -> None:
    template = prod.read()
    longest = max(len(json.dumps(one["Value"])) for one in template["Outputs"].values())

    assert len(template["Resources"]) <= MOST_RESOURCES
    assert longest < LONGEST_OUTPUT


def test_the_templates_name_no_account_and_no_region(assembly: CloudAssembly) -> None:
    manifest = json.loads((assembly.folder / "manifest.json").read_text())
    stacks = {name: manifest["artifacts"][f"burgee-{name}"]["environment"] for name in NAMES}

    assert set(stacks.values()) == {"aws://unknown-account/unknown-region"}


def test_only_prod_outlives_its_stack(assembly: CloudAssembly) -> None:
    def keeps(deployment: str) -> tuple[set[str], set[bool], bool]:
        tables = assembly.template(deployment).of_type("AWS::DynamoDB::Table").values()
        manifest = json.loads((assembly.folder / "manifest.json").read_text())
        stack = manifest["artifacts"][f"burgee-{deployment}"]["properties"]
        return (
            {table["DeletionPolicy"] for table in tables},
            {table["Properties"]["DeletionProtectionEnabled"] for table in tables},
            stack.get("terminationProtection", False),
        )

    assert {name: keeps(name) for name in NAMES} == {
        "dev": ({"Delete"}, {False}, False),
        "staging": ({"Delete"}, {False}, False),
        "prod": ({"Retain"}, {True}, True),
    }


def test_dev_has_neither_alarms_nor_canaries_and_the_others_have_both(
    assembly: CloudAssembly,
) -> None:
    def watched(deployment: str) -> tuple[bool, bool]:
        template = assembly.template(deployment)
        return (
            bool(template.of_type("AWS::CloudWatch::Alarm")),
            bool(template.of_type("AWS::CodeDeploy::DeploymentGroup")),
        )

    assert {name: watched(name) for name in NAMES} == {
        "dev": (False, False),
        "staging": (True, True),
        "prod": (True, True),
    }
