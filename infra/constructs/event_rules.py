"""Events of the account's default bus that call a function."""

from __future__ import annotations

from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from functions.catalog import Rule
from infra.constructs.live_function import LiveFunction
from infra.constructs.names import construct_name

# Of the call alone, as with schedules. An alarm that is an hour old is still worth a rollback.
CALL_ATTEMPTS, CALL_AGE = 10, Duration.hours(1)


class EventRules(Construct):
    """Each rule of the row calls the function's alias with the event as it is. A call that could
    not be made goes to the function's queue of failures, as does an event that it failed at."""

    def __init__(self, scope: Construct, construct_id: str, function: LiveFunction) -> None:
        super().__init__(scope, construct_id)
        for row in function.row.rules:
            events.Rule(
                self,
                construct_name(row.name),
                description=f"Calls {function.row.name}",
                event_pattern=_pattern(row),
                targets=[
                    targets.LambdaFunction(
                        function.live,
                        dead_letter_queue=function.needed_failures,
                        max_event_age=CALL_AGE,
                        retry_attempts=CALL_ATTEMPTS,
                    )
                ],
            )


def _pattern(row: Rule) -> events.EventPattern:
    """The pattern under the names that the CDK has for the same fields."""
    fields: dict[str, Any] = {
        name.replace("-", "_"): wanted for name, wanted in row.pattern.items()
    }
    return events.EventPattern(**fields)
