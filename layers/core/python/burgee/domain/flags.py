"""The flag as people write it: one document with a section per environment."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool, StrictFloat, StrictInt, model_validator
from pydantic import JsonValue as PydanticJson

from burgee.domain.alarms import AlarmName, OnAlarm, SeenAlarm
from burgee.domain.conditions import Document, Node
from burgee.domain.names import KEY_PATTERN, TARGETING_KEY, VARIANT_PATTERN
from burgee.domain.written_times import Timestamp as Timestamp

SLOTS_PER_PERCENT = 1000  # 100,000 slots: percentages have at most 3 decimals


class ValueKind(StrEnum):
    """What a flag's values are."""

    BOOLEAN = "boolean"
    STRING = "string"
    NUMBER = "number"
    JSON = "json"


class Purpose(StrEnum):
    """Why a flag exists, which says how long it should live."""

    RELEASE = "release"
    EXPERIMENT = "experiment"
    OPERATIONAL = "operational"
    PERMISSION = "permission"
    CONFIGURATION = "configuration"


class Lifecycle(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


def _is_key(key: str) -> str:
    if key in {".", ".."}:
        raise ValueError("'.' and '..' cannot be keys: they would change the URL")
    return key


def _has_three_decimals(percentage: float) -> float:
    if round(percentage, 3) != percentage:
        raise ValueError("a percentage has at most 3 decimals")
    return percentage


def slots_of(percentage: float) -> int:
    """A percentage of the 100,000 slots.

    >>> slots_of(33.333)
    33333
    """
    return round(percentage * SLOTS_PER_PERCENT)


def _check_whole(percentages: Mapping[str, float]) -> None:
    slots = sum(map(slots_of, percentages.values()))
    if slots != 100 * SLOTS_PER_PERCENT:
        total = slots / SLOTS_PER_PERCENT
        raise ValueError(f"the percentages add up to {total:g}; make them add up to 100")


Key = Annotated[str, Field(pattern=KEY_PATTERN), AfterValidator(_is_key)]
VariantKey = Annotated[str, Field(pattern=VARIANT_PATTERN)]
Percentage = Annotated[
    StrictInt | StrictFloat, Field(ge=0, le=100), AfterValidator(_has_three_decimals)
]
Weight = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Attribute = Annotated[str, Field(min_length=1, max_length=256)]
UnitKey = Annotated[str, Field(min_length=1, max_length=512)]
MetadataValue = StrictBool | StrictInt | StrictFloat | Annotated[str, Field(max_length=1024)]


class Variant(Document):
    """One outcome. `value` keeps the form in which it was written: 10.0 stays 10.0."""

    value: PydanticJson
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=2048)


class Rule(Document):
    """Conditions, then a variant, a `split` by weights (any sum) or one by `percentages` (which
    add up to 100); `percentage` lets only a share of units in."""

    id: Key | None = None
    name: str = Field(default="", max_length=256)
    conditions: list[Node] = Field(default_factory=list, max_length=100)
    variant: VariantKey | None = None
    split: dict[VariantKey, Weight] | None = None
    percentages: dict[VariantKey, Percentage] | None = None
    percentage: Percentage | None = None
    bucket_by: Attribute = TARGETING_KEY

    @property
    def draws(self) -> bool:
        """Whether chance decides: then the id is part of the hash."""
        return self.weights is not None or self.percentage is not None

    @property
    def weights(self) -> dict[str, int] | None:
        """The split as integer weights, however it was written; None without one."""
        if self.percentages is None:
            return self.split
        return {key: slots_of(percentage) for key, percentage in self.percentages.items()}

    @model_validator(mode="after")
    def _is_whole(self) -> Rule:
        if [self.variant, self.split, self.percentages].count(None) != 2:
            raise ValueError("a rule has one of variant, split and percentages")
        if self.percentages is not None:
            _check_whole(self.percentages)
        if self.split is not None and sum(self.split.values()) == 0:
            raise ValueError("the weights of a split have a sum above 0")
        if self.draws and self.id is None:
            raise ValueError(
                "a rule with a split or a percentage needs an id: units are hashed with it, "
                "so that moving the rule moves nobody"
            )
        return self


class RolloutShare(Document):
    """A share of everybody that no rule decided."""

    variant: VariantKey
    percentage: Percentage
    bucket_by: Attribute = TARGETING_KEY


class ScheduledChange(Document):
    """A change to make at a time; it leaves the schedule when it is made."""

    at: Timestamp
    enabled: StrictBool | None = None
    default_variant: VariantKey | None = None
    rollout: RolloutShare | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> ScheduledChange:
        if self.enabled is None and self.default_variant is None and self.rollout is None:
            raise ValueError("a scheduled change sets enabled, default_variant or rollout")
        return self


class EnvironmentSettings(Document):
    """What one environment shows of a flag."""

    enabled: StrictBool = False
    off_variant: VariantKey | None = None
    targets: dict[VariantKey, list[UnitKey]] = Field(default_factory=dict)
    rules: list[Rule] = Field(default_factory=list, max_length=200)
    rollout: RolloutShare | None = None
    default_variant: VariantKey
    prerequisites: dict[Key, list[VariantKey]] = Field(default_factory=dict, max_length=20)
    schedule: list[ScheduledChange] = Field(default_factory=list, max_length=100)
    alarms: list[AlarmName] = Field(default_factory=list, max_length=50)
    on_alarm: OnAlarm = OnAlarm()


class Flag(Document):
    """A flag with all its environments. Checked as a whole: see `flag_checks`.

    `seen_alarms` is written by rollbacks alone.
    """

    key: Key
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=4096)
    kind: ValueKind
    json_schema: dict[str, Any] | None = None
    purpose: Purpose = Purpose.RELEASE
    owner: str = Field(default="", max_length=256)
    team: str = Field(default="", max_length=256)
    tags: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        default_factory=list, max_length=50
    )
    metadata: dict[Key, MetadataValue] = Field(default_factory=dict, max_length=50)
    variants: dict[VariantKey, Variant] = Field(default_factory=dict, max_length=100)
    salt: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    environments: dict[str, EnvironmentSettings] = Field(default_factory=dict)
    seen_alarms: list[SeenAlarm] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _boolean_has_on_and_off(cls, body: Any) -> Any:
        if isinstance(body, Mapping) and body.get("kind") == "boolean" and not body.get("variants"):
            return {**body, "variants": {"on": {"value": True}, "off": {"value": False}}}
        return body

    @property
    def is_archived(self) -> bool:
        return self.lifecycle is Lifecycle.ARCHIVED
