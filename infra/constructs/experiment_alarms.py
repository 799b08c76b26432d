"""What makes an experiment's numbers wrong, told at once: metrics that our own functions write."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.constructs.alarms import MINUTE, Alarms, Threshold
from infra.constructs.live_function import METRICS_NAMESPACE, LiveFunction

MIXED_PERCENT, FEWEST_EXPOSURES = 1, 100
# Long enough for a small site to have that many, short enough to tell a large one in time.
MIXED_PERIOD = Duration.hours(6)


@dataclass(frozen=True, slots=True)
class Counted:
    """A metric of one function that should never count anything."""

    function: str
    metric: str
    description: str


COUNTED = (
    Counted("evaluate", "LostExposures", "An exposure was neither written nor kept for later"),
    Counted(
        "aggregate",
        "ParkedRecords",
        "A record could not be counted; its run is inexact until `burgee recount RUN`",
    ),
    Counted(
        "reconcile",
        "CounterMismatches",
        "Counters differ from a recount; their run is inexact until `burgee recount RUN`",
    ),
    Counted("analyse", "LookFailures", "The results of an experiment could not be looked at"),
    Counted(
        "analyse",
        "JudgementFailures",
        "The guardrails of a rollout could not be judged; it holds until they can be",
    ),
)
# What a look found, which no new version of a function is to blame for: it only tells people.
FOUND = (
    Counted(
        "analyse",
        "SampleRatioMismatches",
        "An experiment's groups are not of the planned sizes; its results stay without a verdict",
    ),
    Counted(
        "analyse",
        "StandingSampleRatioMismatch",
        "The standing A/A experiment's groups are not of the planned sizes: assignment or counting"
        " is at fault, for every experiment",
    ),
    Counted(
        "analyse",
        "StandingFalseAlarms",
        "The standing A/A experiment found an effect where there is none; more than one run in"
        " twenty with that is a fault of the statistics",
    ),
)
LOOK_PERIOD = Duration.days(1)  # from one look to the next


def of_counts(alarms: Alarms, function: LiveFunction) -> list[cloudwatch.Alarm]:
    """Of what `function` counts and should not have to: one is too many."""
    return [
        alarms.above(
            f"{row.function}-{row.metric}",
            _counted(function, row.metric, MINUTE),
            Threshold(0),
            row.description,
        )
        for row in COUNTED
        if row.function == function.row.name
    ]


def of_looks(alarms: Alarms, function: LiveFunction) -> list[cloudwatch.Alarm]:
    """Of what looks at results found: on until a day's looks find it no more."""
    return [
        alarms.above(
            f"{row.metric}-found",
            _counted(function, row.metric, LOOK_PERIOD),
            Threshold(0),
            row.description,
        )
        for row in FOUND
    ]


def of_mixed_units(alarms: Alarms, aggregate: LiveFunction) -> cloudwatch.Alarm:
    """Of units that were seen in two variants, where there are enough exposures to tell."""
    share = cloudwatch.MathExpression(
        expression=f"IF(exposures >= {FEWEST_EXPOSURES}, 100 * mixed / exposures, 0)",
        label="units in two variants, percent of exposures",
        period=MIXED_PERIOD,
        using_metrics={
            "mixed": _counted(aggregate, "MixedUnits", MIXED_PERIOD),
            "exposures": _counted(aggregate, "Exposures", MIXED_PERIOD),
        },
    )
    return alarms.above(
        "mixed-units",
        share,
        Threshold(MIXED_PERCENT),
        f"More than {MIXED_PERCENT} % of exposed units were seen in two variants",
    )


def _counted(function: LiveFunction, metric: str, period: Duration) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=METRICS_NAMESPACE,
        metric_name=metric,
        dimensions_map={"service": function.service},
        period=period,
        statistic="Sum",
    )
