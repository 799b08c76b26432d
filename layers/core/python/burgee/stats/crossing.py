"""The probability that a score process crosses its bounds, look after look.

Armitage, McPherson & Rowe (1969); Jennison & Turnbull (2000), chapter 19. On the score scale
S_k = Z_k sqrt(I_k) has independent normal increments of variance I_k - I_(k-1). What is carried
from look to look is the density of the score where nothing has stopped yet, at Gauss-Legendre
nodes. Many designs (rows) share the nodes and so the kernel between two looks, which is what costs
time; each cuts the density at its own bound, where one panel of nodes ends and the next begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil, inf, pi, sqrt

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]

REACH = 10.0  # standard deviations to which an open region is followed: 1e-23 lies beyond
FARTHEST = 12.0  # standard deviations of an increment: 1e-32 lies beyond
TOGETHER = 48  # scores: more of them at once, and BLAS would start threads, which cost more
PANEL_STEPS = 16  # the most a panel spans, in standard deviations of one increment
NODES_AT_LEAST = 5
NODES_PER_STEP = 1.25
NEGLIGIBLE = 1e-20  # what spends less than this is bounded as if no look had gone before
SMALL_STEP = 1e-6
MOST_STEPS = 40
CLOSEST = 5e-4  # looks closer than this, relatively, are set apart so far


@dataclass(frozen=True, slots=True)
class Unstopped:
    """Where the score stands after a look, of the processes that nothing has stopped.

    `mass` has a row for each design: density times quadrature weight. Symmetric designs without
    drift are folded: scores of at least 0 are kept, the others being their mirror image.
    """

    information: float
    nodes: Floats
    mass: Floats
    high: Floats
    is_folded: bool

    def only(self, designs: NDArray[np.bool_]) -> Unstopped:
        """These designs alone."""
        kept = self.mass[designs], self.high[designs]
        return Unstopped(self.information, self.nodes, *kept, self.is_folded)

    def tail(self, information: float, z: Floats) -> tuple[Floats, Floats]:
        """P(nothing stopped so far, and Z > z at `information`) for each design, and how fast that
        falls with z."""
        step, score = sqrt(information - self.information), z[:, None] * sqrt(information)
        there = (self.nodes - score) / step
        beyond, falls = ndtr(there), _bell(there)
        if self.is_folded:
            near = np.searchsorted(self.nodes, FARTHEST * step - score.min())
            mirrored = (self.nodes[:near] + score) / -step
            beyond[:, :near] += ndtr(mirrored)
            falls[:, :near] += _bell(mirrored)
        per_z = sqrt(information) / (step * sqrt(2 * pi))
        return (self.mass * beyond).sum(axis=1), (self.mass * falls).sum(axis=1) * per_z

    def density(self, information: float, scores: Floats) -> Floats:
        """The density of the score at `information`, for each design; `scores` rise."""
        step = sqrt(information - self.information)
        there, here = scores / step, self.nodes / step
        found = np.empty((len(self.mass), len(there)))
        for start in range(0, len(there), TOGETHER):
            some = there[start : start + TOGETHER]
            low, high = np.searchsorted(here, (some[0] - FARTHEST, some[-1] + FARTHEST))
            kernel = _bell(some[:, None] - here[low:high])
            if self.is_folded and some[0] < FARTHEST:
                near, nearby = np.searchsorted(some, FARTHEST), np.searchsorted(here, FARTHEST)
                kernel[:near, :nearby] += _bell(some[:near, None] + here[:nearby])
            np.matmul(self.mass[:, low:high], kernel.T, out=found[:, start : start + TOGETHER])
        return np.asarray(found / (step * sqrt(2 * pi)))

    def after(self, information: float, low: float, high: Floats, finest: float) -> Unstopped:
        """After a look at which each design goes on between the scores `low` and its `high`.

        `finest` is the standard deviation of the smaller of the increments beside the look.
        """
        nodes, weights = _panels(np.unique(np.append(high, low)), finest)
        kept = np.where(nodes < high[:, None], weights, 0.0)
        mass = self.density(information, nodes) * kept
        return Unstopped(information, nodes, mass, high, self.is_folded)


def unstarted(designs: int, *, is_folded: bool) -> Unstopped:
    """Before the first look: all at score 0."""
    mass = np.full((designs, 1), 0.5 if is_folded else 1.0)
    return Unstopped(0.0, np.zeros(1), mass, np.zeros(designs), is_folded)


def bound_of(state: Unstopped, information: float, spends: Floats, below: Floats) -> Floats:
    """The z beyond which lies `spends` of each design, of those that nothing stopped so far: sought
    from `below` the bound alone."""
    z = _alone(spends)
    is_sought = spends > NEGLIGIBLE
    if state.information > 0 and is_sought.any():
        designs = state.only(is_sought)
        z[is_sought] = _sought(designs, information, spends[is_sought], below[is_sought])
    return z


def _sought(state: Unstopped, information: float, spends: Floats, below: Floats) -> Floats:
    """Newton's method on the logarithm of the tail, which is concave, so that it comes from above
    and stays there, and twice as exact with each step."""
    farthest = state.high + REACH * sqrt(information - state.information)
    most = np.minimum(_alone(spends), farthest / sqrt(information))
    target = np.log(spends)
    z = np.minimum(most, most - below)
    moved, steps = inf, 0
    while moved > SMALL_STEP and steps < MOST_STEPS:
        tail, falls = state.tail(information, z)
        last = z
        z = np.minimum(z + (np.log(tail) - target) * tail / falls, most)
        moved, steps = float(np.abs(z - last).max()), steps + 1
    return z


def below_alone(spends: Floats, z: Floats) -> Floats:
    """How much lower a bound is for the looks before it: a good guess for the next look."""
    return np.subtract(_alone(spends), z, out=np.zeros_like(z), where=np.isfinite(z))


def upper_crossings(
    information: Sequence[float], z: Sequence[float], *, sides: int, drift: float = 0.0
) -> list[float]:
    """For each look the probability that nothing stopped before and Z exceeds its bound `z`.

    Under E[S] = drift * I. With 2 sides it stops below -z too, which does not count here. It is
    the process less its drift that is followed, between bounds that fall away.
    """
    information = spread_out(information)
    state = unstarted(1, is_folded=False)
    found: list[float] = []
    for each, bound, finest in zip(information, z, finest_steps(information), strict=True):
        deviation = sqrt(each)
        ahead = drift * deviation
        found.append(float(state.tail(each, np.array([bound - ahead]))[0][0]))
        high = min(bound - ahead, REACH)
        low = max(-bound - ahead, -REACH) if sides == 2 else -REACH
        if high <= low:
            return found + [0.0] * (len(z) - len(found))
        state = state.after(each, low * deviation, np.array([high * deviation]), finest)
    return found


def spread_out(information: Sequence[float]) -> tuple[float, ...]:
    """`information` with looks that all but coincide set apart.

    That lowers the correlation of their statistics, which never lowers the probability of a
    crossing (Slepian), so bounds err to the safe side.
    """
    apart = [information[0]]
    for each in information[1:]:
        apart.append(max(each, apart[-1] * (1 + CLOSEST)))
    return tuple(apart)


def finest_steps(information: Sequence[float]) -> list[float]:
    """For each look the standard deviation of the smaller of the increments beside it."""
    steps = [sqrt(later - earlier) for earlier, later in pairwise((0.0, *information))]
    return [min(pair) for pair in pairwise((*steps, inf))]


def _bell(steps: Floats) -> Floats:
    """exp(-steps^2 / 2), in place of `steps`."""
    np.square(steps, out=steps)
    steps *= -0.5
    return np.asarray(np.exp(steps, out=steps))


def _alone(spends: Floats) -> Floats:
    """The z beyond which lies `spends` if no look went before; infinite for nothing."""
    return np.where(spends > 0, -ndtri(spends), inf)


def _panels(edges: Floats, finest: float) -> tuple[Floats, Floats]:
    """Nodes and weights between the first edge and the last, none of whose panels has an edge
    inside, so that the density may be cut at each without loss."""
    nodes, weights = [], []
    for low, high in pairwise(edges.tolist()):
        pieces = max(1, ceil((high - low) / finest / PANEL_STEPS))
        width = (high - low) / pieces
        places, shares = _on_unit(NODES_AT_LEAST + ceil(width / finest * NODES_PER_STEP))
        nodes += [low + width * (place + places) for place in range(pieces)]
        weights += [width * shares] * pieces
    return np.concatenate(nodes), np.concatenate(weights)


@cache
def _on_unit(count: int) -> tuple[Floats, Floats]:
    roots, weights = leggauss(count)
    return (roots + 1) / 2, weights / 2
