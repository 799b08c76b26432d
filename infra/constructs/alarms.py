"""What tells people, and takes a deployment back: errors, latency, 5xx, a stream that is stuck."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.live_function import METRICS_NAMESPACE, LiveFunction

MINUTE = Duration.minutes(1)
ERROR_PERCENT, ERROR_PERCENT_MINUTES = 5, 2
SLOW_MILLISECONDS, SLOW_MINUTES = 5_000, 3
ERRORS_A_MINUTE = 10
SERVER_ERRORS_A_MINUTE = 20
BEHIND_MILLISECONDS, BEHIND_MINUTES = 60_000, 3
# What gave something up -> what that means, and what makes it good.
GAVE_UP = {
    "publish": "publish gave a change up; `burgee repair` makes good what it left",
    "aggregate": (
        "aggregate gave a record up, unread: `burgee recount RUN` for every run of these days"
    ),
    "late_exposures": "An exposure could not be written late; move it back when storage answers",
    "reconcile": "The daily check of the counters failed three times; the next one does its work",
    "analyse": "The daily look at results failed three times; the next one makes it good",
    "apply_schedule": (
        "A scheduled change failed three times; the next check, every 5 minutes, tries it again"
    ),
    "advance_rollouts": (
        "A rollout could not be moved three times; the next check, every minute, tries it again"
    ),
    "roll_back": (
        "An alarm's change could not be acted upon three times; look whether its flag, rollout,"
        " experiment or function is back, and take it back by hand if not"
    ),
    "notify": "A change was not told; what it changed is done, and `burgee audit` shows it",
    "webhooks": "A notice could not be delivered to a webhook; its receiver missed it",
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above `value` for `minutes` in a row."""

    value: float
    minutes: int = 1


class Alarms(Construct):
    """Alarms that publish to one topic; no calls at all is no alarm.

    Each is called `prefix-name`, so that whoever hears of it knows what it is about, and no
    rollback of an alias needs a reference to it.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, topic: sns.ITopic, prefix: str
    ) -> None:
        super().__init__(scope, construct_id)
        self._prefix = prefix
        self._action = actions.SnsAction(topic)

    def of_calls(self, function: LiveFunction) -> list[cloudwatch.Alarm]:
        """Of a function that callers wait for: error rates, errors, and slow answers."""
        return [*self.of_errors(function), self._slow_answers(function)]

    def of_errors(self, function: LiveFunction) -> list[cloudwatch.Alarm]:
        """The rate over all versions, that of the newest one alone, and the number of errors,
        both of those that ended the function and of those that it logged.

        While a canary has a tenth of the calls, half of its answers could be errors without
        moving the rate of all of them above the threshold. And an authorizer with a fault of
        ours says no, which Lambda and the API count as a good answer.
        """
        row, live = function.row, function.live
        newest = {**_dimensions(live), "ExecutedVersion": function.version.version}
        return [
            self._error_rate(f"{row.name}-error-rate", _dimensions(live)),
            self._error_rate(f"{row.name}-new-version-error-rate", newest),
            self.above(
                f"{row.name}-errors",
                live.metric_errors(period=MINUTE, statistic="Sum"),
                Threshold(ERRORS_A_MINUTE),
                f"More than {ERRORS_A_MINUTE} errors of {row.name} in a minute",
            ),
            self.above(
                f"{row.name}-logged-errors",
                self._logged_errors(function),
                Threshold(ERRORS_A_MINUTE),
                f"More than {ERRORS_A_MINUTE} errors in the log of {row.name} in a minute",
            ),
        ]

    def of_server_errors(self, api: apigatewayv2.HttpApi) -> cloudwatch.Alarm:
        return self.above(
            "api-server-errors",
            api.metric_server_error(period=MINUTE, statistic="Sum"),
            Threshold(SERVER_ERRORS_A_MINUTE),
            f"More than {SERVER_ERRORS_A_MINUTE} answers with a 5xx status in a minute",
        )

    def of_stream(self, function: LiveFunction, failures: sqs.IQueue) -> list[cloudwatch.Alarm]:
        """A stream that is not read in time, and records that were given up."""
        name = function.row.name
        behind = self.above(
            f"{name}-behind",
            function.live.metric("IteratorAge", period=MINUTE, statistic="Maximum"),
            Threshold(BEHIND_MILLISECONDS, BEHIND_MINUTES),
            f"{name} is more than a minute behind the changes of the table",
        )
        return [behind, self.of_failures(name, failures)]

    def of_failures(self, name: str, failures: sqs.IQueue) -> cloudwatch.Alarm:
        """Of anything in the queue of what `name` gave up."""
        waiting = failures.metric_approximate_number_of_messages_visible(
            period=MINUTE, statistic="Maximum"
        )
        return self.above(f"{name}-gave-up", waiting, Threshold(0), GAVE_UP[name])

    def above(
        self, name: str, metric: cloudwatch.IMetric, threshold: Threshold, description: str
    ) -> cloudwatch.Alarm:
        """An alarm that tells when it begins and when it is over."""
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"{self._prefix}-{name}",
            alarm_description=description,
            metric=metric,
            threshold=threshold.value,
            evaluation_periods=threshold.minutes,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(self._action)
        alarm.add_ok_action(self._action)
        return alarm

    def _logged_errors(self, function: LiveFunction) -> cloudwatch.Metric:
        name = "LoggedErrors"
        logs.MetricFilter(
            self,
            f"{function.row.name}-{name}",
            log_group=function.log_group,
            filter_pattern=logs.FilterPattern.string_value("$.level", "=", "ERROR"),
            metric_namespace=METRICS_NAMESPACE,
            metric_name=name,
            dimensions={"service": "$.service"},
        )
        return cloudwatch.Metric(
            namespace=METRICS_NAMESPACE,
            metric_name=name,
            dimensions_map={"service": function.service},
            period=MINUTE,
            statistic="Sum",
        )

    def _slow_answers(self, function: LiveFunction) -> cloudwatch.Alarm:
        return self.above(
            f"{function.row.name}-slow",
            function.live.metric_duration(period=MINUTE, statistic="p95"),
            Threshold(SLOW_MILLISECONDS, SLOW_MINUTES),
            f"One in twenty answers of {function.row.name} takes over {SLOW_MILLISECONDS} ms",
        )

    def _error_rate(self, name: str, dimensions: dict[str, str]) -> cloudwatch.Alarm:
        rate = cloudwatch.MathExpression(
            expression="IF(calls > 0, 100 * errors / calls, 0)",
            label="errors, percent of calls",
            period=MINUTE,
            using_metrics={
                "errors": _sum("Errors", dimensions),
                "calls": _sum("Invocations", dimensions),
            },
        )
        threshold = Threshold(ERROR_PERCENT, ERROR_PERCENT_MINUTES)
        return self.above(name, rate, threshold, f"More than {ERROR_PERCENT} % errors")


def _dimensions(live: lambda_.Alias) -> dict[str, str]:
    function = live.version.lambda_
    return {
        "FunctionName": function.function_name,
        "Resource": f"{function.function_name}:{live.alias_name}",
    }


def _sum(name: str, dimensions: dict[str, str]) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace="AWS/Lambda",
        metric_name=name,
        dimensions_map=dimensions,
        period=MINUTE,
        statistic="Sum",
    )
