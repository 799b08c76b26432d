"""The rollout as people write it: a new variant of a flag, for more and more units.

While it is open, a rollout decides its flag's share itself (see `rollout_forms`): each version of
the document is a change of what is served, so that one conditional put moves it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictFloat, StrictInt, model_validator

from burgee.domain.alarms import AlarmName, OnAlarm, SeenAlarm
from burgee.domain.conditions import Document, Node
from burgee.domain.environments import EnvironmentName
from burgee.domain.experiments import MOST_UNITS, ExposeOn, Run, parse_run_id
from burgee.domain.flags import (
    Attribute,
    Key,
    Percentage,
    Timestamp,
    UnitKey,
    VariantKey,
    slots_of,
)
from burgee.domain.metrics import Amount, Duration, Metric
from burgee.domain.names import TARGETING_KEY
from burgee.domain.timestamps import duration_seconds

RUN_PREFIX = "rollout:"  # no key holds a colon
MOST_STAGES = 100
MOST_GUARDRAILS = 10
LONGEST_ROLLOUT_DAYS = 365
LONGEST_SENTENCE = 2048
DEPLOYMENT = "burgee"  # the name of one that has none


class RolloutStatus(StrEnum):
    """Where a rollout stands. `holding`: something keeps it from its next stage for now."""

    PENDING = "pending"
    RAMPING = "ramping"
    HOLDING = "holding"
    PAUSED = "paused"
    COMPLETED = "completed"
    ROLLED_BACK = "rolled_back"
    ABORTED = "aborted"


MOVING = frozenset({RolloutStatus.RAMPING, RolloutStatus.HOLDING})
LIVE = MOVING | {RolloutStatus.PAUSED}
FINAL = frozenset({RolloutStatus.COMPLETED, RolloutStatus.ROLLED_BACK, RolloutStatus.ABORTED})


class Strategy(StrEnum):
    """Who gets the new variant: a share at once, named units, units of some attributes, or more
    and more (`gradual` by numbers or `stages`)."""

    PERCENTAGE = "percentage"
    USER_LIST = "user_list"
    ATTRIBUTE_BASED = "attribute_based"
    GRADUAL = "gradual"


class Signal(StrEnum):
    """What a guardrail listens to."""

    ERROR_RATE = "error_rate"
    LATENCY = "latency"
    NEGATIVE_FEEDBACK = "negative_feedback"
    SATISFACTION = "satisfaction"
    CUSTOM = "custom"


class Stage(Document):
    """`percentage` of its audience (all units of `segments` or `conditions`; everybody without)
    and the `units` that are named get the new variant; the next stage comes after `wait`. What
    earlier stages gave stays. Without a percentage: 100, or 0 where only units are named."""

    percentage: Percentage = 100
    segments: list[Key] = Field(default_factory=list, max_length=20)
    conditions: list[Node] = Field(default_factory=list, max_length=100)
    units: list[UnitKey] = Field(default_factory=list, max_length=1000)
    wait: Duration = "1h"

    @model_validator(mode="before")
    @classmethod
    def _named_units_are_all(cls, body: Any) -> Any:
        # Whoever names three units means these, and not everybody besides.
        audience = ("percentage", "segments", "conditions")
        if isinstance(body, Mapping) and body.get("units") and not any(map(body.get, audience)):
            return {"percentage": 0, **body}
        return body

    @property
    def wait_seconds(self) -> int:
        return duration_seconds(self.wait) or 0

    @property
    def has_audience(self) -> bool:
        return bool(self.segments or self.conditions)

    @property
    def names_only_units(self) -> bool:
        """Whether it is for named units alone: then its percentage is of nobody."""
        return bool(self.units) and not self.has_audience and not self.percentage


class Gradual(Document):
    """Stages by numbers: from `initial_percentage` up by `increment_percentage` each
    `increment_interval`, to `maximum_percentage`."""

    initial_percentage: Percentage
    increment_percentage: Annotated[Percentage, Field(gt=0)]
    increment_interval: Duration
    maximum_percentage: Percentage = 100

    @model_validator(mode="after")
    def _goes_up(self) -> Gradual:
        if not 0 < self.initial_percentage <= self.maximum_percentage:
            raise ValueError("initial_percentage is above 0 and at most maximum_percentage")
        span = slots_of(self.maximum_percentage) - slots_of(self.initial_percentage)
        if span / slots_of(self.increment_percentage) > MOST_STAGES - 1:
            raise ValueError(f"that makes more than {MOST_STAGES} stages; take larger increments")
        return self

    @property
    def stages(self) -> list[Stage]:
        most, by = slots_of(self.maximum_percentage), slots_of(self.increment_percentage)
        steps = range(slots_of(self.initial_percentage), most, by)
        # Three times 33.333 is the whole: no stage is for the thousandth that is left.
        reached = [*(at for at in steps if (most - at) * 100 >= by), most]
        return [Stage(percentage=at / 1000, wait=self.increment_interval) for at in reached]


class Guardrail(Document):
    """A metric that the new variant must not make worse. `criterion`: the value that the new
    variant must have reached before the next stage, at least, or at most where a decrease is good.
    The metric's own `threshold` is the value beyond which the rollout goes back."""

    signal: Signal = Signal.CUSTOM
    metric: Metric
    criterion: Amount | None = None


