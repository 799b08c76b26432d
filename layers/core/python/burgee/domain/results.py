"""What is found when results are looked at: values that are stored per look and never change.

Effects are treatment minus control, relative ones fractions of the control's absolute value. Where
a number is None, `undefined` says why under the number's name: a clause that reads on from
"undefined, because".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """What a metric is for."""

    GOAL = "goal"
    SECONDARY = "secondary"
    GUARDRAIL = "guardrail"


class Finding(StrEnum):
    """What the plan's interval says of one treatment and metric.

    Goals and secondary metrics: better (all of it beyond the worthwhile effect), worse (all of it
    on the bad side of 0), not worthwhile (all of it short of the worthwhile effect), undecided.
    Guardrails: harmed, safe (harm beyond the margin is ruled out), undecided.
    """

    BETTER = "better"
    WORSE = "worse"
    NOT_WORTHWHILE = "not_worthwhile"
    HARMED = "harmed"
    SAFE = "safe"
    UNDECIDED = "undecided"
    UNDEFINED = "undefined"


class Recommendation(StrEnum):
    """What to do next."""

    PROMOTE = "promote"
    ROLL_BACK = "roll_back"
    CONTINUE = "continue"
    EXTEND = "extend"
    STOP = "stop"
    MODIFY = "modify"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold before a verdict. `blocks`: without it nothing can be concluded,
    however long one waits; the others only hold a verdict back."""

    key: str
    passed: bool
    blocks: bool
    sentence: str
    p_value: float | None = None


@dataclass(frozen=True, slots=True)
class VariantResult:
    """One variant in one metric. `value`: mean, rate, ratio or quantile, with its interval at the
    plan's alpha. `left_share`: of the units, those whom the experiment no longer decides for;
    they dilute its effect. `capped`: units above the metric's cap; None without a cap."""

    variant: str
    units: int
    value: float | None
    low: float | None
    high: float | None
    left_share: float = 0.0
    capped: int | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Posterior:
    """What a Bayesian analysis says of one treatment; losses in units of the metric.

    `to_be_best` is among all variants. `mean` and `deviation` are of the effect.
    """

    mean: float
    deviation: float
    to_beat_control: float
    to_be_best: float
    loss_of_promoting: float
    loss_of_keeping: float
    prior: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One treatment against the control in one metric.

    `low` and `high` are the plan's interval, the one that decides: `bound` standard errors to
    each side, at level 1 - `alpha`, valid at every look. `decided_on`: "effect", or
    "relative_effect" if the plan asks for a worthwhile effect other than 0. `p_value` may be looked
    at any day too; `adjusted_p_value` is corrected for the family: the `family` comparisons that
    have one.
    `unadjusted_effect`: without the covariate; `uncapped_effect`: without it and without the cap,
    where the metric has one. `method` names the formulas.
    """

    variant: str
    finding: Finding
    method: str
    effect: float | None
    se: float | None
    low: float | None
    high: float | None
    relative_effect: float | None
    relative_low: float | None
    relative_high: float | None
    decided_on: str
    alpha: float | None
    bound: float | None
    p_value: float | None
    adjusted_p_value: float | None
    family: int
    unadjusted_effect: float | None = None
    unadjusted_se: float | None = None
    variance_reduction: float | None = None
    uncapped_effect: float | None = None
    uncapped_se: float | None = None
    effect_size: float | None = None
    effect_size_words: str = ""
    posterior: Posterior | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MetricResult:
    """One metric, of all units or of those with one value of a dimension. `cap`, and of guardrails
    `margin` and `threshold`, as in the run's metric."""

    metric: str
    part: Part
    type: str
    direction: str
    variants: Sequence[VariantResult]
    comparisons: Sequence[Comparison]
    margin: float = 0.0
    threshold: float | None = None
    cap: float | None = None


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """A breakdown, exploratory: it is corrected among all breakdowns, and decides nothing."""

    dimension: str
    value: str
    metrics: Sequence[MetricResult]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and why, in one sentence. `recommendation` is None while checks block it.

    `rule` is the stable name of the rule that applied; `variant` the treatment that it is about;
    `numbers` those that the sentence names.
    """

    recommendation: Recommendation | None
    rule: str
    sentence: str
    variant: str = ""
    metric: str = ""
    numbers: Mapping[str, float | str | None] = field(default_factory=dict)
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FinalEstimate:
    """The effect that a verdict is about, freed of what looking does to it: an effect that stops
    a run is one that looks large. Median-unbiased, with the stage-wise interval at level 1 - alpha
    and its p-value; `naive` is the plain estimate. `look`: the one at which the bound was
    crossed, or the last."""

    variant: str
    metric: str
    look: int
    effect: float
    low: float
    high: float
    alpha: float
    p_value: float
    naive: float


@dataclass(frozen=True, slots=True)
class PlannedBound:
    """The bound of a look that is still to come, in standard errors, for comparisons at level
    1 - `alpha`: with `information` units in all, the `fraction` of those planned. It supposes that
    units go on coming as they did; the look itself decides by its own."""

    alpha: float
    fraction: float
    information: int
    bound: float


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the results of a run. It is stored as it is, and never computed again.

    `information`: all units that counted; `fraction`: of the planned ones, at most 1, None where
    no number is planned; `spent`: the alpha that this and the looks before have spent. `is_final`:
    nothing is left to spend, or the run has ended: the verdict stands. `final`: of what the verdict
    is about, where a group sequential design ends or stops. `design`: how looks are
    accounted for (`obrien_fleming` ... `none`, `confidence_sequence`, `msprt`, `bayesian`).
    `asked_by`: an id, as in the audit log, with the name beside it; or `schedule`. `planned`: the
    bounds of looks to come, for plots.
    """

    run: str
    number: int
    at: str
    asked_by: str
    days: float
    information: int
    fraction: float | None
    spent: float
    is_final: bool
    design: str
    plan: Mapping[str, Any]
    control: str
    units: Mapping[str, int]
    excluded: Mapping[str, int]
    left: Mapping[str, Mapping[str, int]]
    checks: Sequence[Check]
    metrics: Sequence[MetricResult]
    segments: Sequence[SegmentResult]
    verdict: Verdict
    final: FinalEstimate | None = None
    planned: Sequence[PlannedBound] = ()
    asked_by_name: str = ""
