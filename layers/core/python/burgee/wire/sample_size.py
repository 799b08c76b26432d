"""What `POST /samplesize` reads and answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from burgee.domain.experiments import (
    LONGEST_DAYS,
    MOST_EXPERIMENT_VARIANTS,
    MOST_UNITS,
    Correction,
    Real,
    Sequential,
)
from burgee.wire.admin_requests import Request
from burgee.wire.answer_models import AnswerModel

LARGEST = 1e9
MOST_GOALS = 100

Number = Annotated[Real, Field(ge=-LARGEST, le=LARGEST)]
Share = Annotated[Real, Field(ge=0, le=1e6)]


class SampleSizeAsked(Request):
    """How many units an effect takes, or, with `units`, which effect so many would show.

    Exactly one of `relative_effect` (of the baseline: 0.05 is 5 %), `absolute_effect` and `units`
    (of all variants together). `baseline` is the control's rate, mean or ratio; means and ratios
    need the `deviation` of a unit's value. `weights`: one per variant, the control first. `goals`:
    how many metrics are decided on. `correlation`: of the values with those before the exposure.
    `units_per_day`: of all variants together; without it there is no duration.
    """

    kind: Literal["rate", "mean", "ratio"] = "rate"
    baseline: Number
    deviation: Annotated[Real, Field(ge=0, le=LARGEST)] | None = None
    relative_effect: Annotated[Real, Field(ge=-10, le=10)] | None = None
    absolute_effect: Number | None = None
    units: Annotated[StrictInt, Field(le=MOST_EXPERIMENT_VARIANTS * MOST_UNITS)] | None = None
    alpha: Annotated[Real, Field(ge=1e-6, le=1)] = 0.05
    power: Annotated[Real, Field(ge=0, le=0.9999)] = 0.8
    sides: Literal[1, 2] = 2
    weights: Annotated[list[Share], Field(max_length=MOST_EXPERIMENT_VARIANTS)] = [1, 1]  # noqa: RUF012
    goals: Annotated[StrictInt, Field(le=MOST_GOALS)] = 1
    correction: Correction = Correction.HOLM
    sequential: Sequential = Sequential.OBRIEN_FLEMING
    looks: Annotated[StrictInt, Field(le=LONGEST_DAYS)] = 28
    correlation: Annotated[Real, Field(ge=-0.9999, le=0.9999)] = 0.0
    units_per_day: Annotated[Real, Field(ge=0, le=LARGEST)] | None = None
    formula: Literal["pooled", "unpooled", "arcsine"] = "pooled"


class FactorAnswer(AnswerModel):
    """By how much something multiplies the units, and why."""

    name: str
    value: float
    why: str


class SampleSizeFound(AnswerModel):
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
