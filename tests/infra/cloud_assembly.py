"""What synthesis wrote, read back: templates, assets and the report of the security rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Resource = dict[str, Any]


@cache
def _parsed(path: Path) -> dict[str, Any]:
    """Once per process, as hundreds of tests ask; nobody may change it."""
    template: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return template


@dataclass(frozen=True)
class Template:
    """One deployment's template."""

    folder: Path
    deployment: str

    @property
    def path(self) -> Path:
        return self.folder / f"burgee-{self.deployment}.template.json"

    def read(self) -> dict[str, Any]:
        """A copy of its own: callers may change it."""
        return deepcopy(_parsed(self.path))

    def of_type(self, resource_type: str) -> dict[str, Resource]:
        """Logical id -> resource, of one type."""
        resources = _parsed(self.path)["Resources"]
        return {
            logical_id: resource
            for logical_id, resource in resources.items()
            if resource["Type"] == resource_type
        }

    def properties(self, resource_type: str) -> list[dict[str, Any]]:
        return [resource["Properties"] for resource in self.of_type(resource_type).values()]

    def only(self, resource_type: str) -> dict[str, Any]:
        """The properties of the one resource of its type."""
        [properties] = self.properties(resource_type)
        return properties

    def function(self, name: str) -> dict[str, Any]:
        """The properties of the function that runs `functions.<name>`."""
        entry = f"functions.{name}.handler.handler"
        functions = self.properties("AWS::Lambda::Function")
        [function] = [one for one in functions if one["Handler"] == entry]
        return function

    def function_id(self, name: str) -> str:
        """The logical id of the function that runs `functions.<name>`."""
        return self.logical_id("AWS::Lambda::Function", self.function(name))

    def live_id(self, name: str) -> str:
        """The logical id of its alias."""
        function_id = self.function_id(name)
        [alias_id] = [
            alias_id
            for alias_id, alias in self.of_type("AWS::Lambda::Alias").items()
            if alias["Properties"]["FunctionName"]["Ref"] == function_id
        ]
        return alias_id

    def mappings(self, name: str) -> list[dict[str, Any]]:
        """The event sources that call its alias."""
        live_id = self.live_id(name)
        return [
            one
            for one in self.properties("AWS::Lambda::EventSourceMapping")
            if live_id in str(one["FunctionName"])
        ]

    def stream_mapping(self, name: str) -> dict[str, Any]:
        """The one event source of `functions.<name>` that is a table's stream."""
        return self._mapping(name, "StreamArn")

    def queue_mapping(self, name: str) -> dict[str, Any]:
        """The one event source of `functions.<name>` that is a queue."""
        return self._mapping(name, "Arn")

    def _mapping(self, name: str, attribute: str) -> dict[str, Any]:
        [mapping] = [
            one
            for one in self.mappings(name)
            if one["EventSourceArn"]["Fn::GetAtt"][1] == attribute
        ]
        return mapping

    def logical_id(self, resource_type: str, properties: dict[str, Any]) -> str:
        for logical_id, resource in self.of_type(resource_type).items():
            if resource["Properties"] == properties:
                return logical_id
        raise LookupError(f"no {resource_type} with these properties")

    def assets(self) -> dict[str, Path]:
        """Object key in the bucket of assets -> the folder or file that is uploaded as it."""
        manifest = json.loads((self.folder / f"burgee-{self.deployment}.assets.json").read_text())
        return {
            destination["objectKey"]: self.folder / file["source"]["path"]
            for file in manifest["files"].values()
            for destination in file["destinations"].values()
        }

    def function_folder(self, name: str) -> Path:
        return self.assets()[self.function(name)["Code"]["S3Key"]]

    def layer_folder(self, description: str) -> Path:
        layers = self.properties("AWS::Lambda::LayerVersion")
        [layer] = [one for one in layers if one["Description"] == description]
        return self.assets()[layer["Content"]["S3Key"]]

    def statements(self, name: str) -> list[dict[str, Any]]:
        """What the role of `functions.<name>` is allowed."""
        return self.statements_of(self.function(name)["Role"]["Fn::GetAtt"][0])

    def statements_of(self, role_id: str) -> list[dict[str, Any]]:
        """What the role with that logical id is allowed."""
        kinds = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")  # the second where one is full
        return [
            statement
            for kind in kinds
            for policy in self.properties(kind)
            if {"Ref": role_id} in policy["Roles"]
            for statement in policy["PolicyDocument"]["Statement"]
        ]


class ConsoleTemplate(Template):
    """The template of the stack inside one deployment's that has the console."""

    @property
    def path(self) -> Path:
        [path] = self.folder.glob(f"burgee{self.deployment}Console*.nested.template.json")
        return path


@dataclass(frozen=True)
class CloudAssembly:
    """The folder that synthesis wrote."""

    folder: Path

    def template(self, deployment: str) -> Template:
        return Template(self.folder, deployment)

    def console(self, deployment: str) -> ConsoleTemplate:
        return ConsoleTemplate(self.folder, deployment)

    def reports(self) -> Iterator[dict[str, Any]]:
        """What each pack of security rules found."""
        report = json.loads((self.folder / "validation-report.json").read_text(encoding="utf-8"))
        yield from report["pluginReports"]


def actions(statements: list[dict[str, Any]]) -> set[str]:
    """Every action that these statements allow."""
    found: set[str] = set()
    for statement in statements:
        action = statement["Action"]
        found |= {action} if isinstance(action, str) else set(action)
    return found


def on(statements: list[dict[str, Any]], resource: Any) -> list[dict[str, Any]]:
    """Those of the statements that name `resource`."""
    return [
        one
        for one in statements
        if resource in (one["Resource"] if isinstance(one["Resource"], list) else [one["Resource"]])
    ]
