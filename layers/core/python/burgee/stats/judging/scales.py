"""How far an estimate must lie from 0 at this look, by the plan: the one place where looks cost.

A scale has `bound(alpha)`, in standard errors (infinite: no result could stop here), and its
inverse `p_value(z)`. Interval and decision both come from it, at every look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from typing import Protocol

from burgee.domain.results import Look
from burgee.stats.confidence_sequences import ConfidenceSequence
from burgee.stats.distributions import normal_quantile, normal_tail
from burgee.stats.group_sequential import Schedule, look_scale
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.spending import Spending, SpendingShape

CONFIDENCE_SEQUENCE = "confidence_sequence"
MSPRT = "msprt"
FIXED = "none"
BAYESIAN = "bayesian"
SHAPES = {
    "obrien_fleming": SpendingShape.OBRIEN_FLEMING,
    "pocock": SpendingShape.POCOCK,
    "power": SpendingShape.POWER,
    "hsd": SpendingShape.HSD,
}
TUNING_UNITS_PER_VARIANT = 2500  # of a confidence sequence for which no number is planned
USUAL_POWER = 0.8


class Scale(Protocol):
    """What a look demands."""

    def bound(self, alpha: float, /) -> float:
        """The standard errors that an interval at level 1 - alpha reaches to each side."""
        ...

    def p_value(self, z: float, /) -> float:
        """The smallest alpha at which z, in standard errors, lies beyond the bound."""
        ...


class OneLook:
    """A single look, or a credible interval: the normal distribution as it is."""

    def bound(self, alpha: float, /) -> float:
        return normal_quantile(alpha / 2)

    def p_value(self, z: float, /) -> float:
        return min(1.0, 2 * normal_tail(abs(z)))


class NoLook:
    """A look at which the plan decides nothing."""

    def bound(self, _: float, /) -> float:
        return inf

    def p_value(self, _: float, /) -> float:
        return 1.0


@dataclass(frozen=True, slots=True)
class LookAccount:
    """Where a look stands: the scale, and what is spent of alpha. `fraction` as in `Look`."""

    design: str
    scale: Scale
    fraction: float | None
    spent: float
    is_final: bool


def account_of(
    plan: AnalysisPlan,
    past: Sequence[Look],
    *,
    information: int,
    variants: int,
    is_over: bool,
    can_conclude: bool,
) -> LookAccount:
    """The account of a look at `information` units in all, after the looks in `past`.

    `variants`: how many have a weight. `is_over`: no look follows. `can_conclude`: no check holds
    a verdict back; until then the planned units make no look the last one, as its alpha would be
    spent for nothing. Without planned units, a spending function has nothing to measure time with:
    then it is a confidence sequence.
    """
    planned = plan.planned_units * variants if plan.planned_units else None
    fraction = min(1.0, information / planned) if planned else None
    is_final = is_over or (fraction == 1.0 and can_conclude)
    if plan.method == BAYESIAN:
        return LookAccount(BAYESIAN, OneLook(), fraction, 0.0, is_final)
    if plan.sequential == FIXED:
        scale, spent = (OneLook(), plan.alpha) if is_final else (NoLook(), 0.0)
        return LookAccount(FIXED, scale, fraction, spent, is_final)
    if not information:
        return LookAccount(plan.sequential, NoLook(), fraction, 0.0, is_over)
    if plan.sequential in SHAPES and planned:
        return _spending_account(plan, past, information, planned, is_final=is_final)
    design = MSPRT if plan.sequential == MSPRT else CONFIDENCE_SEQUENCE
    mixture = mixture_at(plan, design, information, variants)
    return LookAccount(design, mixture, fraction, plan.alpha, is_over)


def mixture_at(plan: AnalysisPlan, design: str, information: int, variants: int) -> Scale:
    """What a look at `information` units in all demands, of a design that knows no end."""
    tuned = (plan.planned_units or TUNING_UNITS_PER_VARIANT) * 2
    return _sequence(plan, design, tuned).at(information * 2 // variants)


def watching(information: int) -> Scale:
    """For what is watched at every look whatever the plan: valid without an end."""
    return ConfidenceSequence.tuned(2 * TUNING_UNITS_PER_VARIANT, alpha=0.05).at(information)


def _spending_account(
    plan: AnalysisPlan, past: Sequence[Look], information: int, planned: int, *, is_final: bool
) -> LookAccount:
    """Time is what was stored at the looks before, so that nothing they spent is spent anew.

    Nothing more is spent with fewer units than at a look before, as some were erased, and while the
    last look has to wait.
    """
    spending = Spending(SHAPES[plan.sequential])
    kept = grown(past, information)
    fraction = min(1.0, information / planned)
    most = max((look.information for look in past), default=0)
    if not is_final and (information <= most or fraction == 1.0):
        before = past[-1].spent if past else 0.0
        return LookAccount(plan.sequential, NoLook(), fraction, before, is_final=False)
    time = 1.0 if is_final else fraction
    schedule = Schedule(
        (*(float(units) for units, _ in kept), float(information)),
        (*(time for _, time in kept), time),
    )
    return LookAccount(
        design=plan.sequential,
        scale=look_scale(schedule, spending),
        fraction=fraction,
        spent=spending.spent(plan.alpha, time),
        is_final=is_final,
    )


def grown(past: Sequence[Look], information: int) -> list[tuple[int, float]]:
    """Information and time of the looks that spent anything, with fewer units than now."""
    kept: list[tuple[int, float]] = []
    spent = 0.0
    for look in past:
        if spent < look.spent and look.information < information:
            kept.append((look.information, look.fraction or 1.0))
        spent = look.spent
    return kept


def _sequence(plan: AnalysisPlan, design: str, tuned: float) -> ConfidenceSequence:
    """The mixture, from the plan alone: never from what was observed.

    A confidence sequence is narrowest at `tuned` units of two variants; the mixture of an msprt
    (Johari et al. 2022) is as wide as the effect that so many units find with power 0.8.
    """
    if design == MSPRT:
        found = normal_quantile(plan.alpha / 2) + normal_quantile(1 - USUAL_POWER)
        return ConfidenceSequence(found / sqrt(tuned))
    return ConfidenceSequence.tuned(tuned, alpha=plan.alpha)