class RollbackTriggers(Document):
    """What takes a rollout back, each on or off: harm shown against the old variant by a
    sequential test, a value beyond its threshold, a sudden rise of errors, of slow answers or of
    negative feedback."""

    harm: StrictBool = True
    threshold: StrictBool = True
    error_rate_spike: StrictBool = True
    performance_degradation: StrictBool = True
    negative_feedback_spike: StrictBool = True


class Spikes(Document):
    """A spike: over `window` at least `ratio` times the rate of the `baseline` before it, and less
    likely than `p` by chance (Poisson). See `burgee.stats.guardrails`."""

    window: Duration = "5m"
    baseline: Duration = "24h"
    ratio: Annotated[StrictInt | StrictFloat, Field(gt=1, le=1000)] = 3
    p: Annotated[StrictFloat, Field(gt=0, lt=0.5)] = 0.001


class AlarmKind(StrEnum):
    ERROR_RATE = "error_rate"
    LATENCY = "latency"
    CUSTOM = "custom"


class MadeAlarm(Document):
    """An alarm that is made for the rollout when it starts and removed when it ends.

    `guardrail`: of our own metric, the new variant's value of that guardrail. Else of a metric
    that is there already: `namespace`, `metric_name`, `dimensions`.
    """

    name: Key
    kind: AlarmKind
    guardrail: Key | None = None
    namespace: Annotated[str, Field(max_length=255)] = ""
    metric_name: Annotated[str, Field(max_length=255)] = ""
    dimensions: dict[str, str] = Field(default_factory=dict, max_length=30)
    statistic: Annotated[str, Field(max_length=32)] = "Average"
    above: Amount
    period_seconds: Annotated[StrictInt, Field(ge=10, le=86_400)] = 60
    periods: Annotated[StrictInt, Field(ge=1, le=60)] = 2

    @model_validator(mode="after")
    def _has_one_metric(self) -> MadeAlarm:
        if (self.guardrail is None) is not bool(self.namespace and self.metric_name):
            raise ValueError("an alarm is of a `guardrail`, or of a `namespace` and `metric_name`")
        return self


