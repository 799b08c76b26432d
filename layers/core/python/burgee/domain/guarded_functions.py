"""Lambda functions whose alias alarms may move back: the stack's own, and any other of the account
that is registered."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictInt

from burgee.domain.alarms import LONGEST_DETAIL, AlarmName, OnAlarm, SeenAlarm
from burgee.domain.conditions import Document
from burgee.domain.documents import LONGEST_REASON
from burgee.domain.flags import Key, Timestamp
from burgee.domain.incidents import Scenario
from burgee.domain.signed import Signed

RETENTION_HOURS = 72
MOST_VERSIONS = 10
MOST_MOVES = 50
MOST_PRUNINGS = 20

FunctionVersion = Annotated[str, Field(pattern=r"^[1-9]\d{0,9}$")]


class AliasMove(Signed):
    """A move of the alias: written before it is made, `done` once it is. `healthy`: what the
    health check after it said; None where it was not asked. `deployment`: the one of CodeDeploy
    that was stopped, and that CodeDeploy takes back itself, where the alias was not touched."""

    moved_from: FunctionVersion
    moved_to: FunctionVersion
    at: Timestamp
    reason: str = Field(default="", max_length=LONGEST_REASON)
    done: bool = False
    healthy: bool | None = None
    detail: str = Field(default="", max_length=LONGEST_DETAIL)
    deployment: str = Field(default="", max_length=100)


class Pruning(Signed):
    """Old versions that were to be deleted: written before they were."""

    versions: list[FunctionVersion] = Field(min_length=1, max_length=1000)
    at: Timestamp


class GuardedFunction(Document):
    """A function by its name. `alarms`: alarm -> the scenario that it tells of, which says what
    is done (see `incidents`). `application` and `deployment_group` of CodeDeploy, if it deploys
    the function. `health_url`: answers 200 when all is well. `moves` and `prunings`, newest
    last, and `seen_alarms` are written by what they tell of alone."""

    key: Key
    alias: Key = "live"
    alarms: dict[AlarmName, Scenario] = Field(default_factory=dict, max_length=50)
    on_alarm: OnAlarm = OnAlarm()
    health_url: Annotated[str, Field(max_length=2048, pattern=r"^(https?://\S+)?$")] = ""
    application: Annotated[str, Field(max_length=100)] = ""
    deployment_group: Annotated[str, Field(max_length=100)] = ""
    retention_hours: Annotated[StrictInt, Field(ge=1, le=24 * 365)] = RETENTION_HOURS
    most_versions: Annotated[StrictInt, Field(ge=2, le=100)] = MOST_VERSIONS
    is_archived: bool = False
    moves: list[AliasMove] = Field(default_factory=list, max_length=MOST_MOVES)
    prunings: list[Pruning] = Field(default_factory=list, max_length=MOST_PRUNINGS)
    seen_alarms: list[SeenAlarm] = Field(default_factory=list)
