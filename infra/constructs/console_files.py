"""The built console, put where it is served from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from aws_cdk import CfnElement, RemovalPolicy, Stack
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct

from burgee.wire.console import CONFIGURATION, EVERY_TIME, FOREVER, HASHED, PREFIX
from infra.acknowledgements import acknowledge, file_copier
from infra.constructs.console_site import ConsoleSite

COPIER = "Custom::CDKBucketDeployment"  # the CDK's own function, one for both
MEMORY_MB = 512


class ConsoleFiles(Construct):
    """The files of `built` and `configuration` in the bucket of `site`.

    What has a hash in its name is kept by browsers, comes first and stays when a newer build
    comes: a page that is open goes on finding its scripts. The rest is asked for every time, so
    that nothing has to be taken out of CloudFront's memory.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        site: ConsoleSite,
        *,
        built: Path,
        configuration: Mapping[str, Any],
    ) -> None:
        super().__init__(scope, construct_id)
        hashed, prefix = HASHED.rstrip("/"), PREFIX.strip("/")
        log_group = logs.LogGroup(
            self,
            "Logs",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        assets = deployment.BucketDeployment(
            self,
            "Assets",
            sources=[deployment.Source.asset(str(built / hashed))],
            destination_bucket=site.bucket,
            destination_key_prefix=f"{prefix}/{hashed}",
            cache_control=[deployment.CacheControl.from_string(FOREVER)],
            prune=False,
            memory_limit=MEMORY_MB,
            log_group=log_group,
        )
        pages = deployment.BucketDeployment(
            self,
            "Pages",
            sources=[
                deployment.Source.asset(str(built), exclude=[hashed]),
                deployment.Source.json_data(CONFIGURATION, configuration),
            ],
            destination_bucket=site.bucket,
            destination_key_prefix=prefix,
            cache_control=[deployment.CacheControl.from_string(EVERY_TIME)],
            prune=False,
            memory_limit=MEMORY_MB,
            log_group=log_group,
        )
        pages.node.add_dependency(assets)
        for child in Stack.of(self).node.children:
            if child.node.id.startswith(COPIER):
                acknowledge(child, file_copier(_logical_id(site.bucket)))


def _logical_id(bucket: s3.Bucket) -> str:
    return str(Stack.of(bucket).resolve(cast("CfnElement", bucket.node.default_child).logical_id))
