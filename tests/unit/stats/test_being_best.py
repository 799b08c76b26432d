"""The quadrature that finds the best."""

from __future__ import annotations

import numpy as np
import pytest

from burgee.stats.bayes_normal import NormalBeliefs, NormalPosterior
from burgee.stats.being_best import Spread, curves_of, edges_of, nodes_between, others_product
from burgee.stats.distributions import normal_tail


def test_nodes_integrate_what_is_smooth() -> None:
    nodes, weights = nodes_between(np.array([0.0, 0.5, 2.0]))
    assert float(np.exp(nodes) @ weights) == pytest.approx(np.e**2 - 1, rel=1e-14)


def test_panels_shorten_where_a_narrow_belief_lies() -> None:
    edges = np.array(edges_of([Spread(-8, 8, 1.0), Spread(1.0, 1.2, 0.01)], -8.0))
    widths = np.diff(edges)
    assert edges[0] == -8
    assert edges[-1] == 8
    assert widths[(edges[:-1] > 1.0) & (edges[:-1] < 1.17)].max() <= 0.025 + 1e-12


def test_curves_are_integrals_from_both_sides() -> None:
    curves = curves_of(NormalBeliefs([NormalPosterior(0.0, 1.0)]), -8.5)
    for node, below, above in zip(curves.nodes, curves.below[0], curves.above[0], strict=True):
        assert above == pytest.approx(normal_tail(float(node)), abs=1e-10)
        assert below == pytest.approx(normal_tail(-float(node)), abs=1e-10)


def test_the_product_of_others_needs_no_division() -> None:
    rows = np.array([[0.0, 2.0], [3.0, 0.0], [5.0, 7.0]])
    assert others_product(rows).tolist() == [[15.0, 0.0], [0.0, 14.0], [0.0, 0.0]]
