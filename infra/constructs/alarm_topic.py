"""Where alarms tell people: subscribe an address, a chat or a pager to it."""

from __future__ import annotations

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct


class AlarmTopic(Construct):
    """An encrypted topic that only this account's alarms may publish to."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        # A key of its own: CloudWatch must use it, and must not be able to use the tables' key.
        key = kms.Key(
            self,
            "Key",
            description="Burgee: alarms on their way",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        key.add_to_resource_policy(
            _alarms_may("kms:Decrypt", "kms:GenerateDataKey", resource="*")  # "*" is this key
        )
        self.topic.add_to_resource_policy(_alarms_may("sns:Publish", resource=self.topic.topic_arn))


def _alarms_may(*actions: str, resource: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=list(actions),
        resources=[resource],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )
