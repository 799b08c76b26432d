"""The probability of each of several rates to be the greatest, by quadrature."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, betaincinv

from burgee.stats.values import refuse_unless

if TYPE_CHECKING:
    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

NODES = 16
# Shares below the ends of the pieces: close enough that the integrand is smooth within each.
ENDS = (1e-14, 1e-10, 1e-7, 1e-5, 1e-3, 0.02, 0.15, 0.5)


def probabilities_best(posteriors: Sequence[tuple[float, float]]) -> list[float]:
    """P(this one is greatest) for rates with independent Beta(a, b) posteriors; they add up to 1.

    Right to about 1e-9 for a and b from 1/2 to 10^9, to two digits for smaller ones. No draws, so
    the same on every call. Raises ImpossibleInput unless all a and b are above 0.

    >>> [round(each, 6) for each in probabilities_best([(11, 91), (17, 85)])]
    [0.10712, 0.89288]
    """
    refuse_unless(len(posteriors) > 0, "it takes at least one variant")
    refuse_unless(all(0 < a < np.inf and 0 < b < np.inf for a, b in posteriors), "a, b are above 0")
    a, b = (np.array(shape, dtype=float)[:, None] for shape in zip(*posteriors, strict=True))
    angles, weights = _nodes(a, b)
    density = _log_density(a, b, angles)
    mass = np.exp(density - density.max(axis=1, keepdims=True)) * weights
    below = betainc(a, b, np.sin(angles) ** 2)
    others = [np.delete(below, each, axis=0).prod(axis=0) for each in range(len(posteriors))]
    found = (mass * others).sum(axis=1) / mass.sum(axis=1)
    return [float(each) for each in found / found.sum()]


def _nodes(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Angles and weights for integrals over arcsin(sqrt(rate)), on which no density is infinite
    and each is about as wide as 1 / sqrt(units)."""
    shares = np.array(ENDS)
    low = np.arcsin(np.sqrt(betaincinv(a, b, shares)))
    high = np.pi / 2 - np.arcsin(np.sqrt(betaincinv(b, a, shares)))
    ends = np.unique(np.concatenate([low, high], axis=None))
    nodes, weights = _legendre()
    half = np.diff(ends)[:, None] / 2
    middle = (ends[1:] + ends[:-1])[:, None] / 2
    return (middle + half * nodes).ravel(), (half * weights).ravel()


def _log_density(a: Floats, b: Floats, angles: Floats) -> Floats:
    """Up to a constant, by ratios to the mean, so that large a and b cost no digits."""
    rates, rests = np.sin(angles) ** 2, np.cos(angles) ** 2
    mean, rest = a / (a + b), b / (a + b)
    off = np.where(mean < rest, rates - mean, rest - rests)
    return (a - 0.5) * _log_ratio(rates, mean, off) + (b - 0.5) * _log_ratio(rests, rest, -off)


def _log_ratio(share: Floats, mean: Floats, off: Floats) -> Floats:
    return np.where(
        abs(off) < mean / 2, np.log1p(np.maximum(off / mean, -0.5)), np.log(share / mean)
    )


@cache
def _legendre() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights
