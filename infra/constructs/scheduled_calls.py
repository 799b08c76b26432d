"""What EventBridge Scheduler calls: again and again, or once at a time that a function chose."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from functions.catalog import Timer
from infra.acknowledgements import acknowledge, one_time_schedules
from infra.constructs.live_function import LiveFunction

# Of the call alone: what the function does with it, Lambda tries three times by itself.
CALL_ATTEMPTS, CALL_SECONDS = 10, 3600
SCHEDULE_ACTIONS = (
    "scheduler:CreateSchedule",
    "scheduler:DeleteSchedule",
    "scheduler:UpdateSchedule",
)
_SERVICE = "scheduler.amazonaws.com"


class ScheduledCalls(Construct):
    """A group of schedules that call `functions`, and the role they do it with.

    A call that could not be made goes to a queue of failures, with the event that it was to bring.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        group_name: str,
        functions: Sequence[LiveFunction],
    ) -> None:
        super().__init__(scope, construct_id)
        self._functions = functions
        self._group_name = group_name
        self._group = scheduler.CfnScheduleGroup(self, "Group", name=group_name)
        self.role = self._role()

    def add(self, construct_id: str, timer: Timer) -> None:
        """Call the one function with the timer's payload as the event, whenever its expression
        says (UTC)."""
        [function] = self._functions
        scheduler.CfnSchedule(
            self,
            construct_id,
            group_name=self._group.ref,
            schedule_expression=timer.expression,
            schedule_expression_timezone="UTC",
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": function.live.function_arn,
                "roleArn": self.role.role_arn,
                "input": json.dumps(dict(timer.payload)),
                "deadLetterConfig": {"arn": function.needed_failures.queue_arn},
                "retryPolicy": {
                    "maximumRetryAttempts": CALL_ATTEMPTS,
                    "maximumEventAgeInSeconds": CALL_SECONDS,
                },
            },
        )

    def allow_one_time(self, live_function: LiveFunction, targets: Mapping[str, str]) -> None:
        """Let a function keep schedules in this group and no other, and tell it how. `targets`:
        name of a function -> the variable that tells its alias."""
        function = live_function.function
        function.add_to_role_policy(
            iam.PolicyStatement(
                actions=list(SCHEDULE_ACTIONS),
                resources=[self._schedules_arn()],
            )
        )
        function.add_to_role_policy(
            iam.PolicyStatement(
                actions=["iam:PassRole"],
                resources=[self.role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": _SERVICE}},
            )
        )
        function.add_environment("SCHEDULE_GROUP", self._group.ref)
        for target in self._functions:
            function.add_environment(targets[target.row.name], target.live.function_arn)
        function.add_environment("SCHEDULE_ROLE_ARN", self.role.role_arn)
        function.add_environment("SCHEDULE_DEAD_LETTER_ARN", self._dead_letter_arn)
        acknowledge(live_function, one_time_schedules(self._group_name))

    @property
    def _dead_letter_arn(self) -> str:
        """Of the first function's queue: the event itself says whom it was for."""
        return self._functions[0].needed_failures.queue_arn

    def _role(self) -> iam.Role:
        """Only for schedules of this group, only to call its functions and to leave what failed."""
        principal = iam.ServicePrincipal(
            _SERVICE,
            conditions={
                "StringEquals": {
                    "aws:SourceAccount": Aws.ACCOUNT_ID,
                    "aws:SourceArn": self._group.attr_arn,
                }
            },
        )
        role = iam.Role(self, "Role", assumed_by=principal)
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["lambda:InvokeFunction"],
                resources=[one.live.function_arn for one in self._functions],
            )
        )
        self._functions[0].needed_failures.grant(role, "sqs:SendMessage")
        return role

    def _schedules_arn(self) -> str:
        # Its name in letters and not by reference, which the reason for the star would not match.
        return Stack.of(self).format_arn(
            service="scheduler", resource="schedule", resource_name=f"{self._group_name}/*"
        )
