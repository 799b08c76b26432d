"""One function of the catalog: its code, role, log group, newest version and alias `live`."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Annotations, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from functions.catalog import Function
from infra import packaging
from infra.acknowledgements import FUNCTION, NEVER_CALLED_ASYNCHRONOUSLY, acknowledge
from infra.constructs.failures_queue import FailuresQueue
from infra.constructs.layers import ARCHITECTURE, RUNTIME
from infra.constructs.names import construct_name
from infra.deployments import Deployment

METRICS_NAMESPACE = "Burgee"
LIVE = "live"


class LiveFunction(Construct):
    """Whatever calls the function calls `live`: the alias that deployments and rollbacks move.

    `service` is its name in Lambda, in its logs and metrics: deployments may share an account.
    `failures`, where something calls it without waiting: events that it failed at three times.
    """

    def __init__(
        self,
        scope: Construct,
        row: Function,
        deployment: Deployment,
        *,
        layers: Sequence[lambda_.ILayerVersion],
    ) -> None:
        super().__init__(scope, construct_name(row.name))
        self.row = row
        self.service = f"{deployment.stack_name}-{row.name}"
        self.log_group = self._log_group(deployment)
        self.role = self._role()
        self.failures = self._failures()
        self.function = self._function(deployment, layers)
        self.version = self.function.current_version
        self.live = lambda_.Alias(self, "Live", alias_name=LIVE, version=self.version)
        acknowledge(self, FUNCTION)

    @property
    def needed_failures(self) -> FailuresQueue:
        """Its queue of failures, for what calls it without waiting."""
        if self.failures is None:
            raise LookupError(f"{self.row.name} has nowhere to leave what it failed at")
        return self.failures

    def _log_group(self, deployment: Deployment) -> logs.LogGroup:
        keeps = deployment.is_protected
        return logs.LogGroup(
            self,
            "Logs",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
        )

    def _role(self) -> iam.Role:
        """A role that may write this function's own log and nothing else yet."""
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.log_group.grant(role, "logs:CreateLogStream", "logs:PutLogEvents")
        return role

    def _failures(self) -> FailuresQueue | None:
        if self.row.is_not_waited_for:
            return FailuresQueue(self, "Failures")
        acknowledge(self, NEVER_CALLED_ASYNCHRONOUSLY)
        return None

    def _function(
        self, deployment: Deployment, layers: Sequence[lambda_.ILayerVersion]
    ) -> lambda_.Function:
        function = lambda_.Function(
            self,
            "Function",
            function_name=self.service,
            description=self.row.purpose,
            runtime=RUNTIME,
            architecture=ARCHITECTURE,
            code=lambda_.Code.from_asset(str(packaging.function_folder(self.row.name))),
            handler=self.row.entry,
            layers=list(layers),
            memory_size=self.row.memory_mb,
            timeout=Duration.seconds(self.row.timeout_seconds),
            role=self.role,
            log_group=self.log_group,
            dead_letter_queue=self.failures,
            tracing=lambda_.Tracing.ACTIVE,
            environment=self._environment(deployment),
            snap_start=self._snap_start(),
            # CloudFormation would delete the version before: the one to go back to.
            current_version_options=lambda_.VersionOptions(removal_policy=RemovalPolicy.RETAIN),
        )
        Annotations.of(function).acknowledge_warning(
            "@aws-cdk/aws-lambda:snapStartRequirePublish", "every caller goes to the alias"
        )
        return function

    def _environment(self, deployment: Deployment) -> dict[str, str]:
        return {
            "BURGEE_DEPLOYMENT": deployment.stack_name,
            "POWERTOOLS_SERVICE_NAME": self.service,
            "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
            "POWERTOOLS_LOG_LEVEL": deployment.log_level,
        }

    def _snap_start(self) -> lambda_.SnapStartConf | None:
        # Each published version's snapshot costs money for as long as the version is kept: only
        # where callers feel a cold start. What must be fresh after a restore, the handler's own
        # hooks renew.
        return lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if self.row.snap_start else None
