"""What one deployment has that another has not: so that what is found of prod holds of all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.infra.cloud_assembly import CloudAssembly, Template

Path = tuple[str | int, ...]
Place = tuple[str, str]  # type of a resource, and the property or attribute

OUTLIVES = {
    (kind, attribute)
    for kind in (
        "AWS::DynamoDB::Table",
        "AWS::KMS::Key",
        "AWS::Logs::LogGroup",
        "AWS::S3::Bucket",
    )
    for attribute in ("DeletionPolicy", "UpdateReplacePolicy")
} | {("AWS::DynamoDB::Table", "DeletionProtectionEnabled")}
THROTTLED = {
    ("AWS::ApiGatewayV2::Stage", "ThrottlingBurstLimit"),
    ("AWS::ApiGatewayV2::Stage", "ThrottlingRateLimit"),
}
TOLD = {
    ("AWS::Lambda::Function", "OWN_FUNCTIONS"),
    ("AWS::Lambda::Function", "POWERTOOLS_LOG_LEVEL"),
    ("Outputs", "OwnFunctions"),
}
CONSOLE = {("AWS::CloudFormation::Stack", "TemplateURL")}  # the address is a hash of what it says
WATCHING = {
    "AWS::CloudWatch::Alarm",
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::IAM::Role",  # CodeDeploy's
    "AWS::Logs::MetricFilter",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
}


class Alike:
    """A template without the name of its deployment and the hashes that follow from it."""

    def __init__(self, template: Template) -> None:
        name = template.deployment
        text = json.dumps(template.read()).replace(f'"{name}"', '"X"').replace(f": {name}", ": X")
        text = text.replace(f"burgee-{name}", "burgee-X").replace(f"burgee{name}", "burgeeX")
        whole = json.loads(re.sub("[0-9A-F]{8}(?:[0-9a-f]{32})?", "", text))
        self.resources: dict[str, dict[str, Any]] = whole["Resources"]
        self.values = dict(_values(whole))

    def place(self, path: Path) -> Place:
        """Where in a template `path` is, whichever resource of its type it is in."""
        if path[0] != "Resources":
            return str(path[0]), str(path[1])
        names = [one for one in path[2:] if isinstance(one, str) and one != "Fn::Join"]
        return self.resources[str(path[1])]["Type"], names[-1]


def _values(tree: Any, path: Path = ()) -> Iterator[tuple[Path, object]]:
    branches = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for name, branch in branches:
        if isinstance(branch, dict | list):
            yield from _values(branch, (*path, name))
        else:
            yield (*path, name), branch


def _different(one: Alike, other: Alike) -> set[Place]:
    """Where both have a value, and not the same."""
    both = one.values.keys() & other.values.keys()
    return {one.place(path) for path in both if one.values[path] != other.values[path]}


def test_staging_is_prod_but_for_what_outlives_it_and_how_many_may_call(
    assembly: CloudAssembly,
) -> None:
    staging, prod = Alike(assembly.template("staging")), Alike(assembly.template("prod"))

    assert staging.values.keys() == prod.values.keys()
    assert _different(staging, prod) == OUTLIVES | THROTTLED | CONSOLE


def test_dev_is_prod_but_for_alarms_and_what_they_guard_and_whose_pages_may_call(
    assembly: CloudAssembly,
) -> None:
    dev, prod = Alike(assembly.template("dev")), Alike(assembly.template("prod"))
    missing = prod.resources.keys() - dev.resources.keys()

    assert dev.values.keys() <= prod.values.keys()
    assert {prod.resources[one]["Type"] for one in missing} == WATCHING
    assert _different(dev, prod) == OUTLIVES | THROTTLED | CONSOLE | TOLD | {
        ("AWS::ApiGatewayV2::Api", "AllowOrigins")
    }
