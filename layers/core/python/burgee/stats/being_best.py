"""The probability that each of several variants is the best, and by how much others fall short.

By quadrature, with no draws: all densities are evaluated at the same Gauss-Legendre nodes, in
panels as narrow as the narrowest belief that reaches into them, and integrated there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from numpy.polynomial.legendre import leggauss, legvander
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NODES = 14
PANEL_DEVIATIONS = 2.5


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a belief lies, on the scale of its quadrature: nothing to speak of is below `low` or
    above `high`, and it changes over distances of `deviation`."""

    low: float
    high: float
    deviation: float


class Beliefs(Protocol):
    """Independent beliefs about several variants."""

    @property
    def spreads(self) -> Sequence[Spread]: ...

    def density(self, nodes: Floats) -> Floats:
        """The density of each belief (rows) at the nodes."""
        ...

    def below(self, place: float) -> Floats:
        """The probability of each belief below a place."""
        ...


@dataclass(frozen=True, slots=True)
class Curves:
    """Density, and what lies below and above, of each belief (rows) at shared nodes; the latter to
    about 1e-9, of badly skewed beliefs 1e-7."""

    nodes: Floats
    weights: Floats
    density: Floats
    below: Floats
    above: Floats


def probabilities_to_be_best(beliefs: Beliefs) -> tuple[float, ...]:
    """The probability of each variant to have the largest value. They add up to 1."""
    spreads = beliefs.spreads
    curves = curves_of(beliefs, max(spread.low for spread in spreads))
    best = (curves.density * others_product(curves.below)) @ curves.weights
    return tuple((best / best.sum()).tolist())


def others_product(rows: Floats) -> Floats:
    """For each row the product of all others."""
    products = np.ones_like(rows)
    np.cumprod(rows[:-1], axis=0, out=products[1:])
    products[:-1] *= np.cumprod(rows[:0:-1], axis=0)[::-1]
    return products


def curves_of(beliefs: Beliefs, low: float) -> Curves:
    """The curves from `low` up to where no belief reaches."""
    spreads = beliefs.spreads
    edges = np.array(edges_of(spreads, low))
    nodes, node_weights = nodes_between(edges)
    _, weights, up_to = _unit_panel()
    width = np.diff(edges)[:, None]
    density = beliefs.density(nodes)
    panels = density.reshape(len(spreads), len(width), NODES) * width
    before = _sums_before(panels @ weights) + beliefs.below(low)[:, None]
    after = _sums_before((panels @ weights)[:, ::-1])[:, ::-1]
    return Curves(
        nodes=nodes,
        weights=node_weights,
        density=density,
        below=_no_less_than_0(before[:, :, None] + panels @ up_to.T).reshape(density.shape),
        above=_no_less_than_0(after[:, :, None] + panels @ (weights - up_to).T).reshape(
            density.shape
        ),
    )


def edges_of(spreads: Sequence[Spread], low: float) -> list[float]:
    """The ends of panels: none longer than some deviations of any belief that it reaches into."""
    edges, high = [low], max(spread.high for spread in spreads)
    while edges[-1] < high:
        here = edges[-1]
        reach = min(
            max(0.0, spread.low - here) + PANEL_DEVIATIONS * spread.deviation
            for spread in spreads
            if spread.high > here
        )
        edges.append(min(high, here + reach))
    return edges


def nodes_between(edges: Floats) -> tuple[Floats, Floats]:
    """Nodes and weights for integrals over all panels between the edges."""
    places, weights, _ = _unit_panel()
    width = np.diff(edges)[:, None]
    return (edges[:-1, None] + width * places).ravel(), (width * weights).ravel()


def _sums_before(panels: Floats) -> Floats:
    """For each panel the sum of those before it."""
    sums = np.zeros_like(panels)
    np.cumsum(panels[:, :-1], axis=1, out=sums[:, 1:])
    return sums


def _no_less_than_0(integrals: Floats) -> Floats:
    """Without what rounding leaves of integrals that are next to nothing."""
    return np.asarray(np.maximum(integrals, 0.0))


@cache
def _unit_panel() -> tuple[Floats, Floats, Floats]:
    """Nodes and weights on [0, 1], and the weights for the integral up to each node (rows)."""
    roots, weights = leggauss(NODES)
    polynomials = legvander(roots, NODES)
    integrals = np.empty((NODES, NODES))
    integrals[:, 0] = roots + 1
    integrals[:, 1:] = polynomials[:, 2:] - polynomials[:, : NODES - 1]
    up_to = integrals @ polynomials[:, :NODES].T * weights / 4
    return (roots + 1) / 2, weights / 2, up_to
