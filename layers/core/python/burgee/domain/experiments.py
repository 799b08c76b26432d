"""The experiment as people write it, and its runs as they were frozen when they started."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import gcd
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictFloat, StrictInt, model_validator
from pydantic import JsonValue as PydanticJson

from burgee.domain.alarms import AlarmName, OnAlarm, SeenAlarm
from burgee.domain.conditions import Document, Node
from burgee.domain.environments import EnvironmentName
from burgee.domain.flags import (
    Attribute,
    Key,
    Percentage,
    Timestamp,
    UnitKey,
    VariantKey,
    Weight,
    slots_of,
)
from burgee.domain.metrics import Metrics
from burgee.domain.names import TARGETING_KEY
from burgee.domain.roles import DecisionRole
from burgee.domain.signed import Signed

LONGEST_DAYS = 60
LONGEST_FAILURE = 2048  # characters
MOST_DIMENSIONS = 5
MOST_EXPERIMENT_VARIANTS = 20
MOST_UNITS = 1_000_000_000

Real = StrictInt | StrictFloat


class Status(StrEnum):
    """Where an experiment stands."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ARCHIVED = "archived"


LIVE = frozenset({Status.RUNNING, Status.PAUSED})


class Assignment(StrEnum):
    """How a unit gets its variant.

    `deterministic` and `stratified` are hashes, the same everywhere; `random` and `blocked` are
    drawn once, when the unit is exposed, and kept.
    """

    DETERMINISTIC = "deterministic"
    RANDOM = "random"
    STRATIFIED = "stratified"
    BLOCKED = "blocked"


class ExposeOn(StrEnum):
    """When a unit counts as exposed: when one flag is evaluated, or also when all are fetched."""

    EVALUATION = "evaluation"
    FETCH = "fetch"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Sequential(StrEnum):
    """How the error of many looks is kept within alpha.

    A spending function of the share of the planned units; a confidence sequence or the mixture
    sequential probability ratio test (`msprt`) where nobody knows how many units will come; or
    `none`: one look, at the end.
    """

    OBRIEN_FLEMING = "obrien_fleming"
    POCOCK = "pocock"
    POWER = "power"
    HSD = "hsd"
    CONFIDENCE_SEQUENCE = "confidence_sequence"
    MSPRT = "msprt"
    NONE = "none"


class Looks(StrEnum):
    """How often the results are judged."""

    DAILY = "daily"
    WEEKLY = "weekly"


class Method(StrEnum):
    FREQUENTIST = "frequentist"
    BAYESIAN = "bayesian"


class Correction(StrEnum):
    """How p-values of several comparisons are corrected."""

    NONE = "none"
    BONFERRONI = "bonferroni"
    HOLM = "holm"
    HOCHBERG = "hochberg"
    BENJAMINI_HOCHBERG = "benjamini_hochberg"
    BENJAMINI_YEKUTIELI = "benjamini_yekutieli"


class Criteria(Document):
    """What a unit may be asked to be."""

    platforms: list[str] = Field(default_factory=list, max_length=100)
    segments: list[Key] = Field(default_factory=list, max_length=20)
    regions: list[str] = Field(default_factory=list, max_length=300)
    device_types: list[str] = Field(default_factory=list, max_length=20)
    attributes: dict[Attribute, list[PydanticJson]] = Field(default_factory=dict, max_length=20)
    conditions: list[Node] = Field(default_factory=list, max_length=100)


class Inclusion(Criteria):
    """Who may take part: every list that is written must hold the unit's value."""


class Exclusion(Criteria):
    """Who may not: one match is enough. `experiments`: units that take part in one of these."""

    units: list[UnitKey] = Field(default_factory=list, max_length=1000)
    experiments: list[Key] = Field(default_factory=list, max_length=20)
    bots: StrictBool = True


class GroupShare(Document):
    """The buckets of an exclusion group that an experiment takes: from `begin` % to `end` %."""

    key: Key
    begin: Percentage
    end: Percentage

    @property
    def slots(self) -> tuple[int, int]:
        return slots_of(self.begin), slots_of(self.end)

    @model_validator(mode="after")
    def _is_a_range(self) -> GroupShare:
        if self.begin >= self.end:
            raise ValueError("`begin` is below `end`")
        return self


class Eligibility(Document):
    include: Inclusion = Inclusion()
    exclude: Exclusion = Exclusion()


