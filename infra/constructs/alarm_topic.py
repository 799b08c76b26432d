"""Where alarms tell people: subscribe an address, a chat or a pager to it."""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct


class AlarmTopic(Construct):
    """A topic that only this account's alarms may publish to, encrypted under `key`, which
    CloudWatch may use from then on: never the tables' key."""

    def __init__(self, scope: Construct, construct_id: str, *, key: kms.Key) -> None:
        super().__init__(scope, construct_id)
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
