"""One-time schedules of EventBridge Scheduler."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from burgee.domain.errors import StorageUnavailable
from burgee.runtime.settings import ScheduleSettings
from burgee.runtime.wiring import once, settings
from burgee.services.schedules import Schedules

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

CALL_ATTEMPTS, CALL_SECONDS = 10, 3600


class EventBridgeSchedules:
    """Fills the port with one group of schedules; each deletes itself once it has called."""

    def __init__(self, client: EventBridgeSchedulerClient, where: ScheduleSettings) -> None:
        self._client = client
        self._where = where

    def put(self, name: str, at: float, payload: Mapping[str, str], *, function: str) -> None:
        schedule = self._schedule(name, at, payload, self._where.target_arn(function))
        if self._tried(lambda: self._client.create_schedule(**schedule), "ConflictException"):
            return
        # It may have called and gone since: then it is made anew.
        if self._tried(
            lambda: self._client.update_schedule(**schedule), "ResourceNotFoundException"
        ):
            return
        self._tried(lambda: self._client.create_schedule(**schedule), "ConflictException")

    def delete(self, name: str) -> None:
        self._tried(
            lambda: self._client.delete_schedule(GroupName=self._where.group, Name=name),
            "ResourceNotFoundException",
        )

    def _schedule(
        self, name: str, at: float, payload: Mapping[str, str], target_arn: str
    ) -> dict[str, Any]:
        moment = datetime.fromtimestamp(ceil(at), UTC)  # whole seconds, and none too early
        target: dict[str, Any] = {
            "Arn": target_arn,
            "RoleArn": self._where.role_arn,
            "Input": json.dumps(dict(payload)),
            "RetryPolicy": {
                "MaximumRetryAttempts": CALL_ATTEMPTS,
                "MaximumEventAgeInSeconds": CALL_SECONDS,
            },
        }
        if self._where.dead_letter_arn:
            target["DeadLetterConfig"] = {"Arn": self._where.dead_letter_arn}
        return {
            "GroupName": self._where.group,
            "Name": name,
            "ScheduleExpression": f"at({moment:%Y-%m-%dT%H:%M:%S})",
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": target,
        }

    def _tried(self, call: Callable[[], object], expected: str) -> bool:
        """Whether the call was taken; False for the one refusal that is expected."""
        try:
            call()
        except ClientError as error:
            if error.response["Error"]["Code"] == expected:
                return False
            raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error
        return True


class NoSchedules:
    """Where there is no group of schedules: what is due waits for the next look at all of it."""

    def put(self, name: str, at: float, payload: Mapping[str, str], *, function: str) -> None: ...

    def delete(self, name: str) -> None: ...


@once
def schedules() -> Schedules:
    """The schedules of this deployment."""
    where = settings().schedules
    return EventBridgeSchedules(_client(), where) if where.group else NoSchedules()


def _unavailable(error: Exception) -> StorageUnavailable:
    return StorageUnavailable(f"EventBridge Scheduler did not answer ({type(error).__name__}).")


@once
def _client() -> EventBridgeSchedulerClient:
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=5, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4}
    )
    client: Any = botocore.session.get_session().create_client("scheduler", config=config)
    built: EventBridgeSchedulerClient = client
    return built
