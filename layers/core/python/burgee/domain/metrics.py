"""Metrics as people write them: one number per unit, and how it comes from tracking events."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictFloat, StrictInt, model_validator

from burgee.domain.conditions import Document
from burgee.domain.flags import Key
from burgee.domain.rates import RATES
from burgee.domain.timestamps import duration_seconds
from burgee.domain.written_times import LONGEST_DURATION_DAYS
from burgee.domain.written_times import Duration as Duration

LONGEST_WINDOW_DAYS = LONGEST_DURATION_DAYS
COVARIATE_DAYS = 14
MOST_UNIQUE = 100  # distinct values of one unit that are told apart
MOST_FUNNEL_STEPS = 5


class MetricType(StrEnum):
    """What a metric says of one unit.

    `average_value` and `duration` are ratios of sums: the sum of a property over the number of
    events that have it, so that a unit with many events weighs more. `time_to_event` is defined
    only for units that had the event; every other type is for all exposed units.
    """

    CONVERSION_RATE = "conversion_rate"
    AVERAGE_VALUE = "average_value"
    COUNT = "count"
    DURATION = "duration"
    SUM = "sum"
    RATIO = "ratio"
    QUANTILE = "quantile"
    RETENTION = "retention"
    TIME_TO_EVENT = "time_to_event"
    FUNNEL_STEP = "funnel_step"


class Aggregation(StrEnum):
    """How the events of one unit become one number."""

    SUM = "sum"
    AVERAGE = "average"
    COUNT = "count"
    UNIQUE_COUNT = "unique_count"
    LAST = "last"


class Direction(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"


EventName = Annotated[str, Field(min_length=1, max_length=128)]
Property = Annotated[str, Field(min_length=1, max_length=128)]
Amount = Annotated[StrictInt | StrictFloat, Field(ge=-1e9, le=1e9)]

AGGREGATION_BY_TYPE = {
    MetricType.CONVERSION_RATE: Aggregation.COUNT,
    MetricType.AVERAGE_VALUE: Aggregation.SUM,
    MetricType.COUNT: Aggregation.COUNT,
    MetricType.DURATION: Aggregation.SUM,
    MetricType.SUM: Aggregation.SUM,
    MetricType.RATIO: Aggregation.SUM,
    MetricType.QUANTILE: Aggregation.SUM,
    MetricType.RETENTION: Aggregation.COUNT,
    MetricType.TIME_TO_EVENT: Aggregation.COUNT,
    MetricType.FUNNEL_STEP: Aggregation.COUNT,
}


class Measure(Document):
    """Events of one name, a property of them, and how a unit's events become one number."""

    event_name: EventName
    value_property: Property = "value"
    aggregation: Aggregation = Aggregation.SUM


class Metric(Document):
    """One metric. `window`: events count from the unit's exposure on, for so long.

    `cap`: a unit's number above it counts as the cap (winsorised), fixed before the start.
    `direction` is the one that is good. `after` (funnel steps): events that must have come
    before, in this order. `begin` (retention): events count from so long after the exposure.
    `attribution`: a key of the events' attribution map, by whose values the metric is broken
    down. Of guardrails: `threshold`, the value of a variant beyond which it is breached, and
    `margin`, the relative harm that is tolerated: to be safe, more must be ruled out.
    """

    key: Key
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=2048)
    type: MetricType
    event_name: EventName
    value_property: Property = "value"
    aggregation: Aggregation | None = None
    denominator: Measure | None = None
    cap: Annotated[StrictInt | StrictFloat, Field(ge=0.0001, le=1e9)] | None = None
    window: Duration = "14d"
    begin: Duration | None = None
    after: list[EventName] = Field(default_factory=list, max_length=MOST_FUNNEL_STEPS - 1)
    quantile: Annotated[StrictFloat, Field(gt=0, lt=1)] | None = None
    direction: Direction = Direction.INCREASE
    attribution: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    threshold: Amount | None = None
    margin: Annotated[StrictInt | StrictFloat, Field(ge=0, le=1)] = 0

    @property
    def measure(self) -> Measure:
        """What the metric's number, or the numerator of its ratio, is made of."""
        return Measure(
            event_name=self.event_name,
            value_property=self.value_property,
            aggregation=self.aggregation or AGGREGATION_BY_TYPE[self.type],
        )

    @property
    def over(self) -> Measure | None:
        """What the denominator of a ratio is made of; None for metrics that are no ratio."""
        if self.type is MetricType.RATIO:
            return self.denominator
        averages = self.type in {MetricType.AVERAGE_VALUE, MetricType.DURATION}
        if averages and self.aggregation in {None, Aggregation.SUM, Aggregation.AVERAGE}:
            return Measure(event_name=self.event_name, aggregation=Aggregation.COUNT)
        return None

    @property
    def window_seconds(self) -> int:
        return duration_seconds(self.window) or 0

    @property
    def begin_seconds(self) -> int:
        return duration_seconds(self.begin) or 0 if self.begin else 0

    @model_validator(mode="after")
    def _fits_its_type(self) -> Metric:
        for field, type_ in ONLY_FOR.items():
            if (getattr(self, field) or None) and self.type is not type_:
                raise ValueError(f"`{field}` is only for metrics of type {type_}")
            if not getattr(self, field) and self.type is type_:
                raise ValueError(f"a metric of type {type_} needs `{field}`")
        if self.cap is not None and self.type in RATES:
            raise ValueError(f"`cap` is not for {self.type}: a unit counts 1 or 0 there")
        if self.window_seconds <= self.begin_seconds:
            raise ValueError("`window` ends after `begin`, and is longer than nothing")
        return self


ONLY_FOR = {
    "denominator": MetricType.RATIO,
    "quantile": MetricType.QUANTILE,
    "begin": MetricType.RETENTION,
    "after": MetricType.FUNNEL_STEP,
}


class Metrics(Document):
    """What an experiment is judged by: at least one goal; each key once among all of them."""

    goals: list[Metric] = Field(default_factory=list, max_length=10)
    secondary: list[Metric] = Field(default_factory=list, max_length=40)
    guardrails: list[Metric] = Field(default_factory=list, max_length=40)

    @property
    def all(self) -> list[Metric]:
        return [*self.goals, *self.secondary, *self.guardrails]

    @model_validator(mode="after")
    def _has_each_key_once(self) -> Metrics:
        keys = [metric.key for metric in self.all]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"the metric {twice[0]!r} is there twice; give each its own key")
        return self
