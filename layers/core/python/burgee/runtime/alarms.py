"""CloudWatch alarms: how they stand, and those that are made for rollouts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from burgee.domain.alarms import AlarmState
from burgee.domain.errors import AlarmsUnavailable
from burgee.domain.rollouts import MadeAlarm, Rollout, made_alarm_name
from burgee.runtime.observability import NAMESPACE
from burgee.runtime.wiring import once

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

MOST_NAMES = 100  # that one call takes
GUARDRAIL_VALUE = "GuardrailValue"  # see functions/analyse/reports.py
STATISTICS = frozenset({"SampleCount", "Average", "Sum", "Minimum", "Maximum"})
GONE = frozenset({"ResourceNotFound", "ResourceNotFoundException"})


class CloudWatchAlarmStates:
    """Fills the port with CloudWatch; composite alarms are asked for too."""

    def __init__(self, client: CloudWatchClient) -> None:
        self._client = client

    def of(self, names: Iterable[str]) -> Mapping[str, AlarmState | None]:
        wanted = list(dict.fromkeys(names))
        found: dict[str, AlarmState] = {}
        with _in_our_words():
            for some in _hundreds(wanted):
                found.update(self._states(some))
        return {name: found.get(name) for name in wanted}

    def _states(self, names: Sequence[str]) -> Iterator[tuple[str, AlarmState]]:
        pages = self._client.get_paginator("describe_alarms").paginate(
            AlarmNames=names, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        for page in pages:
            for alarm in (*page.get("MetricAlarms", ()), *page.get("CompositeAlarms", ())):
                yield alarm["AlarmName"], AlarmState(alarm["StateValue"])


class CloudWatchRolloutAlarms:
    """Fills the port with CloudWatch. An alarm's name says which rollout it is for, so that
    putting it again puts the same one, and only ours are ever deleted."""

    def __init__(self, client: CloudWatchClient) -> None:
        self._client = client

    def put(self, rollout: Rollout) -> None:
        with _in_our_words():
            for alarm in rollout.make_alarms:
                self._client.put_metric_alarm(**alarm_of(rollout, alarm))

    def delete(self, rollout: Rollout) -> None:
        with _in_our_words():
            for some in _hundreds(rollout.made_alarm_names):
                self._delete(some)

    def _delete(self, names: Sequence[str]) -> None:
        try:
            self._client.delete_alarms(AlarmNames=names)
        except ClientError as error:
            if error.response["Error"]["Code"] not in GONE:
                raise


def alarm_of(rollout: Rollout, alarm: MadeAlarm) -> dict[str, Any]:
    """What CloudWatch is asked to make. A value that is missing changes nothing: the new variant
    has none before somebody meets it."""
    is_plain = alarm.statistic in STATISTICS
    return {
        "AlarmName": made_alarm_name(rollout.deployment, rollout.key, alarm.name),
        "AlarmDescription": (
            f"Made by Burgee for the rollout {rollout.key} of {rollout.flag} in "
            f"{rollout.environment}; goes with it."
        ),
        **_metric_of(rollout, alarm),
        "Statistic" if is_plain else "ExtendedStatistic": alarm.statistic,
        "Period": alarm.period_seconds,
        "EvaluationPeriods": alarm.periods,
        "Threshold": float(alarm.above),
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "missing",
        "Tags": [
            {"Key": "burgee:rollout", "Value": rollout.key},
            {"Key": "burgee:environment", "Value": rollout.environment},
        ],
    }


def _metric_of(rollout: Rollout, alarm: MadeAlarm) -> dict[str, Any]:
    dimensions = alarm.dimensions
    namespace, name = alarm.namespace, alarm.metric_name
    if alarm.guardrail is not None:
        namespace, name = NAMESPACE, GUARDRAIL_VALUE
        dimensions = {
            "deployment": rollout.deployment,
            "rollout": rollout.key,
            "guardrail": alarm.guardrail,
        }
    named = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    return {"Namespace": namespace, "MetricName": name, "Dimensions": named}


@once
def alarm_states() -> CloudWatchAlarmStates:
    """How the account's alarms stand."""
    return CloudWatchAlarmStates(_client())


@once
def rollout_alarms() -> CloudWatchRolloutAlarms:
    """The alarms that are made for rollouts."""
    return CloudWatchRolloutAlarms(_client())


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        said = error.response["Error"]
        detail = f"{said.get('Code')}: {said.get('Message')}"
        raise AlarmsUnavailable(f"CloudWatch refused ({detail}).") from error
    except BotoCoreError as error:
        raise AlarmsUnavailable(f"CloudWatch did not answer ({type(error).__name__}).") from error


def _hundreds(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[at : at + MOST_NAMES] for at in range(0, len(names), MOST_NAMES))


@once
def _client() -> CloudWatchClient:
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=5, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4}
    )
    client: Any = botocore.session.get_session().create_client("cloudwatch", config=config)
    built: CloudWatchClient = client
    return built
