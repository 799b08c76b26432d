"""Every finding of the security rules that we keep, and why. A rule that finds anything else
stops the synthesis."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from constructs import IConstruct

Reasons = Mapping[str, str]  # what cdk-nag says to acknowledge it with -> why we keep it

_NO_ASYNCHRONOUS_CALL = "Serverless::Serverless-LambdaDLQ"

FUNCTION: Reasons = {
    "AwsSolutions::AwsSolutions-IAM5[Resource::*]": (
        "X-Ray's two actions to put traces know no resource, and neither does ListStreams, "
        "which reading a stream needs; every other statement names its resource."
    ),
    _NO_ASYNCHRONOUS_CALL: (
        "Nobody calls this function asynchronously: the API waits for its answer, or its stream "
        "tries again and names in a queue what it gave up."
    ),
}

OPEN_ROUTE: Reasons = {
    "AwsSolutions::AwsSolutions-APIG4": (
        "The function itself checks the caller's key against the published ruleset, which it has "
        "at hand: an authorizer would cost every evaluation a second invocation. /healthz and "
        "/openapi.json tell nothing that is secret."
    ),
}

FAILURES_QUEUE: Reasons = {
    "AwsSolutions::AwsSolutions-SQS3": (
        "This is the dead-letter queue: people read it, and an alarm says when there is something."
    ),
    "Serverless::Serverless-SQSRedrivePolicy": (
        "This is the dead-letter queue: there is nothing behind it to redrive to."
    ),
}

CODE_DEPLOY_ROLE: Reasons = {
    "AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/"
    "service-role/AWSCodeDeployRoleForLambdaLimited]": (
        "AWS keeps this policy in step with what CodeDeploy needs to move a Lambda alias, the "
        "limited one, and only CodeDeploy can assume the role; a copy of ours could fail to roll "
        "back on the day it matters."
    ),
}


def acknowledge(construct: IConstruct, reasons: Reasons) -> None:
    """Keep these findings on `construct` and everything inside it."""
    cdk.Validations.of(construct).acknowledge(
        *(cdk.Acknowledgment(id=rule, reason=reason) for rule, reason in reasons.items())
    )