class Rollout(Document):
    """A rollout. `OWN_FIELDS` are written by its transitions alone; checked as a whole in
    `rollout_checks`.

    `deployment`: the one that it was written in, whose name its alarms bear.
    `alpha` is for the whole ramp and all guardrails. `minimum_units`: exposed units per variant
    before the next stage. `excluded`: units that keep the old variant, whatever their share.
    `stage`: index of the one that is reached; `entered_at`, `next_at`: since when, and when the
    next is due. `because`: why it holds, is paused or ended, as a sentence. `is_settled`: its last
    share is written into the flag, which decides from then on.
    """

    key: Key
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=4096)
    owner: str = Field(default="", max_length=256)
    team: str = Field(default="", max_length=256)
    tags: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        default_factory=list, max_length=50
    )
    flag: Key
    environment: EnvironmentName
    variant: VariantKey
    bucket_by: Attribute = TARGETING_KEY
    strategy: Strategy = Strategy.GRADUAL
    percentage: Percentage | None = None
    user_list: list[UnitKey] = Field(default_factory=list, max_length=1000)
    attributes: list[Node] = Field(default_factory=list, max_length=100)
    gradual: Gradual | None = None
    stages: list[Stage] = Field(default_factory=list, max_length=MOST_STAGES)
    excluded: list[UnitKey] = Field(default_factory=list, max_length=1000)
    start_at: Timestamp | None = None
    maximum_days: Annotated[StrictInt, Field(ge=1, le=LONGEST_ROLLOUT_DAYS)] = 30
    guardrails: list[Guardrail] = Field(default_factory=list, max_length=MOST_GUARDRAILS)
    triggers: RollbackTriggers = RollbackTriggers()
    spikes: Spikes = Spikes()
    alpha: Annotated[StrictFloat, Field(gt=0, lt=0.5)] = 0.05
    minimum_units: Annotated[StrictInt, Field(ge=1, le=MOST_UNITS)] = 1000
    expose_on: ExposeOn = ExposeOn.EVALUATION
    alarms: list[AlarmName] = Field(default_factory=list, max_length=50)
    make_alarms: list[MadeAlarm] = Field(default_factory=list, max_length=10)
    on_alarm: OnAlarm = OnAlarm()
    deployment: str = Field(default=DEPLOYMENT, max_length=128)
    status: RolloutStatus = RolloutStatus.PENDING
    stage: Annotated[int, Field(ge=0)] | None = None
    started_at: Timestamp | None = None
    entered_at: Timestamp | None = None
    next_at: Timestamp | None = None
    ended_at: Timestamp | None = None
    because: str = Field(default="", max_length=LONGEST_SENTENCE)
    is_settled: StrictBool = False
    is_archived: StrictBool = False
    runs: list[Run] = Field(default_factory=list)
    seen_alarms: list[SeenAlarm] = Field(default_factory=list)

    @property
    def planned_stages(self) -> list[Stage]:
        """Its stages, however they were written."""
        return PLANS[self.strategy](self)

    @property
    def is_served(self) -> bool:
        """Whether it, and not its flag's own share, decides what is served."""
        return self.status in LIVE or (
            self.status is RolloutStatus.COMPLETED and not self.is_settled
        )

    @property
    def reached(self) -> Stage | None:
        """The stage that is served."""
        return None if self.stage is None else self.planned_stages[self.stage]

    @property
    def next_stage(self) -> Stage | None:
        following = 0 if self.stage is None else self.stage + 1
        return self.planned_stages[following] if following < len(self.planned_stages) else None

    @property
    def run(self) -> Run | None:
        """The run of the stage that is served; None where nothing is compared there."""
        last = self.runs[-1] if self.runs else None
        return last if last is not None and last.ended_at is None else None

    @property
    def alarm_names(self) -> list[str]:
        """Every alarm that takes it back: those it names, and those made for it."""
        return list(dict.fromkeys([*self.alarms, *self.made_alarm_names]))

    @property
    def made_alarm_names(self) -> list[str]:
        """The alarms that are made for it, as CloudWatch knows them."""
        return [
            made_alarm_name(self.deployment, self.key, alarm.name) for alarm in self.make_alarms
        ]


PLANS: Mapping[Strategy, Callable[[Rollout], list[Stage]]] = {
    Strategy.PERCENTAGE: lambda rollout: [Stage(percentage=rollout.percentage or 0, wait="0s")],
    Strategy.USER_LIST: lambda rollout: [Stage(percentage=0, units=rollout.user_list, wait="0s")],
    Strategy.ATTRIBUTE_BASED: lambda rollout: [
        Stage(
            percentage=100 if rollout.percentage is None else rollout.percentage,
            conditions=rollout.attributes,
            wait="0s",
        )
    ],
    Strategy.GRADUAL: lambda rollout: rollout.gradual.stages if rollout.gradual else rollout.stages,
}

OWN_FIELDS: tuple[str, ...] = (
    "deployment",
    "status",
    "stage",
    "started_at",
    "entered_at",
    "next_at",
    "ended_at",
    "because",
    "is_settled",
    "is_archived",
    "runs",
    "seen_alarms",
)


def made_alarm_name(deployment: str, rollout_key: str, name: str) -> str:
    """The alarm made for a rollout, as CloudWatch knows it: several deployments share an account.

    >>> made_alarm_name("burgee-prod", "checkout", "errors")
    'burgee-prod-rollout-checkout/errors'
    """
    return f"{deployment}-rollout-{rollout_key}/{name}"  # no key holds a slash


def rollout_run_id(rollout_key: str, number: int) -> str:
    """The name of a rollout's run wherever its data lies.

    >>> rollout_run_id("checkout", 2)
    'rollout:checkout.2'
    """
    return f"{RUN_PREFIX}{rollout_key}.{number}"


def parse_rollout_run_id(run: str) -> tuple[str, int] | None:
    """The rollout and the number of a run; None for what names none.

    >>> parse_rollout_run_id("rollout:shop.checkout.2"), parse_rollout_run_id("checkout.2")
    (('shop.checkout', 2), None)
    """
    return parse_run_id(run.removeprefix(RUN_PREFIX)) if run.startswith(RUN_PREFIX) else None
