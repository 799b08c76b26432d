"""What each power of the catalog allows, and why its stars stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Aws
from aws_cdk import aws_iam as iam

from burgee.domain.rollouts import made_alarm_name
from functions.catalog import Power
from infra.acknowledgements import Reasons

ALLOWED_TAG = ("burgee:rollback", "allowed")  # on functions and groups that others deploy
ALIAS_ACTIONS = (
    "lambda:GetAlias",
    "lambda:GetFunctionConfiguration",
    "lambda:ListAliases",
    "lambda:ListVersionsByFunction",
    "lambda:UpdateAlias",
)
VERSION_ACTIONS = ("lambda:DeleteFunction",)  # of a version: no resource is a function as a whole
DEPLOYMENT_ACTIONS = (
    "codedeploy:GetDeployment",
    "codedeploy:ListDeployments",
    "codedeploy:StopDeployment",
)
ALARM_ACTIONS = ("cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource")

_BY_NAME = (
    "Whoever publishes a version numbers it, so that nobody can list them here; the statement ends "
    "at this one function of the stack."
)
_BY_APPLICATION = (
    "The application in CodeDeploy is this stack's own, and so is every group in it: one for each "
    "function."
)
_BY_TAG = (
    "Functions that others deploy may be registered at any time, so that nobody can list their "
    "names here; the statement asks for the tag that their owner sets."
)
_BY_PREFIX = (
    "Alarms of rollouts are made and taken away while the stack runs; all of their names begin "
    "with this, and those of the stack's own alarms never do."
)


@dataclass(frozen=True, slots=True)
class OwnFunctions:
    """The stack's functions by their names in Lambda, which their groups in CodeDeploy bear too."""

    application: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Resources of this account and region; `why`, where `rest` has a star in it."""

    service: str
    rest: str
    why: str = ""

    @property
    def arn(self) -> str:
        return _arn(self, Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID)

    @property
    def finding(self) -> str:
        """As the security rules name it."""
        arn = _arn(self, "<AWS::Partition>", "<AWS::Region>", "<AWS::AccountId>")
        return f"AwsSolutions::AwsSolutions-IAM5[Resource::{arn}]"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A statement; without `resources` it is about all there are."""

    actions: tuple[str, ...]
    resources: tuple[Named, ...] = ()
    if_tagged: bool = False

    @property
    def statement(self) -> iam.PolicyStatement:
        tag, value = ALLOWED_TAG
        tagged = {"StringEquals": {f"aws:ResourceTag/{tag}": value}}
        return iam.PolicyStatement(
            actions=list(self.actions),
            resources=[one.arn for one in self.resources] or ["*"],
            conditions=tagged if self.if_tagged else None,
        )


def allowed_by(power: Power, own: OwnFunctions) -> tuple[Allowed, ...]:
    """What to allow whoever has `power`."""
    return ALLOWED[power](own)


def reasons_for(allowed: Sequence[Allowed]) -> Reasons:
    """Why the stars stay, by what the security rules call them."""
    return {one.finding: one.why for each in allowed for one in each.resources if one.why}


def _arn(named: Named, partition: str, region: str, account: str) -> str:
    return f"arn:{partition}:{named.service}:{region}:{account}:{named.rest}"


def _move_aliases(own: OwnFunctions) -> tuple[Allowed, ...]:
    """Of the stack's own functions by name, of others by their tag."""
    functions = tuple(Named("lambda", f"function:{name}") for name in own.names)
    versions = tuple(Named("lambda", f"function:{name}:*", _BY_NAME) for name in own.names)
    groups = Named("codedeploy", f"deploymentgroup:{own.application}/*", _BY_APPLICATION)
    any_function = Named("lambda", "function:*", _BY_TAG)
    any_version = Named("lambda", "function:*:*", _BY_TAG)
    any_group = Named("codedeploy", "deploymentgroup:*", _BY_TAG)
    return (
        Allowed(ALIAS_ACTIONS, functions),
        Allowed(ALIAS_ACTIONS + VERSION_ACTIONS, versions),
        Allowed(DEPLOYMENT_ACTIONS, (groups,)),
        Allowed(ALIAS_ACTIONS, (any_function,), if_tagged=True),
        Allowed(VERSION_ACTIONS, (any_version,), if_tagged=True),
        Allowed(DEPLOYMENT_ACTIONS, (any_group,), if_tagged=True),
    )


# DescribeAlarms knows no resource where it is asked for composite ones.
_READ_ALARMS = (Allowed(("cloudwatch:DescribeAlarms",)),)


def _make_alarms(own: OwnFunctions) -> tuple[Allowed, ...]:
    made = f"alarm:{made_alarm_name(own.application, '*', '*')}"
    return (Allowed(ALARM_ACTIONS, (Named("cloudwatch", made, _BY_PREFIX),)),)


ALLOWED: Mapping[Power, Callable[[OwnFunctions], tuple[Allowed, ...]]] = {
    Power.READ_ALARMS: lambda _: _READ_ALARMS,
    Power.MAKE_ALARMS: _make_alarms,
    Power.MOVE_ALIASES: _move_aliases,
    Power.PUBLISH_NOTICES: lambda _: (),  # as its bus and its topic grant it: see Notices
}