class ExperimentVariant(Document):
    """What units of this variant see: flag -> its variant, and `configuration`: a flag of purpose
    configuration -> one of its variants (a text) or `{"value": ...}`. A flag that is not named
    gives its ordinary answer."""

    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=2048)
    weight: Weight = 1
    flags: dict[Key, VariantKey] = Field(default_factory=dict, max_length=50)
    configuration: dict[Key, VariantKey | dict[str, PydanticJson]] = Field(
        default_factory=dict, max_length=50
    )


class StatisticalPlan(Document):
    """How the results will be judged, fixed before the start.

    `minimum_detectable_effect` is relative to `baseline` (a rate, or a mean with its
    `baseline_deviation`). `planned_units` per variant. `worthwhile_effect`: the relative effect,
    in a metric's good direction, that a treatment must exceed to be promoted. `prior_deviation`:
    of a normal prior around 0 on the relative effect, for the Bayesian method; without it the
    prior is flat. `dimensions`: attributes of the context by which results are broken down,
    frozen at each unit's exposure.
    """

    alpha: Annotated[Real, Field(gt=0, lt=0.5)] = 0.05
    power: Annotated[Real, Field(ge=0.5, lt=1)] = 0.8
    minimum_detectable_effect: Annotated[Real, Field(gt=0, le=10)] | None = None
    baseline: Annotated[Real, Field(ge=-1e9, le=1e9)] | None = None
    baseline_deviation: Annotated[Real, Field(gt=0, le=1e9)] | None = None
    minimum_days: Annotated[StrictInt, Field(ge=1, le=LONGEST_DAYS)] = 7
    minimum_units: Annotated[StrictInt, Field(ge=1, le=MOST_UNITS)] = 1000
    planned_units: Annotated[StrictInt, Field(ge=1, le=MOST_UNITS)] | None = None
    sequential: Sequential = Sequential.OBRIEN_FLEMING
    looks: Looks = Looks.DAILY
    method: Method = Method.FREQUENTIST
    correction: Correction = Correction.HOLM
    worthwhile_effect: Annotated[Real, Field(ge=-10, le=10)] = 0.0
    prior_deviation: Annotated[Real, Field(gt=0, le=10)] | None = None
    stop_on_guardrail: StrictBool = False
    dimensions: list[Attribute] = Field(default_factory=list, max_length=MOST_DIMENSIONS)


class SignOff(Signed):
    """Somebody who agrees to the design as it stands; an edit takes it away."""

    role: str
    at: Timestamp


class DecisionSignOff(Signed):
    """Somebody who agrees that `promoted` is promoted, or that the control is kept (None)."""

    role: DecisionRole
    promoted: VariantKey | None
    at: Timestamp


class Decision(Signed):
    """What was decided on a run: `promoted` is the variant that everybody gets, None if the
    control was kept. `look`: the look that was in front of whoever decided, with the
    recommendation that it gave. `changed`: flags whose version it made."""

    promoted: VariantKey | None
    at: Timestamp
    reason: str = Field(default="", max_length=LONGEST_FAILURE)
    look: Annotated[int, Field(ge=1)] | None = None
    recommendation: str = ""
    changed: list[Key] = Field(default_factory=list)


class Run(Document):
    """One run, frozen at its start: what is measured of which variants, and how it is judged.
    Only its end, sign-offs of its decision and the decision are added.

    Units are hashed with `salt`, so a restart is a new draw. `weights` and `metrics` never change.
    """

    number: Annotated[int, Field(ge=1)]
    salt: str
    environment: EnvironmentName
    bucket_by: Attribute
    assignment: Assignment
    control: VariantKey
    weights: dict[VariantKey, Weight]
    metrics: Metrics
    dimensions: list[Attribute]
    plan: StatisticalPlan = StatisticalPlan()
    started_at: Timestamp
    ended_at: Timestamp | None = None
    ended_by: str = ""
    ended_by_name: str = ""
    sign_offs: list[DecisionSignOff] = Field(default_factory=list, max_length=20)
    decision: Decision | None = None


