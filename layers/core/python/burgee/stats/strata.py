"""The effect from strata: groups of units that were known before the exposure.

A stratum that the treatment can move a unit into is none. All strata weigh by their units of both
variants, never by each variant's own: see Simpson (1951).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, hypot

from burgee.stats.means import NO_SPREAD, difference_of_means, mean_of, standard_error
from burgee.stats.moments import Moments, merged
from burgee.stats.values import Estimate, Undefined, refuse_unless


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of a metric of numbers."""

    name: str
    control: Moments
    treatment: Moments

    @property
    def n(self) -> int:
        return self.control.n + self.treatment.n

    @property
    def least(self) -> int:
        """The units of the variant that has fewer."""
        return min(self.control.n, self.treatment.n)


@dataclass(frozen=True, slots=True)
class PostStratified:
    """`value`, the effect over strata, is that of `effect`, which is undefined where there is no
    standard error. `naive`: the difference of means as if there were no strata. `merged`: the
    names of strata that were too small alone and were taken as one."""

    value: float | Undefined
    effect: Estimate | Undefined
    naive: float | Undefined
    merged: tuple[str, ...]


def post_stratified(strata: Sequence[Stratum], least_units: int = 2) -> PostStratified:
    """The mean of the strata's effects, weighted by their units, with the variance given how many
    units each stratum got (Miratrix, Sekhon, Yu 2013).

    Strata with fewer than `least_units` in a variant become one, with the next larger if need be;
    2 is what a variance takes, 30 what the normal quantile of the answer deserves. Undefined if
    all strata together are too small, or nothing varies within them.

    >>> from burgee.stats.moments import moments_from_sums as of
    >>> young = Stratum("young", of(500, 1000, 3000), of(480, 1010, 3100))
    >>> old = Stratum("old", of(200, 1600, 14000), of(240, 2000, 18500))
    >>> answer = post_stratified([young, old])
    >>> round(answer.value, 6), round(answer.effect.se, 6), round(answer.naive, 6)
    (0.175176, 0.099458, 0.46627)
    """
    refuse_unless(least_units >= 2, "a stratum has at least 2 units in each variant")
    kept, small = _by_size([each for each in strata if each.n], least_units)
    used = [*kept, _together(small)] if small else kept
    value, se = _weighted_effect(used), _weighted_se(used)
    return PostStratified(
        value=value,
        effect=_estimate(value, se),
        naive=_weighted_effect([_together(strata)]),
        merged=tuple(each.name for each in small),
    )


def _by_size(strata: Sequence[Stratum], least_units: int) -> tuple[list[Stratum], list[Stratum]]:
    """The strata that stand alone, and those taken as one."""
    ascending = sorted(strata, key=lambda stratum: (stratum.least >= least_units, stratum.n))
    small = [each for each in ascending if each.least < least_units]
    kept = ascending[len(small) :]
    while small and kept and _together(small).least < least_units:
        small.append(kept.pop(0))
    return kept, small


def _together(strata: Sequence[Stratum]) -> Stratum:
    return Stratum(
        "",
        merged(*(each.control for each in strata)),
        merged(*(each.treatment for each in strata)),
    )


def _weighted_effect(strata: Sequence[Stratum]) -> float | Undefined:
    effects = _defined(
        difference_of_means(control=each.control, treatment=each.treatment) for each in strata
    )
    if isinstance(effects, Undefined):
        return effects
    n = sum(each.n for each in strata)
    return fsum(each.n / n * effect for each, effect in zip(strata, effects, strict=True))


def _weighted_se(strata: Sequence[Stratum]) -> float | Undefined:
    errors = _defined(
        standard_error(control=mean_of(each.control), treatment=mean_of(each.treatment))
        for each in strata
    )
    if isinstance(errors, Undefined):
        return errors
    n = sum(each.n for each in strata)
    return hypot(*(each.n / n * se for each, se in zip(strata, errors, strict=True)))


def _defined(parts: Iterable[float | Undefined]) -> list[float] | Undefined:
    """All parts, or the first that is undefined."""
    found: list[float] = []
    for part in parts:
        if isinstance(part, Undefined):
            return part
        found.append(part)
    return found or Undefined("there are no units")


def _estimate(value: float | Undefined, se: float | Undefined) -> Estimate | Undefined:
    if isinstance(value, Undefined):
        return value
    if isinstance(se, Undefined):
        return se
    return Estimate(value, se) if se else Undefined(NO_SPREAD)
