"""What `POST /samplesize` reads and answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from burgee.domain.experiments import MOST_EXPERIMENT_VARIANTS, Correction, Real, Sequential
from burgee.wire.admin_requests import Request


class SampleSizeAsked(Request):
    """How many units an effect takes, or, with `units`, which effect so many would show.

    Exactly one of `relative_effect` (of the baseline: 0.05 is 5 %), `absolute_effect` and `units`
    (of all variants together). `baseline` is the control's rate, mean or ratio; means and ratios
    need the `deviation` of a unit's value. `weights`: one per variant, the control first. `goals`:
    how many metrics are decided on. `correlation`: of the values with those before the exposure.
    `units_per_day`: of all variants together; without it there is no duration.
    """

    kind: Literal["rate", "mean", "ratio"] = "rate"
    baseline: Real
    deviation: Real | None = None
    relative_effect: Real | None = None
    absolute_effect: Real | None = None
    units: int | None = None
    alpha: Real = 0.05
    power: Real = 0.8
    sides: Literal[1, 2] = 2
    weights: Annotated[list[Real], Field(max_length=MOST_EXPERIMENT_VARIANTS)] = [1, 1]  # noqa: RUF012
    goals: Annotated[int, Field(le=1000)] = 1
    correction: Correction = Correction.HOLM
    sequential: Sequential = Sequential.OBRIEN_FLEMING
    looks: Annotated[int, Field(le=1000)] = 28
    correlation: Real = 0.0
    units_per_day: Real | None = None
    formula: Literal["pooled", "unpooled", "arcsine"] = "pooled"


class FactorAnswer(BaseModel):
    """By how much something multiplies the units, and why."""

    name: str
    value: float
    why: str


class SampleSizeFound(BaseModel):
    """`units` of each variant, the control first, and `total` of all; `treatment` is the value
    that the treatment would have. Where a number is null, `undefined` says why under its name."""

    units: list[int] | None
    total: int | None
    effect: float | None
    relative_effect: float | None
    treatment: float | None
    comparisons: int | None
    alpha_per_comparison: float | None
    days: int | None
    weeks: int | None
    formula: str
    factors: list[FactorAnswer]
    sentence: str
    undefined: dict[str, str]
