"""The group sequential bounds from before there were spending functions."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from burgee.stats.crossing import upper_crossings
from burgee.stats.roots import smooth_rising_root
from burgee.stats.spending import check_sides
from burgee.stats.values import Choice, check_alpha, refuse_unless

LARGEST = 40.0


class Classical(Choice):
    """`POCOCK`: the same z at each look. `OBRIEN_FLEMING`: z falling with the root of time."""

    POCOCK = "pocock"
    OBRIEN_FLEMING = "obrien-fleming"


@dataclass(frozen=True, slots=True)
class ClassicalBoundary:
    """The tabulated constant, and the bound on z of each look."""

    constant: float
    z: tuple[float, ...]


def classical_boundary(
    kind: Classical, looks: int, *, alpha: float, sides: int = 2
) -> ClassicalBoundary:
    """The bounds of `looks` equally spaced looks with the total error rate `alpha`.

    Pocock (1977); O'Brien & Fleming (1979): the constant times sqrt(looks / look). Constants as in
    Jennison & Turnbull (2000), tables 2.1 and 2.3.

    >>> round(classical_boundary(Classical.POCOCK, 5, alpha=0.05).constant, 3)
    2.413
    >>> round(classical_boundary(Classical.OBRIEN_FLEMING, 5, alpha=0.05).constant, 3)
    2.04
    """
    refuse_unless(looks >= 1 and looks % 1 == 0, f"looks are 1 or more, not {looks}")
    check_alpha(alpha)
    check_sides(sides)
    information = range(1, int(looks) + 1)
    shape = [1.0 if kind is Classical.POCOCK else sqrt(looks / each) for each in information]

    def unspent(constant: float) -> float:
        z = [constant * each for each in shape]
        return alpha - sides * sum(upper_crossings(information, z, sides=sides))

    constant = smooth_rising_root(unspent, 0.0 if sides == 2 else -LARGEST, LARGEST)
    return ClassicalBoundary(constant, tuple(constant * each for each in shape))