class Experiment(Document):
    """An experiment with its runs. `alarms`: CloudWatch alarms that stop it. `OWN_FIELDS` are
    written by its transitions alone. Checked as a whole: see `experiment_checks`."""

    key: Key
    name: str = Field(default="", max_length=256)
    description: str = Field(default="", max_length=4096)
    hypothesis: str = Field(default="", max_length=4096)
    owner: str = Field(default="", max_length=256)
    team: str = Field(default="", max_length=256)
    tags: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        default_factory=list, max_length=50
    )
    priority: Priority = Priority.MEDIUM
    environment: EnvironmentName
    eligibility: Eligibility = Eligibility()
    traffic: Percentage = 100
    group: GroupShare | None = None
    assignment: Assignment = Assignment.DETERMINISTIC
    bucket_by: Attribute = TARGETING_KEY
    strata: list[Attribute] = Field(default_factory=list, max_length=5)
    block_size: Annotated[int, Field(ge=2, le=1000, strict=True)] | None = None
    variants: dict[VariantKey, ExperimentVariant] = Field(
        default_factory=dict, max_length=MOST_EXPERIMENT_VARIANTS
    )
    control: VariantKey = "control"
    metrics: Metrics = Metrics()
    plan: StatisticalPlan = StatisticalPlan()
    expose_on: ExposeOn = ExposeOn.EVALUATION
    start_at: Timestamp | None = None
    end_at: Timestamp | None = None
    maximum_units: Annotated[StrictInt, Field(ge=1, le=MOST_UNITS)] | None = None
    maximum_days: Annotated[int, Field(ge=1, le=LONGEST_DAYS, strict=True)] = 28
    alarms: list[AlarmName] = Field(default_factory=list, max_length=50)
    on_alarm: OnAlarm = OnAlarm()
    status: Status = Status.DRAFT
    halted: StrictBool = False
    failure: str = Field(default="", max_length=LONGEST_FAILURE)
    runs: list[Run] = Field(default_factory=list)
    sign_offs: list[SignOff] = Field(default_factory=list, max_length=20)
    seen_alarms: list[SeenAlarm] = Field(default_factory=list)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_served(self) -> bool:
        """Whether it is in its environment's ruleset."""
        return self.halted or self.is_live

    @property
    def is_archived(self) -> bool:
        return self.status is Status.ARCHIVED

    @property
    def weights(self) -> dict[str, int]:
        return {key: variant.weight for key, variant in self.variants.items()}

    @property
    def units_per_block(self) -> int:
        """How many draws of the blocked method give each variant exactly its share: `block_size`,
        or without one twice the smallest block there can be."""
        return self.block_size or 2 * smallest_block(self.weights.values())

    @property
    def run(self) -> Run | None:
        """The newest run."""
        return self.runs[-1] if self.runs else None

    @property
    def flag_keys(self) -> set[str]:
        """Every flag that a variant decides."""
        return {
            key
            for variant in self.variants.values()
            for key in (*variant.flags, *variant.configuration)
        }

    @property
    def is_a_a(self) -> bool:
        """Whether all variants show the same, so that whatever is found among them is chance."""
        shown = [(variant.flags, variant.configuration) for variant in self.variants.values()]
        return bool(shown) and all(each == shown[0] for each in shown)


def smallest_block(weights: Iterable[int]) -> int:
    """The sum of the weights, reduced by what divides all of them.

    >>> smallest_block([50, 25, 25])
    4
    """
    shares = [weight for weight in weights if weight]
    return sum(shares) // (gcd(*shares) or 1)


def run_id(experiment_key: str, number: int) -> str:
    """The name of a run wherever its data lies.

    >>> run_id("checkout", 2)
    'checkout.2'
    """
    return f"{experiment_key}.{number}"


def parse_run_id(run: str) -> tuple[str, int] | None:
    """The experiment and the number of a run; None for what names none.

    >>> parse_run_id("shop.checkout.2"), parse_run_id("checkout")
    (('shop.checkout', 2), None)
    """
    key, _, number = run.rpartition(".")
    is_number = number.isascii() and number.isdigit() and number[:1] != "0" and len(number) < 7
    return (key, int(number)) if key and is_number else None


OWN_FIELDS: tuple[str, ...] = ("status", "halted", "failure", "runs", "sign_offs", "seen_alarms")


def without_own_fields(body: dict[str, Any]) -> dict[str, Any]:
    """An experiment as its authors write it, without what its transitions write."""
    return {name: field for name, field in body.items() if name not in OWN_FIELDS}
