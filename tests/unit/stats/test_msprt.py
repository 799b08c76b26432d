"""The mixture sequential probability ratio test."""

from __future__ import annotations

from math import exp, inf, log, nan, pi, sqrt

import numpy as np
import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.msprt import MixtureTest
from burgee.stats.values import Estimate

EFFECT = Estimate(0.012, 0.002)


def test_the_ratio_is_that_of_the_mixture_integrated() -> None:
    test = MixtureTest(0.0001)
    effects = np.linspace(-0.1, 0.1, 200_001)
    mixing = np.exp(-(effects**2) / 0.0002) / sqrt(2 * pi * 0.0001)
    ratio = np.exp((2 * effects * 0.012 - effects**2) / (2 * 0.002**2))
    integral = float(np.sum(mixing * ratio)) * 1e-6
    assert test.log_likelihood_ratio(EFFECT) == pytest.approx(log(integral), rel=1e-9)


def test_p_is_1_over_the_ratio() -> None:
    test = MixtureTest(0.0001)
    assert test.p_value(EFFECT) == pytest.approx(exp(-test.log_likelihood_ratio(EFFECT)))


def test_p_of_what_speaks_against_an_effect_is_1() -> None:
    assert MixtureTest(0.0001).p_value(Estimate(0.001, 0.002)) == 1.0


def test_the_interval_holds_what_would_not_be_rejected() -> None:
    test = MixtureTest(0.0025)
    interval = test.interval(Estimate(0.5, 0.2), alpha=0.05)
    for end in (interval.low, interval.high):
        assert test.p_value(Estimate(0.5 - end, 0.2)) == pytest.approx(0.05)


@pytest.mark.parametrize("variance", [0.0, -1.0, inf, nan])
def test_a_mixture_that_spreads_nothing_is_refused(variance: float) -> None:
    with pytest.raises(ImpossibleInput, match="mixing variance"):
        MixtureTest(variance)


@pytest.mark.parametrize("se", [0.0, -1.0, inf, nan])
def test_an_estimate_without_an_error_is_refused(se: float) -> None:
    with pytest.raises(ImpossibleInput, match="standard error"):
        MixtureTest(0.01).p_value(Estimate(0.1, se))


@pytest.mark.parametrize("value", [inf, -inf, nan])
def test_an_estimate_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ImpossibleInput, match="an estimate is finite"):
        MixtureTest(0.01).interval(Estimate(value, 0.1), alpha=0.05)
