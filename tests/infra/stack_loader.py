"""Puts a synthesized template into ministack: assets, then `create_stack`, as the CDK would."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local.ministack import ACCOUNT
from tests.infra.cloud_assembly import Template

REGION = "us-east-1"
SECONDS_TO_CREATE = 120
# ministack knows none of these, nor what is in the console's stack; test_alarms.py, test_notices.py
# and test_console.py read them from the template.
REFUSED_TYPES = frozenset(
    {
        "AWS::CloudFormation::Stack",
        "AWS::CodeDeploy::Application",
        "AWS::CodeDeploy::DeploymentGroup",
        "AWS::Events::Archive",
    }
)
REFUSED_ALARMS = "alarms on an expression"
# ministack has no tumbling windows, without which a function cannot know its shard: beside such a
# function lies this, which says what Lambda would say of a table with one shard.
WINDOWED = "windowed"
WINDOWED_CODE = """
import importlib
import os

_entry = importlib.import_module(os.environ["WINDOWED_MODULE"]).handler


def handler(event, lambda_context):
    window = {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:01:00Z"}
    place = {"shardId": "shardId-1", "eventSourceARN": event["Records"][0]["eventSourceARN"]}
    final = {"isFinalInvokeForWindow": False, "isWindowTerminatedEarly": False}
    return _entry({**event, "window": window, "state": {}, **place, **final}, lambda_context)
"""


class StackFailed(AssertionError):
    """The stack was not created; the message says what ministack said."""


@dataclass(frozen=True)
class LoadedStack:
    """A created stack. `refused`: logical ids that were left out, by what they are."""

    outputs: Mapping[str, str]
    created: Mapping[str, str]  # logical id -> type
    refused: Mapping[str, str]
    physical_ids: Mapping[str, str] = field(default_factory=dict)


class StackLoader:
    """`instead`: folders to upload in place of others, as ministack has neither arm nor
    Python 3.14: a layer made for its own interpreter."""

    def __init__(self, url: str, template: Template, instead: Mapping[Path, Path]) -> None:
        self._url = url
        self._template = template
        self._instead = instead

    def client(self, service: str) -> Any:
        """As the account's root: only what the functions may do is asked of ministack."""
        return boto3.client(
            service,
            endpoint_url=self._url,
            region_name=REGION,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 2}),
        )

    def load(self) -> LoadedStack:
        template = self._template.read()
        refused = leave_out_refused(template)
        say_windows(template)
        allow_in_default_group(template)
        allow_plain_http(template)
        self._bootstrap()
        url = self._upload(json.dumps(template).encode())
        name = f"burgee-{self._template.deployment}"
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(
            StackName=name,
            TemplateURL=url,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            OnFailure="DO_NOTHING",
        )
        stack = self._wait(cloudformation, name)
        resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        return LoadedStack(
            outputs={one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]},
            created={
                one["LogicalResourceId"]: one["ResourceType"]
                for one in resources
                if one["ResourceStatus"] == "CREATE_COMPLETE"
            },
            refused=refused,
            physical_ids={one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources},
        )

    def _bootstrap(self) -> None:
        """What `cdk bootstrap` leaves in an account: its version."""
        self.client("ssm").put_parameter(
            Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String"
        )

    def _upload(self, template: bytes) -> str:
        """Upload every asset under its key; the URL of the template."""
        s3 = self.client("s3")
        bucket = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
        s3.create_bucket(Bucket=bucket)
        url = ""
        for key, source in self._template.assets().items():
            if source == self._template.path:
                s3.put_object(Bucket=bucket, Key=key, Body=template)
                url = f"{self._url}/{bucket}/{key}"
            else:
                s3.put_object(Bucket=bucket, Key=key, Body=_zip(self._instead.get(source, source)))
        return url

    def _wait(self, cloudformation: Any, name: str) -> dict[str, Any]:
        deadline = time.monotonic() + SECONDS_TO_CREATE
        while time.monotonic() < deadline:
            [stack] = cloudformation.describe_stacks(StackName=name)["Stacks"]
            if not stack["StackStatus"].endswith("IN_PROGRESS"):
                break
            time.sleep(0.1)
        if stack["StackStatus"] != "CREATE_COMPLETE":
            events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
            failed = [one for one in events if "FAILED" in one["ResourceStatus"]]
            raise StackFailed(json.dumps([stack, failed], default=str, indent=1)[:4000])
        return dict(stack)


def leave_out_refused(template: dict[str, Any]) -> dict[str, str]:
    """Take out what ministack refuses, and every word about it; what was taken out."""
    resources = template["Resources"]
    refused = {logical_id: kind for logical_id, one in resources.items() if (kind := _refusal(one))}
    for logical_id in refused:
        del resources[logical_id]
    for resource in resources.values():
        resource.pop("UpdatePolicy", None)  # names the deployment group
        needed = resource.get("DependsOn", [])
        if isinstance(needed, list):
            resource["DependsOn"] = [one for one in needed if one not in refused]
        _forget(refused, resource["Properties"].get("Environment", {}).get("Variables", {}))
    _forget(refused, template["Outputs"])
    return refused


def _forget(refused: Mapping[str, str], told: dict[str, Any]) -> None:
    """Tell nobody of what is not there."""
    for name, value in list(told.items()):
        if any(f'"{one}"' in json.dumps(value) for one in refused):
            del told[name]


def say_windows(template: dict[str, Any]) -> None:
    """Let every function that reads a stream by windows be entered through `windowed`."""
    resources = template["Resources"]
    for mapping in list(resources.values()):
        if "TumblingWindowInSeconds" not in mapping.get("Properties", {}):
            continue
        [alias_id] = [
            one
            for one in resources
            if f'"{one}"' in json.dumps(mapping["Properties"]["FunctionName"])
        ]
        function_id = resources[alias_id]["Properties"]["FunctionName"]["Ref"]
        function = resources[function_id]["Properties"]
        module = function["Handler"].removesuffix(".handler")
        function["Environment"]["Variables"]["WINDOWED_MODULE"] = module
        function["Handler"] = f"{WINDOWED}.handler"


def allow_in_default_group(template: dict[str, Any]) -> None:
    """Move every permission for schedules to the default group: whatever group a request names,
    ministack asks whether the caller may in that one. test_schedules.py reads the real ones."""
    for resource in template["Resources"].values():
        if resource["Type"] != "AWS::IAM::Policy":
            continue
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
            if "scheduler:CreateSchedule" in statement["Action"]:
                statement["Resource"]["Fn::Join"][1][-1] = ":schedule/default/*"


def allow_plain_http(template: dict[str, Any]) -> None:
    """Turn the queues' refusal of plain HTTP round, as ministack speaks nothing else;
    test_queues.py reads the real one."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::SQS::QueuePolicy":
            for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
                statement["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}


def _refusal(resource: dict[str, Any]) -> str | None:
    if resource["Type"] in REFUSED_TYPES:
        return str(resource["Type"])
    if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
        return REFUSED_ALARMS
    return None


def _zip(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(folder))
        if (folder / "functions").is_dir():
            archive.writestr(f"{WINDOWED}.py", WINDOWED_CODE)
    return content.getvalue()
