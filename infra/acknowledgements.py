"""Every finding of the security rules that we keep, and why. A rule that finds anything else
stops the synthesis."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from constructs import IConstruct

Reasons = Mapping[str, str]  # what cdk-nag says to acknowledge it with -> why we keep it

FUNCTION: Reasons = {
    "AwsSolutions::AwsSolutions-IAM5[Resource::*]": (
        "X-Ray's two actions to put traces know no resource, and neither do ListStreams, "
        "which reading a stream needs, and DescribeAlarms of composite alarms; every other "
        "statement names its resource."
    ),
}

NEVER_CALLED_ASYNCHRONOUSLY: Reasons = {
    "Serverless::Serverless-LambdaDLQ": (
        "Nobody calls this function asynchronously: the API waits for its answer, or its stream "
        "or queue tries again and names in a queue of its own what it gave up."
    ),
}

TAKES_FROM_A_QUEUE: Reasons = {
    "Serverless::Serverless-LambdaEventSourceMappingDestination": (
        "The queue has a dead-letter queue of its own, which keeps the message itself, and Lambda "
        "knows no other destination for messages of a queue."
    ),
}

BACKUP_BUCKET: Reasons = {
    "AwsSolutions::AwsSolutions-S1": (
        "Only operators reach it, a few times a month, and the trail of the account names them; "
        "logs of access would need a second bucket with the same question."
    ),
}

CONSOLE_SITE: Reasons = {
    "AwsSolutions::AwsSolutions-CFR1": (
        "A team's own people may be anywhere; whoever wants to shut countries out knows which."
    ),
    "AwsSolutions::AwsSolutions-CFR2": (
        "Its files are public and unchanging, and the API behind it is throttled and checks each "
        "caller; a firewall costs every deployment a monthly fee for the few who want one."
    ),
    "AwsSolutions::AwsSolutions-CFR3": (
        "Logs of CloudFront hold whole paths, and paths of units hold keys of people, which no "
        "log may; the API logs each call without its path, and the bucket each file."
    ),
}

DEFAULT_CERTIFICATE: Reasons = {
    "AwsSolutions::AwsSolutions-CFR4": (
        "With CloudFront's own certificate CloudFront chooses the TLS versions; a domain and a "
        "certificate of one's own in infra/deployments.py allow 1.2 and later alone."
    ),
}

SIGN_IN: Reasons = {
    "AwsSolutions::AwsSolutions-COG2": (
        "Each person chooses whether to show a second factor: to ask it of all is one change of "
        "the pool, which an account's owner decides for their people."
    ),
    "AwsSolutions::AwsSolutions-COG8": (
        "Threat protection is billed per person and month; nobody can sign up, and passwords are "
        "long. Whoever wants it sets the plan of the pool."
    ),
}

_COPIES = (
    "The CDK's own function, which copies the console's files while the stack is deployed and is "
    "called by nobody after that: CloudFormation waits for its answer. The CDK chooses its runtime "
    "and spells what it may do: read the bucket of assets, write this one."
)
_COPIED = "<AWS::AccountId>-<AWS::Region>"


def file_copier(bucket_id: str) -> Reasons:
    """For the function that copies files into the bucket with that logical id."""
    actions = ("Abort*", "DeleteObject*", "GetBucket*", "GetObject*", "List*")
    assets = f"arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-{_COPIED}"
    wide = [f"Action::s3:{action}" for action in actions]
    wide += [f"Resource::{assets}/*", f"Resource::<{bucket_id}.Arn>/*"]
    basic = "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    rules = [f"AwsSolutions::AwsSolutions-IAM5[{one}]" for one in wide]
    rules += [f"AwsSolutions::AwsSolutions-IAM4[Policy::{basic}]", "AwsSolutions::AwsSolutions-L1"]
    rules += [f"Serverless::Serverless-Lambda{one}" for one in ("DLQ", "LatestVersion", "Tracing")]
    return dict.fromkeys(rules, _COPIES)


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


def one_time_schedules(group_name: str) -> Reasons:
    """For a function that keeps schedules in the group of that name."""
    schedules = "arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule"
    return {
        f"AwsSolutions::AwsSolutions-IAM5[Resource::{schedules}/{group_name}/*]": (
            "One-time schedules are made, moved and taken away while the stack runs, so that "
            "nobody can list their names; the statement ends at this stack's own group of them."
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
