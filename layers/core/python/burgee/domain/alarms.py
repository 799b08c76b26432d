"""CloudWatch alarms: a change of one, what is remembered of it, and what is to follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from burgee.domain.conditions import Document
from burgee.domain.timestamps import duration_seconds
from burgee.domain.written_times import Duration, Timestamp

REMEMBERED_SECONDS = 48 * 3600
LONGEST_DETAIL = 1024

AlarmName = Annotated[str, Field(min_length=1, max_length=255)]


class AlarmState(StrEnum):
    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class OnInsufficientData(StrEnum):
    """What an alarm without data does: nothing, keep a rollout from its next stage, or the same
    as an alarm that is on."""

    IGNORE = "ignore"
    HOLD = "hold"
    ROLL_BACK = "roll_back"


class Outcome(StrEnum):
    """What became of an alarm's change.

    `recorded`: it is older than what it would have taken back. `cooling_down`: something was
    taken back a moment ago. `nothing_to_go_back_to`: there is no earlier good version.
    """

    ROLLED_BACK = "rolled_back"
    STOPPED = "stopped"
    HELD = "held"
    RECORDED = "recorded"
    COOLING_DOWN = "cooling_down"
    NOTHING_TO_GO_BACK_TO = "nothing_to_go_back_to"


EFFECTIVE = frozenset({Outcome.ROLLED_BACK, Outcome.STOPPED})  # something else is shown then


class SeenAlarm(Document):
    """A change of an alarm that reached a document: (`alarm`, `at`) acts once.

    `at`: when the alarm changed, by CloudWatch; `received_at`: when we heard of it. `environment`:
    of a flag, where it was looked at. `detail`: the alarm's reason and what followed.
    """

    alarm: AlarmName
    state: AlarmState
    at: Timestamp
    received_at: Timestamp
    outcome: Outcome
    environment: str = ""
    detail: str = Field(default="", max_length=LONGEST_DETAIL)


class OnAlarm(Document):
    """How one takes back. A version is good once it was served for `bake_time` without an alarm;
    after a rollback there is none for `cool_down`."""

    bake_time: Duration = "15m"
    cool_down: Duration = "30m"
    on_insufficient_data: OnInsufficientData = OnInsufficientData.IGNORE

    @property
    def bake_seconds(self) -> int:
        return duration_seconds(self.bake_time) or 0

    @property
    def cool_down_seconds(self) -> int:
        return duration_seconds(self.cool_down) or 0


@dataclass(frozen=True, slots=True)
class AlarmChange:
    """A change of an alarm's state. `at`: seconds since 1970, by CloudWatch; `reason`: its own
    words, with the values that it saw."""

    alarm: str
    state: AlarmState
    previous: AlarmState | None
    at: float
    reason: str = ""
    is_composite: bool = False
