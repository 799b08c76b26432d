"""How a new version takes over: a tenth of the calls first, all of them if no alarm fires."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.acknowledgements import CODE_DEPLOY_ROLE, acknowledge

# Longer than the slowest of the alarms needs: three minutes.
CANARY = codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES


class GuardedDeployment(Construct):
    """CodeDeploy moves `alias`, and moves it back by itself while one of `alarms` is on."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        group_name: str,
        application: codedeploy.ILambdaApplication,
        alias: lambda_.Alias,
        alarms: Sequence[cloudwatch.IAlarm],
    ) -> None:
        super().__init__(scope, construct_id)
        self.group = codedeploy.LambdaDeploymentGroup(
            self,
            "Group",
            deployment_group_name=group_name,
            application=application,
            alias=alias,
            alarms=list(alarms),
            deployment_config=CANARY,
            auto_rollback=codedeploy.AutoRollbackConfig(
                deployment_in_alarm=True, failed_deployment=True, stopped_deployment=True
            ),
        )
        acknowledge(self, CODE_DEPLOY_ROLE)
